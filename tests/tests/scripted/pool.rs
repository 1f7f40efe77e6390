//! Connections that are gone, or that never come.

use std::error::Error as _;
use std::time::Duration;

use graph_core::ErrorKind;
use graph_tests::script::Scenario;

/// Lets everything happen that would happen by itself within a second.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_restarted_is_reachable() {
    let scenario = Scenario::start(
        "
        auto HELLO
        connection
        C LOGON ..
        S SUCCESS {}
        S CLOSE
        connection
        C LOGON ..
        S SUCCESS {}
        ",
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    // Greeting a new connection says enough; no request follows.
    driver.verify_connectivity().await.expect("reachable");
    driver.verify_connectivity().await.expect("reachable by another connection");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_the_server_closed_while_it_was_idle_is_not_used() {
    let scenario = Scenario::start(
        "
        auto HELLO LOGON
        connection
        C LOGON ..
        S SUCCESS {}
        S CLOSE
        connection
        C BEGIN ..
        S SUCCESS {}
        C RESET
        S SUCCESS {}
        ",
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    driver.verify_connectivity().await.expect("reachable");
    settle().await;
    // What is not retried succeeds at once.
    driver.session().open().begin().await.map(drop).expect("begun");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_full_pool_does_not_blame_a_failure_that_is_over() {
    let scenario = Scenario::start(
        "
        auto HELLO LOGON RESET
        connection
        handshake CLOSE
        connection
        C BEGIN ..
        S SUCCESS {}
        ",
    )
    .await;
    let driver = scenario.driver("bolt").max_pool_size(1).build().expect("valid");
    driver.verify_connectivity().await.expect_err("hung up");
    let mut session = driver.session().open();
    let tx = session.begin().await.expect("begun");
    let full = driver.verify_connectivity().await.expect_err("the pool is full");
    drop(tx);
    assert_eq!(full.kind(), &ErrorKind::AcquisitionTimeout);
    assert!(full.source().is_none(), "{:?}", full.source());
    scenario.done().await;
}
