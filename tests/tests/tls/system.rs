//! Servers that the platform trusts. Elsewhere than on Unix its list cannot be made for a test.
#![cfg(all(unix, not(target_vendor = "apple")))]

use std::process::Command;

use graph_core::{HostNameCheck, Trust};

use crate::authority::{Authority, Validity};
use crate::server::{Server, refuses, works};

/// Names the file with the certificate and key of the child's server.
const OWN: &str = "GRAPH_TLS_SYSTEM";

/// The platform's list is read from a file that the environment names, which only a process of its own can have.
#[test]
fn a_server_that_the_platform_trusts_is_trusted() {
    let authority = Authority::new("the platform's");
    let folder = tempfile::tempdir().expect("a folder");
    let (list, own) = (folder.path().join("list.pem"), folder.path().join("own.pem"));
    std::fs::write(&list, authority.pem()).expect("written");
    let named = |hosts: &[&str]| {
        let certified = authority.certify(hosts, Validity::Now);
        [certified.certificate, certified.key].join("\n")
    };
    for (hosts, test) in [(["127.0.0.1"], "trusted"), (["other.example.org"], "trusted_but_for_its_name")] {
        std::fs::write(&own, named(&hosts)).expect("written");
        let mut child = Command::new(std::env::current_exe().expect("this one"));
        child.args(["--exact", &format!("system::{test}"), "--ignored"]);
        let output =
            child.env("SSL_CERT_FILE", &list).env_remove("SSL_CERT_DIR").env(OWN, &own).output().expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{text}");
    }
}

async fn server() -> Server {
    let path = std::env::var_os(OWN).expect("the parent names it");
    let pem = std::fs::read_to_string(path).expect("the parent wrote it");
    Server::start(&crate::authority::Certified { certificate: pem.clone(), key: pem }).await
}

#[tokio::test]
#[ignore = "run by its parent, with the environment that it needs"]
async fn trusted() {
    let server = server().await;
    works(server.driver("bolt+s")).await;
    works(server.driver("bolt").encrypted(Trust::System)).await;
}

#[tokio::test]
#[ignore = "run by its parent, with the environment that it needs"]
async fn trusted_but_for_its_name() {
    let server = server().await;
    let reason = refuses(server.driver("bolt+s")).await;
    assert!(reason.contains("not valid for"), "{reason}");
    works(server.driver("bolt+s").host_name_check(HostNameCheck::Omitted)).await;
}
