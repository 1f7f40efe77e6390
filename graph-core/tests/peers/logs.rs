//! What the driver's logs show of failures.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use graph_core::Driver;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::both;
use crate::peer::{Answer, Peer, SECRET, request};

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

#[tokio::test]
async fn a_server_that_repeats_values_in_its_messages_does_not_get_them_into_the_logs() {
    let log = Log::default();
    let _logging = tracing::subscriber::set_default(log.clone());
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let query = driver.execute_query::<i64>("CREATE (:User {password: $password})").param("password", SECRET).one();
    let server = async {
        let mut talk = peer.greeted().await;
        talk.expect(request::BEGIN).await;
        talk.say(Answer::Failure("Neo.TransientError.General.OutOfMemoryError")).await;
        while talk.request().await != Some(request::RESET) {}
    };
    let given_up = async {
        tokio::select! {
            _ = query => panic!("it is tried again"),
            () = server => {}
        }
    };
    both(given_up, async {}).await;
    let log = log.0.lock().expect("no panic").clone();
    assert!(log.contains("Neo.TransientError.General.OutOfMemoryError"), "{log}");
    assert!(!log.contains(SECRET), "{log}");
}
