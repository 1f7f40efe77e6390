//! Leaders that step down.

use std::time::Duration;

use graph_tests::script::Scenario;

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
