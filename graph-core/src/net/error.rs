//! What can go wrong on the way to a server.

use std::io;
use std::time::Duration;

use super::Address;

/// Why there is no byte stream to an address.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NetError {
    /// The name has no address.
    #[error("cannot resolve the host name of {address}")]
    Resolve { address: Address, source: io::Error },
    /// Nobody accepts connections there.
    #[error("cannot connect to {address}")]
    Connect { address: Address, source: io::Error },
    /// Nobody answered in time.
    #[error("no connection to {address} within {timeout:?}")]
    ConnectTimeout { address: Address, timeout: Duration },
    /// The server's certificate or its TLS was refused.
    #[error("TLS with {address} failed; does the server offer TLS, and is its certificate trusted here?")]
    Tls { address: Address, source: io::Error },
    /// The host cannot stand in a certificate.
    #[error("{address} has no host name that a certificate could carry")]
    ServerName { address: Address },
    /// The application gave no certificate of its own.
    #[error("the application's provider gave no client certificate for {address}")]
    ClientCertificate { address: Address, source: io::Error },
    /// A certificate, a key or the platform's certificates cannot be used.
    #[error("the certificates for TLS cannot be used")]
    Trust(#[source] rustls::Error),
}
