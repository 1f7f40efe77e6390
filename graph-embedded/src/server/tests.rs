use std::net::TcpStream;

use super::*;

#[tokio::test]
async fn a_closed_server_leaves_no_port_behind() {
    let server = EmbeddedServer::start().await.expect("it starts");
    let port = server.port();
    TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    server.close().await;
    TcpStream::connect(("127.0.0.1", port)).expect_err("nobody listens any more");
}

#[tokio::test]
async fn a_dropped_server_ends_while_a_client_is_connected() {
    let server = EmbeddedServer::start().await.expect("it starts");
    let port = server.port();
    let client = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    drop(server);
    TcpStream::connect(("127.0.0.1", port)).expect_err("nobody listens any more");
    drop(client);
}

#[tokio::test]
async fn servers_work_side_by_side() {
    let (first, second) = tokio::join!(EmbeddedServer::start(), EmbeddedServer::start());
    let (first, second) = (first.expect("it starts"), second.expect("it starts"));
    assert_ne!(first.port(), second.port());
}

#[tokio::test]
async fn a_file_of_something_else_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("not-a-graph");
    std::fs::write(&path, "no database, just a long enough text".repeat(40)).expect("written");
    let error = EmbeddedServer::builder().file(&path).start().await.expect_err("no database");
    assert!(matches!(error, Error::Open { .. }), "{error}");
}

#[tokio::test]
async fn an_ended_server_leaves_no_directory_behind() {
    let store = Store::memory().expect("a directory");
    let directory = store.path().parent().expect("the file is in it").to_owned();
    let (listener, address) = listen(0).expect("a free port");
    let group = Arc::new(Group::new(store, DEFAULT_TIMING, Topology::new([(address, Role::Primary)])));
    let settings = Settings { listeners: vec![listener], group, credentials: None };
    let thread = Thread::start(settings).await.expect("the server starts");
    assert!(directory.join("graph.db").exists());
    drop(thread);
    assert!(!directory.exists());
}
