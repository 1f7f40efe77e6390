//! What goes wrong by the caller's or the server's doing: each its own clear error, and the driver usable afterwards.

use std::error::Error as _;

use graph_core::{ErrorKind, Fault, Record};
use graph_tests::{Database, live};

async fn answers(db: &Database) {
    let one = db.query::<i64>("RETURN 1").read().one().await;
    assert_eq!(one.expect("the driver is usable after the error"), 1);
}

#[tokio::test]
async fn a_syntax_error_has_its_code_and_is_the_callers_fault() {
    live(async |db| {
        let error = db.query::<Record>("RETRUN 1").await.expect_err("no query");
        assert_eq!(error.code(), Some("Neo.ClientError.Statement.SyntaxError"));
        assert_eq!(error.fault(), Fault::Caller);
        assert!(!error.is_retryable() && !error.may_have_committed());
        assert!(error.to_string().ends_with("(Neo.ClientError.Statement.SyntaxError)"), "{error}");
        answers(&db).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_missing_parameter_is_named() {
    live(async |db| {
        let error = db.query::<Record>("RETURN $absent AS x").await.expect_err("the parameter is missing");
        assert_eq!(error.code(), Some("Neo.ClientError.Statement.ParameterMissing"));
        assert!(error.to_string().contains("absent"), "{error}");
        answers(&db).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_unknown_database_is_named() {
    live(async |db| {
        let outcome = db.driver().execute_query::<Record>("RETURN 1").database("nowhere").await;
        let error = outcome.expect_err("there is no such database");
        assert_eq!(error.code(), Some("Neo.ClientError.Database.DatabaseNotFound"));
        assert!(error.to_string().contains("nowhere"), "{error}");
        answers(&db).await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_column_that_is_not_there_is_named_beside_those_that_are() {
    live(async |db| {
        let record = db.query::<Record>("RETURN 1 AS a, 2 AS b").one().await?;
        let error = record.get::<i64>("c").expect_err("there is no column c");
        assert_eq!(error.to_string(), "the result has no column `c`; it has `a`, `b`");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_null_needs_an_option() {
    live(async |db| {
        let error = db.query::<i64>("RETURN null AS x").one().await.expect_err("null is no i64");
        assert_eq!(error.kind(), &ErrorKind::Decode);
        assert_eq!(error.to_string(), "a record does not fit the Rust type");
        let cause = error.source().expect("a decode error has a cause").to_string();
        assert_eq!(cause, "column `x`: expected INTEGER, found null; use Option<_> where null is a value");
        assert_eq!(db.query::<Option<i64>>("RETURN null AS x").one().await?, None);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_number_that_does_not_fit_is_shown_with_its_type() {
    live(async |db| {
        let error = db.query::<u8>("RETURN 300 AS x").one().await.expect_err("300 is no u8");
        assert_eq!(error.decode().map(ToString::to_string).as_deref(), Some("column `x`: 300 does not fit u8"));
        answers(&db).await;
        Ok(())
    })
    .await;
}
