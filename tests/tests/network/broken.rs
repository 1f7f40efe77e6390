//! Connections that break, at the moments that matter.

use std::error::Error as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use graph_core::bolt::Version;
use graph_core::{Driver, Error, ErrorKind, Fault, Session};
use graph_tests::live;
use graph_tests::message::Request;
use graph_tests::peer::{Answer, Peer, usual};
use graph_tests::proxy::{Proxy, Verdict};

const BOLT: Version = Version { major: 5, minor: 4 };

/// COMMIT in its chunk.
const COMMIT: &[u8] = &[0, 2, 0xB0, 0x12, 0, 0];

/// A server whose first connection breaks when it is asked for `request`.
async fn breaking_at(request: &'static str) -> (Peer, Driver) {
    let peer = Peer::start(BOLT, move |connection| {
        move |asked: &Request| {
            if connection == 0 && asked.name() == request { vec![Answer::Close] } else { usual(asked) }
        }
    });
    let peer = peer.await.expect("a free port");
    let driver = Driver::builder(&peer.uri()).build().expect("valid options");
    (peer, driver)
}

fn count(peer: &Peer, name: &str) -> usize {
    peer.requests_like(|request| request.name() == name).len()
}

fn is_unknown(error: &Error) {
    assert_eq!(error.kind(), &ErrorKind::CommitUnknown);
    assert_eq!(error.fault(), Fault::Network);
    assert!(error.may_have_committed() && !error.is_retryable());
    assert_eq!(
        error.to_string(),
        "the connection broke before the server told the end of the transaction, which may have been committed: \
         look whether its changes are there before running it again"
    );
    let cause = error.source().expect("it has a cause").to_string();
    assert!(cause.starts_with("the connection to 127.0.0.1:"), "{cause}");
}

/// Runs one write in a managed transaction and returns how often its function ran.
async fn managed(session: &mut Session) -> (u32, Result<(), Error>) {
    let attempts = AtomicU32::new(0);
    let outcome = session
        .execute_write(async |tx| {
            attempts.fetch_add(1, Ordering::Relaxed);
            tx.run("CREATE (:A)").await.map(drop)
        })
        .await;
    (attempts.into_inner(), outcome)
}

#[tokio::test(start_paused = true)]
async fn a_break_after_the_commit_of_a_read_is_retried_for_nothing_was_written() {
    let (peer, driver) = breaking_at("COMMIT").await;
    let mut session = driver.session().open();
    let one = session.execute_read(async |tx| tx.query::<i64>("RETURN 1").one().await).await.expect("a second attempt");
    assert_eq!((one, count(&peer, "BEGIN"), count(&peer, "COMMIT")), (1, 2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_break_after_commit_was_sent_is_told_and_never_retried() {
    let (peer, driver) = breaking_at("COMMIT").await;
    let (attempts, outcome) = managed(&mut driver.session().open()).await;
    is_unknown(&outcome.expect_err("nobody answered the commit"));
    assert_eq!((attempts, count(&peer, "RUN"), count(&peer, "COMMIT")), (1, 1, 1));

    let (peer, driver) = breaking_at("COMMIT").await;
    is_unknown(&driver.execute_query::<i64>("CREATE (:A)").await.expect_err("nobody answered"));
    assert_eq!((count(&peer, "RUN"), count(&peer, "COMMIT")), (1, 1));

    let (peer, driver) = breaking_at("COMMIT").await;
    let mut session = driver.session().open();
    let tx = session.begin().await.expect("it begins");
    tx.run("CREATE (:A)").await.expect("it runs");
    is_unknown(&tx.commit().await.expect_err("nobody answered"));
    assert_eq!(count(&peer, "COMMIT"), 1);

    assert_eq!(driver.pool_counts().in_use, 0);
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await.expect("the driver goes on"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_break_before_the_commit_is_retried_on_another_connection() {
    for request in ["BEGIN", "RUN", "PULL"] {
        let (peer, driver) = breaking_at(request).await;
        let (attempts, outcome) = managed(&mut driver.session().open()).await;
        outcome.unwrap_or_else(|error| panic!("{request}: {error:?}"));
        assert_eq!((attempts, count(&peer, "COMMIT")), (2, 1), "{request}");

        let (peer, driver) = breaking_at(request).await;
        driver.execute_query::<i64>("CREATE (:A)").await.unwrap_or_else(|error| panic!("{request}: {error:?}"));
        assert_eq!(count(&peer, "COMMIT"), 1, "{request}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_read_may_be_retried_whenever_it_breaks() {
    let (peer, driver) = breaking_at("PULL").await;
    let read = driver.execute_query::<i64>("RETURN 1").read().one().await;
    assert_eq!(read.expect("reading twice does no harm"), 1);
    assert_eq!((count(&peer, "RUN"), count(&peer, "PULL")), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn an_auto_commit_query_that_breaks_is_not_retried() {
    for request in ["RUN", "PULL"] {
        let (peer, driver) = breaking_at(request).await;
        let mut session = driver.session().open();
        let error = session.run("CREATE (:A)").await.expect_err("it broke");
        assert!(matches!(error.kind(), ErrorKind::ConnectionLost | ErrorKind::CommitUnknown), "{error:?}");
        assert_eq!(count(&peer, "RUN"), 1);
        assert_eq!(session.query::<i64>("RETURN 1").await.expect("the session goes on").one().expect("one"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_transaction_by_hand_that_breaks_says_so_and_is_over() {
    let (peer, driver) = breaking_at("RUN").await;
    let mut session = driver.session().open();
    let tx = session.begin().await.expect("it begins");
    let error = tx.run("CREATE (:A)").await.expect_err("it broke");
    assert_eq!(error.kind(), &ErrorKind::ConnectionLost);
    assert!(error.is_retryable() && !error.may_have_committed());
    let again = tx.run("CREATE (:A)").await.expect_err("it is over");
    assert_eq!(again.kind(), &ErrorKind::TransactionClosed);
    assert!(again.is_retryable() && !again.may_have_committed());
    let commit = tx.commit().await.expect_err("it is over");
    assert!(!commit.may_have_committed(), "{commit:?}");
    assert_eq!(count(&peer, "COMMIT"), 0);
    let tx = session.begin().await.expect("the session goes on");
    tx.roll_back().await.expect("it rolls back");
}

#[tokio::test(start_paused = true)]
async fn transient_failures_are_retried_with_growing_delays_until_the_time_is_over() {
    let peer = Peer::start(BOLT, |_| {
        |request: &Request| match request {
            Request::Run { .. } => {
                vec![Answer::Failure("Neo.TransientError.General.TemporarilyUnavailable", "later".to_owned())]
            }
            _ => usual(request),
        }
    });
    let peer = peer.await.expect("a free port");
    let driver = Driver::builder(&peer.uri()).build().expect("valid options");
    let began = tokio::time::Instant::now();
    let (attempts, outcome) = managed(&mut driver.session().open()).await;
    assert_eq!(outcome.expect_err("it never works").code(), Some("Neo.TransientError.General.TemporarilyUnavailable"));
    // 1, 2, 4, 8 and 16 s, each up to a fifth more or less, and no new attempt once 30 s are over.
    assert!((5..=7).contains(&attempts), "{attempts}");
    let spent = began.elapsed();
    assert!(spent > Duration::from_secs(24) && spent < Duration::from_secs(76), "{spent:?}");
    let mut runs = peer.requests_like(|request| request.name() == "RUN").len();
    assert_eq!(runs, attempts as usize);

    driver.execute_query::<i64>("RETURN 1").await.expect_err("it never works");
    runs = count(&peer, "RUN") - runs;
    assert!((5..=7).contains(&runs), "{runs}");
}

#[tokio::test(start_paused = true)]
async fn idle_connections_that_died_together_cost_one_retry() {
    let peer = Peer::start(BOLT, |_| usual).await.expect("a free port");
    let proxy = Proxy::to(&peer.uri()).start().await.expect("a free port");
    let driver = Driver::builder(&proxy.uri()).build().expect("valid options");
    let mut sessions: Vec<_> = (0..10).map(|_| driver.session().open()).collect();
    let mut open = Vec::new();
    for session in &mut sessions {
        open.push(session.begin().await.expect("it begins"));
    }
    for tx in open {
        tx.roll_back().await.expect("it rolls back");
    }
    assert_eq!(driver.pool_counts().idle, 10);
    proxy.cut();
    let began = tokio::time::Instant::now();
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await.expect("the server is well"), 1);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(proxy.connections(), 11);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_asked_whether_it_answers_gets_a_second_chance() {
    let peer = Peer::start(BOLT, |_| usual).await.expect("a free port");
    let proxy = Proxy::to(&peer.uri()).start().await.expect("a free port");
    let driver = Driver::builder(&proxy.uri()).build().expect("valid options");
    driver.verify_connectivity().await.expect("it answers");
    proxy.cut();
    driver.verify_connectivity().await.expect("the server is well, only an idle connection died");
}

#[tokio::test]
async fn what_was_committed_before_the_break_is_there_once() {
    live(async |db| {
        let judge = |piece: &[u8]| if piece.ends_with(COMMIT) { Verdict::CutAnswer } else { Verdict::Pass };
        let proxy = Proxy::to(db.uri()).judged(judge).start().await.expect("a free port");
        let driver = Driver::builder(&proxy.uri()).auth(db.auth()).build()?;
        let unknown = db.query_on::<()>(&driver, "CREATE (:Mine)").await.expect_err("the answer is lost");
        is_unknown(&unknown);
        assert_eq!(db.count().await?, 1, "it was committed, and not a second time");
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_broke_before_its_commit_arrived_is_not_there() {
    live(async |db| {
        let judge = |piece: &[u8]| if piece.ends_with(COMMIT) { Verdict::CutBefore } else { Verdict::Pass };
        let proxy = Proxy::to(db.uri()).judged(judge).start().await.expect("a free port");
        let driver = Driver::builder(&proxy.uri()).auth(db.auth()).build()?;
        let mut session = db.session_builder_on(&driver).open();
        let create = db.text("CREATE (:Mine)");
        let outcome = session.execute_write(async |tx| tx.run(create.clone()).await).await;
        is_unknown(&outcome.map(drop).expect_err("nobody here can know"));
        assert_eq!(db.count().await?, 0);
        driver.close().await;
        Ok(())
    })
    .await;
}
