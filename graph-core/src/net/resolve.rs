//! Names to addresses, by the system or by the application.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;

use super::Address;

/// Turns a host name into the addresses to connect to, in place of the system's resolver.
pub trait DnsResolver: fmt::Debug + Send + Sync + 'static {
    /// Returns the addresses of a host, in the order in which they are tried.
    fn lookup<'a>(
        &'a self,
        host: &'a str,
        port: u16,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>>;
}

/// Turns the address of a driver's URI into the addresses of the servers to ask first.
///
/// It is asked whenever a `neo4j://` driver needs a routing table and knows no server that still answers.
///
/// ```
/// use std::future::Future;
/// use std::io;
/// use std::pin::Pin;
///
/// use graph_core::{Address, AddressResolver, Driver};
///
/// /// Any of three servers may be asked first.
/// #[derive(Debug)]
/// struct Members;
///
/// impl AddressResolver for Members {
///     fn resolve<'a>(
///         &'a self,
///         address: &'a Address,
///     ) -> Pin<Box<dyn Future<Output = io::Result<Vec<Address>>> + Send + 'a>> {
///         let hosts = ["one.example.org", "two.example.org", "three.example.org"];
///         let members = hosts.map(|host| Address::new(host, address.port())).to_vec();
///         Box::pin(async { Ok(members) })
///     }
/// }
///
/// let driver = Driver::builder("neo4j://cluster.example.org").resolver(Members).build()?;
/// # Ok::<(), graph_core::Error>(())
/// ```
pub trait AddressResolver: fmt::Debug + Send + Sync + 'static {
    /// Returns the addresses to try, in order; none is as if the address itself were returned.
    fn resolve<'a>(
        &'a self,
        address: &'a Address,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<Address>>> + Send + 'a>>;
}
