//! What a database knows of the migrations that were made in it.

use graph_derive::{FromRecord, Node};

use super::migration::{Migration, Migrations};
use super::status::{MigrationState, MigrationStatus};

/// A migration that was made, or begun.
#[derive(Debug, Clone, PartialEq, Eq, FromRecord)]
#[graph(crate = "crate")]
pub(super) struct Record {
    pub(super) version: u64,
    pub(super) name: String,
    pub(super) checksum: String,
    pub(super) steps: u64,
    pub(super) done: u64,
}

/// The node of a record, for its constraint.
#[derive(Node)]
#[graph(crate = "crate", label = "GraphMigration")]
pub(super) struct RecordNode {
    #[graph(key)]
    version: u64,
}

/// The node of the lock, for its constraint.
#[derive(Node)]
#[graph(crate = "crate", label = "GraphMigrationLock")]
pub(super) struct LockNode {
    #[graph(key)]
    name: String,
}

impl Record {
    pub(super) const fn is_whole(&self) -> bool {
        self.done >= self.steps
    }

    /// Says how the record stands to the migration of the program, if there is one.
    pub(super) fn state(&self, migration: Option<&Migration>) -> MigrationState {
        match migration {
            None => MigrationState::Unknown,
            Some(migration) if migration.checksum() != self.checksum => MigrationState::Changed,
            Some(_) if self.is_whole() => MigrationState::Made,
            Some(_) => MigrationState::Begun { done: self.done, steps: self.steps },
        }
    }
}

/// Puts the migrations of a program beside those of a database.
pub(super) fn compare(migrations: &Migrations, records: &[Record]) -> Vec<MigrationStatus> {
    let mut all: Vec<MigrationStatus> = records
        .iter()
        .map(|record| MigrationStatus {
            version: record.version,
            name: record.name.clone(),
            state: record.state(migrations.find(record.version)),
        })
        .collect();
    let is_pending = |migration: &&Migration| !records.iter().any(|record| record.version == migration.version);
    all.extend(migrations.list().iter().filter(is_pending).map(|migration| MigrationStatus {
        version: migration.version,
        name: migration.name.clone().into_owned(),
        state: MigrationState::Pending,
    }));
    all.sort_by_key(|status| status.version);
    all
}
