//! TCP connections: names to addresses, one after another until one accepts.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;

use super::{Address, DnsResolver, NetError};

/// How TCP connections are made.
#[derive(Debug, Clone)]
pub(crate) struct TcpOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) keep_alive: KeepAlive,
    pub(crate) resolver: Option<Arc<dyn DnsResolver>>,
}

/// Whether the operating system probes idle connections.
pub(crate) type KeepAlive = Option<Duration>;

/// Connects to the first address of the host that accepts, each within the timeout.
pub(super) async fn connect(address: &Address, options: &TcpOptions) -> Result<TcpStream, NetError> {
    let resolved = resolve(address, options.resolver.as_deref())
        .await
        .map_err(|source| NetError::Resolve { address: address.clone(), source })?;
    let mut last = NetError::Resolve {
        address: address.clone(),
        source: io::Error::new(io::ErrorKind::NotFound, "the name has no address"),
    };
    for socket_address in resolved {
        match tokio::time::timeout(options.connect_timeout, TcpStream::connect(socket_address)).await {
            Ok(Ok(stream)) => {
                prepare(&stream, options).map_err(|source| NetError::Connect { address: address.clone(), source })?;
                return Ok(stream);
            }
            Ok(Err(source)) => last = NetError::Connect { address: address.clone(), source },
            Err(_) => {
                last = NetError::ConnectTimeout { address: address.clone(), timeout: options.connect_timeout };
            }
        }
    }
    Err(last)
}

async fn resolve(address: &Address, resolver: Option<&dyn DnsResolver>) -> io::Result<Vec<SocketAddr>> {
    match resolver {
        Some(resolver) => resolver.lookup(address.host(), address.port()).await,
        None => Ok(tokio::net::lookup_host((address.host(), address.port())).await?.collect()),
    }
}

fn prepare(stream: &TcpStream, options: &TcpOptions) -> io::Result<()> {
    // A request is one write; waiting for more to fill a packet costs 40 ms and more.
    stream.set_nodelay(true)?;
    if let Some(idle) = options.keep_alive {
        SockRef::from(stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(idle))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_packets_are_not_held_back_and_idle_connections_probed() {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let address = Address::new("127.0.0.1", address.port());
        for keep_alive in [None, Some(Duration::from_secs(77))] {
            let options = TcpOptions { connect_timeout: Duration::from_secs(5), keep_alive, resolver: None };
            let stream = connect(&address, &options).await.expect("it listens");
            let socket = SockRef::from(&stream);
            assert!(socket.tcp_nodelay().expect("the system tells"));
            assert_eq!(socket.keepalive().expect("the system tells"), keep_alive.is_some());
        }
    }
}
