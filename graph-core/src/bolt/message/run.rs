//! RUN and BEGIN, and what both carry beside the query.

use super::{NotificationFilter, Request};
use crate::bolt::wire::structure::{Dialect, Unencodable};
use crate::bolt::wire::version::{Feature, Version};
use crate::packstream::Writer;

/// Whether a unit of work may write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum AccessMode {
    /// Reads and writes; a cluster's leader serves it.
    #[default]
    Write,
    /// Reads only; any member of a cluster serves it, and a write fails.
    Read,
}

/// What opens a transaction, explicit or implicit.
#[derive(Debug, Default)]
pub struct TransactionExtra<'a> {
    /// The transactions that must be visible.
    pub bookmarks: Packed<'a>,
    /// After how many milliseconds the server ends the transaction; 0 for never, `None` for the server's default.
    pub timeout_milliseconds: Option<i64>,
    /// Metadata for the server's logs and procedures.
    pub metadata: Option<Packed<'a>>,
    /// Whether the transaction may write.
    pub mode: AccessMode,
    /// The database; the user's home database without it.
    pub database: Option<&'a str>,
    /// The user to act as.
    pub impersonated_user: Option<&'a str>,
    /// The session's notification filter.
    pub notifications: Option<&'a NotificationFilter>,
}

impl TransactionExtra<'_> {
    // Its keys stand here as they are packed: every unit of work sends them.
    #[inline]
    fn write(&self, writer: &mut Writer<'_>, version: Version) -> Result<(), Unencodable> {
        let filter = self.notifications.filter(|_| version.has(Feature::NotificationFilter));
        let entries = usize::from(self.bookmarks.count > 0)
            + usize::from(self.timeout_milliseconds.is_some())
            + usize::from(self.metadata.is_some())
            + usize::from(self.mode == AccessMode::Read)
            + usize::from(self.database.is_some())
            + usize::from(self.impersonated_user.is_some())
            + filter.map_or(0, NotificationFilter::entries);
        writer.map(entries)?;
        if self.bookmarks.count > 0 {
            writer.raw(b"\x89bookmarks");
            writer.list(self.bookmarks.count)?;
            writer.raw(self.bookmarks.packed);
        }
        if let Some(milliseconds) = self.timeout_milliseconds {
            writer.raw(b"\x8Atx_timeout");
            writer.integer(milliseconds);
        }
        if let Some(metadata) = self.metadata {
            writer.raw(b"\x8Btx_metadata");
            writer.map(metadata.count)?;
            writer.raw(metadata.packed);
        }
        // Writing is the default and is not said.
        if self.mode == AccessMode::Read {
            writer.raw(b"\x84mode\x81r");
        }
        if let Some(database) = self.database {
            writer.raw(b"\x82db");
            writer.string(database)?;
        }
        if let Some(user) = self.impersonated_user {
            writer.raw(b"\x88imp_user");
            writer.string(user)?;
        }
        if let Some(filter) = filter {
            filter.write_entries(writer, version)?;
        }
        Ok(())
    }
}

/// The entries of a map or the items of a list, packed already, without the header.
#[derive(Debug, Clone, Copy, Default)]
pub struct Packed<'a> {
    /// How many there are.
    pub count: usize,
    /// One after another; of an entry the key and the value.
    pub packed: &'a [u8],
}

/// Runs a query: inside the open transaction, or else in one of its own.
#[derive(Debug)]
pub struct Run<'a> {
    /// The query's text.
    pub text: &'a str,
    /// The query's parameters.
    pub parameters: Packed<'a>,
    /// What opens the query's own transaction; none inside one.
    pub extra: Option<&'a TransactionExtra<'a>>,
}

impl Request for Run<'_> {
    #[inline]
    fn write(&self, writer: &mut Writer<'_>, version: Version, _: Dialect) -> Result<(), Unencodable> {
        writer.structure(0x10, 3);
        writer.string(self.text)?;
        writer.map(self.parameters.count)?;
        writer.raw(self.parameters.packed);
        match self.extra {
            Some(extra) => extra.write(writer, version),
            None => Ok(writer.map(0)?),
        }
    }
}

/// Opens an explicit transaction.
#[derive(Debug)]
pub struct Begin<'a> {
    /// What opens the transaction.
    pub extra: &'a TransactionExtra<'a>,
}

impl Request for Begin<'_> {
    fn write(&self, writer: &mut Writer<'_>, version: Version, _: Dialect) -> Result<(), Unencodable> {
        writer.structure(0x11, 1);
        self.extra.write(writer, version)
    }
}
