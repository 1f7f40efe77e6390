//! Host and port of a server.

use std::fmt;

/// The host and port of a server; an IPv6 host has no brackets in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    host: Box<str>,
    port: u16,
}

impl Address {
    /// The port of Bolt where a URI or a routing table names none.
    pub const DEFAULT_PORT: u16 = 7687;

    /// Makes an address; the brackets of an IPv6 literal are taken off.
    pub fn new(host: &str, port: u16) -> Self {
        let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        Self { host: host.into(), port }
    }

    /// Reads `host`, `host:port` or `[ipv6]:port`; without a readable port it is the default one.
    pub(crate) fn parse(text: &str) -> Self {
        let after_host = text.find(']').map_or(0, |bracket| bracket + 1);
        match text.get(after_host..).and_then(|rest| rest.rfind(':')) {
            Some(colon) => {
                let (host, port) = text.split_at(after_host + colon);
                Self::new(host, port.get(1..).and_then(|port| port.parse().ok()).unwrap_or(Self::DEFAULT_PORT))
            }
            None => Self::new(text, Self::DEFAULT_PORT),
        }
    }

    /// Returns the host: a name, or an IP address without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}
