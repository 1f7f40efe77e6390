//! What servers ask of their clients in answer to HELLO.

use std::time::Duration;

use graph_core::ErrorKind;
use graph_tests::script::Scenario;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_receive_timeout_beyond_any_clock_is_none() {
    let scenario = Scenario::start(
        "
        C HELLO ..
        S SUCCESS {hints: {connection.recv_timeout_seconds: 9223372036854775807}}
        # The driver waits for LOGON's answer with the hint in force.
        C LOGON ..
        S WAIT 20s
        S SUCCESS {}
        ",
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    driver.verify_connectivity().await.expect("reachable");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_silent_for_longer_than_it_said_is_gone() {
    let scenario = Scenario::start(
        r#"
        auto LOGON BEGIN RESET COMMIT
        connection
        C HELLO ..
        S SUCCESS {hints: {connection.recv_timeout_seconds: 5}}
        C RUN "RETURN 1" ..
        S WAIT 4s
        S SUCCESS {fields: ["n"]}
        C PULL ..
        # Noops show that the server still works on it.
        S WAIT 4s
        S NOOP
        S WAIT 4s
        S RECORD [1]
        S SUCCESS {}
        C RUN "RETURN 2" ..
        C PULL ..
        C HANGUP
        connection
        C HELLO ..
        S SUCCESS {}
        C RUN "RETURN 2" ..
        S WAIT 59s
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [2]
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    assert_eq!(session.query::<i64>("RETURN 1").await.expect("in time").one().expect("one"), 1);
    let began = Instant::now();
    let error = session.query::<i64>("RETURN 2").stream().await.map(drop).expect_err("silent");
    assert_eq!(error.kind(), &ErrorKind::CommitUnknown, "{error}");
    let waited = began.elapsed();
    assert!(waited >= Duration::from_secs(5) && waited < Duration::from_secs(6), "{waited:?}");
    assert_eq!(driver.pool_counts().idle, 0, "the connection is gone");
    // A server that gave no hint may take its time.
    assert_eq!(session.query::<i64>("RETURN 2").await.expect("late").one().expect("one"), 2);
    scenario.done().await;
}
