//! Servers of this machine that listen on a Unix socket.
#![cfg(unix)]

use graph_core::bolt::Version;
use graph_core::{Driver, ErrorKind, Trust};
use graph_tests::peer::{Peer, usual};
use tokio::net::{TcpStream, UnixListener};

#[tokio::test]
async fn a_server_is_reached_by_a_unix_socket() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bolt.sock");
    let uri = format!("bolt+unix://{}", path.display());
    let driver = Driver::builder(&uri).build().expect("valid");

    let error = driver.verify_connectivity().await.expect_err("nobody listens");
    assert_eq!((error.kind(), error.is_retryable()), (&ErrorKind::Connect, true));
    assert_eq!(error.to_string(), format!("cannot connect to {}", path.display()));

    let peer = Peer::start(Version::new(5, 4), |_| usual).await.expect("a free port");
    let target = peer.uri().replace("bolt://", "");
    let listener = UnixListener::bind(&path).expect("a free path");
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&target).await.expect("the peer listens");
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut client, &mut server).await });
        }
    });
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await.expect("it answers"), 1);
    let info = driver.server_info().await.expect("it answers");
    assert_eq!(info.to_string(), format!("Neo4j/5.26.0 at {}, Bolt 5.4", path.display()));
    assert!(!driver.is_encrypted());
    driver.close().await;
}

#[test]
fn a_unix_socket_is_not_encrypted() {
    let error = Driver::builder("bolt+unix:///run/neo4j.sock").encrypted(Trust::Any).build().expect_err("no use");
    assert_eq!(error.kind(), &ErrorKind::Config);
    assert_eq!(error.to_string(), "a Unix socket is not encrypted; leave `encrypted` out");
}
