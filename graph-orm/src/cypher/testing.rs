//! What is run to give a test a database without anything in it.

use super::{InvalidName, Name};

/// Deletes some nodes with their relationships and counts them; nobody deletes a whole graph in one transaction.
pub(crate) const DELETE_SOME: &str = "MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(n) AS deleted";

/// Tells whether there is any node.
pub(crate) const HAS_NODES: &str = "MATCH (n) WITH n LIMIT 1 RETURN count(n) > 0 AS found";

/// Marks a database as one that tests may empty. A constraint does, since no query about data sees it.
pub(crate) const MARK: &str = "CREATE CONSTRAINT graph_test_database IF NOT EXISTS \
    FOR (n:GraphTestDatabase) REQUIRE (n.name) IS UNIQUE";

/// The constraint that marks a database.
pub(crate) const MARK_NAME: &str = "graph_test_database";

/// Names the constraints.
pub(crate) const CONSTRAINT_NAMES: &str = "SHOW CONSTRAINTS YIELD name RETURN name";

/// Names the indexes that are no constraint's, nor the look-up indexes that every database has.
pub(crate) const INDEX_NAMES: &str = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name";

pub(crate) fn drop_constraint(name: &str) -> Result<String, InvalidName> {
    Ok(format!("DROP CONSTRAINT {} IF EXISTS", Name::new(name)?))
}

pub(crate) fn drop_index(name: &str) -> Result<String, InvalidName> {
    Ok(format!("DROP INDEX {} IF EXISTS", Name::new(name)?))
}
