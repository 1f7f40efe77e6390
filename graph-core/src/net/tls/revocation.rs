//! Certificates that their authorities took back.

use std::fmt;
use std::path::Path;

use rustls::client::ServerCertVerifierBuilder;
use rustls::pki_types::CertificateRevocationListDer;
use rustls::pki_types::pem::PemObject as _;

use super::trust::{InvalidCertificate, read};

/// Lists of certificates that their authorities revoked (CRLs), for
/// [`CertificateAuthorities::with_revocation_lists`](super::CertificateAuthorities::with_revocation_lists).
///
/// Each certificate between the server's and the trusted authority is looked up in the list of the authority that
/// signed it. A list that is past the time of its next update is refused, and so is a certificate whose authority has
/// no list here, unless [`accepting_unlisted`](Self::accepting_unlisted) says otherwise. Get new lists from the
/// authorities in time, and build a driver with them.
///
/// ```no_run
/// use graph_core::{CertificateAuthorities, Driver, RevocationLists, Trust};
///
/// let authorities = CertificateAuthorities::from_pem_file("company-ca.pem")?
///     .with_revocation_lists(RevocationLists::from_pem_file("company-crl.pem")?);
/// let driver = Driver::builder("neo4j://db.example.org").encrypted(Trust::Authorities(authorities)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RevocationLists {
    lists: Vec<CertificateRevocationListDer<'static>>,
    unlisted: Unlisted,
}

/// What becomes of certificates whose authority has no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unlisted {
    Refused,
    Accepted,
}

impl RevocationLists {
    /// Reads all lists of a PEM text.
    ///
    /// # Errors
    /// [`InvalidCertificate`] when the text has none or is broken.
    pub fn from_pem(pem: &[u8]) -> Result<Self, InvalidCertificate> {
        let lists: Vec<_> = CertificateRevocationListDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|error| InvalidCertificate::new("the PEM text is broken", Some(error)))?;
        if lists.is_empty() {
            return Err(InvalidCertificate::new("the PEM text has no revocation list", None));
        }
        Ok(Self { lists, unlisted: Unlisted::Refused })
    }

    /// Reads all lists of a PEM file.
    ///
    /// # Errors
    /// [`InvalidCertificate`] when the file cannot be read, has none or is broken.
    pub fn from_pem_file(path: impl AsRef<Path>) -> Result<Self, InvalidCertificate> {
        Self::from_pem(&read(path.as_ref())?)
    }

    /// Adds the lists of others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.lists.extend(others.lists);
        self
    }

    /// Accepts certificates whose authority has no list here, as if they were not revoked; they are refused by default.
    #[must_use]
    pub fn accepting_unlisted(mut self) -> Self {
        self.unlisted = Unlisted::Accepted;
        self
    }

    pub(super) fn checked_by(&self, builder: ServerCertVerifierBuilder) -> ServerCertVerifierBuilder {
        let builder = builder.with_crls(self.lists.iter().cloned()).enforce_revocation_expiration();
        match self.unlisted {
            Unlisted::Refused => builder,
            Unlisted::Accepted => builder.allow_unknown_revocation_status(),
        }
    }
}

impl fmt::Debug for RevocationLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RevocationLists({}, unlisted: {:?})", self.lists.len(), self.unlisted)
    }
}
