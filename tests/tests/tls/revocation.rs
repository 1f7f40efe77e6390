//! Certificates that their authorities took back.

use graph_core::{DriverBuilder, ErrorKind, RevocationLists, Trust};

use crate::authority::Authority;
use crate::server::{Server, authorities, refuses, works};

fn driver_with(server: &Server, authority: &Authority, lists: RevocationLists) -> DriverBuilder {
    server.driver("bolt").encrypted(Trust::Authorities(authorities(authority).with_revocation_lists(lists)))
}

fn lists(pem: &[u8]) -> RevocationLists {
    RevocationLists::from_pem(pem).expect("a list")
}

#[tokio::test]
async fn a_certificate_that_was_revoked_is_not_trusted() {
    let authority = Authority::new("ours");
    let good = Server::start(&authority.certify_numbered(1)).await;
    let bad = Server::start(&authority.certify_numbered(2)).await;
    let revoked = authority.revoke(&[2, 3], 4000);
    works(driver_with(&good, &authority, lists(&revoked))).await;
    let reason = refuses(driver_with(&bad, &authority, lists(&revoked))).await;
    assert!(reason.contains("Revoked"), "{reason}");
    let reason = refuses(driver_with(&bad, &authority, lists(&revoked).accepting_unlisted())).await;
    assert!(reason.contains("Revoked"), "{reason}");
    // Nothing is asked about revocation by default.
    works(bad.driver_trusting(&authority)).await;
}

#[tokio::test]
async fn a_certificate_without_a_list_of_its_authority_is_refused_unless_that_is_allowed() {
    let (authority, another) = (Authority::new("ours"), Authority::new("another"));
    let server = Server::start(&authority.certify_numbered(1)).await;
    let theirs = another.revoke(&[1], 4000);
    let reason = refuses(driver_with(&server, &authority, lists(&theirs))).await;
    assert!(reason.contains("UnknownRevocationStatus"), "{reason}");
    works(driver_with(&server, &authority, lists(&theirs).accepting_unlisted())).await;
    works(driver_with(&server, &authority, lists(&theirs).and(lists(&authority.revoke(&[], 4000))))).await;
}

#[tokio::test]
async fn a_list_that_is_out_of_date_is_refused() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority.certify_numbered(1)).await;
    let old = authority.revoke(&[], 2021);
    let reason = refuses(driver_with(&server, &authority, lists(&old))).await;
    assert!(reason.contains("ExpiredRevocationList") || reason.contains("expired"), "{reason}");
}

#[test]
fn texts_that_are_no_lists_are_refused() {
    let error = RevocationLists::from_pem(Authority::new("ours").pem()).expect_err("a certificate");
    assert_eq!(error.to_string(), "the PEM text has no revocation list");
    let error = RevocationLists::from_pem_file("/nowhere/at/all.pem").expect_err("no file");
    assert_eq!(error.to_string(), "/nowhere/at/all.pem cannot be read");
    let none = lists(b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n");
    let trust = authorities(&Authority::new("ours")).with_revocation_lists(none);
    let driver = graph_core::Driver::builder("bolt://localhost").encrypted(Trust::Authorities(trust));
    assert_eq!(driver.build().expect_err("it is none").kind(), &ErrorKind::Tls);
}
