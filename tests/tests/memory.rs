//! How much memory does a long result take? Alone in its process, because the operating system measures processes.

#![cfg(target_os = "linux")]

use std::fs;

use graph_core::bolt::Version;
use graph_core::{Driver, Error};
use graph_tests::Database;
use graph_tests::message::Request;
use graph_tests::peer::{Answer, Peer, usual};

const RECORDS: i64 = 1_000_000;
/// What a stream may hold above an idle client, in KiB.
const LIMIT: u64 = 16 * 1024;

/// Returns a line of the process's status, in KiB.
fn status(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells the status of a process");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name}"));
    line.trim_matches([':', ' ', '\t', 'k', 'B']).parse().expect("a number")
}

/// Forgets the peak so far.
fn reset_peak() {
    fs::write("/proc/self/clear_refs", "5").expect("a process may reset its own peak");
}

/// A server whose result has a million records, made when they are asked for.
async fn counting() -> Peer {
    let peer = Peer::start(Version::new(5, 4), |_| {
        let mut sent = 0;
        move |request: &Request| match request {
            Request::Run { .. } => {
                sent = 0;
                vec![Answer::keys(["x"])]
            }
            Request::Pull { n, .. } => {
                let until = RECORDS.min(sent + n);
                let mut answers: Vec<_> = (sent + 1..=until).map(|x| Answer::Record(vec![x.into()])).collect();
                sent = until;
                answers.push(if until < RECORDS { Answer::more() } else { Answer::ok() });
                answers
            }
            _ => usual(request),
        }
    });
    peer.await.expect("a free port")
}

async fn holds_little(driver: &Driver, what: &str) -> Result<(), Error> {
    driver.stream::<i64>("UNWIND range(1, 1000000) AS x RETURN x").await?.fetch(2000).await?;
    driver.verify_connectivity().await?;
    let idle = status("VmRSS");
    reset_peak();
    let mut stream = driver.stream::<i64>("UNWIND range(1, 1000000) AS x RETURN x").await?;
    let mut sum = 0;
    while let Some(x) = stream.try_next().await? {
        sum += x;
    }
    let above = status("VmHWM").saturating_sub(idle);
    println!("{what}: {above} KiB above the idle client's {idle} KiB");
    assert_eq!(sum, RECORDS * (RECORDS + 1) / 2);
    assert!(above < LIMIT, "{what}: {above} KiB");
    Ok(())
}

/// One test, so that nothing else is measured with it.
#[tokio::test]
async fn a_stream_of_a_million_records_holds_less_than_16_mib() {
    let peer = counting().await;
    let driver = Driver::builder(&peer.uri()).build().expect("valid options");
    holds_little(&driver, "a scripted server").await.expect("it streams");
    // The embedded server keeps a result whole, and in this very process.
    let database = Database::open().await;
    if !database.is_embedded() {
        holds_little(database.driver(), "a real server").await.expect("it streams");
    }
}
