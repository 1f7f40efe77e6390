//! Whether the engine stores what counters and constraints rely on.
//!
//! The engine's storage is private and may change with any release. Its version is pinned, and this looks at a graph
//! of two nodes before the first server of a process starts, so that a change is an error and no wrong number.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::{Engine, NotOpened};
use crate::counters::Counters;
use crate::cypher::assignment::Assignments;
use crate::failure::{Outcome, code};
use crate::schema::command::Command;
use crate::schema::{Definition, Entity, Kind};
use crate::store::Store;

/// Looks once for the process; the text says what is not as it was.
pub(crate) fn once() -> Result<(), String> {
    static FOUND: OnceLock<Result<(), String>> = OnceLock::new();
    FOUND.get_or_init(look).clone()
}

fn look() -> Result<(), String> {
    let store = Store::memory().map_err(|error| error.to_string())?;
    let mut engine = Engine::open(&store, std::sync::Arc::default()).map_err(|failure| match failure {
        NotOpened::Engine(error) => error.to_string(),
        NotOpened::Mismatch(what) => what,
    })?;
    engine.begin_write().map_err(|failure| failure.message)?;
    let mut look = Look { engine };
    look.counts(
        "CREATE (:A {x: 1})-[:R {y: 2}]->(:B:A)",
        &Counters {
            nodes_created: 2,
            labels_added: 3,
            relationships_created: 1,
            properties_set: 2,
            ..Counters::default()
        },
    )?;
    look.counts(
        "MATCH (n:B) SET n.x = 3, n:C REMOVE n:B",
        &Counters { labels_added: 1, labels_removed: 1, properties_set: 1, ..Counters::default() },
    )?;
    look.relationship_number()?;
    look.uniqueness()?;
    look.counts(
        "MATCH (n) DETACH DELETE n",
        &Counters { nodes_deleted: 2, relationships_deleted: 1, ..Counters::default() },
    )
}

struct Look {
    engine: Engine,
}

impl Look {
    fn run(&mut self, text: &str) -> Outcome<Vec<graphdblite::Record>> {
        self.engine.execute(text, &HashMap::new(), Assignments::Single)
    }

    fn counts(&mut self, text: &str, expected: &Counters) -> Result<(), String> {
        self.run(text).map_err(|failure| failure.message)?;
        let counted = self.engine.counters();
        if counted == *expected {
            return Ok(());
        }
        Err(format!("writes are counted as {counted:?} for {text}"))
    }

    /// A relationship's number must be the same as a value and in the variable.
    fn relationship_number(&mut self) -> Result<(), String> {
        let rows = self
            .run("MATCH ()-[r:R]->() RETURN r.__edge_seq AS number, r AS edge")
            .map_err(|failure| failure.message)?;
        let row = rows.first();
        let number = row.and_then(|row| row.get("number").cloned());
        let edge = row.and_then(|row| row.get("edge").cloned());
        match (number, edge) {
            (Some(graphdblite::Value::I64(number)), Some(graphdblite::Value::Edge(edge)))
                if u64::try_from(number) == Ok(edge.seq) =>
            {
                Ok(())
            }
            _ => Err("relationships have no number".into()),
        }
    }

    fn uniqueness(&mut self) -> Result<(), String> {
        let command = Command::Create {
            name: Some("check".into()),
            unless_exists: false,
            definition: Definition {
                kind: Kind::Unique,
                entity: Entity::Node,
                label: "A".into(),
                properties: vec!["x".into()],
            },
        };
        self.engine.command(&command).map_err(|failure| failure.message)?;
        match self.run("CREATE (:A {x: 1})") {
            Err(failure) if failure.code == code::CONSTRAINT_VALIDATION => Ok(()),
            Err(failure) => Err(failure.message),
            Ok(_) => Err("uniqueness constraints are not enforced".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_engine_is_the_one_that_this_was_written_for() {
        assert_eq!(super::look(), Ok(()));
    }
}
