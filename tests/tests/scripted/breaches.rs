//! Servers that break the protocol in the middle of work: a clear error at once, and the driver goes on elsewhere.

use std::error::Error as _;
use std::time::Duration;

use graph_core::{ErrorKind, Fault};
use graph_tests::script::Scenario;
use tokio::time::Instant;

/// What no server may say, whatever it was asked.
const NEVER: [&str; 7] = [
    // No message at all, an empty one, and one that ends too early.
    "RAW <00 01 FF 00 00>",
    "RAW <00 01 B1 00 00>",
    "RAW <00 02 B1 70 00 00>",
    // A message of clients, and one of nobody.
    "HELLO {}",
    "RAW <00 03 B1 55 A0 00 00>",
    // Other fields than the message has.
    "SUCCESS [1]",
    "FAILURE 1",
];

/// A transaction of one query, whose server misbehaves in place of the answer to `step`.
fn misbehaving(step: &str, answer: &str) -> String {
    let mut script = String::from("auto HELLO LOGON RESET\nconnection\n");
    for (request, usual) in [
        ("BEGIN", "S SUCCESS {}"),
        ("RUN", "S SUCCESS {fields: [\"n\"]}"),
        ("PULL", "S RECORD [1]\nS SUCCESS {}"),
        ("COMMIT", "S SUCCESS {}"),
    ] {
        if request == step {
            // What was sent before the driver noticed does not matter.
            script.push_str(&format!("C {request} ..\nS {answer}\nC? RUN ..\nC? PULL ..\nC? COMMIT\nC HANGUP\n"));
            break;
        }
        script.push_str(&format!("C {request} ..\n{usual}\n"));
    }
    script + "connection\nC BEGIN ..\nS SUCCESS {}\nC COMMIT\nS SUCCESS {}"
}

async fn breaks(step: &str, answer: &str) {
    let scenario = Scenario::start(&misbehaving(step, answer)).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let work = async {
        let tx = session.begin().await?;
        tx.query::<i64>("RETURN 1").one().await?;
        tx.commit().await
    };
    let began = Instant::now();
    let error = work.await.expect_err("no server says that");
    let case = format!("{step} answered by {answer}: {error:?}");
    let expected = if step == "COMMIT" { ErrorKind::CommitUnknown } else { ErrorKind::Protocol };
    assert_eq!(error.kind(), &expected, "{case}");
    if step != "COMMIT" {
        assert_eq!((error.fault(), error.is_retryable()), (Fault::ProtocolBreach, false), "{case}");
    }
    assert!(error.source().is_some(), "{case}");
    assert!(began.elapsed() < Duration::from_secs(1), "{case}: at once");
    session.begin().await.expect("on another connection").commit().await.expect("on another connection");
    assert_eq!((driver.pool_counts().in_use, driver.pool_counts().idle), (0, 1), "{case}");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn what_no_server_may_say_ends_its_connection_wherever_it_says_it() {
    for step in ["BEGIN", "RUN", "PULL", "COMMIT"] {
        for answer in NEVER {
            breaks(step, answer).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_where_none_was_asked_for_ends_its_connection() {
    for step in ["BEGIN", "RUN", "COMMIT"] {
        breaks(step, "RECORD [1]").await;
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_an_idle_connection_says_unasked_ends_it() {
    for unasked in ["SUCCESS {}", "RECORD [1]", "IGNORED", "RAW <00 01 FF 00 00>", "RAW <00 04 B1>"] {
        let scenario = Scenario::start(&format!(
            r#"
            auto HELLO LOGON BEGIN
            connection
            C COMMIT
            S SUCCESS {{}}
            S {unasked}
            connection
            C COMMIT
            S SUCCESS {{}}
            "#
        ))
        .await;
        let driver = scenario.driver("bolt").build().expect("valid");
        let mut session = driver.session().open();
        for _ in 0..2 {
            session.begin().await.expect("begun").commit().await.expect("committed");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn noops_mean_nothing_wherever_they_come() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN ..
        S NOOP
        S SUCCESS {}
        S NOOP
        C RUN ..
        S NOOP
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S NOOP
        S RECORD [1]
        S NOOP
        S NOOP
        S SUCCESS {}
        C COMMIT
        S WAIT 5s
        S NOOP
        S SUCCESS {}
        S NOOP
        C BEGIN ..
        S SUCCESS {}
        C ROLLBACK
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    assert_eq!(session.execute_query::<i64>("RETURN 1").one().await.expect("a result"), 1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    session.begin().await.expect("on the same connection").roll_back().await.expect("rolled back");
    scenario.done().await;
}
