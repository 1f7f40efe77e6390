//! Where the graph is kept, and how a session opens it.

use std::path::{Path, PathBuf};

use std::sync::atomic::{AtomicBool, Ordering};

use graphdblite::{Config, Database, SyncMode};
use tempfile::TempDir;

use crate::error::Error;

/// A database file; one of a temporary directory is removed with it.
#[derive(Debug)]
pub(crate) struct Store {
    path: PathBuf,
    sync: SyncMode,
    /// Whether it was opened before, so that the engine's tables are in it.
    initialised: AtomicBool,
    /// Held for its drop, which removes the directory.
    _directory: Option<TempDir>,
}

impl Store {
    /// A graph that is gone with the store.
    ///
    /// It is a file all the same, because the engine's own in-memory databases cannot be shared by sessions.
    pub(crate) fn memory() -> Result<Self, Error> {
        let directory =
            tempfile::Builder::new().prefix("graph-embedded-").tempdir().map_err(Error::TemporaryDirectory)?;
        Ok(Self {
            path: directory.path().join("graph.db"),
            sync: SyncMode::Off,
            initialised: AtomicBool::new(false),
            _directory: Some(directory),
        })
    }

    /// A graph that stays in this file.
    pub(crate) fn file(path: PathBuf) -> Self {
        Self { path, sync: SyncMode::Normal, initialised: AtomicBool::new(false), _directory: None }
    }

    /// A graph that is gone with the store, of what a function puts into its file.
    pub(crate) fn filled(fill: impl FnOnce(&Path) -> Result<(), Error>) -> Result<Self, Error> {
        let store = Self::memory()?;
        fill(&store.path)?;
        store.initialised.store(true, Ordering::Release);
        Ok(store)
    }

    pub(crate) fn is_initialised(&self) -> bool {
        self.initialised.load(Ordering::Acquire)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the engine for one session.
    pub(crate) fn open(&self) -> graphdblite::Result<Database> {
        let config = Config { synchronous: self.sync, max_result_rows: 0, ..Config::default() };
        let database = Database::open_with_config(&self.path, config)?;
        self.initialised.store(true, Ordering::Release);
        Ok(database)
    }
}
