//! What would be made, and in which transactions.

use std::fmt;
use std::sync::Arc;

use super::migration::{AnyChange, write_migration};
use crate::cypher::ScriptStatement;

/// A part of a migration that is made whole or not at all.
pub(super) struct Step {
    pub(super) work: Work,
}

/// What a step does.
pub(super) enum Work {
    /// Statements in one transaction.
    Data(Vec<ScriptStatement>),
    /// A command in a transaction of its own.
    Schema(ScriptStatement),
    /// A statement without a transaction around it.
    OpensTransactions(ScriptStatement),
    /// A change in Rust, in one transaction.
    Change(Arc<dyn AnyChange>),
}

/// What [`Migrator::up`](super::Migrator::up) would do.
///
/// `Display` is the whole of it as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Plan {
    /// What would be made, in this order.
    pub migrations: Vec<PlannedMigration>,
}

/// A migration that would be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedMigration {
    /// Its version.
    pub version: u64,
    /// Its name.
    pub name: String,
    /// Its steps, without those that were made before.
    pub steps: Vec<PlannedStep>,
}

/// A step of a migration that would be made.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedStep {
    /// What transactions it needs.
    pub kind: StepKind,
    /// Its statements; none for a change that is written in Rust.
    pub statements: Vec<String>,
}

/// What transactions a step of a migration needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StepKind {
    /// One transaction around all its statements.
    Data,
    /// A transaction without any data.
    Schema,
    /// None: the statement opens its own.
    OpensTransactions,
    /// A change in Rust, in one transaction.
    Rust,
}

impl Step {
    pub(super) const fn new(work: Work) -> Self {
        Self { work }
    }

    pub(super) fn planned(&self) -> PlannedStep {
        let (kind, statements) = match &self.work {
            Work::Data(statements) => (StepKind::Data, statements.as_slice()),
            Work::Schema(statement) => (StepKind::Schema, std::slice::from_ref(statement)),
            Work::OpensTransactions(statement) => (StepKind::OpensTransactions, std::slice::from_ref(statement)),
            Work::Change(_) => (StepKind::Rust, [].as_slice()),
        };
        PlannedStep { kind, statements: statements.iter().map(|statement| statement.text.clone()).collect() }
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Data => "in one transaction",
            Self::Schema => "in a transaction of its own",
            Self::OpensTransactions => "without a transaction around it",
            Self::Rust => "a change in Rust, in one transaction",
        })
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for migration in &self.migrations {
            write_migration(f, migration.version, &migration.name)?;
            writeln!(f)?;
            for step in &migration.steps {
                writeln!(f, "  {}", step.kind)?;
                let lines = step.statements.iter().flat_map(|statement| statement.lines());
                for line in lines {
                    writeln!(f, "    {line}")?;
                }
            }
        }
        Ok(())
    }
}
