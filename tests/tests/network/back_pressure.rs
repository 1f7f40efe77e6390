//! Whoever stops reading stops the server.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use graph_core::bolt::Version;
use graph_core::value::Value;
use graph_core::{Driver, Error, NextBatch};
use graph_tests::message::Request;
use graph_tests::peer::{Answer, Peer, usual};

const BOLT: Version = Version { major: 5, minor: 4 };

/// A server whose results have `total` records each: numbers from 1 on.
async fn counting(total: i64) -> Peer {
    let peer = Peer::start(BOLT, move |_| {
        let mut sent: Vec<i64> = Vec::new();
        move |request: &Request| match request {
            Request::Begin(_) | Request::Reset => {
                sent.clear();
                usual(request)
            }
            Request::Run { .. } => {
                sent.push(0);
                let qid = i64::try_from(sent.len() - 1).expect("few results");
                vec![Answer::success([("fields", vec!["x"].into()), ("qid", qid.into())])]
            }
            Request::Pull { n, qid } => {
                let last = sent.len() - 1;
                let sent = &mut sent[qid.map_or(last, |qid| usize::try_from(qid).expect("a result's number"))];
                let until = if *n < 0 { total } else { total.min(sent.saturating_add(*n)) };
                let mut answers: Vec<_> = (*sent + 1..=until).map(|x| Answer::Record(vec![x.into()])).collect();
                *sent = until;
                answers.push(if until < total { Answer::more() } else { Answer::ok() });
                answers
            }
            _ => usual(request),
        }
    });
    peer.await.expect("a free port")
}

fn driver(peer: &Peer) -> Driver {
    Driver::builder(&peer.uri()).build().expect("valid options")
}

fn pulls(peer: &Peer) -> Vec<(i64, Option<i64>)> {
    let pulls = peer.requests().into_iter().filter_map(|(_, request)| match request {
        Request::Pull { n, qid } => Some((n, qid)),
        _ => None,
    });
    pulls.collect()
}

/// Lets everything happen that would happen by itself.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(60)).await;
}

/// Returns how many records each batch was asked to have.
fn sizes(peer: &Peer) -> Vec<i64> {
    pulls(peer).into_iter().map(|(records, _)| records).collect()
}

#[tokio::test(start_paused = true)]
async fn a_batch_has_a_thousand_records_unless_the_caller_says_otherwise() {
    let peer = counting(2500).await;
    let driver = driver(&peer);
    let mut stream = driver.stream::<i64>("RETURN 1").await.expect("it streams");
    stream.fetch(1).await.expect("one");
    assert_eq!(sizes(&peer)[0], 1000);
    drop(stream);
    settle().await;

    let before = pulls(&peer).len();
    let mut session = driver.session().fetch_size(7).open();
    let mut stream = session.query::<i64>("RETURN 1").stream().await.expect("it streams");
    stream.fetch(20).await.expect("twenty");
    assert!(pulls(&peer)[before..].iter().all(|(n, _)| *n == 7), "{:?}", pulls(&peer));
}

#[tokio::test(start_paused = true)]
async fn batches_grow_while_the_reader_waits_for_the_server() {
    let peer = counting(40_000).await;
    let driver = driver(&peer);
    let mut stream = driver.stream::<i64>("RETURN 1").await.expect("it streams");
    // This task gives way to the server only when nothing is left to read.
    assert_eq!(stream.fetch(40_000).await.expect("all"), (1..=40_000).collect::<Vec<_>>());
    let mut sizes = sizes(&peer);
    // The second batch is as large as the first where that one arrived at once.
    sizes.dedup();
    assert_eq!(sizes, [1000, 2000, 4000, 8000, 16_000, 32_000]);
}

#[tokio::test(start_paused = true)]
async fn batches_stay_as_they_are_for_a_reader_that_is_slower_than_the_server() {
    let peer = counting(10_000).await;
    let driver = driver(&peer);
    let mut stream = driver.stream::<i64>("RETURN 1").await.expect("it streams");
    for _ in 0..20 {
        settle().await;
        stream.fetch(500).await.expect("half a batch");
    }
    assert_eq!(sizes(&peer), [1000; 10]);
}

#[tokio::test(start_paused = true)]
async fn batches_of_a_transaction_are_all_of_one_size() {
    let peer = counting(3500).await;
    let driver = driver(&peer);
    let mut session = driver.session().open();
    let tx = session.begin().await.expect("it begins");
    let mut stream = tx.query::<i64>("RETURN 1").stream().await.expect("it streams");
    assert_eq!(stream.fetch(3500).await.expect("all").len(), 3500);
    assert_eq!(sizes(&peer), [1000; 4]);
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_stops_reading_stops_the_pulls() {
    let peer = counting(1_000_000).await;
    let driver = driver(&peer);
    let mut session = driver.session().fetch_size(10).open();
    let mut stream = session.query::<i64>("RETURN 1").stream().await.expect("it streams");
    let mut read = 0;
    for count in [5, 1, 20, 100] {
        stream.fetch(count).await.expect("so many");
        read += count;
        settle().await;
        // The batch that is being read, and at most the next one ahead of it.
        let asked = pulls(&peer).len();
        assert!(asked <= read.div_ceil(10) + 1, "{asked} pulls for {read} records");
        settle().await;
        assert_eq!(pulls(&peer).len(), asked, "nothing goes on by itself");
    }
    drop(stream);
    settle().await;
    let asked = pulls(&peer).len();
    assert!(asked <= read.div_ceil(10) + 1, "{asked}");
    let names: Vec<_> = peer.requests().iter().map(|(_, request)| request.name()).collect();
    assert_eq!(names.last(), Some(&"RESET"), "{names:?}");
}

#[tokio::test(start_paused = true)]
async fn the_next_batch_is_asked_for_before_the_last_one_is_used_up() {
    let peer = counting(25).await;
    let driver = driver(&peer);
    let mut session = driver.session().fetch_size(10).open();
    let mut stream = session.query::<i64>("RETURN 1").stream().await.expect("it streams");
    // The server's answers may come in several pieces; the whole first batch is here once its last record is.
    let mut read = stream.fetch(1).await.expect("one");
    for _ in 0..9 {
        settle().await;
        assert!(pulls(&peer).len() <= 2, "one batch ahead, and no more");
        read.extend(stream.fetch(1).await.expect("one"));
    }
    settle().await;
    assert_eq!(pulls(&peer).len(), 2, "asked for while the reader did something else");
    read.extend(stream.all().await.expect("the rest"));
    assert_eq!(read, (1..=25).collect::<Vec<_>>());
    assert_eq!(pulls(&peer).len(), 3, "and never beyond the end");
}

#[tokio::test(start_paused = true)]
async fn a_driver_may_ask_for_a_batch_only_when_the_last_one_is_used_up() {
    let peer = counting(25).await;
    let driver = Driver::builder(&peer.uri()).next_batch(NextBatch::WhenUsedUp).build().expect("valid options");
    let mut session = driver.session().fetch_size(10).open();
    let mut stream = session.query::<i64>("RETURN 1").stream().await.expect("it streams");
    stream.fetch(10).await.expect("a batch");
    settle().await;
    assert_eq!(pulls(&peer).len(), 1, "all of the batch was read, and no more was wanted");
    stream.fetch(1).await.expect("one more");
    assert_eq!(pulls(&peer).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_all_records_asks_for_the_rest_at_once() {
    let peer = counting(2500).await;
    let driver = driver(&peer);
    let mut session = driver.session().fetch_size(7).open();
    let mut stream = session.query::<i64>("RETURN 1").stream().await.expect("it streams");
    assert_eq!(stream.try_next().await.expect("a record"), Some(1));
    assert_eq!(stream.all().await.expect("the others"), (2..=2500).collect::<Vec<_>>());
    // The batch that was being read, the one that may have been asked for ahead, and the rest.
    let sizes = sizes(&peer);
    assert!(sizes == [7, -1] || sizes == [7, 7, -1], "{sizes:?}");
}

#[tokio::test(start_paused = true)]
async fn each_result_of_a_transaction_is_pulled_by_its_own_reader() {
    let peer = counting(100).await;
    let driver = driver(&peer);
    let mut session = driver.session().fetch_size(10).open();
    let tx = session.begin().await.expect("it begins");
    let mut first = tx.query::<i64>("RETURN 1").stream().await.expect("it streams");
    let mut second = tx.query::<i64>("RETURN 2").stream().await.expect("it streams");
    assert_eq!(second.fetch(35).await.expect("so many"), (1..=35).collect::<Vec<_>>());
    settle().await;
    // A PULL without a number is for the result that was started last.
    assert_eq!(pulls(&peer)[1..], [(10, None); 4], "the first result is left alone");
    assert_eq!(first.fetch(35).await.expect("so many"), (1..=35).collect::<Vec<_>>());
    settle().await;
    assert_eq!(pulls(&peer)[5..], [(10, Some(0)); 3]);
    drop((first, second));
    tx.commit().await.expect("it commits");
    let discards = peer.requests_like(|request| matches!(request, Request::Discard { .. }));
    assert_eq!(discards.len(), 2, "what nobody reads is given up before the commit: {discards:?}");
}

#[tokio::test(start_paused = true)]
async fn consume_discards_what_is_left() {
    let peer = counting(1_000_000).await;
    let driver = driver(&peer);
    let mut session = driver.session().fetch_size(10).open();
    let mut stream = session.query::<i64>("RETURN 1").stream().await.expect("it streams");
    stream.fetch(3).await.expect("three");
    stream.consume().await.expect("a summary");
    // The batch that was being read, and at most the one that was asked for ahead.
    assert!(pulls(&peer).len() <= 2, "{:?}", pulls(&peer));
    let discards = peer.requests_like(|request| matches!(request, Request::Discard { .. }));
    assert_eq!(discards, [Request::Discard { n: -1, qid: None }]);
}

/// A reader that is never kept waiting, because the server is faster, must still let go of its task now and then; it runs where the runtime cannot
/// put a task off, inside `block_on` of a runtime with several threads.
#[test]
fn a_reader_that_is_always_served_goes_on() {
    let (done, finished) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let outcome: Result<(usize, usize), Error> = runtime.expect("a runtime").block_on(async {
            let peer = Peer::start(BOLT, |_| {
                |request: &Request| match request {
                    Request::Pull { .. } => {
                        let row = Answer::Record(vec![Value::from("x".repeat(60_000))]);
                        let mut answers = vec![row; 1000];
                        answers.push(Answer::ok());
                        answers
                    }
                    _ => usual(request),
                }
            });
            let peer = peer.await.expect("a free port");
            let driver = driver(&peer);
            let alone = driver.stream::<String>("RETURN 1").await?.all().await?.len();
            let mut session = driver.session().open();
            let shared = session
                .execute_read(async |tx| Ok(tx.query::<String>("RETURN 1").stream().await?.all().await?.len()))
                .await?;
            Ok((alone, shared))
        });
        done.send(outcome).expect("the test waits");
    });
    let outcome = finished.recv_timeout(Duration::from_secs(60)).expect("it does not spin for ever");
    assert_eq!(outcome.expect("both results are read"), (1000, 1000));
}
