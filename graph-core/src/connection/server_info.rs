//! Who answers at the other end.

use std::fmt;

use crate::bolt::Version;
use crate::net::Address;

/// The server of a connection, as it introduced itself.
///
/// `Display` is one line: `Neo4j/5.26.28 at localhost:7687, Bolt 5.8`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerInfo {
    address: Address,
    agent: Box<str>,
    protocol: Version,
    connection_id: Box<str>,
}

impl ServerInfo {
    pub(crate) fn new(address: Address, agent: &str, protocol: Version, connection_id: &str) -> Self {
        Self { address, agent: agent.into(), protocol, connection_id: connection_id.into() }
    }

    /// Returns the address that was connected to.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Returns the server's product and version, such as `Neo4j/5.26.28`; empty where it does not say.
    pub fn agent(&self) -> &str {
        &self.agent
    }

    /// Returns the protocol version that was agreed on.
    pub const fn protocol(&self) -> Version {
        self.protocol
    }

    /// Returns the server's name for the connection, as it stands in its logs; empty where it does not say.
    pub fn connection_id(&self) -> &str {
        &self.connection_id
    }
}

impl fmt::Display for ServerInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let agent = if self.agent.is_empty() { "a server" } else { &self.agent };
        write!(f, "{agent} at {}, Bolt {}", self.address, self.protocol)
    }
}
