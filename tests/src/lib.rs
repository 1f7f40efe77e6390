//! What the test suites share: the server under test with data that is one test's alone.
//!
//! [`live`] runs a test against the server that `NEO4J_URI`, `NEO4J_USER`, `NEO4J_PASSWORD` and `NEO4J_DATABASE` name, or else against an embedded
//! server of the test's own.

#![forbid(unsafe_code)]

pub mod books;
mod database;
mod line;
pub mod message;
pub mod peer;
pub mod polls;
pub mod proxy;
pub mod random;
pub mod script;
pub mod works;

pub use database::{Database, live, live_within};
pub use graph_embedded::Capability;

/// Ends the test here, saying why, unless the server under test has these capabilities.
///
/// Only the embedded server lacks any; a real server has to pass every test that its version is not too old for.
#[macro_export]
macro_rules! requires {
    ($database:expr, $($capability:ident),+ $(,)?) => {
        $(if $database.lacks($crate::Capability::$capability) {
            println!("skipped: needs {}", stringify!($capability));
            return Ok(());
        })+
    };
}

/// Ends the test here, saying why, when the server under test is a Neo4j older than this.
///
/// `requires_version!(database, 5, 0, "COUNT { }")`
#[macro_export]
macro_rules! requires_version {
    ($database:expr, $major:literal, $minor:literal, $what:literal) => {
        if $database.is_older_than(($major, $minor)) {
            println!("skipped: needs Neo4j {}.{} ({})", $major, $minor, $what);
            return Ok(());
        }
    };
}

/// Returns the driver's error that is the cause of another.
pub fn cause_of(error: &graph_core::Error) -> Option<&graph_core::Error> {
    std::error::Error::source(error)?.downcast_ref()
}
