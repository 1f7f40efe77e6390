//! What becomes of work whose connection breaks, at each byte of each message in each direction?
//!
//! Each piece of work runs through a proxy once for every byte that travels, and there the connection breaks. The outcome
//! has to be the right answer, a failure that says that nothing happened, or one that says that nobody knows; the
//! server's books tell whether that is so. A sample of the bytes is tried, and every byte with `GRAPH_MATRIX=full`.

mod matrix;

use std::time::Duration;

use graph_tests::proxy::Fault;
use graph_tests::works::Work;
use matrix::{Reach, Scheme, is_right, survives};

#[tokio::test(start_paused = true)]
async fn a_connection_that_ends() {
    survives(&Work::ALL, Scheme::Bolt, &[Fault::Cut, Fault::Reset], Reach::First).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_falls_silent() {
    survives(&Work::ALL, Scheme::Bolt, &[Fault::Swallow, Fault::HalfOpen], Reach::First).await;
}

#[tokio::test(start_paused = true)]
async fn connections_that_all_break_at_the_same_place() {
    survives(&Work::ALL, Scheme::Bolt, &[Fault::Cut, Fault::Swallow], Reach::Every).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_to_a_cluster() {
    let works = [Work::OneCallRead, Work::OneCallWrite, Work::Managed, Work::Stream];
    survives(&works, Scheme::Neo4j, &[Fault::Cut, Fault::Swallow], Reach::First).await;
    survives(&[Work::OneCallWrite, Work::AutoCommit], Scheme::Neo4j, &[Fault::Cut], Reach::Every).await;
}

#[tokio::test(start_paused = true)]
async fn bytes_that_travel_slowly_are_the_same_bytes() {
    for scheme in [Scheme::Bolt, Scheme::Neo4j] {
        is_right(&Work::ALL, scheme, Fault::Trickle(Duration::ZERO)).await;
        is_right(&Work::ALL, scheme, Fault::Trickle(Duration::from_millis(3))).await;
        is_right(&Work::ALL, scheme, Fault::Delay(Duration::from_secs(1))).await;
    }
}
