//! Databases that nobody names: where users are at home, and how the driver learns it.

use std::time::Duration;

use graph_tests::script::Scenario;

#[tokio::test(start_paused = true)]
async fn a_home_database_that_is_gone_is_asked_for_anew() {
    let scenario = Scenario::start(
        r#"
        auto LOGON RESET

        server router
          connection
            C HELLO ..
            S SUCCESS {hints: {ssr.enabled: true}}
            C ROUTE {..} [] {}
            S TABLE {db: "old", ttl: 0, route: [$router], read: [$member], write: [$member]}
            # The driver asks for the members of the home database that it was told of before.
            C ROUTE {..} [] {db: "old"}
            S FAILURE {code: "Neo.ClientError.Database.DatabaseNotFound", message: "no"}
          connection
            C HELLO ..
            S SUCCESS {hints: {ssr.enabled: true}}
            C ROUTE {..} [] {}
            S TABLE {db: "new", ttl: 300, route: [$router], read: [$member], write: [$member]}

        server member
            C HELLO ..
            S SUCCESS {hints: {ssr.enabled: true}}
            C BEGIN {db: "old", mode: "r"}
            S SUCCESS {}
            C RUN ..
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S SUCCESS {}
            C COMMIT
            S SUCCESS {}
            C BEGIN {db: "new", mode: "r"}
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
    let driver = scenario.driver("neo4j").max_retry_time(Duration::ZERO).build().expect("valid");
    for _ in 0..2 {
        let rows = driver.execute_query::<i64>("RETURN 1 AS n").read().all().await;
        assert!(rows.expect("the home database is known again").is_empty());
    }
    scenario.done().await;
}
