//! What a session can ask of the engine, and what is added to it.
//!
//! `graphdblite` parses, plans and executes. Around it stand, on the SQLite connection that it works with: triggers
//! that count what is written, triggers that enforce uniqueness, the names of the schema's rules, and a handler that
//! stops a statement whose time is over. `check` makes sure that the engine stores what these rely on.

mod catalogue;
pub(crate) mod check;
mod deadline;
mod handle;
mod rules;
mod tally;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use graphdblite::{GraphError, Record, Value};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error as SqlError};

use crate::counters::Counters;
use crate::cypher::assignment::Assignments;
use crate::error::Error;
use crate::failure::{Failure, Outcome, code};
use crate::schema::Kind;
use crate::store::Store;
use deadline::Deadline;
use handle::{OpenFailure, Opened, Opening};
use tally::{Tally, Violation};

/// How many steps of SQLite's machine pass between two looks at the deadline.
const STEPS_PER_LOOK: i32 = 10_000;

/// Has SQLite copy all in one step, so that nobody writes between two.
const EVERY_PAGE: i32 = -1;

/// Counts every write. The old bytes are read before the write, because the engine replaces rows.
const COUNTING: &str = "
    CREATE TEMP TRIGGER graph_embedded_node BEFORE INSERT ON main.nodes BEGIN
        SELECT graph_embedded_count('node', (SELECT value FROM nodes WHERE key = NEW.key), NEW.value);
    END;
    CREATE TEMP TRIGGER graph_embedded_no_node AFTER DELETE ON main.nodes BEGIN
        SELECT graph_embedded_count('node', OLD.value, NULL);
    END;
    CREATE TEMP TRIGGER graph_embedded_edge BEFORE INSERT ON main.edge_props BEGIN
        SELECT graph_embedded_count('edge', (SELECT value FROM edge_props WHERE key = NEW.key), NEW.value);
    END;
    CREATE TEMP TRIGGER graph_embedded_no_edge AFTER DELETE ON main.edge_props BEGIN
        SELECT graph_embedded_count('edge', OLD.value, NULL);
    END;";

/// One session's connection to the graph.
pub(crate) struct Engine {
    opened: Opened,
    tally: Tally,
    deadline: Deadline,
    /// The version of the schema whose constraints are enforced.
    enforced: Option<i64>,
    /// The number of the next trigger; none is used twice.
    next_trigger: i64,
}

/// A copy of a graph as it is committed now.
pub(crate) fn copy(store: &Store, closing: &Arc<AtomicBool>) -> Result<Store, Error> {
    let opened = Engine::open(store, Arc::clone(closing));
    let mut engine = opened.map_err(|failure| match failure {
        NotOpened::Engine(error) => Error::Copy { reason: error.to_string() },
        NotOpened::Mismatch(reason) => Error::Copy { reason },
    })?;
    engine.copy()
}

/// Why a session could not be given an engine.
#[derive(Debug)]
pub(crate) enum NotOpened {
    Engine(GraphError),
    /// The engine is not the one that this was written for.
    Mismatch(String),
}

impl Engine {
    /// Opens the graph; a statement stops when `closing` is set.
    pub(crate) fn open(store: &Store, closing: Arc<AtomicBool>) -> Result<Self, NotOpened> {
        let opening = if store.is_initialised() { Opening::Again } else { Opening::First };
        let mut opened = Opened::new(opening, || store.open()).map_err(|failure| match failure {
            OpenFailure::Engine(error) => NotOpened::Engine(error),
            OpenFailure::Hidden => NotOpened::Mismatch("the engine hides its connection".into()),
        })?;
        let tally = Tally::default();
        let deadline = Deadline::new(closing);
        equip(opened.view(), &tally, &deadline)
            .map_err(|error| NotOpened::Mismatch(format!("its tables are others: {error}")))?;
        Ok(Self { opened, tally, deadline, enforced: None, next_trigger: 0 })
    }

    /// A copy of the graph as it is committed now.
    pub(crate) fn copy(&mut self) -> Result<Store, Error> {
        let view = self.opened.view();
        Store::filled(|path| {
            let copied = Connection::open(path).and_then(|mut copy| Backup::new(view, &mut copy)?.step(EVERY_PAGE));
            match copied {
                Ok(StepResult::Done) => Ok(()),
                Ok(unfinished) => Err(Error::Copy { reason: format!("{unfinished:?}") }),
                Err(error) => Err(Error::Copy { reason: error.to_string() }),
            }
        })
    }

    /// Runs a query in the engine's words: in the open transaction, or else, if it only reads, in one of its own.
    pub(crate) fn execute(
        &mut self,
        text: &str,
        parameters: &HashMap<String, Value>,
        assignments: Assignments,
    ) -> Outcome<Vec<Record>> {
        self.tally.begin(assignments);
        let result = self.opened.database().execute_with_params(text, Some(parameters));
        if self.deadline.has_passed() {
            return Err(timed_out());
        }
        result.map_err(|error| self.explained(error))
    }

    /// What the last statement changed.
    pub(crate) fn counters(&self) -> Counters {
        self.tally.counters()
    }

    /// Sets when statements must stop, until it is set anew.
    pub(crate) fn set_deadline(&mut self, at: Option<Instant>) {
        self.deadline.set(at);
    }

    /// Begins a transaction that can write; nobody else has one.
    pub(crate) fn begin_write(&mut self) -> Outcome<()> {
        self.opened.database().begin_write()?;
        self.enforce()
    }

    pub(crate) fn commit(&mut self) -> Outcome<()> {
        Ok(self.opened.database().commit()?)
    }

    /// Undoes the open transaction; none is open after a statement that the engine ended it with.
    pub(crate) fn rollback(&mut self) -> Outcome<()> {
        // The triggers of a rolled back schema are gone, whatever version the next one has.
        self.enforced = None;
        if self.opened.database().in_transaction() {
            self.opened.database().rollback()?;
        }
        Ok(())
    }

    /// Makes this connection enforce the constraints that any session made.
    fn enforce(&mut self) -> Outcome<()> {
        let view = self.opened.view();
        let version: i64 =
            view.query_row("PRAGMA main.schema_version", [], |row| row.get(0)).map_err(|error| stored(&error))?;
        if self.enforced == Some(version) {
            return Ok(());
        }
        let mut rules = catalogue::rules(view).map_err(|error| stored(&error))?;
        rules.retain(|rule| rule.definition.kind == Kind::Unique);
        let enforced = rules::install(view, &rules, self.next_trigger).map_err(|error| stored(&error))?;
        self.next_trigger = self.next_trigger.saturating_add(i64::try_from(rules.len()).unwrap_or(i64::MAX));
        self.tally.enforce(enforced);
        self.enforced = Some(version);
        Ok(())
    }

    /// The engine's error in Neo4j's words.
    fn explained(&self, error: GraphError) -> Failure {
        if let Some(violation) = self.tally.violation() {
            return violated(&violation);
        }
        let interrupted = matches!(&error, GraphError::Storage { source, .. }
            if source.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted));
        if interrupted {
            return Failure::new(code::UNAVAILABLE, "the embedded server is closing");
        }
        error.into()
    }
}

fn violated(violation: &Violation) -> Failure {
    let definition = &violation.constraint.definition;
    Failure::new(
        code::CONSTRAINT_VALIDATION,
        format!(
            "Node({}) already exists with label `{}` and {} of the same value",
            violation.owner,
            definition.label,
            named(&definition.properties)
        ),
    )
}

/// "property `a`" or "properties `a`, `b`".
fn named(properties: &[String]) -> String {
    let quoted: Vec<String> = properties.iter().map(|property| format!("`{property}`")).collect();
    let noun = if quoted.len() == 1 { "property" } else { "properties" };
    format!("{noun} {}", quoted.join(", "))
}

/// An error of our own SQL, in Neo4j's words.
fn stored(error: &SqlError) -> Failure {
    Failure::new(code::UNKNOWN, format!("the embedded engine's storage: {error}"))
}

fn timed_out() -> Failure {
    Failure::new(
        code::TIMED_OUT,
        "The transaction has been terminated. Retry your operation in a new transaction, and you should see a \
         successful result. The transaction has not completed within the timeout specified at its start by the client.",
    )
}

/// Adds functions, triggers and the handler to a connection that was just opened.
fn equip(view: &Connection, tally: &Tally, deadline: &Deadline) -> rusqlite::Result<()> {
    // The engine lets no other function be called by a trigger.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS;
    let counting = tally.clone();
    view.create_scalar_function("graph_embedded_count", 3, flags, move |context| count(&counting, context))?;
    let enforcing = tally.clone();
    view.create_scalar_function("graph_embedded_taken", 2, flags, move |context| taken(&enforcing, context))?;
    let deadline = deadline.clone();
    view.progress_handler(STEPS_PER_LOOK, Some(move || deadline.must_stop()));
    view.execute_batch(COUNTING)
}

/// What a function returns that is called for what it does.
const NOTHING: i64 = 0;

fn count(tally: &Tally, context: &Context<'_>) -> rusqlite::Result<i64> {
    let bytes = |at: usize| match context.get_raw(at) {
        ValueRef::Blob(bytes) => Some(bytes),
        _ => None,
    };
    let counted = match context.get_raw(0).as_str()? {
        "node" => tally.node(bytes(1), bytes(2)),
        _ => tally.relationship(bytes(1), bytes(2)),
    };
    match counted {
        Ok(()) => Ok(NOTHING),
        Err(error) => Err(SqlError::UserFunctionError(error.into())),
    }
}

/// Fails if there is a key of another node with the same values.
fn taken(tally: &Tally, context: &Context<'_>) -> rusqlite::Result<i64> {
    let ValueRef::Blob(key) = context.get_raw(1) else {
        return Ok(NOTHING);
    };
    let owner = catalogue::split(key).map_or(0, |(_, node)| node);
    if tally.taken(context.get(0)?, owner) {
        return Err(SqlError::UserFunctionError("a uniqueness constraint is violated".into()));
    }
    Ok(NOTHING)
}
