//! Servers that want to see a certificate of their clients.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use graph_core::{ClientCertificate, ClientCertificateProvider, Driver, ErrorKind};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

use crate::authority::{Authority, Certified, Validity, self_signed};
use crate::server::{Demand, Server, works};

fn certificate(certified: &Certified) -> ClientCertificate {
    ClientCertificate::from_pem(certified.certificate.as_bytes(), certified.key.as_bytes()).expect("both are good")
}

fn der(certified: &Certified) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(certified.certificate.as_bytes()).expect("a certificate")
}

/// A server that only talks to clients of an authority, and trusts in turn.
async fn demanding(authority: &Authority) -> Server {
    let own = authority.certify(&["127.0.0.1"], Validity::Now);
    Server::start_with(&own, Demand { clients_of: Some(authority), ..Demand::default() }).await
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_wants_one() {
    let authority = Authority::new("ours");
    let server = demanding(&authority).await;
    let client = authority.certify(&[], Validity::Now);
    works(server.driver_trusting(&authority).client_certificate(certificate(&client))).await;
    works(server.driver("bolt+ssc").client_certificate(certificate(&client))).await;
    assert_eq!(server.shown(), [Some(der(&client)), Some(der(&client))]);

    // A server that does not ask learns nothing.
    let server = Server::start(&authority.certify(&["127.0.0.1"], Validity::Now)).await;
    works(server.driver_trusting(&authority).client_certificate(certificate(&client))).await;
    assert_eq!(server.shown(), [None]);
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_refuses_clients_without_a_good_one() {
    let authority = Authority::new("ours");
    let server = demanding(&authority).await;
    let expired = authority.certify(&[], Validity::Past);
    let of_another = Authority::new("another").certify(&[], Validity::Now);
    let drivers = [
        server.driver_trusting(&authority),
        server.driver_trusting(&authority).client_certificate(certificate(&expired)),
        server.driver_trusting(&authority).client_certificate(certificate(&of_another)),
        server.driver_trusting(&authority).client_certificate(certificate(&self_signed(&[]))),
    ];
    for driver in drivers {
        let driver = driver.build().expect("valid options");
        let error = driver.verify_connectivity().await.expect_err("the server refuses");
        // With TLS 1.3 the server's refusal comes after the client's half of the handshake is over.
        assert!(matches!(error.kind(), ErrorKind::Tls | ErrorKind::ConnectionLost), "{error:?}");
        assert_eq!((driver.pool_counts().in_use, driver.pool_counts().idle), (0, 0));
    }
    assert_eq!(server.shown(), []);
}

/// Gives what it has been given, once, and nothing new until then.
#[derive(Debug, Clone, Default)]
struct Renewed(Arc<Mutex<Vec<io::Result<Option<ClientCertificate>>>>>);

impl Renewed {
    fn by(&self, next: io::Result<Option<ClientCertificate>>) {
        self.0.lock().expect("no code panics while it holds the lock").push(next);
    }
}

impl ClientCertificateProvider for Renewed {
    fn certificate(&self) -> Pin<Box<dyn Future<Output = io::Result<Option<ClientCertificate>>> + Send + '_>> {
        let next = self.0.lock().expect("no code panics while it holds the lock").pop();
        Box::pin(async move { next.unwrap_or(Ok(None)) })
    }
}

#[tokio::test]
async fn a_certificate_is_renewed_while_the_driver_lives() {
    let authority = Authority::new("ours");
    let server = demanding(&authority).await;
    let (first, second) = (authority.certify(&[], Validity::Now), authority.certify(&[], Validity::Now));
    let provider = Renewed::default();
    provider.by(Ok(Some(certificate(&first))));
    let driver = server.driver_trusting(&authority).client_certificate_provider(provider.clone());
    let driver = driver.build().expect("valid options");

    let (mut one, mut two, mut three) = (driver.session().open(), driver.session().open(), driver.session().open());
    let held = one.begin().await.expect("with the first");
    // It gave no other, so the first is still the one.
    let held_too = two.begin().await.expect("with the first");
    provider.by(Ok(Some(certificate(&second))));
    let renewed = three.begin().await.expect("with the second");
    assert_eq!(server.shown(), [Some(der(&first)), Some(der(&first)), Some(der(&second))]);

    // Open connections keep theirs, and nobody is asked for them.
    held.commit().await.expect("as before");
    provider.by(Err(io::Error::other("the vault is sealed")));
    driver.verify_connectivity().await.expect("on the connection that came back");
    let _again = one.begin().await.expect("on the connection that came back");
    let error = driver.verify_connectivity().await.expect_err("a new connection needs a certificate");
    assert_eq!(error.kind(), &ErrorKind::Tls);
    assert!(error.to_string().starts_with("the application's provider gave no client certificate for "), "{error}");
    let cause = std::error::Error::source(&error).expect("the provider's");
    assert_eq!(cause.to_string(), "the vault is sealed");
    drop((held_too, renewed));
}

#[test]
fn a_key_that_does_not_belong_to_its_certificate_is_refused() {
    let authority = Authority::new("ours");
    let (one, another) = (authority.certify(&[], Validity::Now), authority.certify(&[], Validity::Now));
    let mixed = Certified { key: another.key, ..one };
    let error = Driver::builder("bolt+s://localhost").client_certificate(certificate(&mixed)).build();
    assert_eq!(error.expect_err("a mixture").kind(), &ErrorKind::Tls);
}

#[test]
fn a_client_certificate_needs_encryption() {
    let own = certificate(&self_signed(&[]));
    let error = Driver::builder("bolt://localhost").client_certificate(own).build().expect_err("not encrypted");
    let reason = "a client certificate needs an encrypted connection: a +s scheme or `encrypted`";
    assert_eq!((error.kind(), error.to_string().as_str()), (&ErrorKind::Config, reason));
}

#[test]
fn certificates_come_from_files_too() {
    let own = self_signed(&[]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("own.pem"), &own.certificate).expect("written");
    std::fs::write(path("own.key.pem"), &own.key).expect("written");
    ClientCertificate::from_pem_files(path("own.pem"), path("own.key.pem")).expect("both are good");
    let error = ClientCertificate::from_pem_files(path("own.pem"), path("none.pem")).expect_err("no key");
    assert!(error.to_string().ends_with("none.pem cannot be read"), "{error}");
}
