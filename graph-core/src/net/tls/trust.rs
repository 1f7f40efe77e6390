//! Which servers' certificates are accepted.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{OtherError, RootCertStore};

use super::RevocationLists;
use super::verifier::{AnyCertificate, AnyName, HostNameCheck};

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
pub struct CertificateAuthorities {
    certificates: Vec<CertificateDer<'static>>,
    revoked: Option<RevocationLists>,
}

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
        Ok(Self { certificates: certificates(pem)?, revoked: None })
    }

    /// Reads all certificates of a PEM file.
    ///
    /// # Errors
    /// [`InvalidCertificate`] when the file cannot be read, has none or is broken.
    pub fn from_pem_file(path: impl AsRef<Path>) -> Result<Self, InvalidCertificate> {
        Self::from_pem(&read(path.as_ref())?)
    }

    /// Adds the certificates of others, and their revocation lists.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.certificates.extend(others.certificates);
        match others.revoked {
            Some(lists) => self.with_revocation_lists(lists),
            None => self,
        }
    }

    /// Refuses certificates that these lists say were revoked; nothing is asked about revocation without them.
    #[must_use]
    pub fn with_revocation_lists(mut self, lists: RevocationLists) -> Self {
        self.revoked = Some(match self.revoked {
            Some(known) => known.and(lists),
            None => lists,
        });
        self
    }

    fn verifier(&self, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
        let mut roots = RootCertStore::empty();
        for certificate in &self.certificates {
            roots.add(certificate.clone())?;
        }
        let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
        let builder = match &self.revoked {
            Some(lists) => lists.checked_by(builder),
            None => builder,
        };
        builder.build().map(|verifier| verifier as _).map_err(|error| rustls::Error::Other(OtherError(Arc::new(error))))
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
        write!(f, "CertificateAuthorities({})", self.certificates.len())
    }
}

impl Trust {
    /// Tells whether host names can be left unchecked: some platforms' verifiers do not say what else is wrong.
    pub(crate) const fn can_omit_names(&self) -> bool {
        match self {
            Self::System => !cfg!(any(windows, target_vendor = "apple", target_os = "android")),
            Self::Authorities(_) | Self::Any => true,
        }
    }

    pub(super) fn verifier(
        &self,
        names: HostNameCheck,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
        let verifier: Arc<dyn ServerCertVerifier> = match self {
            Self::System => Arc::new(rustls_platform_verifier::Verifier::new(Arc::clone(provider))?),
            Self::Authorities(authorities) => authorities.verifier(provider)?,
            Self::Any => Arc::new(AnyCertificate { provider: Arc::clone(provider) }),
        };
        Ok(match names {
            HostNameCheck::Required => verifier,
            HostNameCheck::Omitted => Arc::new(AnyName(verifier)),
        })
    }
}
