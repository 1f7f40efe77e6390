//! How the migrations of a program stand to those of a database.

use std::fmt;

use super::migration::write_migration;

/// A migration of a program, of a database, or of both.
///
/// `Display` is one line: `0001 create people: made`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MigrationStatus {
    /// Its version.
    pub version: u64,
    /// Its name; as the database knows it, where it does.
    pub name: String,
    /// How far it is.
    pub state: MigrationState,
}

/// How far a migration is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MigrationState {
    /// It was not made yet.
    Pending,
    /// It was made.
    Made,
    /// It failed or was cut off, and goes on where it was.
    Begun {
        /// How many of its steps are made.
        done: u64,
        /// How many it has.
        steps: u64,
    },
    /// It was changed after it was made.
    Changed,
    /// The database has it, but not the program.
    Unknown,
}

/// What a repair changed in the records of a database.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Repaired {
    /// The versions of files that were changed, whose checksums were taken over.
    pub taken_over: Vec<u64>,
    /// The versions of migrations that the program does not have, which were forgotten.
    pub forgotten: Vec<u64>,
}

impl fmt::Display for MigrationStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_migration(f, self.version, &self.name)?;
        write!(f, ": {}", self.state)
    }
}

impl fmt::Display for MigrationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str("pending"),
            Self::Made => f.write_str("made"),
            Self::Begun { done, steps } => write!(f, "begun, {done} of {steps} steps are made"),
            Self::Changed => f.write_str("changed after it was made"),
            Self::Unknown => f.write_str("not known to this program"),
        }
    }
}
