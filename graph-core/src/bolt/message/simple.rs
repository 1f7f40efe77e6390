//! The requests without fields, and TELEMETRY.

use super::Request;
use crate::bolt::wire::structure::{Dialect, Unencodable};
use crate::bolt::wire::version::Version;
use crate::packstream::Writer;

/// A request that is its tag alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Simple {
    /// Ends the connection; never answered.
    Goodbye,
    /// Brings a connection back to where it was after authentication, ending whatever runs on it.
    Reset,
    /// Makes a transaction's changes permanent.
    Commit,
    /// Undoes a transaction's changes.
    Rollback,
    /// Forgets the credentials, from Bolt 5.1 on.
    Logoff,
}

impl Simple {
    /// COMMIT, framed.
    pub const COMMIT: [u8; 6] = *b"\x00\x02\xB0\x12\x00\x00";
}

impl Request for Simple {
    fn write(&self, writer: &mut Writer<'_>, _: Version, _: Dialect) -> Result<(), Unencodable> {
        writer.structure(
            match self {
                Self::Goodbye => 0x02,
                Self::Reset => 0x0F,
                Self::Commit => 0x12,
                Self::Rollback => 0x13,
                Self::Logoff => 0x6B,
            },
            0,
        );
        Ok(())
    }
}

/// Tells the server which API a query came through, from Bolt 5.4 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telemetry {
    /// A managed transaction.
    ManagedTransaction,
    /// An explicit transaction.
    UnmanagedTransaction,
    /// A query in a transaction of its own.
    AutoCommit,
    /// A one-call query.
    ExecuteQuery,
}

impl Request for Telemetry {
    fn write(&self, writer: &mut Writer<'_>, _: Version, _: Dialect) -> Result<(), Unencodable> {
        writer.structure(0x54, 1);
        writer.integer(match self {
            Self::ManagedTransaction => 0,
            Self::UnmanagedTransaction => 1,
            Self::AutoCommit => 2,
            Self::ExecuteQuery => 3,
        });
        Ok(())
    }
}
