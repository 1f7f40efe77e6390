//! Connections that are gone, or that never come.

use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use graph_core::ErrorKind;
use graph_tests::script::Scenario;
use tokio::time::Instant;

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

#[tokio::test(start_paused = true)]
async fn a_connection_is_replaced_after_its_lifetime_and_one_that_idled_for_too_long_too() {
    const GREETED: &str = "
        auto HELLO LOGON RESET
        connection
        C GOODBYE
        S CLOSE
        connection
    ";
    let hour = Duration::from_secs(3600);
    for (option, kept, replaced) in [
        (None, hour - Duration::from_secs(1), hour),
        (Some("lifetime"), Duration::from_secs(9), Duration::from_secs(10)),
        (Some("idle"), Duration::from_secs(9), Duration::from_secs(19)),
    ] {
        let scenario = Scenario::start(GREETED).await;
        let driver = scenario.driver("bolt");
        let driver = match option {
            None => driver,
            Some("lifetime") => driver.max_connection_lifetime(Duration::from_secs(10)),
            _ => driver.idle_timeout(Duration::from_secs(10)),
        };
        let driver = driver.build().expect("valid");
        driver.verify_connectivity().await.expect("reachable");
        let began = Instant::now();
        tokio::time::sleep_until(began + kept).await;
        driver.verify_connectivity().await.expect("reachable");
        assert_eq!(scenario.connections("server"), 1, "{option:?}: not yet");
        tokio::time::sleep_until(began + replaced).await;
        driver.verify_connectivity().await.expect("reachable");
        assert_eq!(scenario.connections("server"), 2, "{option:?}: by now");
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_connections_are_open_than_there_may_be_and_the_first_that_waits_is_the_first_served() {
    let scenario = Scenario::start("auto HELLO LOGON BEGIN COMMIT\nconnection\nconnection").await;
    let driver = scenario.driver("bolt").max_pool_size(2).build().expect("valid");
    let order = Arc::new(Mutex::new(Vec::new()));
    let tasks = (0..10).map(|number| {
        let (driver, order) = (driver.clone(), Arc::clone(&order));
        tokio::spawn(async move {
            let mut session = driver.session().open();
            let tx = session.begin().await.expect("begun");
            order.lock().expect("no panic").push(number);
            tokio::time::sleep(Duration::from_secs(1)).await;
            tx.commit().await.expect("committed");
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.expect("no panic");
    }
    assert_eq!(*order.lock().expect("no panic"), (0..10).collect::<Vec<_>>());
    assert_eq!((driver.pool_counts().in_use, driver.pool_counts().idle), (0, 2));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_for_a_full_pool_is_told_so_in_time() {
    for (option, seconds) in [(None, 60), (Some(Duration::from_secs(5)), 5)] {
        let scenario = Scenario::start("auto HELLO LOGON BEGIN RESET").await;
        let driver = scenario.driver("bolt").max_pool_size(1);
        let driver = option.map_or(driver.clone(), |timeout| driver.acquisition_timeout(timeout));
        let driver = driver.build().expect("valid");
        let (mut one, mut two) = (driver.session().open(), driver.session().open());
        let _held = one.begin().await.expect("begun");
        let began = Instant::now();
        let error = two.begin().await.map(drop).expect_err("the pool is full");
        assert_eq!(error.kind(), &ErrorKind::AcquisitionTimeout);
        assert!(began.elapsed() >= Duration::from_secs(seconds) && began.elapsed() < Duration::from_secs(seconds + 1));
    }
}
