//! Is what the driver reports true while a cluster fails? 32 tasks read and write while leaders change and members are
//! lost, lag, or are cut off from each other, and commits are cut.
//!
//! What happens to the cluster is drawn from a seed, which is printed. `GRAPH_CLUSTER_SEED` sets another one.

mod chaos;
mod reports;
mod workers;

use std::sync::Arc;
use std::time::Duration;

use graph_core::Driver;
use graph_embedded::EmbeddedCluster;

use chaos::{Act, Chaos};
use graph_tests::random::Random;
use reports::{Audit, Reports};
use workers::Workers;

/// How often the cluster gets into trouble and out of it.
const ACTS: usize = 12;

/// How long a scenario may take; a hang is a failure.
const BOUND: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaders_change() {
    let found = scenario(1, &[Act::Election, Act::Interregnum]).await;
    assert_eq!(found.unknown_count(), 0, "no connection breaks, so every outcome is known");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaders_are_lost() {
    scenario(2, &[Act::LeaderLost, Act::LeaderBlinks]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followers_are_lost_and_the_first_router_restarts() {
    scenario(3, &[Act::FollowerLost, Act::RouterRestarts]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn followers_lag_behind_bookmarks() {
    let found = scenario(4, &[Act::FollowerLags, Act::FollowerMissesElection]).await;
    assert_eq!(found.unknown_count(), 0, "no connection breaks, so every outcome is known");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_are_cut_off() {
    scenario(5, &[Act::MinorityCutOff, Act::LeaderCutOff]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_are_cut() {
    let found = scenario(6, &[Act::CommitsCut]).await;
    // Three of each kind an act, and nothing else fails: each is reported, and what it says about the commit is so.
    let each = 3 * ACTS;
    assert_eq!((found.unknown_and_there, found.unknown_and_not_there), (each, each), "{found:?}");
    assert_eq!(found.failed, 0, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_goes_wrong() {
    scenario(7, Act::ALL).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_goes_wrong_in_another_order() {
    scenario(8, Act::ALL).await;
}

/// Runs the workers through trouble of these kinds, and looks whether what was reported is so.
async fn scenario(seed: u64, acts: &[Act]) -> Audit {
    let seed = std::env::var("GRAPH_CLUSTER_SEED").map_or(seed, |seed| seed.parse().expect("a seed is a number"));
    println!("GRAPH_CLUSTER_SEED={seed} makes the same decisions again.");
    let work = run(seed, acts);
    tokio::time::timeout(BOUND, work).await.unwrap_or_else(|_| panic!("the scenario did not end within {BOUND:?}"))
}

async fn run(seed: u64, acts: &[Act]) -> Audit {
    let builder = EmbeddedCluster::builder().secondaries(1).routing_ttl(Duration::from_secs(1));
    let builder = builder.bookmark_timeout(Duration::from_millis(200)).lock_timeout(Duration::from_secs(5));
    let cluster = builder.start().await.expect("the cluster starts");
    let driver = Driver::builder(cluster.uri());
    let driver = driver.max_retry_time(Duration::from_secs(5)).acquisition_timeout(Duration::from_secs(5));
    let driver = driver.build().expect("the URI is valid");
    driver.execute_query::<()>("CREATE INDEX FOR (e:Entry) ON (e.id)").await.expect("the cluster is well");

    let reports = Arc::new(Reports::default());
    let workers = Workers::start(&driver, &reports, seed);
    let mut chaos = Chaos::new(&cluster, Random::new(seed));
    for _ in 0..ACTS {
        chaos.play(acts, &reports).await;
    }
    chaos.end();
    workers.finish().await;

    assert_eq!(driver.pool_counts().in_use, 0, "connections were not given back");
    let audit = reports.audit(&driver).await;
    println!("{audit:?}");
    assert!(audit.done >= 100, "too little was done for a test: {audit:?}");
    driver.close().await;
    cluster.close().await;
    audit
}
