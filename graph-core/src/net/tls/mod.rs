//! TLS by rustls: who is trusted, who the client is, and the handshake.

mod client_certificate;
mod revocation;
mod trust;
mod verifier;

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Address, NetError};
use client_certificate::Identity;

pub use client_certificate::{ClientCertificate, ClientCertificateProvider};
pub use revocation::RevocationLists;
pub use trust::{CertificateAuthorities, InvalidCertificate, Trust};
pub use verifier::HostNameCheck;

/// Makes encrypted connections.
pub(crate) struct TlsClient {
    provider: Arc<CryptoProvider>,
    trust: Trust,
    names: HostNameCheck,
    /// The client's own certificate, or who gives it.
    own: Option<OwnCertificate>,
    /// The configuration for the certificate given last.
    current: Mutex<Arc<ClientConfig>>,
}

/// The client's own certificate.
#[derive(Debug, Clone)]
pub(crate) enum OwnCertificate {
    /// It is always the same.
    Static(ClientCertificate),
    /// A provider gives it, and another one from time to time.
    Provided(Arc<dyn ClientCertificateProvider>),
}

impl TlsClient {
    /// Makes a client.
    pub(crate) fn new(trust: Trust, names: HostNameCheck, own: Option<OwnCertificate>) -> Result<Self, NetError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let identity = match &own {
            Some(OwnCertificate::Static(certificate)) => Some(certificate.identity()),
            Some(OwnCertificate::Provided(_)) | None => None,
        };
        let config = configure(&provider, (&trust, names), identity)?;
        Ok(Self { provider, trust, names, own, current: Mutex::new(Arc::new(config)) })
    }

    /// Encrypts a connection.
    pub(crate) async fn connect(&self, stream: TcpStream, address: &Address) -> Result<TlsStream<TcpStream>, NetError> {
        let name = ServerName::try_from(address.host().to_owned())
            .map_err(|_| NetError::ServerName { address: address.clone() })?;
        let config = self.config(address).await?;
        TlsConnector::from(config)
            .connect(name, stream)
            .await
            .map_err(|source| NetError::Tls { address: address.clone(), source: explained(source) })
    }

    /// Returns the configuration with the certificate to use now.
    async fn config(&self, address: &Address) -> Result<Arc<ClientConfig>, NetError> {
        if let Some(OwnCertificate::Provided(provider)) = &self.own {
            let given = provider.certificate().await;
            let given = given.map_err(|source| NetError::ClientCertificate { address: address.clone(), source })?;
            if let Some(certificate) = given {
                let config = configure(&self.provider, (&self.trust, self.names), Some(certificate.identity()))?;
                *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
            }
        }
        Ok(Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn configure(
    provider: &Arc<CryptoProvider>,
    (trust, names): (&Trust, HostNameCheck),
    identity: Option<Identity>,
) -> Result<ClientConfig, NetError> {
    let builder = ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(NetError::Trust)?;
    let verifier = trust.verifier(names, provider).map_err(NetError::Trust)?;
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    match identity {
        Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(NetError::Trust),
        None => Ok(builder.with_no_client_auth()),
    }
}

impl fmt::Debug for TlsClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsClient").field("trust", &self.trust).finish_non_exhaustive()
    }
}

/// A server that does not speak TLS closes the connection or answers in plain bytes; say so.
fn explained(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => io::Error::new(
            error.kind(),
            "the server closed the connection during the TLS handshake; it may not offer TLS",
        ),
        _ => error,
    }
}
