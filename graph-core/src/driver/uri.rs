//! The URI that a driver is built from.

use std::net::Ipv6Addr;

use crate::config::RoutingChoice;
use crate::connection::RoutingContext;
use crate::error::Error;
use crate::net::{Address, Trust};

/// What a URI says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) address: Address,
    pub(super) encryption: Encryption,
    pub(super) routing: RoutingChoice,
    /// The entries of the query string.
    context: RoutingContext,
}

/// What a scheme says of encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Nothing: the builder's `encrypted` decides.
    Unsaid,
    /// With a certificate that the platform trusts.
    Verified,
    /// With any certificate.
    TrustAny,
    /// There is none: what is said stays on this machine.
    Needless,
}

impl Encryption {
    /// Returns who is trusted; none without encryption.
    pub(super) fn trust(self, configured: Option<Trust>) -> Result<Option<Trust>, Error> {
        match (self, configured) {
            (Self::Unsaid, configured) => Ok(configured),
            (Self::Verified, None) => Ok(Some(Trust::System)),
            (Self::TrustAny, None) => Ok(Some(Trust::Any)),
            (Self::Needless, None) => Ok(None),
            (Self::Needless, Some(_)) => Err(Error::config("a Unix socket is not encrypted; leave `encrypted` out")),
            (Self::Verified | Self::TrustAny, Some(_)) => Err(Error::config(
                "the URI's scheme and `encrypted` both set up TLS; with `encrypted` use the scheme without +s or +ssc",
            )),
        }
    }
}

/// The schemes, for messages.
const SCHEMES: &str = "neo4j:// (routing) and bolt:// (one server), with +s for TLS and +ssc for TLS with any certificate; and bolt+unix://";

impl Target {
    /// Reads `scheme://host[:port][?key=value&…]`, or `bolt+unix:///path`.
    pub(crate) fn parse(uri: &str) -> Result<Self, Error> {
        let (scheme, rest) = uri
            .trim()
            .split_once("://")
            .ok_or_else(|| refuse(format!("the URI has no scheme; the schemes are {SCHEMES}")))?;
        let (encryption, routing) = match scheme.to_ascii_lowercase().as_str() {
            "bolt" => (Encryption::Unsaid, RoutingChoice::Direct),
            "bolt+s" => (Encryption::Verified, RoutingChoice::Direct),
            "bolt+ssc" => (Encryption::TrustAny, RoutingChoice::Direct),
            "bolt+unix" => {
                let address = unix_socket(rest)?;
                let (encryption, routing) = (Encryption::Needless, RoutingChoice::Direct);
                return Ok(Self { address, encryption, routing, context: RoutingContext::new() });
            }
            "neo4j" => (Encryption::Unsaid, RoutingChoice::Client),
            "neo4j+s" => (Encryption::Verified, RoutingChoice::Client),
            "neo4j+ssc" => (Encryption::TrustAny, RoutingChoice::Client),
            "http" | "https" => {
                return Err(refuse(format!("{scheme}:// is the server's HTTP API; Bolt's schemes are {SCHEMES}")));
            }
            "bolt+routing" => return Err(refuse("bolt+routing:// is out of use; its successor is neo4j://")),
            _ => return Err(refuse(format!("the URI scheme is unknown; the schemes are {SCHEMES}"))),
        };
        let (authority, query) = rest.split_once('?').unwrap_or((rest, ""));
        let context = context(query)?;
        if routing == RoutingChoice::Direct && !context.is_empty() {
            return Err(refuse("a routing context (`?…`) belongs to neo4j:// alone"));
        }
        Ok(Self { address: address(authority)?, encryption, routing, context })
    }

    /// Returns what the servers are told of the routing: the URI's context with its address; none for one server.
    pub(super) fn routing_context(&self) -> Option<RoutingContext> {
        (self.routing == RoutingChoice::Client).then(|| {
            let mut context = self.context.clone();
            context.push(("address".into(), self.address.to_string().into()));
            context
        })
    }
}

fn context(query: &str) -> Result<RoutingContext, Error> {
    let mut context = RoutingContext::new();
    for entry in query.split('&').filter(|entry| !entry.is_empty()) {
        let (key, value) = entry
            .split_once('=')
            .filter(|(key, value)| !key.is_empty() && !value.is_empty())
            .ok_or_else(|| refuse("an entry of the URI's routing context is not of the form key=value"))?;
        let (key, value) = (decoded(key)?, decoded(value)?);
        if &*key == "address" {
            return Err(refuse("the routing context cannot set `address`, which is the URI's own"));
        }
        if context.iter().any(|(known, _)| *known == key) {
            return Err(refuse(format!("the routing context has `{key}` twice")));
        }
        context.push((key, value));
    }
    Ok(context)
}

fn decoded(text: &str) -> Result<Box<str>, Error> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map(|text| text.as_ref().into()).map_err(|_| refuse("the URI's routing context is not UTF-8"))
}

/// Reads the path of a Unix socket, which starts at the root.
fn unix_socket(path: &str) -> Result<Address, Error> {
    if !cfg!(unix) {
        return Err(refuse("this platform has no Unix sockets"));
    }
    if !path.starts_with('/') || path.len() < 2 {
        return Err(refuse("a Unix socket is named by its whole path: bolt+unix:///run/neo4j.sock"));
    }
    if path.contains(['?', '#']) {
        return Err(refuse("the URI of a Unix socket has a path alone; write ? as %3F and # as %23"));
    }
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    decoded.map(|path| Address::of_unix_socket(&path)).map_err(|_| refuse("the path of the Unix socket is not UTF-8"))
}

fn address(authority: &str) -> Result<Address, Error> {
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
    if let Some(inside) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        // A zone may follow: fe80::1%eth0.
        let literal = inside.split_once('%').map_or(inside, |(literal, _)| literal);
        literal.parse::<Ipv6Addr>().map_err(|_| refuse("what the URI has in brackets is no IPv6 address"))?;
    }
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
        for (uri, host, port, encryption, routing) in [
            ("bolt://localhost", "localhost", 7687, Encryption::Unsaid, RoutingChoice::Direct),
            ("bolt://localhost:7688/", "localhost", 7688, Encryption::Unsaid, RoutingChoice::Direct),
            ("bolt+s://db.example.org", "db.example.org", 7687, Encryption::Verified, RoutingChoice::Direct),
            ("BOLT+SSC://127.0.0.1:1", "127.0.0.1", 1, Encryption::TrustAny, RoutingChoice::Direct),
            ("bolt://[::1]", "::1", 7687, Encryption::Unsaid, RoutingChoice::Direct),
            ("bolt://[fe80::1%eth0]:1", "fe80::1%eth0", 1, Encryption::Unsaid, RoutingChoice::Direct),
            ("neo4j://[2001:db8::1]:65535", "2001:db8::1", 65_535, Encryption::Unsaid, RoutingChoice::Client),
            (
                "neo4j+s://x.databases.neo4j.io",
                "x.databases.neo4j.io",
                7687,
                Encryption::Verified,
                RoutingChoice::Client,
            ),
            ("neo4j+ssc://localhost", "localhost", 7687, Encryption::TrustAny, RoutingChoice::Client),
            #[cfg(unix)]
            ("bolt+unix:///run/my%20neo4j.sock", "/run/my neo4j.sock", 0, Encryption::Needless, RoutingChoice::Direct),
        ] {
            let target = Target::parse(uri).expect(uri);
            let address = if port == 0 { Address::of_unix_socket(host) } else { Address::new(host, port) };
            assert_eq!((target.address, target.encryption, target.routing), (address, encryption, routing));
        }
    }

    #[test]
    fn a_routing_context_is_decoded_and_gets_the_address() {
        let target = Target::parse("neo4j://db:9000?region=eu%20west&policy=a=b").expect("valid");
        let expected = [("region", "eu west"), ("policy", "a=b"), ("address", "db:9000")];
        let context = target.routing_context().expect("a routing scheme");
        assert!(context.iter().map(|(key, value)| (&**key, &**value)).eq(expected));
        assert_eq!(Target::parse("bolt://db").expect("valid").routing_context(), None);
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
            ("neo4j://localhost?region", "key=value"),
            ("neo4j://localhost?region=", "key=value"),
            ("neo4j://localhost?a=1&a=2", "twice"),
            ("neo4j://localhost?address=x", "the URI's own"),
            ("neo4j://localhost?a=%FF", "UTF-8"),
            #[cfg(unix)]
            ("bolt+unix://run/neo4j.sock", "whole path"),
            #[cfg(unix)]
            ("bolt+unix:///", "whole path"),
            #[cfg(unix)]
            ("bolt+unix:///run/neo4j.sock?a=1", "path alone"),
            #[cfg(unix)]
            ("bolt+unix:///run/%FF", "UTF-8"),
            ("bolt://", "no host"),
            ("bolt://:7687", "no host"),
            ("bolt://::1:7687", "in brackets"),
            ("bolt://[::1", "closing bracket"),
            ("bolt://[::1]x", "no port"),
            ("bolt://[]:7687", "no IPv6 address"),
            ("bolt://[localhost]", "no IPv6 address"),
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
