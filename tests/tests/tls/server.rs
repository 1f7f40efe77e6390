//! An encrypted server, which answers as usual.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use graph_core::bolt::Version;
use graph_core::{CertificateAuthorities, Driver, DriverBuilder, Error, ErrorKind, Trust};
use graph_tests::peer::{Peer, usual};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::authority::{Authority, Certified};

/// A server that speaks TLS alone; ends when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    /// The certificates that clients showed, none for those without one.
    shown: Arc<Mutex<Vec<Option<CertificateDer<'static>>>>>,
    accepting: JoinHandle<()>,
    _peer: Peer,
}

/// What a server does beside showing its certificate.
#[derive(Default)]
pub(crate) struct Demand<'a> {
    /// Clients must show a certificate of this authority.
    pub(crate) clients_of: Option<&'a Authority>,
    /// The one version of TLS that it speaks; all without it.
    pub(crate) version: Option<&'static SupportedProtocolVersion>,
}

impl Server {
    pub(crate) async fn start(own: &Certified) -> Self {
        Self::start_with(own, Demand::default()).await
    }

    pub(crate) async fn start_with(own: &Certified, demand: Demand<'_>) -> Self {
        let acceptor = TlsAcceptor::from(Arc::new(configuration(own, &demand)));
        let peer = Peer::start(Version::new(5, 4), |_| usual).await.expect("a free port");
        let target = peer.uri().replace("bolt://", "");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let shown = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&shown);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A client that refuses the server hangs up.
                let Ok(mut client) = acceptor.accept(client).await else { continue };
                let certificate = client.get_ref().1.peer_certificates().and_then(<[_]>::first).cloned();
                seen.lock()
                    .expect("no code panics while it holds the lock")
                    .push(certificate.map(CertificateDer::into_owned));
                let mut server = TcpStream::connect(&target).await.expect("the peer listens");
                tokio::spawn(async move { tokio::io::copy_bidirectional(&mut client, &mut server).await });
            }
        });
        Self { address, shown, accepting, _peer: peer }
    }

    /// Begins a driver that reaches the server by its number.
    pub(crate) fn driver(&self, scheme: &str) -> DriverBuilder {
        Driver::builder(&format!("{scheme}://{}", self.address))
    }

    /// Begins a driver that trusts an authority.
    pub(crate) fn driver_trusting(&self, authority: &Authority) -> DriverBuilder {
        self.driver("bolt").encrypted(Trust::Authorities(authorities(authority)))
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Returns the certificates that clients showed so far.
    pub(crate) fn shown(&self) -> Vec<Option<CertificateDer<'static>>> {
        self.shown.lock().expect("no code panics while it holds the lock").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

pub(crate) fn authorities(authority: &Authority) -> CertificateAuthorities {
    CertificateAuthorities::from_pem(authority.pem()).expect("a certificate")
}

/// Makes sure that a driver works.
pub(crate) async fn works(driver: DriverBuilder) {
    let driver = driver.build().expect("valid options");
    assert!(driver.is_encrypted());
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await.expect("it is trusted"), 1);
    driver.close().await;
}

/// Makes sure that a driver refuses its server, and returns why.
pub(crate) async fn refuses(driver: DriverBuilder) -> String {
    let driver = driver.build().expect("valid options");
    let error: Error = driver.verify_connectivity().await.expect_err("it is not trusted");
    assert_eq!(error.kind(), &ErrorKind::Tls, "{error:?}");
    assert!(!error.is_retryable());
    assert_eq!((driver.pool_counts().in_use, driver.pool_counts().idle), (0, 0));
    std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default()
}

fn configuration(own: &Certified, demand: &Demand<'_>) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = match demand.version {
        Some(version) => builder.with_protocol_versions(&[version]).expect("a version of rustls"),
        None => builder.with_safe_default_protocol_versions().expect("the versions of rustls"),
    };
    let builder = match demand.clients_of {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(authority.pem()).expect("a certificate")).expect("an authority");
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let certificate = CertificateDer::from_pem_slice(own.certificate.as_bytes()).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(own.key.as_bytes()).expect("a key");
    builder.with_single_cert(vec![certificate], key).expect("both belong together")
}
