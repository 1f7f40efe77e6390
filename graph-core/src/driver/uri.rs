//! The URI that a driver is built from.

use crate::error::Error;
use crate::net::{Address, Encryption};

/// What a URI says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) address: Address,
    pub(crate) encryption: Encryption,
}

/// The schemes, for messages.
const SCHEMES: &str = "bolt://, bolt+s:// (TLS) and bolt+ssc:// (TLS with any certificate)";

impl Target {
    /// Reads `scheme://host[:port]`.
    pub(crate) fn parse(uri: &str) -> Result<Self, Error> {
        let (scheme, rest) = uri
            .trim()
            .split_once("://")
            .ok_or_else(|| refuse(format!("the URI has no scheme; the schemes are {SCHEMES}")))?;
        let encryption = match scheme.to_ascii_lowercase().as_str() {
            "bolt" => Encryption::Off,
            "bolt+s" => Encryption::Verified,
            "bolt+ssc" => Encryption::TrustAll,
            "neo4j" | "neo4j+s" | "neo4j+ssc" => {
                return Err(refuse(format!(
                    "client-side routing ({scheme}://) is not part of this version; connect to one server by {SCHEMES}"
                )));
            }
            "http" | "https" => {
                return Err(refuse(format!("{scheme}:// is the server's HTTP API; Bolt's schemes are {SCHEMES}")));
            }
            "bolt+routing" => return Err(refuse("bolt+routing:// is out of use; its successor is neo4j://")),
            _ => return Err(refuse(format!("the URI scheme is unknown; the schemes are {SCHEMES}"))),
        };
        Ok(Self { address: authority(rest)?, encryption })
    }
}

fn authority(rest: &str) -> Result<Address, Error> {
    let (authority, query) = rest.split_once('?').map_or((rest, ""), |(authority, query)| (authority, query));
    if !query.is_empty() {
        return Err(refuse("a routing context (`?…`) belongs to neo4j:// alone"));
    }
    let authority = authority.strip_suffix('/').unwrap_or(authority);
    if authority.contains('@') {
        return Err(refuse("the URI carries user information; give the credentials to the builder's `auth`"));
    }
    if authority.contains(['/', '#']) {
        return Err(refuse("the URI has a path; it is scheme, host and port alone"));
    }
    let (host, port) = split_port(authority)?;
    if host.is_empty() {
        return Err(refuse("the URI has no host"));
    }
    Ok(Address::new(host, port))
}

fn split_port(authority: &str) -> Result<(&str, u16), Error> {
    let after_host = if authority.starts_with('[') {
        let end = authority.find(']').ok_or_else(|| refuse("the URI's IPv6 address has no closing bracket"))?;
        end + 1
    } else {
        let colon = authority.find(':').unwrap_or(authority.len());
        if authority.get(colon + 1..).is_some_and(|rest| rest.contains(':')) {
            return Err(refuse("an IPv6 address stands in brackets: bolt://[::1]:7687"));
        }
        colon
    };
    let (host, rest) = authority.split_at_checked(after_host).unwrap_or((authority, ""));
    match rest.strip_prefix(':') {
        None if rest.is_empty() => Ok((host, Address::DEFAULT_PORT)),
        None => Err(refuse("the URI's host is followed by something that is no port")),
        Some("") => Ok((host, Address::DEFAULT_PORT)),
        Some(digits) => match digits.parse() {
            Ok(port) if port > 0 && digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok((host, port)),
            _ => Err(refuse("the URI's port is no number from 1 to 65535")),
        },
    }
}

/// The URI itself is not shown: people put passwords into URIs.
#[cold]
fn refuse(reason: impl Into<Box<str>>) -> Error {
    Error::config(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_hosts_and_ports_are_read() {
        for (uri, host, port, encryption) in [
            ("bolt://localhost", "localhost", 7687, Encryption::Off),
            ("bolt://localhost:7688/", "localhost", 7688, Encryption::Off),
            ("bolt+s://db.example.org", "db.example.org", 7687, Encryption::Verified),
            ("BOLT+SSC://127.0.0.1:1", "127.0.0.1", 1, Encryption::TrustAll),
            ("bolt://[::1]", "::1", 7687, Encryption::Off),
            ("bolt://[2001:db8::1]:65535", "2001:db8::1", 65_535, Encryption::Off),
        ] {
            let target = Target::parse(uri).expect(uri);
            assert_eq!(target, Target { address: Address::new(host, port), encryption }, "{uri}");
        }
    }

    #[test]
    fn what_is_no_uri_of_ours_is_refused_with_the_reason() {
        for (uri, reason) in [
            ("localhost:7687", "no scheme"),
            ("http://localhost:7474", "HTTP API"),
            ("bolt+routing://localhost", "neo4j://"),
            ("ftp://localhost", "scheme is unknown"),
            ("bolt://localhost?region=eu", "routing context"),
            ("bolt://user:hunter2@localhost", "user information"),
            ("bolt://localhost/path", "path"),
            ("bolt://", "no host"),
            ("bolt://:7687", "no host"),
            ("bolt://::1:7687", "in brackets"),
            ("bolt://[::1", "closing bracket"),
            ("bolt://[::1]x", "no port"),
            ("bolt://localhost:0", "1 to 65535"),
            ("bolt://localhost:65536", "1 to 65535"),
            ("bolt://localhost:+7", "1 to 65535"),
        ] {
            let error = Target::parse(uri).expect_err(uri);
            assert!(error.to_string().contains(reason), "{uri}: {error}");
            assert!(!error.to_string().contains("hunter2"));
        }
    }
}
