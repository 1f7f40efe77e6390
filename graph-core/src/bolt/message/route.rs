//! ROUTE: asking a cluster member who serves what.

use super::{Packed, Request};
use crate::bolt::wire::structure::{Dialect, Unencodable};
use crate::bolt::wire::version::Version;
use crate::packstream::Writer;

/// Asks for the routing table of a database.
#[derive(Debug)]
pub struct Route<'a> {
    /// The routing context of the driver's URI, with the address that it named.
    pub context: &'a [(Box<str>, Box<str>)],
    /// The transactions that the answer must know of.
    pub bookmarks: Packed<'a>,
    /// The database; the user's home database without it.
    pub database: Option<&'a str>,
    /// The user to act as.
    pub impersonated_user: Option<&'a str>,
}

impl Request for Route<'_> {
    fn write(&self, writer: &mut Writer<'_>, _: Version, _: Dialect) -> Result<(), Unencodable> {
        writer.structure(0x66, 3);
        super::write_context(writer, self.context)?;
        writer.list(self.bookmarks.count)?;
        writer.raw(self.bookmarks.packed);
        writer.map(usize::from(self.database.is_some()) + usize::from(self.impersonated_user.is_some()))?;
        for (key, text) in [("db", self.database), ("imp_user", self.impersonated_user)] {
            if let Some(text) = text {
                writer.string(key)?;
                writer.string(text)?;
            }
        }
        Ok(())
    }
}
