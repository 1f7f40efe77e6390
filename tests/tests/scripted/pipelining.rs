//! Messages that travel together: servers here answer nothing before all of them came.

use graph_core::{Error, ErrorKind, Query};
use graph_tests::script::Scenario;

#[tokio::test(start_paused = true)]
async fn opening_introducing_and_logging_on_take_two_flights() {
    let scenario = Scenario::start("C HELLO ..\nC LOGON ..\nS SUCCESS {}\nS SUCCESS {}").await;
    scenario.driver("bolt").build().expect("valid").verify_connectivity().await.expect("reachable");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_managed_transaction_is_opened_with_its_first_query() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN {}
        C RUN "RETURN 1" {} {}
        C PULL {n: -1}
        S SUCCESS {}
        S SUCCESS {fields: ["n"]}
        S RECORD [1]
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let outcome = session.execute_write(async |tx| tx.query::<i64>("RETURN 1").one().await);
    assert_eq!(outcome.await.expect("a result"), 1);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn queries_side_by_side_share_a_flight_and_are_answered_in_order() {
    let script = r#"
        auto HELLO LOGON BEGIN COMMIT
        C RUN "RETURN 1" ..
        C PULL {n: -1}
        C RUN "RETURN 2" ..
        C PULL {n: -1}
        C RUN "RETURN 3" ..
        C PULL {n: -1}
        S SUCCESS {fields: ["n"], qid: 0}
        S RECORD [1]
        S SUCCESS {}
        S SUCCESS {fields: ["n"], qid: 1}
        S RECORD [2]
        S SUCCESS {}
        S SUCCESS {fields: ["n"], qid: 2}
        S RECORD [3]
        S SUCCESS {}
    "#;
    let scenario = Scenario::start(script).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let numbers = session.execute_read(async |tx| {
        let many = tx.run_many(["RETURN 1", "RETURN 2", "RETURN 3"].map(Query::new)).await?;
        many.into_iter().map(|result| Ok(result.one()?.get::<i64>(0)?)).collect::<Result<Vec<_>, Error>>()
    });
    assert_eq!(numbers.await.expect("results"), [1, 2, 3]);
    scenario.done().await;

    let scenario = Scenario::start(script).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let numbers = session.execute_read(async |tx| {
        let [one, two, three] = ["RETURN 1", "RETURN 2", "RETURN 3"].map(|text| tx.query::<i64>(text).one());
        tokio::try_join!(one, two, three)
    });
    assert_eq!(numbers.await.expect("results"), (1, 2, 3));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn what_follows_a_failure_in_a_flight_is_given_up_with_it() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN
        C RUN "RETURN 1" ..
        C PULL ..
        C RUN "RETRUN 2" ..
        C PULL ..
        C RUN "RETURN 3" ..
        C PULL ..
        S SUCCESS {fields: ["n"]}
        S RECORD [1]
        S SUCCESS {}
        S FAILURE {code: "Neo.ClientError.Statement.SyntaxError", message: "no"}
        S IGNORED
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
    let [one, two, three] = ["RETURN 1", "RETRUN 2", "RETURN 3"].map(|text| tx.query::<i64>(text).one());
    let (one, two, three) = tokio::join!(one, two, three);
    assert_eq!(one.expect("before the failure"), 1);
    // What was skipped is told why.
    for error in [two.expect_err("the failure"), three.expect_err("after the failure")] {
        assert_eq!(error.code(), Some("Neo.ClientError.Statement.SyntaxError"));
    }
    assert!(tx.commit().await.is_err(), "a transaction that failed is not committed");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn results_open_at_once_are_told_apart_by_their_numbers() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN COMMIT
        C RUN "RETURN 1" ..
        S SUCCESS {fields: ["n"], qid: 7}
        C PULL {n: 1}
        S RECORD [1]
        S SUCCESS {has_more: true}
        C RUN "RETURN 2" ..
        S SUCCESS {fields: ["n"], qid: 8}
        C PULL {n: 1}
        S RECORD [10]
        S SUCCESS {has_more: true}
        C PULL {n: 1, qid: 7}
        S RECORD [2]
        S SUCCESS {has_more: true}
        C PULL {n: -1}
        S RECORD [20]
        S SUCCESS {}
        C DISCARD {n: -1, qid: 7}
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().fetch_size(1).open();
    let tx = session.begin().await.expect("begun");
    let mut first = tx.query::<i64>("RETURN 1").stream().await.expect("columns");
    assert_eq!(first.try_next().await.expect("a record"), Some(1));
    let mut second = tx.query::<i64>("RETURN 2").stream().await.expect("columns");
    assert_eq!(second.try_next().await.expect("a record"), Some(10));
    assert_eq!(first.try_next().await.expect("a record"), Some(2));
    assert_eq!(second.all().await.expect("the rest"), [20]);
    first.consume().await.expect("a summary");
    drop(second);
    tx.commit().await.expect("committed");
    scenario.done().await;
}

/// The answers to two queries, one after the other; a wait stands before one of those to the first.
#[tokio::test(start_paused = true)]
async fn a_result_is_the_same_whichever_part_of_it_comes_later() {
    let answers = [r#"SUCCESS {fields: ["n"]}"#, "RECORD [1]", "RECORD [2]", "SUCCESS {}"];
    for late in 0..=answers.len() {
        let mut script = "auto HELLO LOGON BEGIN COMMIT\nC RUN ..\nC PULL ..\n".to_owned();
        for (place, answer) in answers.iter().enumerate() {
            let wait = if place == late { "S WAIT 3s\n" } else { "" };
            script += &format!("{wait}S {answer}\n");
        }
        script += "C RUN ..\nC PULL ..\nS SUCCESS {fields: [\"m\"]}\nS RECORD [\"three\"]\nS SUCCESS {}";
        let scenario = Scenario::start(&script).await;
        let driver = scenario.driver("bolt").build().expect("valid");
        let mut session = driver.session().open();
        let both = session.execute_read(async |tx| {
            let numbers: Vec<i64> = tx.query("UNWIND [1, 2] AS n RETURN n").all().await?;
            Ok((numbers, tx.query::<String>("RETURN 'three' AS m").one().await?))
        });
        assert_eq!(both.await.expect("both"), (vec![1, 2], "three".to_owned()), "answer {late} is late");
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_record_is_not_fails_its_query_alone() {
    for wait in ["", "S WAIT 3s"] {
        let script = format!(
            r#"
            auto HELLO LOGON BEGIN COMMIT
            C RUN ..
            C PULL ..
            S SUCCESS {{fields: ["n"]}}
            S RECORD [1]
            S RECORD ["two"]
            {wait}
            S RECORD [3]
            S SUCCESS {{}}
            C RUN ..
            C PULL ..
            S SUCCESS {{fields: ["n"]}}
            S RECORD [4]
            S SUCCESS {{}}
            "#
        );
        let scenario = Scenario::start(&script).await;
        let driver = scenario.driver("bolt").build().expect("valid");
        let mut session = driver.session().open();
        let four = session.execute_read(async |tx| {
            let error = tx.query::<i64>("RETURN 1").all().await.expect_err("a record is no number");
            assert!(matches!(error.kind(), ErrorKind::Decode), "{error}");
            tx.query::<i64>("RETURN 4").one().await
        });
        assert_eq!(four.await.expect("the second query"), 4);
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn columns_that_are_none_end_the_transaction() {
    let script = r#"
        auto HELLO LOGON BEGIN RESET
        C RUN ..
        C PULL ..
        S SUCCESS {fields: 7}
        S RECORD [1]
        S SUCCESS {}
    "#;
    let scenario = Scenario::start(script).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().open();
    let outcome = session.execute_read(async |tx| {
        let error = tx.query::<i64>("RETURN 1").one().await.expect_err("no columns");
        assert!(matches!(error.kind(), ErrorKind::Decode), "{error}");
        tx.query::<i64>("RETURN 1").one().await
    });
    outcome.await.expect_err("the transaction has failed");
    drop(session);
    driver.close().await;
}
