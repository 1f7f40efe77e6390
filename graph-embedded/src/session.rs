//! What running a statement gives, and what a transaction does to the engine.

use std::collections::HashMap;

use graphdblite::{Database, Value};

use crate::failure::{Failure, Outcome};
use crate::statement::{Kind, Statement};
use crate::store::Store;

/// What a transaction was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// The result of one statement.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) kind: Kind,
}

/// One client's own connection to the graph, opened when it is first needed.
#[derive(Default)]
pub(crate) struct Session {
    database: Option<Database>,
}

impl Session {
    fn database(&mut self, store: &Store) -> Outcome<&mut Database> {
        if self.database.is_none() {
            self.database = Some(store.open().map_err(Failure::from)?);
        }
        self.database
            .as_mut()
            .ok_or_else(|| Failure::new(crate::failure::code::UNKNOWN, "the engine is not open"))
    }

    /// Runs one statement: in the open write transaction, or else in one of its own.
    ///
    /// Reads before the first write of a transaction each see what was committed last, as in Neo4j.
    pub(crate) fn run(
        &mut self,
        store: &Store,
        statement: &Statement,
        parameters: &HashMap<String, Value>,
    ) -> Outcome<Answer> {
        let database = self.database(store)?;
        let records = database.execute_with_params(statement.text(), Some(parameters))?;
        let columns: Vec<String> = records
            .first()
            .map(|record| record.keys().cloned().collect())
            .unwrap_or_default();
        let rows = records
            .iter()
            .map(|record| record.values().cloned().collect())
            .collect();
        Ok(Answer {
            columns,
            rows,
            kind: statement.kind(),
        })
    }

    /// Begins the transaction that later statements run in; the caller has the right to write.
    pub(crate) fn begin_write(&mut self, store: &Store) -> Outcome<()> {
        Ok(self.database(store)?.begin_write()?)
    }

    /// Keeps what the write transaction did.
    pub(crate) fn commit(&mut self) -> Outcome<()> {
        match &mut self.database {
            Some(database) => Ok(database.commit()?),
            None => Ok(()),
        }
    }

    /// Undoes what the write transaction did; none is open after a statement that the engine ended it with.
    pub(crate) fn rollback(&mut self) -> Outcome<()> {
        match &mut self.database {
            Some(database) if database.in_transaction() => Ok(database.rollback()?),
            _ => Ok(()),
        }
    }
}
