//! What the driver's logs show of failures.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use graph_tests::script::Scenario;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A value that servers like to repeat in their messages.
const SECRET: &str = "hunter2";

/// Writes down every field of every span and event.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().expect("no panic"), "{field}: {value:?}").expect("a string takes all");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_server_that_repeats_values_in_its_messages_does_not_get_them_into_the_logs() {
    let log = Log::default();
    let _logging = tracing::subscriber::set_default(log.clone());
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN RESET
        repeat
        C RUN ..
        C PULL ..
        S FAILURE {code: "Neo.TransientError.General.OutOfMemoryError", message: "hunter2 is no good"}
        S IGNORED
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let query = driver.execute_query::<i64>("CREATE (:User {password: $password})").param("password", SECRET).one();
    query.await.expect_err("it fails until the time is over");
    assert!(scenario.messages("server", "RUN").len() > 3, "it was tried again");
    let log = log.0.lock().expect("no panic").clone();
    assert!(log.contains("Neo.TransientError.General.OutOfMemoryError"), "{log}");
    assert!(!log.contains(SECRET), "{log}");
}
