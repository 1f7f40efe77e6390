//! TLS by rustls: who is trusted, and the handshake.

use std::io;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Address, NetError};

/// Whether and how the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// Not at all.
    Off,
    /// With a certificate that the platform trusts.
    Verified,
    /// With any certificate: safe from eavesdroppers, not from impostors.
    TrustAll,
}

/// Makes encrypted connections.
#[derive(Clone)]
pub(crate) struct TlsClient {
    config: Arc<ClientConfig>,
}

impl TlsClient {
    /// Makes a client; none without encryption.
    pub(crate) fn new(encryption: Encryption) -> Result<Option<Self>, NetError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(NetError::Trust)?;
        let config = match encryption {
            Encryption::Off => return Ok(None),
            Encryption::Verified => builder.with_platform_verifier().map_err(NetError::Trust)?.with_no_client_auth(),
            Encryption::TrustAll => builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(TrustAll { provider }))
                .with_no_client_auth(),
        };
        Ok(Some(Self { config: Arc::new(config) }))
    }

    /// Encrypts a connection.
    pub(crate) async fn connect(&self, stream: TcpStream, address: &Address) -> Result<TlsStream<TcpStream>, NetError> {
        let name = ServerName::try_from(address.host().to_owned())
            .map_err(|_| NetError::ServerName { address: address.clone() })?;
        TlsConnector::from(Arc::clone(&self.config))
            .connect(name, stream)
            .await
            .map_err(|source| NetError::Tls { address: address.clone(), source: explained(source) })
    }
}

impl std::fmt::Debug for TlsClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TlsClient")
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

/// Accepts every certificate, and still checks that the server holds its key.
#[derive(Debug)]
struct TrustAll {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for TrustAll {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
