//! No credential and no parameter value is in any log, `Debug` output or error.

use std::error::Error as StdError;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use graph_core::bolt::Version;
use graph_core::mapping::Params;
use graph_core::value::Value;
use graph_core::{AuthToken, Driver, Error, Query, TransactionConfig, params};
use graph_orm::ToParams;
use graph_tests::live;
use graph_tests::message::Request;
use graph_tests::peer::{Answer, Peer, usual};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record as SpanRecord};
use tracing::{Event, Metadata, Subscriber};

/// A text that stands for a password.
const PASSWORD: &str = "canary-password-7c1f";
/// A text that stands for a value.
const VALUE: &str = "canary-value-93ab";
/// A number that stands for a value.
const NUMBER: i64 = 7_318_264_590_117;

/// Everything that was seen.
#[derive(Debug, Clone, Default)]
struct Seen(Arc<Mutex<String>>);

impl Seen {
    fn note(&self, what: &dyn Debug) {
        let mut seen = self.0.lock().expect("no code panics while it holds the lock");
        // Plain and indented, as people print things.
        writeln!(seen, "{what:?}\n{what:#?}").expect("a string takes everything");
    }

    fn note_error(&self, error: &Error) {
        self.note(error);
        let mut level: Option<&dyn StdError> = Some(error);
        while let Some(error) = level {
            let text = error.to_string();
            self.note(&text);
            level = error.source();
        }
    }

    fn has_no_canary(&self) {
        let seen = self.0.lock().expect("no code panics while it holds the lock");
        println!("{} KiB were shown", seen.len() / 1024);
        assert!(seen.len() > 1000, "hardly anything was seen: {seen}");
        for canary in [PASSWORD, VALUE, &NUMBER.to_string()] {
            none_in(&seen, canary);
        }
        // Bytes of messages show as numbers.
        let numbers: String = seen.split_whitespace().collect();
        for canary in [PASSWORD, VALUE] {
            let bytes: Vec<String> = canary.bytes().map(|byte| byte.to_string()).collect();
            none_in(&numbers, &bytes.join(","));
        }
    }
}

fn none_in(seen: &str, canary: &str) {
    let around = seen.find(canary).map(|at| &seen[at.saturating_sub(300)..(at + 100).min(seen.len())]);
    assert_eq!(around, None, "{canary} was shown");
}

/// Takes down every span and event of every level.
#[derive(Debug)]
struct Everything(Seen);

impl Visit for Everything {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.note(&(field.name(), value));
    }
}

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.0.note(&span.metadata().name());
        span.record(&mut Everything(self.0.clone()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &SpanRecord<'_>) {
        values.record(&mut Everything(self.0.clone()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.0.note(&event.metadata().name());
        event.record(&mut Everything(self.0.clone()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[derive(Debug, ToParams)]
struct Given {
    name: String,
    number: i64,
}

fn secrets() -> Params {
    params! { value: VALUE, number: NUMBER }
}

/// Runs everything that takes a secret, with whatever outcome, and looks at all that it shows.
async fn work(driver: &Driver, seen: &Seen) {
    let look = |outcome: Result<(), Error>| {
        if let Err(error) = outcome {
            seen.note_error(&error);
        }
    };
    for text in ["RETURN $value AS x", "RETRUN $value", "RETURN $missing AS x"] {
        let query = driver.execute_query::<i64>(text).params(secrets()).metadata(params! { by: VALUE });
        seen.note(&query);
        look(query.await.map(drop));
        look(driver.execute_query::<(i64, bool)>(text).params(secrets()).read().await.map(drop));
        let mut session = driver.session().open();
        let run = session.query::<bool>(text).params(secrets()).metadata(secrets());
        seen.note(&run);
        look(run.await.map(drop));
        let managed = session.execute_write(async |tx| {
            seen.note(tx);
            tx.run(text).params(secrets()).await?;
            let given = Given { name: VALUE.to_owned(), number: NUMBER };
            let typed = tx.query::<u8>("RETURN $name AS x").params(given);
            seen.note(&typed);
            let many = tx.run_many([Query::new(text).params(secrets())]).await;
            typed.await?;
            many.map(drop)
        });
        look(managed.await);
        seen.note(&session);
        match driver.stream::<bool>(text).params(secrets()).await {
            Ok(mut stream) => {
                look(stream.try_next().await.map(drop));
                seen.note(&stream);
                match stream.consume().await {
                    Ok(summary) => seen.note(&summary),
                    Err(error) => seen.note_error(&error),
                }
            }
            Err(error) => seen.note_error(&error),
        }
    }
    let twice = Query::new("RETURN $value").param("value", VALUE).param("value", NUMBER);
    seen.note(&twice);
    look(graph_core::Executor::execute::<i64>(driver, twice).await.map(drop));
    let too_large = driver.execute_query::<i64>("RETURN $x").param("x", u64::MAX).param("value", VALUE);
    look(too_large.await.map(drop));
    seen.note(&TransactionConfig::default().metadata(secrets()));
    seen.note(&secrets());
    seen.note(driver);
    seen.note(&driver.pool_counts());
}

#[tokio::test]
async fn nothing_shows_a_secret_beside_a_server() {
    let seen = Seen::default();
    let watch = seen.clone();
    let guard = tracing::subscriber::set_default(Everything(seen.clone()));
    live(async move |db| {
        work(db.driver(), &watch).await;
        Ok(())
    })
    .await;
    drop(guard);
    seen.has_no_canary();
}

#[tokio::test(start_paused = true)]
async fn nothing_shows_a_credential_or_a_value_beside_a_server_that_fails() {
    let seen = Seen::default();
    let _guard = tracing::subscriber::set_default(Everything(seen.clone()));
    for token in [
        AuthToken::basic("neo4j", PASSWORD),
        AuthToken::bearer(PASSWORD),
        AuthToken::kerberos(PASSWORD),
        AuthToken::custom("own").with_principal("neo4j").with_credentials(PASSWORD),
    ] {
        let peer = Peer::start(Version::new(5, 4), |connection| {
            move |request: &Request| match (connection, request) {
                (0, Request::Logon(_)) => {
                    vec![Answer::Failure("Neo.ClientError.Security.Unauthorized", "no".to_owned())]
                }
                (1, Request::Run { .. }) => vec![Answer::Close],
                (2, Request::Pull { .. }) => {
                    vec![Answer::Failure("Neo.TransientError.General.TemporarilyUnavailable", "later".to_owned())]
                }
                (3, Request::Commit) => vec![Answer::Close],
                (4, Request::Pull { .. }) => vec![Answer::Raw(vec![0, 1, 0xFF, 0, 0])],
                (_, Request::Pull { .. }) => vec![Answer::Record(vec![VALUE.into()]), Answer::ok()],
                _ => usual(request),
            }
        });
        let peer = peer.await.expect("a free port");
        let builder = Driver::builder(&peer.uri()).auth(token.clone());
        seen.note(&builder);
        seen.note(&token);
        let driver = builder.build().expect("valid options");
        seen.note_error(&driver.verify_connectivity().await.expect_err("refused"));
        work(&driver, &seen).await;
        driver.close().await;
        let logons = peer.requests_like(|request| matches!(request, Request::Logon(_)));
        let sent = |logon: &Request| matches!(logon, Request::Logon(token) if token.values().any(|it| *it == Value::from(PASSWORD)));
        assert!(logons.len() > 1 && logons.iter().all(sent), "the password is where it belongs");
        let runs = peer.requests_like(|request| matches!(request, Request::Run { params, .. } if !params.is_empty()));
        assert!(runs.len() > 3, "parameters are where they belong");
    }
    seen.note_error(&Driver::builder(&format!("bolt://neo4j:{PASSWORD}@localhost")).build().expect_err("no"));
    seen.note_error(&Driver::builder(&format!("{PASSWORD}://localhost")).build().expect_err("no"));
    seen.has_no_canary();
}
