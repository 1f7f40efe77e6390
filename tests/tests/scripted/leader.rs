//! Leaders that step down.

use std::time::Duration;

use graph_core::AccessMode;
use graph_tests::script::Scenario;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_leader_of_a_database_by_another_name_that_steps_down_is_not_asked_again() {
    // Servers know databases by aliases, too, and whatever the case of letters.
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RESET
        connection *
        repeat
        C ROUTE {address: $server} [] {db: "Films"}
        S TABLE {db: "films", ttl: 300, route: [$server], read: [$server], write: [$server]}
        C BEGIN {db: "Films"}
        S FAILURE {code: "Neo.ClientError.Cluster.NotALeader", message: "no"}
        C RUN ..
        S IGNORED
        C PULL ..
        S IGNORED
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").max_retry_time(Duration::ZERO).build().expect("valid");
    for _ in 0..2 {
        let outcome = driver.execute_query::<i64>("CREATE () RETURN 1").database("Films").one().await;
        assert_eq!(outcome.expect_err("no leader").code(), Some("Neo.ClientError.Cluster.NotALeader"));
    }
    let asked = scenario.messages("server", "ROUTE").len();
    assert_eq!(asked, 2, "the table of the first attempt is out of date");
    scenario.done().await;
}

/// A cluster whose leader answers a write with `{answers}`, and whose next table names another one.
const SWITCH: &str = r#"
    auto HELLO LOGON RESET
    server router
        C ROUTE {..} [] {db: "films"}
        S TABLE {db: "films", ttl: 300, route: [$router], read: [$former], write: [$former]}
        C ROUTE {..} [] {db: "films"}
        S TABLE {db: "films", ttl: 300, route: [$router], read: [$former], write: [$leader]}
    server former
        C BEGIN {db: "films"}
        S SUCCESS {}
        C RUN "CREATE (n) RETURN 1" {} {}
        C PULL ..
        {answers}
        C? RESET
        S SUCCESS {}
        C? RUN "RETURN 2" {} {mode: "r", db: "films"}
        S SUCCESS {fields: ["n"]}
        C? PULL ..
        S RECORD [2]
        S SUCCESS {}
    server leader
        C BEGIN {db: "films"}
        S SUCCESS {}
        C RUN "CREATE (n) RETURN 1" {} {}
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [1]
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
"#;

#[tokio::test(start_paused = true)]
async fn work_that_meets_a_former_leader_is_done_by_the_new_one() {
    for (code, message) in [
        ("Neo.ClientError.Cluster.NotALeader", "no longer"),
        ("Neo.ClientError.General.ForbiddenOnReadOnlyDatabase", "read only"),
    ] {
        let answers = format!("S FAILURE {{code: \"{code}\", message: \"{message}\"}}\nS IGNORED");
        let scenario = Scenario::start(&SWITCH.replace("{answers}", &answers)).await;
        let driver = scenario.driver("neo4j").build().expect("valid");
        let began = Instant::now();
        let write = driver.execute_query::<i64>("CREATE (n) RETURN 1").database("films");
        assert_eq!(write.one().await.expect("the new leader"), 1);
        assert!(began.elapsed() < Duration::from_secs(2), "one retry: {:?}", began.elapsed());

        // The former leader still reads.
        let mut session = driver.session().database("films").access_mode(AccessMode::Read).open();
        assert_eq!(session.query::<i64>("RETURN 2").await.expect("it reads").one().expect("one record"), 2);
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn work_that_meets_a_leader_that_is_gone_is_done_by_the_new_one() {
    let scenario = Scenario::start(&SWITCH.replace("{answers}", "S CLOSE")).await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let write = driver.execute_query::<i64>("CREATE (n) RETURN 1").database("films");
    assert_eq!(write.one().await.expect("the new leader"), 1);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_member_whose_database_is_unavailable_is_left_alone_for_it() {
    let unavailable = r#"S FAILURE {code: "Neo.TransientError.General.DatabaseUnavailable", message: "not now"}
        S IGNORED"#;
    let scenario = Scenario::start(&SWITCH.replace("{answers}", unavailable)).await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let write = driver.execute_query::<i64>("CREATE (n) RETURN 1").database("films");
    assert_eq!(write.one().await.expect("the new leader"), 1);
    scenario.done().await;
}
