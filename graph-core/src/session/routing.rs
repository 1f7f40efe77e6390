//! Who serves a session's database.

use super::Session;
use crate::error::Error;
use crate::routing::RoutingTable;

impl Session {
    /// Asks a router now who serves the session's database, and returns what it said.
    ///
    /// The driver does so by itself when its work needs it. This is for an application that wants to know before its
    /// first work, or that heard of a change before the last answer has run out.
    ///
    /// # Errors
    /// [`ErrorKind::Routing`](crate::ErrorKind::Routing) when no router gave a table;
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) for a driver of `bolt://`, which has one server; no connection
    /// within the acquisition timeout, or the router's refusal.
    ///
    /// # Cancel safety
    /// Dropped before it ends, what was known stays.
    pub async fn refresh_routing_table(&mut self) -> Result<RoutingTable, Error> {
        self.place.refresh_routing_table(&self.options(self.mode)).await
    }

    /// Returns what the driver knows about who serves the session's database, without asking anybody.
    ///
    /// It is `None` before the first work in that database, and for a driver of `bolt://`. Members that no longer
    /// answered are left out of it, and what ran out is told until it is asked for anew.
    pub fn routing_table(&self) -> Option<RoutingTable> {
        self.place.routing_table(&self.options(self.mode))
    }
}
