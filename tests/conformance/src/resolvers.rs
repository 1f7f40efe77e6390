//! Names that the suite resolves in place of the system.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use graph_core::{Address, AddressResolver, DnsResolver};
use serde_json::{Value as Json, json};

use crate::wire::Wire;

/// Has the suite resolve.
#[derive(Debug)]
pub(crate) struct BySuite(pub(crate) Arc<Wire>);

impl AddressResolver for BySuite {
    fn resolve<'a>(
        &'a self,
        address: &'a Address,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<Address>>> + Send + 'a>> {
        Box::pin(async move {
            let answer = self.0.ask("ResolverResolutionRequired", json!({"address": address.to_string()})).await;
            Ok(texts(&answer["addresses"]).filter_map(host_and_port).collect())
        })
    }
}

impl DnsResolver for BySuite {
    fn lookup<'a>(
        &'a self,
        host: &'a str,
        port: u16,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        Box::pin(async move {
            let answer = self.0.ask("DomainNameResolutionRequired", json!({"name": host})).await;
            let mut found = Vec::new();
            for name in texts(&answer["addresses"]) {
                // What the suite says may be a name that the system is to resolve.
                match name.parse::<IpAddr>() {
                    Ok(ip) => found.push(SocketAddr::new(ip, port)),
                    Err(_) => found.extend(tokio::net::lookup_host((name, port)).await?),
                }
            }
            Ok(found)
        })
    }
}

fn texts(list: &Json) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str)
}

/// Reads an address as the suite writes it.
pub(crate) fn host_and_port(text: &str) -> Option<Address> {
    let (host, port) = text.rsplit_once(':')?;
    Some(Address::new(host, port.parse().ok()?))
}
