//! Idle connections that are asked whether they still answer.

use std::time::Duration;

use graph_tests::script::Scenario;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_connection_that_died_unnoticed_costs_no_more_than_its_check() {
    let scenario = Scenario::start(
        "
        auto HELLO LOGON
        connection
        C RESET
        S SILENCE
        connection
        C? RESET
        S SUCCESS {}
        ",
    )
    .await;
    let driver = scenario.driver("bolt").liveness_check(Duration::ZERO).build().expect("valid");
    driver.verify_connectivity().await.expect("reachable");
    let began = Instant::now();
    driver.verify_connectivity().await.expect("reachable by another connection");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn only_a_connection_that_was_idle_for_so_long_is_asked() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C RUN "RETURN 1" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C RUN "RETURN 2" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C RESET
        S SUCCESS {}
        C RUN "RETURN 3" ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").liveness_check(Duration::from_secs(10)).build().expect("valid");
    let mut session = driver.session().open();
    session.run("RETURN 1").await.expect("a new connection is not asked");
    tokio::time::sleep(Duration::from_secs(9)).await;
    session.run("RETURN 2").await.expect("it was not idle for long");
    tokio::time::sleep(Duration::from_secs(10)).await;
    session.run("RETURN 3").await.expect("it was asked and answered");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn one_connection_that_is_gone_says_nothing_of_the_others() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN ROLLBACK
        connection
        C RESET
        S SUCCESS {}
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        connection
        C RESET
        S FAILURE {code: "Neo.DatabaseError.General.UnknownError", message: "it is going down"}
        S CLOSE
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").liveness_check(Duration::from_secs(1)).build().expect("valid");
    let (mut first, mut second) = (driver.session().open(), driver.session().open());
    let (one, two) = (first.begin().await.expect("begun"), second.begin().await.expect("begun"));
    one.roll_back().await.expect("nothing was done");
    two.roll_back().await.expect("nothing was done");
    tokio::time::sleep(Duration::from_secs(2)).await;
    // The connection that was used last is asked first.
    first.run("RETURN 1").await.expect("the other one answers");
    scenario.done().await;
}
