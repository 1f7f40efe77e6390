//! What a pool or a cluster learns of a connection in use.

use std::fmt;

use crate::bolt::message::AuthToken;
use crate::error::Error;
use crate::net::Address;

/// Learns of refusals and breaks, whoever drives the connection.
pub(crate) trait Watch: fmt::Debug + Send + Sync {
    /// Returns the error as it should reach the application; a refusal may have made it retryable.
    fn refused(&self, error: Error, used: Used<'_>) -> Error;

    /// Learns that a connection to the address broke.
    fn broke(&self, address: &Address);
}

/// A connection, as whoever watches it needs to know it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Used<'a> {
    pub(crate) address: &'a Address,
    /// The token that it acts with.
    pub(crate) token: &'a AuthToken,
    pub(crate) context: &'a Context,
}

/// Learns that a connection is closed.
pub(crate) trait Closing: fmt::Debug + Send + Sync {
    /// The connection is gone.
    fn closed(&self);
}

/// The name of a database; short ones take no allocation, and a clone none at all.
pub(crate) type DatabaseName = smol_str::SmolStr;

/// What a connection is used for at the moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// The database, where it is known.
    pub(crate) database: Option<DatabaseName>,
    /// Whether the driver's own manager gave the token, and not a session or query.
    pub(crate) managed: Managed,
}

/// Where a token comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Managed {
    /// The driver's manager.
    #[default]
    ByDriver,
    /// A session or query.
    BySession,
}
