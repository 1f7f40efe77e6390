//! One socket to an address: of TCP, or of this machine alone.

use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;

use super::{Address, NetError, TcpOptions, tcp};

/// A socket that is connected.
#[derive(Debug)]
pub(crate) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// Connects to an address.
pub(crate) async fn connect(address: &Address, options: &TcpOptions) -> Result<Socket, NetError> {
    #[cfg(unix)]
    if let Some(path) = address.unix_socket() {
        let timeout = options.connect_timeout;
        return match tokio::time::timeout(timeout, UnixStream::connect(path)).await {
            Ok(Ok(stream)) => Ok(Socket::Unix(stream)),
            Ok(Err(source)) => Err(NetError::Connect { address: address.clone(), source }),
            Err(_) => Err(NetError::ConnectTimeout { address: address.clone(), timeout }),
        };
    }
    tcp::connect(address, options).await.map(Socket::Tcp)
}
