//! Work that fails and is done again.

use std::time::Duration;

use graph_core::{AutoCommitRetries, Driver, Error, ErrorKind};
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

/// Runs a query on a server that always fails with this code, and returns how often and how long it was tried.
async fn tries(code: &str, time: Duration) -> (usize, Duration) {
    let scenario = Scenario::start(&format!(
        r#"
        auto HELLO LOGON RESET
        connection *
        repeat
        C BEGIN {{}}
        S FAILURE {{code: "{code}", message: "no"}}
        C RUN ..
        S IGNORED
        C PULL ..
        S IGNORED
        "#
    ))
    .await;
    let driver = scenario.driver("bolt").max_retry_time(time).build().expect("valid");
    let began = Instant::now();
    let error = driver.run("CREATE ()").await.expect_err("it always fails");
    assert!(error.code().is_some_and(|told| told.ends_with(code.rsplit('.').next().expect("a title"))), "{error}");
    (scenario.messages("server", "BEGIN").len(), began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn only_failures_that_may_pass_are_retried_and_only_as_long_as_that_is_wanted() {
    let transient = "Neo.TransientError.Transaction.DeadlockDetected";
    let (count, time) = tries(transient, Duration::from_secs(30)).await;
    assert!((5..=7).contains(&count) && time < Duration::from_secs(80), "{count} in {time:?}");
    let (count, _) = tries(transient, Duration::ZERO).await;
    assert_eq!(count, 1, "no time for a retry");
    for last in [
        "Neo.ClientError.Statement.SyntaxError",
        "Neo.DatabaseError.General.UnknownError",
        "Neo.TransientError.Transaction.Terminated",
        "Neo.TransientError.Transaction.LockClientStopped",
    ] {
        let (count, time) = tries(last, Duration::from_secs(30)).await;
        assert_eq!((count, time < Duration::from_millis(1)), (1, true), "{last}");
    }
}

/// A server that says that the first run of a query by itself had no effect.
const DID_NOT_RUN: &str = r#"
    bolt 5.8
    auto HELLO LOGON RESET
    connection *
    repeat
    C RUN "CREATE ()" ..
    C PULL ..
    S FAILURE {neo4j_code: "Neo.ClientError.General.Unknown", message: "not here", gql_status: "50N00",
        description: "no", diagnostic_record: {_idempotent: true}}
    S IGNORED
"#;

async fn runs(driver: &Driver, scenario: &Scenario, retries: Option<AutoCommitRetries>) -> (Error, usize) {
    let before = scenario.messages("server", "RUN").len();
    let session = driver.session();
    let session = retries.map_or(driver.session(), |choice| session.auto_commit_retries(choice));
    let error = session.open().run("CREATE ()").await.expect_err("it never runs");
    (error, scenario.messages("server", "RUN").len() - before)
}

#[tokio::test(start_paused = true)]
async fn a_query_that_did_not_run_by_itself_is_run_once_more_unless_that_is_off() {
    let scenario = Scenario::start(DID_NOT_RUN).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let (error, count) = runs(&driver, &scenario, None).await;
    assert_eq!((error.gql_status(), count), (Some("50N00"), 2));
    assert_eq!(runs(&driver, &scenario, Some(AutoCommitRetries::Off)).await.1, 1);

    let driver = scenario.driver("bolt").auto_commit_retries(AutoCommitRetries::Off).build().expect("valid");
    assert_eq!(runs(&driver, &scenario, None).await.1, 1);
    assert_eq!(runs(&driver, &scenario, Some(AutoCommitRetries::Once)).await.1, 2);
}

#[tokio::test(start_paused = true)]
async fn a_query_by_itself_that_may_have_run_is_not_run_again() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RESET
        C RUN "CREATE ()" ..
        C PULL ..
        S FAILURE {code: "Neo.TransientError.Transaction.DeadlockDetected", message: "not now"}
        S IGNORED
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let error = driver.session().open().run("CREATE ()").await.expect_err("once");
    assert!(error.is_retryable(), "the application may know better");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_whose_outcome_is_unknown_is_not_repeated() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN RUN PULL
        C COMMIT
        S CLOSE
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let error = driver.run("CREATE ()").await.expect_err("nobody knows");
    assert_eq!((error.kind(), error.may_have_committed()), (&ErrorKind::CommitUnknown, true));
    scenario.done().await;
}
