//! Who the client is, for servers that want to see a certificate.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::trust::{InvalidCertificate, certificates, read};

/// A certificate chain with its key, as rustls takes them.
pub(super) type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// The client's certificate with its private key, for servers that want to see one (mutual TLS).
///
/// `Debug` shows neither.
///
/// ```no_run
/// use graph_core::{ClientCertificate, Driver};
///
/// let certificate = ClientCertificate::from_pem_files("client.pem", "client.key.pem")?;
/// let driver = Driver::builder("neo4j+s://db.example.org").client_certificate(certificate).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ClientCertificate {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl ClientCertificate {
    /// Reads a certificate chain, the client's own first, and its private key from PEM texts.
    ///
    /// # Errors
    /// [`InvalidCertificate`] when either is missing or broken, or when the key is encrypted.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, InvalidCertificate> {
        let chain = certificates(chain)?;
        let key = match PrivateKeyDer::from_pem_slice(key) {
            Ok(key) => key,
            Err(_) if is_encrypted(key) => {
                return Err(InvalidCertificate::new(
                    "the private key is encrypted, which is not supported; decrypt it first, \
                     for instance by `openssl pkey -in encrypted.pem -out key.pem`",
                    None,
                ));
            }
            Err(error) => return Err(InvalidCertificate::new("the private key cannot be read", Some(error))),
        };
        Ok(Self { chain, key })
    }

    /// Reads a certificate chain, the client's own first, and its private key from PEM files.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem), and when a file cannot be read.
    pub fn from_pem_files(chain: impl AsRef<Path>, key: impl AsRef<Path>) -> Result<Self, InvalidCertificate> {
        Self::from_pem(&read(chain.as_ref())?, &read(key.as_ref())?)
    }

    pub(super) fn identity(&self) -> Identity {
        (self.chain.clone(), self.key.clone_key())
    }
}

fn is_encrypted(pem: &[u8]) -> bool {
    [&b"ENCRYPTED PRIVATE KEY"[..], b"Proc-Type: 4,ENCRYPTED"]
        .iter()
        .any(|mark| pem.windows(mark.len()).any(|window| window == *mark))
}

impl Clone for ClientCertificate {
    fn clone(&self) -> Self {
        let (chain, key) = self.identity();
        Self { chain, key }
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientCertificate({} certificates, key: ***)", self.chain.len())
    }
}

/// Gives the client's certificate, and another one before it expires.
///
/// It is asked before every new connection; open connections keep theirs.
pub trait ClientCertificateProvider: fmt::Debug + Send + Sync + 'static {
    /// Returns the certificate to use from now on, or `None` for the one given last.
    fn certificate(&self) -> Pin<Box<dyn Future<Output = io::Result<Option<ClientCertificate>>> + Send + '_>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encrypted_key_is_refused_with_what_to_do() {
        let chain = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let key = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        let error = ClientCertificate::from_pem(chain, key).expect_err("encrypted");
        assert!(error.to_string().contains("decrypt it first"), "{error}");
    }

    #[test]
    fn missing_parts_are_refused() {
        let none = ClientCertificate::from_pem(b"", b"").expect_err("empty");
        assert_eq!(none.to_string(), "the PEM text has no certificate");
        let chain = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let no_key = ClientCertificate::from_pem(chain, b"").expect_err("no key");
        assert_eq!(no_key.to_string(), "the private key cannot be read");
    }
}
