//! Connections that are gone, or that never come.

use std::error::Error as _;
use std::time::Duration;

use graph_core::{Driver, ErrorKind};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use crate::both;
use crate::peer::{Answer, Peer, request};

#[tokio::test]
async fn a_server_that_restarted_is_reachable() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let client = async { (driver.verify_connectivity().await, driver.verify_connectivity().await) };
    let server = async {
        // Greeting a new connection says enough; no request follows.
        drop(peer.greeted().await);
        peer.greeted().await
    };
    let ((before, after), _talk) = both(client, server).await;
    before.expect("reachable");
    after.expect("reachable by another connection");
}

#[tokio::test]
async fn a_connection_that_the_server_closed_while_it_was_idle_is_not_used() {
    let (peer, signal) = (Peer::listen().await, Peer::listen().await);
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let client = async {
        driver.verify_connectivity().await.expect("reachable");
        let mut closed = TcpStream::connect(signal.address()).await.expect("connected");
        assert_eq!(closed.read(&mut [0]).await.expect("the end"), 0);
        // What is not retried succeeds at once.
        let mut session = driver.session().open();
        session.begin().await.map(drop)
    };
    let server = async {
        let talk = peer.greeted().await;
        let signalled = signal.accept().await;
        drop(talk);
        drop(signalled);
        let mut talk = peer.greeted().await;
        talk.answer(request::BEGIN, Answer::Success).await;
    };
    let (outcome, ()) = both(client, server).await;
    outcome.expect("begun");
}

#[tokio::test]
async fn a_connection_that_died_unnoticed_costs_no_more_than_its_check() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).liveness_check(Duration::ZERO).build().expect("valid");
    let client = async { (driver.verify_connectivity().await, driver.verify_connectivity().await) };
    let server = async {
        let mut silent = peer.greeted().await;
        let talk = peer.greeted().await;
        silent.expect(request::RESET).await;
        talk
    };
    let ((before, after), _talk) = both(client, server).await;
    before.expect("reachable");
    after.expect("reachable by another connection");
}

#[tokio::test]
async fn a_receive_timeout_beyond_any_clock_is_none() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let server = async {
        let mut talk = peer.shaken().await;
        talk.answer(request::HELLO, Answer::Hint("connection.recv_timeout_seconds", i64::MAX)).await;
        // The driver waits for LOGON's answer with the hint in force.
        talk.expect(request::LOGON).await;
        tokio::task::yield_now().await;
        talk.say(Answer::Success).await;
    };
    let (outcome, ()) = both(driver.verify_connectivity(), server).await;
    outcome.expect("reachable");
}

#[tokio::test]
async fn a_full_pool_does_not_blame_a_failure_that_is_over() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri())
        .max_pool_size(1)
        .acquisition_timeout(Duration::from_millis(200))
        .build()
        .expect("valid");
    let client = async {
        driver.verify_connectivity().await.expect_err("hung up");
        let mut session = driver.session().open();
        let tx = session.begin().await.expect("begun");
        let full = driver.verify_connectivity().await.expect_err("the pool is full");
        drop(tx);
        full
    };
    let server = async {
        drop(peer.accept().await);
        let mut talk = peer.greeted().await;
        talk.answer(request::BEGIN, Answer::Success).await;
    };
    let (full, ()) = both(client, server).await;
    assert_eq!(full.kind(), &ErrorKind::AcquisitionTimeout);
    assert!(full.source().is_none(), "{:?}", full.source());
}
