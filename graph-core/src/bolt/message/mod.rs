//! The messages of the protocol: what a client sends, and what a server answers.
//!
//! Each request is a struct that appends itself to a buffer; what differs between versions is asked of
//! [`Version::has`](super::wire::version::Version::has). After the
//! [message specification](https://neo4j.com/docs/bolt/current/bolt/message/).

mod auth;
mod hello;
mod notification;
mod pull;
mod response;
mod route;
mod run;
mod simple;

pub use auth::{AuthToken, Secret};
pub use hello::{BoltAgent, Hello, Logon};
pub use notification::{Classification, NotificationFilter, Severity};
pub use pull::{Batch, Discard, Pull};
pub use response::{Found, GqlError, Meta, NotAResponse, Response, ServerFailure};
pub use route::Route;
pub use run::{AccessMode, Begin, Packed, Run, TransactionExtra};
pub use simple::{Simple, Telemetry};

use super::wire::structure::{Dialect, Unencodable};
use super::wire::version::Version;
use crate::packstream::{PackError, Writer};

/// A message that a client sends.
pub trait Request {
    /// Appends the message, in the form that `version` has for it and with values in the forms of `dialect`.
    ///
    /// # Errors
    /// [`Unencodable`] for a value that the version cannot carry.
    fn write(&self, writer: &mut Writer<'_>, version: Version, dialect: Dialect) -> Result<(), Unencodable>;
}

fn write_context(writer: &mut Writer<'_>, context: &[(Box<str>, Box<str>)]) -> Result<(), PackError> {
    writer.map(context.len())?;
    for (key, value) in context {
        writer.string(key)?;
        writer.string(value)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
