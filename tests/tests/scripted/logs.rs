//! What the driver's spans and logs show.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use graph_core::{Driver, QueryTextInSpans};
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

/// Runs work that succeeds and work that fails, and returns what was written down of it.
async fn spans(choice: Option<QueryTextInSpans>) -> String {
    let log = Log::default();
    let logging = tracing::subscriber::set_default(log.clone());
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN PULL COMMIT RESET
        C RUN "RETURN $secret" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [1]
        S SUCCESS {}
        C RUN "RETRUN" ..
        S FAILURE {code: "Neo.ClientError.Statement.SyntaxError", message: "no"}
        C PULL ..
        S IGNORED
        "#,
    )
    .await;
    let driver = scenario.driver("bolt");
    let driver: Driver =
        choice.map_or(driver.clone(), |choice| driver.query_text_in_spans(choice)).build().expect("valid");
    let query = driver.execute_query::<i64>("RETURN $secret").param("secret", SECRET).database("films");
    query.one().await.expect("a result");
    driver.run("RETRUN").await.expect_err("no query");
    scenario.done().await;
    drop(logging);
    let (host, port) = scenario.address("server").split_once(':').expect("host and port");
    let log = log.0.lock().expect("no panic").clone();
    log.replace(&format!("server.port: {port}"), "server.port: PORT").replace(host, "HOST")
}

#[tokio::test(start_paused = true)]
async fn a_query_has_a_span_after_the_conventions() {
    let log = spans(None).await;
    for field in [
        "db.system.name: \"neo4j\"",
        "db.operation.name: \"query\"",
        "db.namespace: \"films\"",
        "otel.kind: \"client\"",
        "server.address: \"HOST\"",
        "server.port: PORT",
        "error.type: Neo.ClientError.Statement.SyntaxError",
    ] {
        assert!(log.lines().any(|line| line == field), "no {field} in\n{log}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_text_of_queries_is_in_spans_only_where_that_is_wanted_and_values_never() {
    for choice in [None, Some(QueryTextInSpans::Omitted)] {
        let log = spans(choice).await;
        assert!(!log.contains("db.query.text") && !log.contains("RETURN"), "{log}");
    }
    let log = spans(Some(QueryTextInSpans::Recorded)).await;
    assert!(log.contains("db.query.text: \"RETURN $secret\""), "{log}");
    assert!(!log.contains(SECRET), "{log}");
}
