//! Which servers' certificates are accepted.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, ConfigBuilder, DigitallySignedStruct, RootCertStore, SignatureScheme, WantsVerifier};
use rustls_platform_verifier::BuilderVerifierExt as _;

/// Which servers' certificates are accepted.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Trust {
    /// Those that the platform trusts, for the host connected to.
    #[default]
    System,
    /// Those that these authorities signed, for the host connected to.
    Authorities(CertificateAuthorities),
    /// Any: safe from eavesdroppers, not from impostors.
    Any,
}

/// Certificates of authorities that sign servers' certificates.
///
/// ```no_run
/// use graph_core::{CertificateAuthorities, Driver, Trust};
///
/// let authorities = CertificateAuthorities::from_pem_file("company-ca.pem")?;
/// let driver = Driver::builder("neo4j://db.example.org").encrypted(Trust::Authorities(authorities)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct CertificateAuthorities(Vec<CertificateDer<'static>>);

/// A certificate or key that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct InvalidCertificate {
    what: Box<str>,
    #[source]
    source: Option<rustls::pki_types::pem::Error>,
}

impl InvalidCertificate {
    pub(super) fn new(what: impl Into<Box<str>>, source: Option<rustls::pki_types::pem::Error>) -> Self {
        Self { what: what.into(), source }
    }
}

impl CertificateAuthorities {
    /// Reads all certificates of a PEM text.
    ///
    /// # Errors
    /// [`InvalidCertificate`] when the text has none or is broken.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidCertificate> {
        Ok(Self(certificates(pem)?))
    }

    /// Reads all certificates of a PEM file.
    ///
    /// # Errors
    /// [`InvalidCertificate`] when the file cannot be read, has none or is broken.
    pub fn from_pem_file(path: impl AsRef<Path>) -> Result<Self, InvalidCertificate> {
        Self::from_pem(&read(path.as_ref())?)
    }

    /// Adds the certificates of others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }
}

pub(super) fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, InvalidCertificate> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| InvalidCertificate::new("the PEM text is broken", Some(error)))?;
    if certificates.is_empty() {
        return Err(InvalidCertificate::new("the PEM text has no certificate", None));
    }
    Ok(certificates)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, InvalidCertificate> {
    std::fs::read(path).map_err(|error| {
        InvalidCertificate::new(
            format!("{} cannot be read", path.display()),
            Some(rustls::pki_types::pem::Error::Io(error)),
        )
    })
}

impl fmt::Debug for CertificateAuthorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateAuthorities({})", self.0.len())
    }
}

impl Trust {
    pub(super) fn verifying(
        &self,
        builder: ConfigBuilder<ClientConfig, WantsVerifier>,
        provider: &Arc<CryptoProvider>,
    ) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, rustls::Error> {
        match self {
            Self::System => builder.with_platform_verifier(),
            Self::Authorities(authorities) => {
                let mut roots = RootCertStore::empty();
                for certificate in &authorities.0 {
                    roots.add(certificate.clone())?;
                }
                Ok(builder.with_root_certificates(roots))
            }
            Self::Any => {
                let verifier = AnyCertificate { provider: Arc::clone(provider) };
                Ok(builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
            }
        }
    }
}

/// Accepts every certificate, and still checks that the server holds its key.
#[derive(Debug)]
struct AnyCertificate {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyCertificate {
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
