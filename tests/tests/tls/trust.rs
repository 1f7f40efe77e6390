//! Servers that are trusted, and those that are not.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;

use graph_core::{CertificateAuthorities, DnsResolver, Driver, DriverBuilder, ErrorKind, HostNameCheck, Trust};

use crate::authority::{Authority, Validity, self_signed};
use crate::server::{Demand, Server, authorities, refuses, works};

/// Knows every name as this machine.
#[derive(Debug)]
struct Here;

impl DnsResolver for Here {
    fn lookup<'a>(
        &'a self,
        _: &'a str,
        port: u16,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        Box::pin(async move { Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, port))]) })
    }
}

/// Begins a driver that reaches a server by a name and trusts an authority.
fn driver_by_name(name: &str, server: &Server, authority: &Authority) -> DriverBuilder {
    let driver = Driver::builder(&format!("bolt://{name}:{}", server.port())).dns_resolver(Here);
    driver.encrypted(Trust::Authorities(authorities(authority)))
}

#[tokio::test]
async fn a_server_of_an_authority_of_ones_own_is_trusted() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority.certify(&["127.0.0.1"], Validity::Now)).await;
    works(server.driver_trusting(&authority)).await;

    // Of several authorities any will do.
    let both = authorities(&Authority::new("another")).and(authorities(&authority));
    works(server.driver("bolt").encrypted(Trust::Authorities(both))).await;
}

#[tokio::test]
async fn both_versions_of_tls_are_spoken() {
    let authority = Authority::new("ours");
    let own = authority.certify(&["127.0.0.1"], Validity::Now);
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let server = Server::start_with(&own, Demand { version: Some(version), ..Demand::default() }).await;
        works(server.driver_trusting(&authority)).await;
        works(server.driver("bolt+ssc")).await;
        works(server.driver_trusting(&authority).host_name_check(HostNameCheck::Omitted)).await;
    }
}

#[tokio::test]
async fn a_server_of_another_authority_is_not_trusted() {
    let server = Server::start(&Authority::new("theirs").certify(&["127.0.0.1"], Validity::Now)).await;
    let ours = Authority::new("ours");
    let reason = refuses(server.driver_trusting(&ours)).await;
    assert!(reason.contains("UnknownIssuer"), "{reason}");
    // What is wrong beside the name is still wrong without it.
    let reason = refuses(server.driver_trusting(&ours).host_name_check(HostNameCheck::Omitted)).await;
    assert!(reason.contains("UnknownIssuer"), "{reason}");
}

#[tokio::test]
async fn a_certificate_outside_of_its_time_is_not_trusted() {
    let authority = Authority::new("ours");
    for (validity, expected) in [(Validity::Past, "expired"), (Validity::Future, "not valid yet")] {
        let server = Server::start(&authority.certify(&["127.0.0.1"], validity)).await;
        let reason = refuses(server.driver_trusting(&authority)).await;
        assert!(reason.contains(expected), "{reason}");
        let reason = refuses(server.driver_trusting(&authority).host_name_check(HostNameCheck::Omitted)).await;
        assert!(reason.contains(expected), "{reason}");
        works(server.driver("bolt+ssc")).await;
    }
}

#[tokio::test]
async fn a_certificate_must_name_the_host_unless_the_check_is_omitted() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority.certify(&["db.example.org", "*.cluster.example.org"], Validity::Now)).await;
    works(driver_by_name("db.example.org", &server, &authority)).await;
    works(driver_by_name("a.cluster.example.org", &server, &authority)).await;
    for name in ["other.example.org", "example.org", "a.b.cluster.example.org", "127.0.0.1"] {
        let reason = refuses(driver_by_name(name, &server, &authority)).await;
        assert!(reason.contains("not valid for"), "{reason}");
        works(driver_by_name(name, &server, &authority).host_name_check(HostNameCheck::Omitted)).await;
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_trusted_where_any_is() {
    let server = Server::start(&self_signed(&["other.example.org"])).await;
    refuses(server.driver_trusting(&Authority::new("ours"))).await;
    works(server.driver("bolt+ssc")).await;
    works(server.driver("bolt").encrypted(Trust::Any)).await;
    // The platform knows no such certificate.
    refuses(server.driver("bolt+s")).await;
    refuses(server.driver("bolt").encrypted(Trust::System)).await;
}

#[tokio::test]
async fn a_connection_is_plain_unless_encryption_is_asked_for() {
    let server = Server::start(&self_signed(&["127.0.0.1"])).await;
    let driver = server.driver("bolt").build().expect("valid options");
    assert!(!driver.is_encrypted());
    let error = driver.verify_connectivity().await.expect_err("the server speaks TLS alone");
    assert_eq!(error.kind(), &ErrorKind::Handshake);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let refused = |builder: DriverBuilder| {
        let error = builder.build().expect_err("a contradiction");
        assert_eq!(error.kind(), &ErrorKind::Config);
        error.to_string()
    };
    for scheme in ["bolt+s", "bolt+ssc", "neo4j+s", "neo4j+ssc"] {
        let reason = refused(Driver::builder(&format!("{scheme}://localhost")).encrypted(Trust::System));
        assert!(reason.starts_with("the URI's scheme and `encrypted` both set up TLS"), "{reason}");
    }
    let reason = refused(Driver::builder("bolt://localhost").host_name_check(HostNameCheck::Omitted));
    assert_eq!(reason, "`host_name_check` needs an encrypted connection: a +s scheme or `encrypted`");
}

#[test]
fn texts_that_are_no_certificates_are_refused() {
    for (pem, reason) in [
        (&b"nothing"[..], "the PEM text has no certificate"),
        (b"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", "the PEM text is broken"),
    ] {
        let error = CertificateAuthorities::from_pem(pem).expect_err("no certificate");
        assert_eq!(error.to_string(), reason);
    }
    let error = CertificateAuthorities::from_pem_file("/nowhere/at/all.pem").expect_err("no file");
    assert_eq!(error.to_string(), "/nowhere/at/all.pem cannot be read");
    // What has the form of a certificate and is none is found out when the driver is built.
    let none = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let trust = Trust::Authorities(CertificateAuthorities::from_pem(none).expect("the form is right"));
    let error = Driver::builder("bolt://localhost").encrypted(trust).build().expect_err("it is none");
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (&ErrorKind::Tls, "the certificates for TLS cannot be used")
    );
}
