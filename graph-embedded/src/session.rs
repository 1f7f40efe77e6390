//! What running a statement gives, and what a transaction does to the engine.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use graphdblite::{Record, Value};

use crate::batch;
use crate::counters::Counters;
use crate::cypher::assignment::Assignments;
use crate::engine::{Engine, NotOpened};
use crate::failure::{Failure, Outcome, code};
use crate::group::Host;
use crate::rewrite::{BATCH_PARAMETER, Column, Query, TABLE_PARAMETER};
use crate::schema::command::Command;
use crate::statement::{Kind, Statement, Work};
use crate::store::Store;
use crate::tables;

/// What a transaction was opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// What a session works on.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) store: Store,
    /// Set when the server ends.
    pub(crate) closing: Arc<AtomicBool>,
    /// How many transactions are in it, at least, where no more will come.
    pub(crate) last: Option<u64>,
}

impl Place {
    /// A graph that transactions come to.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, closing: Arc::default(), last: None }
    }
}

/// The result of one statement.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
    pub(crate) kind: Kind,
    pub(crate) counters: Counters,
    /// How the query would be run, if that was the question.
    pub(crate) plan: Option<String>,
}

/// A statement with all that it takes to run it.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) statement: Arc<Statement>,
    pub(crate) parameters: HashMap<String, Value>,
    /// When its transaction must be over.
    pub(crate) deadline: Option<Instant>,
    /// Where the graph is served, if the statement asks for that.
    pub(crate) hosts: Vec<Host>,
}

/// One client's own connection to the graph, opened when it is first needed.
pub(crate) struct Session {
    place: Arc<Place>,
    engine: Option<Engine>,
    /// Whether a transaction that can write is open.
    writing: bool,
}

impl Session {
    pub(crate) fn new(place: Arc<Place>) -> Self {
        Self { place, engine: None, writing: false }
    }

    /// Works on this graph from now on; no transaction is open.
    pub(crate) fn enter(&mut self, place: &Arc<Place>) {
        if !Arc::ptr_eq(&self.place, place) {
            *self = Self::new(Arc::clone(place));
        }
    }

    fn engine(&mut self) -> Outcome<&mut Engine> {
        let engine = match self.engine.take() {
            Some(engine) => engine,
            None => {
                Engine::open(&self.place.store, Arc::clone(&self.place.closing)).map_err(|failure| match failure {
                    NotOpened::Engine(error) => error.into(),
                    NotOpened::Mismatch(what) => Failure::new(code::UNKNOWN, what),
                })?
            }
        };
        Ok(self.engine.insert(engine))
    }

    /// Runs one statement: in the open write transaction, or else in one of its own.
    ///
    /// Reads before the first write of a transaction each see what was committed last, as in Neo4j.
    pub(crate) fn run(&mut self, request: Request) -> Outcome<Answer> {
        let Request { statement, mut parameters, deadline, hosts } = request;
        statement.check_parameters(&parameters)?;
        self.engine()?.set_deadline(deadline);
        let kind = statement.kind();
        match &statement.work {
            Work::Run(query) => {
                if let Some(table) = query.table {
                    let rows = tables::rows(table, self.engine()?, &hosts)?;
                    parameters.insert(TABLE_PARAMETER.to_owned(), rows);
                }
                self.query(query, &parameters, kind)
            }
            Work::Explain(query) => self.explain(query, &parameters, kind),
            Work::Command(command) => self.command(command),
        }
    }

    fn query(&mut self, query: &Query, parameters: &HashMap<String, Value>, kind: Kind) -> Outcome<Answer> {
        let assignments = query.assignments.resolve(parameters);
        let run = |engine: &mut Engine| {
            let batch = query.batch.as_ref().map(|batch| batch::rows(batch, engine, parameters)).transpose()?;
            let extended = batch.map(|rows| {
                let mut extended = parameters.clone();
                extended.insert(BATCH_PARAMETER.to_owned(), rows);
                extended
            });
            let records = engine.execute(&query.text, extended.as_ref().unwrap_or(parameters), assignments)?;
            Ok((records, engine.counters()))
        };
        let (records, counters) = if query.writes { self.in_write(run)? } else { run(self.engine()?)? };
        Ok(Answer { columns: labels(query), rows: rows(&records, &query.columns), kind, counters, plan: None })
    }

    fn explain(&mut self, query: &Query, parameters: &HashMap<String, Value>, kind: Kind) -> Outcome<Answer> {
        // The engine explains no query that begins with a write or a RETURN, and no UNION.
        let texts = ["EXPLAIN ", "EXPLAIN WITH 1 AS graph_embedded_one "].map(|head| format!("{head}{}", query.text));
        let engine = self.engine()?;
        let plan = texts
            .iter()
            .filter_map(|text| engine.execute(text, parameters, Assignments::Unknown).ok())
            .find_map(|records| match records.first()?.values().next()? {
                Value::String(plan) => Some(plan.clone()),
                _ => None,
            });
        Ok(Answer {
            columns: labels(query),
            rows: Vec::new(),
            kind,
            counters: Counters::default(),
            plan: Some(plan.unwrap_or_else(|| query.text.clone())),
        })
    }

    fn command(&mut self, command: &Command) -> Outcome<Answer> {
        let counters = self.in_write(|engine| engine.command(command))?;
        Ok(Answer { columns: Vec::new(), rows: Vec::new(), kind: Kind::Schema, counters, plan: None })
    }

    /// Does the work in the open write transaction, or in one that is committed after it.
    fn in_write<T>(&mut self, work: impl FnOnce(&mut Engine) -> Outcome<T>) -> Outcome<T> {
        let alone = !self.writing;
        if alone {
            self.begin_write()?;
        }
        let done = work(self.engine()?);
        if !alone {
            return done;
        }
        match done {
            Ok(done) => self.commit().map(|()| done),
            Err(failure) => {
                self.rollback()?;
                Err(failure)
            }
        }
    }

    /// Begins the transaction that later statements run in; the caller has the right to write.
    pub(crate) fn begin_write(&mut self) -> Outcome<()> {
        self.engine()?.begin_write()?;
        self.writing = true;
        Ok(())
    }

    /// Keeps what the write transaction did.
    pub(crate) fn commit(&mut self) -> Outcome<()> {
        if std::mem::take(&mut self.writing) {
            let engine = self.engine()?;
            if let Err(failure) = engine.commit() {
                engine.rollback()?;
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Undoes what the write transaction did.
    pub(crate) fn rollback(&mut self) -> Outcome<()> {
        if std::mem::take(&mut self.writing) {
            self.engine()?.rollback()?;
        }
        Ok(())
    }
}

fn labels(query: &Query) -> Vec<String> {
    query.columns.iter().map(|column| column.label.clone()).collect()
}

/// The values of each record in the order of the columns.
fn rows(records: &[Record], columns: &[Column]) -> Vec<Vec<Value>> {
    if columns.is_empty() {
        return Vec::new();
    }
    records
        .iter()
        .map(|record| columns.iter().map(|column| record.get(&column.field).cloned().unwrap_or(Value::Null)).collect())
        .collect()
}

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod tests;
