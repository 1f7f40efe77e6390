//! Why migrations are not made.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use graph_core::Error;

use crate::cypher::UnfinishedScript;

/// The reason migrations cannot be read or made.
///
/// What is awaited gives an [`Error`] that wraps it: [`Error::custom_ref`] finds it there.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum MigrationError {
    /// A folder or file cannot be read.
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: Arc<io::Error>,
    },
    /// The name of a file does not begin with a version, as `0001_create_people.cypher` does.
    FileName {
        /// The file.
        path: PathBuf,
    },
    /// Two migrations have one version.
    VersionTaken {
        /// The version.
        version: u64,
        /// The names of both.
        names: [String; 2],
    },
    /// A file has a string, a name or a comment without an end.
    Unfinished {
        /// The migration.
        migration: String,
        /// What has no end.
        source: UnfinishedScript,
    },
    /// A file has no statement.
    Empty {
        /// The migration.
        migration: String,
    },
    /// A migration was changed after it was made. Take the change back and write a new migration, or, where the change
    /// means nothing, let [`Migrator::repair`](super::Migrator::repair) take it over.
    Changed {
        /// The migration.
        migration: String,
    },
    /// The database has a migration that this program does not know; a newer program made it.
    Unknown {
        /// The migration, as the database knows it.
        migration: String,
    },
    /// A migration was added before one that was made already.
    OutOfOrder {
        /// The migration that was not made.
        migration: String,
        /// The newest one that was.
        newest: String,
    },
    /// There is no migration of the version that was asked for.
    NoSuchVersion(u64),
    /// Another program makes migrations, and did not end in the time that it was waited for.
    Locked {
        /// How long it was waited for.
        waited: Duration,
    },
    /// The lock was lost to another program, since it was held too long without a sign of life.
    LockLost {
        /// The migration that was being made.
        migration: String,
    },
    /// A migration failed. The steps before this one are made; the next time goes on with this one.
    Failed {
        /// The migration.
        migration: String,
        /// The line of the statement that failed, for one of a file.
        line: Option<usize>,
        /// Why.
        source: Error,
    },
}

impl fmt::Display for MigrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, .. } => write!(f, "{} cannot be read", path.display()),
            Self::FileName { path } => {
                write!(f, "{} has no version; name it like 0001_create_people.cypher", path.display())
            }
            Self::VersionTaken { version, names: [first, second] } => {
                write!(f, "two migrations have the version {version}: {first:?} and {second:?}")
            }
            Self::Unfinished { migration, .. } => write!(f, "the migration {migration} has no end"),
            Self::Empty { migration } => write!(f, "the migration {migration} has no statement"),
            Self::Changed { migration } => {
                write!(f, "the migration {migration} was changed after it was made; write a new one instead")
            }
            Self::Unknown { migration } => {
                write!(f, "the database has the migration {migration}, which this program does not know")
            }
            Self::OutOfOrder { migration, newest } => {
                write!(f, "the migration {migration} was added before {newest}, which is made already")
            }
            Self::NoSuchVersion(version) => write!(f, "there is no migration of the version {version}"),
            Self::Locked { waited } => {
                write!(f, "another program makes migrations, and did not end within {waited:?}")
            }
            Self::LockLost { migration } => {
                write!(f, "another program took the lock during the migration {migration}")
            }
            Self::Failed { migration, line: Some(line), .. } => {
                write!(f, "the migration {migration} failed at line {line}")
            }
            Self::Failed { migration, line: None, .. } => write!(f, "the migration {migration} failed"),
        }
    }
}

impl StdError for MigrationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            Self::Unfinished { source, .. } => Some(source),
            Self::Failed { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl From<MigrationError> for Error {
    fn from(error: MigrationError) -> Self {
        Self::custom(error)
    }
}
