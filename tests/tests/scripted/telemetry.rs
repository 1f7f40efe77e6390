//! What servers learn of the API that work comes through.

use graph_core::{Driver, Telemetry};
use graph_tests::script::Scenario;

/// Does a piece of work through each API.
async fn work(driver: &Driver) {
    driver.execute_query::<i64>("RETURN 1").one().await.expect("a result");
    let mut session = driver.session().open();
    session.run("RETURN 1").await.expect("a result");
    session.begin().await.expect("begun").commit().await.expect("committed");
    session.execute_read(async |tx| tx.run("RETURN 1").await).await.expect("a result");
}

/// Returns the numbers of the APIs that a server learnt of, in the order of their use.
async fn learnt(version: &str, hint: &str, choice: Telemetry) -> Vec<i64> {
    let scenario = Scenario::start(&format!(
        "bolt {version}\nauto LOGON TELEMETRY BEGIN RUN PULL COMMIT\nC HELLO ..\nS SUCCESS {{hints: {{{hint}}}}}"
    ))
    .await;
    let driver = scenario.driver("bolt").telemetry(choice).build().expect("valid");
    work(&driver).await;
    scenario.done().await;
    let told = scenario.messages("server", "TELEMETRY");
    told.iter().map(|message| message.fields[0].as_int().expect("a number")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_learns_which_api_is_used() {
    assert_eq!(learnt("5.4", "telemetry.enabled: true", Telemetry::Sent).await, [3, 2, 1, 0]);
    assert_eq!(learnt("6.0", "telemetry.enabled: true", Telemetry::default()).await, [3, 2, 1, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_server_learns_nothing_unless_it_asks_and_the_application_agrees() {
    assert_eq!(learnt("5.4", "telemetry.enabled: true", Telemetry::Withheld).await, [0; 0]);
    assert_eq!(learnt("5.4", "telemetry.enabled: false", Telemetry::Sent).await, [0; 0]);
    assert_eq!(learnt("5.4", "", Telemetry::Sent).await, [0; 0]);
    assert_eq!(learnt("5.3", "telemetry.enabled: true", Telemetry::Sent).await, [0; 0], "the message is none of 5.3");
}

#[tokio::test(start_paused = true)]
async fn telemetry_travels_with_the_work() {
    let scenario = Scenario::start(
        r#"
        auto LOGON
        connection
        C HELLO ..
        S SUCCESS {hints: {telemetry.enabled: true}}
        # Nothing is answered before all of it came.
        C TELEMETRY 2
        C RUN ..
        C PULL ..
        S SUCCESS {}
        S SUCCESS {fields: ["n"]}
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    driver.session().open().run("RETURN 1").await.expect("a result");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn work_tells_through_which_api_it_came_until_a_server_has_heard_of_it() {
    let scenario = Scenario::start(
        r#"
        auto LOGON RESET
        connection
        C HELLO ..
        S SUCCESS {hints: {telemetry.enabled: true}}
        C TELEMETRY 0
        S CLOSE
        connection
        C HELLO ..
        S SUCCESS {hints: {telemetry.enabled: true}}
        C TELEMETRY 0
        S SUCCESS {}
        C BEGIN ..
        S SUCCESS {}
        C RUN ..
        S FAILURE {code: "Neo.TransientError.General.DatabaseUnavailable", message: "not now"}
        C? PULL ..
        S IGNORED
        C BEGIN ..
        S SUCCESS {}
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    driver.session().open().execute_read(async |tx| tx.run("RETURN 1").await).await.expect("the third time");
    scenario.done().await;
}
