//! Transactions whose server or whose task does not go on as usual.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::mpsc;
use std::task::Poll;
use std::time::Duration;

use graph_core::{AccessMode, Error, ErrorKind};
use graph_tests::script::Scenario;

#[test]
fn a_task_that_has_used_up_its_turn_gives_way() {
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || {
        // The main task of a runtime with several threads is woken at once when it has used up its turn.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let script = r#"
                auto HELLO LOGON
                C BEGIN ..
                S SUCCESS {}
                C? RUN ..
                S SILENCE
            "#;
            let scenario = Scenario::start(script).await;
            let driver = scenario.driver("bolt").build().expect("valid");
            let mut session = driver.session().open();
            let tx = session.begin().await.expect("begun");
            let mut query = pin!(tx.query::<i64>("RETURN 1").one());
            let waits = poll_fn(|cx| {
                while pin!(tokio::task::consume_budget()).poll(cx).is_ready() {}
                Poll::Ready(query.as_mut().poll(cx).is_pending())
            });
            done.send(waits.await).expect("the test waits");
        });
    });
    assert_eq!(ended.recv_timeout(Duration::from_secs(30)), Ok(true), "a poll ends");
}

#[tokio::test(start_paused = true)]
async fn rolling_back_does_not_wait_for_a_query_that_was_given_up() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN ..
        S SUCCESS {}
        C RUN "RETURN endless() AS n" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        C RESET
        S IGNORED
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let outcome = session.execute_write(async |tx| {
        let endless = tx.query::<i64>("RETURN endless() AS n").stream().await?;
        drop(endless);
        Err::<(), _>(Error::custom("changed my mind"))
    });
    assert_eq!(outcome.await.expect_err("it failed").to_string(), "changed my mind");
    assert_eq!(driver.pool_counts().idle, 1, "the connection serves on");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_that_the_server_skipped_is_known_not_to_have_happened() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN ..
        S SUCCESS {}
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C COMMIT
        S IGNORED
        C? RESET
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").max_retry_time(Duration::ZERO).build().expect("valid");
    let outcome = driver.execute_query::<i64>("CREATE () RETURN 1 AS n").all().await;
    let error = outcome.expect_err("no commit");
    assert_eq!((error.kind(), error.may_have_committed()), (&ErrorKind::TransactionClosed, false));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_query_that_commits_by_itself_may_have_happened_when_the_connection_breaks() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        connection
        C RUN "CREATE ()" ..
        C PULL ..
        S CLOSE
        connection
        C RUN "CREATE ()" ..
        S SUCCESS {fields: []}
        C PULL ..
        S CLOSE
        connection
        C RUN "RETURN 1" {} {mode: "r"}
        C PULL ..
        S CLOSE
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut writing = driver.session().open();
    let mut reading = driver.session().access_mode(AccessMode::Read).open();
    for _ in 0..2 {
        let error = writing.run("CREATE ()").await.expect_err("hung up");
        assert_eq!(error.kind(), &ErrorKind::CommitUnknown, "{error}");
        assert!(error.may_have_committed() && !error.is_retryable());
    }
    let error = reading.run("RETURN 1").await.expect_err("hung up");
    assert_eq!((error.kind(), error.is_retryable()), (&ErrorKind::ConnectionLost, true));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_sends_more_than_was_asked_for_fills_no_memory() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN ..
        S SUCCESS {}
        C RUN "RETURN 1 AS n" ..
        S SUCCESS {fields: ["n"]}
        C PULL {n: 2}
        C RUN "RETURN 2 AS n" ..
        S RECORD [0]
        S RECORD [1]
        S RECORD [2]
        C? PULL ..
        C HANGUP
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().fetch_size(2).open();
    let tx = session.begin().await.expect("begun");
    let first = tx.query::<i64>("RETURN 1 AS n").stream().await.expect("columns");
    // Whoever waits for the second result keeps the records of the first.
    let second = tx.query::<i64>("RETURN 2 AS n").stream().await.map(drop);
    drop(first);
    assert_eq!(second.expect_err("a breach").kind(), &ErrorKind::Protocol);
    drop(tx);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_result_that_fails_while_another_is_waited_for_tells_so_and_asks_for_no_answer() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN ..
        S SUCCESS {}
        C RUN "UNWIND range(-6, 0) AS x RETURN 1 / x" ..
        C PULL {n: -1}
        C RUN "RETURN 2 AS n" ..
        C PULL {n: -1}
        S SUCCESS {fields: ["n"]}
        S RECORD [1]
        S RECORD [2]
        S RECORD [3]
        S RECORD [4]
        S RECORD [5]
        S RECORD [6]
        S FAILURE {code: "Neo.ClientError.Statement.ArithmeticError", message: "/ by zero"}
        S IGNORED
        S IGNORED
        C RESET
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let tx = session.begin().await.expect("begun");
    let mut first = Box::pin(tx.query::<i64>("UNWIND range(-6, 0) AS x RETURN 1 / x").all());
    let sent = poll_fn(|cx| Poll::Ready(first.as_mut().poll(cx).is_pending()));
    assert!(sent.await, "nobody has answered");
    // Whoever waits for the second result keeps what the first one had.
    let second = tx.query::<i64>("RETURN 2 AS n").one().await.expect_err("the transaction failed");
    let first = tokio::time::timeout(Duration::from_secs(5), first).await.expect("no answer is due");
    for error in [first.expect_err("it failed"), second] {
        assert_eq!(error.code(), Some("Neo.ClientError.Statement.ArithmeticError"));
    }
    drop(tx);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_query_that_is_polled_after_its_end_is_not_sent_again() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN ..
        S SUCCESS {}
        C RUN "RETURN 1 AS n" ..
        C PULL {n: -1}
        S SUCCESS {fields: ["n"]}
        S RECORD [1]
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        C RUN "RETURN 1 AS n" ..
        C PULL {n: -1}
        S SUCCESS {fields: ["n"]}
        S RECORD [1]
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let tx = session.begin().await.expect("begun");
    let mut call = Box::pin(tx.query::<i64>("RETURN 1 AS n").one());
    assert_eq!(call.as_mut().await.expect("a number"), 1);
    assert_eq!(call.await.expect_err("it was told").kind(), &ErrorKind::ResultConsumed);
    tx.commit().await.expect("nothing else was sent");
    let mut call = Box::pin(driver.execute_query::<i64>("RETURN 1 AS n").read().one());
    assert_eq!(call.as_mut().await.expect("a number"), 1);
    assert_eq!(call.await.expect_err("it was told").kind(), &ErrorKind::ResultConsumed);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_nothing_hinders_is_rolled_back_by_name() {
    let scenario = Scenario::start(
        "
        auto HELLO LOGON
        C BEGIN ..
        S SUCCESS {}
        C ROLLBACK
        S SUCCESS {}
        ",
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    driver.session().open().begin().await.expect("begun").roll_back().await.expect("rolled back");
    scenario.done().await;
}
