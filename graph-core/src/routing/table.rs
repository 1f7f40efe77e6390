//! Who serves a database, as one router told it.

use std::time::Duration;

use tokio::time::Instant;

use crate::bolt::message::{AccessMode, Meta};
use crate::connection::DatabaseName;
use crate::net::Address;
use crate::packstream::{PackError, Reader};

/// The members of a cluster that serve one database, by role, as a router told it.
///
/// Members that did not answer since are left out. [`Session::routing_table`](crate::Session::routing_table) returns
/// one.
///
/// ```no_run
/// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
/// let table = driver.session().database("films").open().refresh_routing_table().await?;
/// println!("{} members read, {} write", table.readers().len(), table.writers().len());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutingTable {
    pub(super) database: Option<DatabaseName>,
    pub(super) routers: Vec<Address>,
    pub(super) readers: Vec<Address>,
    pub(super) writers: Vec<Address>,
    time_to_live: Duration,
    pub(super) expires: Instant,
    /// It came without writers: a leader is being elected, and other routers may know more.
    pub(super) came_without_writers: bool,
}

/// A routing table that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TableFault {
    #[error("the router sent no routing table")]
    Missing,
    #[error("the routing table is malformed")]
    Malformed(#[from] PackError),
    #[error("the routing table names no {0}")]
    Without(&'static str),
    #[error("the routing table names more than {MAX_MEMBERS} servers of one role")]
    TooLarge,
}

impl RoutingTable {
    /// Returns the database, as the router named it; none where it named none.
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// Returns who is asked for the next table.
    pub fn routers(&self) -> &[Address] {
        &self.routers
    }

    /// Returns who serves work that only reads.
    pub fn readers(&self) -> &[Address] {
        &self.readers
    }

    /// Returns who serves work that may write.
    pub fn writers(&self) -> &[Address] {
        &self.writers
    }

    /// Returns for how long the table was good when it came.
    pub const fn time_to_live(&self) -> Duration {
        self.time_to_live
    }

    /// Reads ROUTE's answer.
    pub(crate) fn read(meta: Meta<'_>, now: Instant) -> Result<Self, TableFault> {
        let table = meta.map("rt").ok_or(TableFault::Missing)?;
        let seconds = table.integer("ttl").and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0);
        // A time to live beyond any clock means never.
        let time_to_live = Duration::from_secs(seconds);
        let expires = now.checked_add(time_to_live).unwrap_or(now + FAR);
        let mut read = Self {
            database: table.text("db").map(DatabaseName::from),
            routers: Vec::new(),
            readers: Vec::new(),
            writers: Vec::new(),
            time_to_live,
            expires,
            came_without_writers: false,
        };
        let mut servers = table.find("servers").ok_or(TableFault::Missing)?;
        for _ in 0..servers.list()? {
            read.add(&mut servers)?;
        }
        if read.routers.is_empty() {
            return Err(TableFault::Without("routers"));
        }
        if read.readers.is_empty() {
            return Err(TableFault::Without("readers"));
        }
        read.came_without_writers = read.writers.is_empty();
        Ok(read)
    }

    fn add(&mut self, servers: &mut Reader<'_>) -> Result<(), TableFault> {
        let start = servers.rest();
        servers.skip()?;
        let server = Meta::new(start);
        let members = match server.text("role") {
            Some("ROUTE") => &mut self.routers,
            Some("READ") => &mut self.readers,
            Some("WRITE") => &mut self.writers,
            _ => return Ok(()),
        };
        let mut addresses = server.find("addresses").ok_or(TableFault::Missing)?;
        for _ in 0..addresses.list()? {
            let address = Address::parse(addresses.string()?);
            if !members.contains(&address) {
                members.push(address);
            }
            if members.len() > MAX_MEMBERS {
                return Err(TableFault::TooLarge);
            }
        }
        Ok(())
    }

    /// Tells whether the table can be used for work of this mode now.
    pub(super) fn is_fresh(&self, mode: AccessMode, now: Instant) -> bool {
        now < self.expires && !self.routers.is_empty() && !self.members(mode).is_empty()
    }

    /// Tells whether the table was last good so long ago that it may be forgotten.
    pub(super) fn is_forgettable(&self, now: Instant, delay: Duration) -> bool {
        self.expires.checked_add(delay).is_some_and(|at| now >= at)
    }

    /// Returns who serves work of this mode.
    pub(crate) fn members(&self, mode: AccessMode) -> &[Address] {
        match mode {
            AccessMode::Read => &self.readers,
            AccessMode::Write => &self.writers,
        }
    }

    /// Takes a server out that no longer answers.
    pub(super) fn remove(&mut self, address: &Address) {
        self.routers.retain(|known| known != address);
        self.readers.retain(|known| known != address);
        self.writers.retain(|known| known != address);
    }

    /// Takes a server out that no longer writes.
    pub(super) fn remove_writer(&mut self, address: &Address) {
        self.writers.retain(|known| known != address);
    }

    pub(super) fn contains(&self, address: &Address) -> bool {
        [&self.routers, &self.readers, &self.writers].into_iter().any(|members| members.contains(address))
    }
}

/// More servers than any cluster has; looking for one among them takes its time.
const MAX_MEMBERS: usize = 1024;

const FAR: Duration = Duration::from_secs(365 * 24 * 3600);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bolt::Dialect;
    use crate::bolt::wire::structure::encode_value;
    use crate::packstream::Writer;
    use crate::value::{Map, Value};

    fn answer(servers: &[(&str, &[&str])], ttl: i64) -> Vec<u8> {
        let servers = servers
            .iter()
            .map(|(role, addresses)| {
                let addresses: Vec<Value> = addresses.iter().map(|address| Value::from(*address)).collect();
                Value::Map(Map::from([
                    ("role".to_owned(), Value::from(*role)),
                    ("addresses".to_owned(), Value::List(addresses)),
                ]))
            })
            .collect();
        let table = Map::from([
            ("ttl".to_owned(), Value::from(ttl)),
            ("db".to_owned(), Value::from("films")),
            ("servers".to_owned(), Value::List(servers)),
        ]);
        let value = Value::Map(Map::from([("rt".to_owned(), Value::Map(table))]));
        let mut bytes = Vec::new();
        encode_value(&mut Writer::new(&mut bytes), Dialect::NEWEST, &value, &mut false).expect("sendable");
        bytes
    }

    #[test]
    fn roles_addresses_and_time_to_live_are_read() {
        let bytes = answer(&[("ROUTE", &["a:1", "b"]), ("READ", &["[::1]:3", "a:1"]), ("WRITE", &[])], 300);
        let now = Instant::now();
        let table = RoutingTable::read(Meta::new(&bytes), now).expect("a table");
        assert_eq!(table.routers, [Address::new("a", 1), Address::new("b", 7687)]);
        assert_eq!(table.readers, [Address::new("::1", 3), Address::new("a", 1)]);
        assert_eq!((table.database(), table.time_to_live()), (Some("films"), Duration::from_secs(300)));
        assert!(table.came_without_writers);
        assert!(table.is_fresh(AccessMode::Read, now + Duration::from_secs(299)));
        assert!(!table.is_fresh(AccessMode::Read, now + Duration::from_secs(300)));
        assert!(!table.is_fresh(AccessMode::Write, now));
    }

    #[test]
    fn a_table_without_routers_or_readers_is_none() {
        for (servers, fault) in [
            (&[("READ", &["a:1"][..])][..], TableFault::Without("routers")),
            (&[("ROUTE", &["a:1"][..])], TableFault::Without("readers")),
        ] {
            let bytes = answer(servers, 300);
            assert_eq!(RoutingTable::read(Meta::new(&bytes), Instant::now()), Err(fault));
        }
        assert_eq!(RoutingTable::read(Meta::new(&[0xA0]), Instant::now()), Err(TableFault::Missing));
    }

    #[test]
    fn a_table_of_more_servers_than_a_cluster_has_is_refused() {
        let names: Vec<String> = (0..=MAX_MEMBERS).map(|number| format!("host{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let read = |names: &[&str]| {
            RoutingTable::read(Meta::new(&answer(&[("ROUTE", names), ("READ", names)], 300)), Instant::now())
        };
        assert_eq!(read(&names).map(drop), Err(TableFault::TooLarge));
        assert_eq!(read(&names[1..]).map(|table| table.readers.len()), Ok(MAX_MEMBERS));
    }

    #[test]
    fn a_huge_time_to_live_is_no_overflow() {
        let bytes = answer(&[("ROUTE", &["a:1"]), ("READ", &["a:1"])], i64::MAX);
        let now = Instant::now();
        assert!(RoutingTable::read(Meta::new(&bytes), now).expect("a table").is_fresh(AccessMode::Read, now));
    }
}
