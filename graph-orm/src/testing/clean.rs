//! Empties the database of a server that tests share.

use graph_core::{Driver, Error};

use crate::cypher::{
    CONSTRAINT_NAMES, DELETE_SOME, HAS_NODES, INDEX_NAMES, InvalidName, MARK, MARK_NAME, drop_constraint, drop_index,
};
use crate::execute::Place;

/// Deletes all data, constraints and indexes of a database that tests have marked, or that has none.
///
/// # Panics
/// When there is something in a database that is not marked, and when the server fails.
pub(super) async fn empty(driver: &Driver) {
    match try_empty(&Place::of(driver)).await {
        Ok(true) => {}
        Ok(false) => panic!(
            "the database of GRAPH_TEST_URI is not empty, and no test has marked it as its own; tests delete everything \
             in it, so name another one, or empty it yourself"
        ),
        Err(error) => panic!("the database of GRAPH_TEST_URI cannot be emptied: {error}"),
    }
}

/// Returns whether the database was emptied.
async fn try_empty(place: &Place<'_>) -> Result<bool, Error> {
    let mut constraints: Vec<String> = place.read(CONSTRAINT_NAMES).await?;
    let is_marked = constraints.iter().any(|name| name == MARK_NAME);
    let mut indexes: Vec<String> = place.read(INDEX_NAMES).await?;
    indexes.retain(|name| !constraints.contains(name));
    constraints.retain(|name| name != MARK_NAME);
    if !is_marked {
        let has_nodes = place.read(HAS_NODES).await?.contains(&true);
        if has_nodes || !constraints.is_empty() || !indexes.is_empty() {
            return Ok(false);
        }
        place.write(MARK.to_owned()).await?;
    }
    while place.write_returning::<u64, 0>(DELETE_SOME, []).await?.is_some_and(|deleted| deleted > 0) {}
    let commands = constraints.iter().map(|name| drop_constraint(name));
    for command in commands.chain(indexes.iter().map(|name| drop_index(name))) {
        place.write(command.map_err(|error: InvalidName| Error::custom(error))?).await?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use graph_embedded::EmbeddedServer;

    use super::*;

    async fn count(driver: &Driver, text: &'static str) -> usize {
        driver.execute_query::<String>(text).all().await.expect("it reads").len()
    }

    #[tokio::test]
    async fn a_database_that_tests_have_marked_is_emptied() -> Result<(), Error> {
        let server = EmbeddedServer::start().await.expect("the embedded server starts");
        let driver = Driver::builder(server.uri()).build()?;
        let place = Place::of(&driver);
        assert!(try_empty(&place).await?, "there is nothing in it");
        for text in [
            "CREATE (:A {x: 'a'})-[:R]->(:B {x: 'b'})",
            "CREATE CONSTRAINT c FOR (n:A) REQUIRE n.x IS UNIQUE",
            "CREATE INDEX i FOR (n:B) ON (n.x)",
        ] {
            driver.execute_query::<()>(text).await?;
        }
        assert!(try_empty(&place).await?);
        assert_eq!(count(&driver, "MATCH (n) RETURN n.x").await, 0);
        assert_eq!(count(&driver, CONSTRAINT_NAMES).await, 1, "the mark stays");
        assert_eq!(count(&driver, INDEX_NAMES).await, 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_database_with_something_in_it_is_left_alone() -> Result<(), Error> {
        for text in ["CREATE (:Customer {name: 'Ann'})", "CREATE INDEX i FOR (n:B) ON (n.x)"] {
            let server = EmbeddedServer::start().await.expect("the embedded server starts");
            let driver = Driver::builder(server.uri()).build()?;
            driver.execute_query::<()>(text).await?;
            assert!(!try_empty(&Place::of(&driver)).await?, "{text}");
            let left = count(&driver, "MATCH (n) RETURN n.name").await + count(&driver, INDEX_NAMES).await;
            assert_eq!((left, count(&driver, CONSTRAINT_NAMES).await), (1, 0));
        }
        Ok(())
    }
}
