//! Is `#[graph::test]` what its documentation says? It runs on an embedded database, and on that of `GRAPH_TEST_URI`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use graph_orm as graph;
use graph_orm::prelude::*;
use graph_orm::testing::{FromDatabase, Setup, TestDatabase};

#[derive(Node, Debug, PartialEq)]
struct Guest {
    #[graph(key)]
    name: String,
    age: Option<u8>,
    #[graph(fulltext)]
    note: Option<String>,
}

async fn names(driver: &Driver) -> Result<Vec<String>, Error> {
    driver.execute_query("MATCH (g:Guest) RETURN g.name ORDER BY g.name").read().all().await
}

#[graph::test]
async fn each_test_begins_with_an_empty_database(driver: Driver) -> Result<(), Error> {
    assert!(names(&driver).await?.is_empty());
    driver.execute_query::<()>("CREATE (:Guest {name: 'left behind'})").await?;
    Ok(())
}

#[graph::test]
async fn another_one_sees_nothing_of_it(driver: Driver) -> Result<(), Error> {
    assert!(names(&driver).await?.is_empty());
    driver.execute_query::<()>("CREATE (:Guest {name: 'left behind'})").await?;
    Ok(())
}

#[graph::test(fixtures("people", "./more.cypher"))]
async fn fixtures_are_there_in_their_order(mut session: Session, database: TestDatabase) {
    let ages: Vec<Option<i64>> =
        session.execute_query("MATCH (g:Guest) RETURN g.age ORDER BY g.name").all().await.expect("it reads");
    assert_eq!(ages, [None, Some(42)]);
    assert_eq!(names(database.driver()).await.expect("it reads"), ["Ann; B.", "Bo"]);
}

#[graph::test(schema(Guest), fixtures("people"))]
async fn the_schema_is_there_before_the_fixtures(driver: Driver) -> Result<(), Error> {
    let taken = driver.execute_query::<()>("CREATE (:Guest {name: 'Bo'})").await.expect_err("the key is taken");
    assert_eq!(taken.code(), Some("Neo.ClientError.Schema.ConstraintValidationFailed"));
    Ok(())
}

#[graph::test(migrations = "./tests/testing/migrations", schema(Guest))]
async fn migrations_are_made_first(driver: Driver) -> Result<(), Error> {
    let numbers: Vec<i64> = driver.execute_query("MATCH (g:Guest) RETURN g.number").read().all().await?;
    assert_eq!(numbers, [1]);
    driver.execute_query::<()>("CREATE (:Guest {number: 1})").await.expect_err("the number is taken");
    Ok(())
}

#[graph::test(schema(Guest), needs(FullText))]
async fn what_the_server_cannot_do_is_skipped(database: TestDatabase) -> Result<(), Error> {
    assert!(!database.is_embedded(), "the embedded server has no full-text indexes");
    let text = "CALL db.index.fulltext.queryNodes('guest_note_fulltext', 'x') YIELD node RETURN count(node)";
    assert_eq!(database.driver().execute_query::<i64>(text).one().await?, 0);
    Ok(())
}

struct Service(Driver);

impl FromDatabase for Service {
    fn from_database(database: &TestDatabase) -> Self {
        Self(database.driver().clone())
    }
}

#[graph::test]
async fn a_parameter_may_be_of_any_type_that_is_made_of_a_database(
    service: Service,
) -> Result<(), Box<dyn std::error::Error>> {
    service.0.verify_connectivity().await?;
    Ok(())
}

#[graph::test]
#[should_panic(expected = "the test failed: Error")]
async fn an_error_fails_the_test(driver: Driver) -> Result<(), Error> {
    driver.execute_query::<()>("RETURN").await.map(drop)
}

/// What a test whose database cannot be prepared says.
fn failure(setup: Setup) -> String {
    let run = || setup.run(async |_: TestDatabase| unreachable_test());
    let failure = catch_unwind(AssertUnwindSafe(run)).expect_err("the set-up fails");
    failure.downcast_ref::<String>().expect("a message").clone()
}

#[test]
fn what_cannot_be_prepared_is_told_with_its_place() {
    let message = failure(Setup::new().fixture("guests", "RETURN 1;\n\nRETURN"));
    assert!(message.starts_with("the fixture \"guests\" failed at line 3: "), "{message}");
    let message = failure(Setup::new().fixture("guests", "RETURN 'x"));
    assert_eq!(message, "the fixture \"guests\": a string that begins on line 1 has no end");
    let migrations = graph::migrate::Migrations::embedded(&[(1, "broken", "RETURN 1; RETURN")]);
    let message = failure(Setup::new().migrations(migrations));
    let expected = "the migrations of the test failed: the migration 0001 broken failed at line 1: ";
    assert!(message.starts_with(expected) && message.len() > expected.len(), "{message}");
}

fn unreachable_test() {
    panic!("the test must not be run");
}
