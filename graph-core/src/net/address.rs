//! Host and port of a server, or its socket on this machine.

use std::fmt;

/// The host and port of a server, an IPv6 host without brackets; or the path of a Unix socket.
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

    /// Makes the address of a Unix socket; its path is absolute.
    pub(crate) fn of_unix_socket(path: &str) -> Self {
        Self { host: path.into(), port: 0 }
    }

    /// Returns the path, if this is the address of a Unix socket.
    pub(crate) fn unix_socket(&self) -> Option<&str> {
        // No host's name begins so.
        Some(&*self.host).filter(|host| host.starts_with('/'))
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

    /// Returns the host: a name, an IP address without brackets, or the path of a Unix socket.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the port; 0 for a Unix socket.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.unix_socket().is_some() {
            f.write_str(&self.host)
        } else if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}
