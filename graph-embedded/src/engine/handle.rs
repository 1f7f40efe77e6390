//! How the SQLite connection inside the engine is reached.
//!
//! The engine keeps its connection to itself, but counters, constraints and timeouts need it. SQLite calls every
//! registered extension with the connection that is just being opened, on the thread that opens it; ours notes the
//! pointer, and nothing else.

#![expect(unsafe_code, reason = "the engine offers no way to its connection, and SQLite's own is a C interface")]

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::sync::OnceLock;

use graphdblite::{Database, GraphError};
use rusqlite::Connection;
use rusqlite::auto_extension::register_auto_extension;
use rusqlite::ffi::{SQLITE_IGNORE, SQLITE_INSERT, SQLITE_OK, sqlite3, sqlite3_api_routines, sqlite3_set_authorizer};
use rusqlite::hooks::{AuthContext, Authorization};

thread_local! {
    /// The connection that was opened last on this thread. Only compared and borrowed inside `Opened::new`.
    static LAST_OPENED: Cell<*mut sqlite3> = const { Cell::new(ptr::null_mut()) };

    /// Whether the connection that is being opened must not insert anything.
    static READ_ONLY: Cell<bool> = const { Cell::new(false) };
}

/// Whether the database was opened before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// The engine makes its tables.
    First,
    /// The tables are there. The engine inserts its first rows again all the same, which would wait for a session that
    /// is writing; SQLite is told to leave those inserts out.
    Again,
}

/// Notes the connection that is being opened.
///
/// # Safety
/// Has the signature that SQLite asks of an extension, and reads none of its pointers.
unsafe extern "C" fn note(db: *mut sqlite3, _error: *mut *mut c_char, _api: *const sqlite3_api_routines) -> c_int {
    LAST_OPENED.set(db);
    if READ_ONLY.get() {
        // SAFETY: `db` is the open connection that SQLite calls this for, and the callback uses none of its arguments
        // but the number.
        unsafe { sqlite3_set_authorizer(db, Some(leave_inserts_out), ptr::null_mut()) };
    }
    SQLITE_OK
}

/// Lets a statement be compiled, but without its inserts.
///
/// # Safety
/// Has the signature that SQLite asks of an authorizer, and reads none of its pointers.
unsafe extern "C" fn leave_inserts_out(
    _data: *mut c_void,
    action: c_int,
    _table: *const c_char,
    _column: *const c_char,
    _database: *const c_char,
    _trigger: *const c_char,
) -> c_int {
    if action == SQLITE_INSERT { SQLITE_IGNORE } else { SQLITE_OK }
}

/// Why the connection of an opened database is not at hand.
#[derive(Debug)]
pub(super) enum OpenFailure {
    /// The engine could not open the database.
    Engine(GraphError),
    /// The engine opened the database in a way that hides its connection.
    Hidden,
}

/// A database and a second view of its own connection.
///
/// Invariant: the view never outlives the database. It is declared first, so it is dropped first, and neither can be
/// moved out. Both are reached through `&mut self` only, so that they are never used at the same time.
pub(super) struct Opened {
    view: Connection,
    database: Database,
}

impl Opened {
    /// Calls `open`, which opens one database on this thread.
    pub(super) fn new(
        opening: Opening,
        open: impl FnOnce() -> graphdblite::Result<Database>,
    ) -> Result<Self, OpenFailure> {
        if !registered() {
            return Err(OpenFailure::Hidden);
        }
        LAST_OPENED.set(ptr::null_mut());
        READ_ONLY.set(opening == Opening::Again);
        let opened = open();
        READ_ONLY.set(false);
        let database = opened.map_err(OpenFailure::Engine)?;
        let handle = LAST_OPENED.replace(ptr::null_mut());
        if handle.is_null() {
            return Err(OpenFailure::Hidden);
        }
        // SAFETY: SQLite gave the pointer out while `open` ran on this thread, for the connection that `database` now
        // owns and keeps open until it is dropped, which is after the view. The view does not close the connection.
        let view = unsafe { Connection::from_handle(handle) };
        match view {
            Ok(view) => {
                view.authorizer(None::<fn(AuthContext<'_>) -> Authorization>);
                Ok(Self { view, database })
            }
            Err(_) => Err(OpenFailure::Hidden),
        }
    }

    pub(super) fn view(&mut self) -> &Connection {
        &self.view
    }

    pub(super) fn database(&mut self) -> &mut Database {
        &mut self.database
    }
}

/// Registers the extension once for the process; `false` if SQLite refused.
fn registered() -> bool {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    *REGISTERED.get_or_init(|| {
        // SAFETY: `note` opens and closes no connection and registers no extension.
        unsafe { register_auto_extension(note) }.is_ok()
    })
}
