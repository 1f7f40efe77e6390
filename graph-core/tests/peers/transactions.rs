//! Transactions whose server or whose task does not go on as usual.

use std::pin::pin;
use std::sync::mpsc;
use std::task::Poll;
use std::time::Duration;

use graph_core::{AccessMode, Driver, Error, ErrorKind};

use crate::peer::{Answer, Peer, request};
use crate::{TEST_TIME, both};

#[test]
fn a_task_that_has_used_up_its_turn_gives_way() {
    let (done, ended) = mpsc::channel();
    std::thread::spawn(move || {
        // The main task of a runtime with several threads is woken at once when it has used up its turn.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let peer = Peer::listen().await;
            let driver = Driver::builder(&peer.uri()).build().expect("valid");
            let server = tokio::spawn(async move {
                let mut talk = peer.greeted().await;
                talk.answer(request::BEGIN, Answer::Success).await;
                talk.request().await
            });
            let mut session = driver.session().open();
            let tx = session.begin().await.expect("begun");
            let mut query = pin!(tx.query::<i64>("RETURN 1").one());
            let waits = std::future::poll_fn(|cx| {
                while pin!(tokio::task::consume_budget()).poll(cx).is_ready() {}
                Poll::Ready(query.as_mut().poll(cx).is_pending())
            });
            done.send(waits.await).expect("the test waits");
            server.abort();
        });
    });
    assert_eq!(ended.recv_timeout(TEST_TIME), Ok(true), "a poll ends");
}

#[tokio::test]
async fn rolling_back_does_not_wait_for_a_query_that_was_given_up() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let mut session = driver.session().open();
    let client = session.execute_write(async |tx| {
        let endless = tx.query::<i64>("RETURN endless() AS n").stream().await?;
        drop(endless);
        Err::<(), _>(Error::custom("changed my mind"))
    });
    let server = async {
        let mut talk = peer.greeted().await;
        talk.answer(request::BEGIN, Answer::Success).await;
        talk.answer(request::RUN, Answer::OneColumn).await;
        talk.expect(request::PULL).await;
        talk.expect(request::RESET).await;
        talk.say(Answer::Ignored).await;
        talk.say(Answer::Success).await;
    };
    let (outcome, ()) = both(client, server).await;
    assert_eq!(outcome.expect_err("it failed").to_string(), "changed my mind");
    assert_eq!(driver.pool_counts().idle, 1, "the connection serves on");
}

#[tokio::test]
async fn a_commit_that_the_server_skipped_is_known_not_to_have_happened() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).max_retry_time(Duration::ZERO).build().expect("valid");
    let client = driver.execute_query::<i64>("CREATE () RETURN 1 AS n").all();
    let server = async {
        let mut talk = peer.greeted().await;
        talk.answer(request::BEGIN, Answer::Success).await;
        talk.answer(request::RUN, Answer::OneColumn).await;
        talk.answer(request::PULL, Answer::Success).await;
        talk.answer(request::COMMIT, Answer::Ignored).await;
    };
    let (outcome, ()) = both(client, server).await;
    let error = outcome.expect_err("no commit");
    assert_eq!((error.kind(), error.may_have_committed()), (&ErrorKind::TransactionClosed, false));
}

#[tokio::test]
async fn a_query_that_commits_by_itself_may_have_happened_when_the_connection_breaks() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let client = async {
        let mut writing = driver.session().open();
        let mut reading = driver.session().access_mode(AccessMode::Read).open();
        let early = writing.run("CREATE ()").await.expect_err("hung up");
        let late = writing.run("CREATE ()").await.expect_err("hung up");
        (early, late, reading.run("RETURN 1").await.expect_err("hung up"))
    };
    let server = async {
        let mut talk = peer.greeted().await;
        talk.expect(request::RUN).await;
        talk.expect(request::PULL).await;
        drop(talk);
        let mut talk = peer.greeted().await;
        talk.answer(request::RUN, Answer::OneColumn).await;
        talk.expect(request::PULL).await;
        drop(talk);
        let mut talk = peer.greeted().await;
        talk.expect(request::RUN).await;
        talk.expect(request::PULL).await;
    };
    let ((early, late, reading), ()) = both(client, server).await;
    for error in [early, late] {
        assert_eq!(error.kind(), &ErrorKind::CommitUnknown, "{error}");
        assert!(error.may_have_committed() && !error.is_retryable());
    }
    assert_eq!((reading.kind(), reading.is_retryable()), (&ErrorKind::ConnectionLost, true));
}

#[tokio::test]
async fn a_server_that_sends_more_than_was_asked_for_fills_no_memory() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let mut session = driver.session().fetch_size(2).open();
    let client = async {
        let tx = session.begin().await.expect("begun");
        let first = tx.query::<i64>("RETURN 1 AS n").stream().await.expect("columns");
        // Whoever waits for the second result keeps the records of the first.
        let second = tx.query::<i64>("RETURN 2 AS n").stream().await.map(drop);
        drop(first);
        second
    };
    let server = async {
        let mut talk = peer.greeted().await;
        talk.answer(request::BEGIN, Answer::Success).await;
        talk.answer(request::RUN, Answer::OneColumn).await;
        talk.expect(request::PULL).await;
        talk.expect(request::RUN).await;
        for number in 0..3 {
            talk.say(Answer::Record(number)).await;
        }
        while talk.request().await.is_some() {}
    };
    let (outcome, ()) = both(client, server).await;
    assert_eq!(outcome.expect_err("a breach").kind(), &ErrorKind::Protocol);
}

#[tokio::test]
async fn a_transaction_that_nothing_hinders_is_rolled_back_by_name() {
    let peer = Peer::listen().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid");
    let mut session = driver.session().open();
    let client = async { session.begin().await?.roll_back().await };
    let server = async {
        let mut talk = peer.greeted().await;
        talk.answer(request::BEGIN, Answer::Success).await;
        talk.answer(request::ROLLBACK, Answer::Success).await;
    };
    let (outcome, ()) = both(client, server).await;
    outcome.expect("rolled back");
}
