//! Work that fails and is done again.

use std::time::Duration;

use graph_tests::script::Scenario;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_transient_failure_is_retried_after_a_second() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RESET
        C BEGIN {}
        S SUCCESS {}
        C RUN "CREATE ()" {} {}
        C PULL {n: -1}
        S FAILURE {code: "Neo.TransientError.General.DatabaseUnavailable", message: "not now"}
        S IGNORED
        C BEGIN {}
        S SUCCESS {}
        C RUN "CREATE ()" {} {}
        C PULL {n: -1}
        S SUCCESS {fields: []}
        S SUCCESS {type: "w"}
        C COMMIT
        S SUCCESS {bookmark: "b:1"}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let began = Instant::now();
    driver.run("CREATE ()").await.expect("the second attempt succeeds");
    let waited = began.elapsed();
    assert!((Duration::from_millis(800)..=Duration::from_millis(1300)).contains(&waited), "{waited:?}");
    scenario.done().await;
}
