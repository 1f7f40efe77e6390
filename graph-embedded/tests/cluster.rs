//! What a driver meets that talks to an embedded cluster: who takes writes, what a routing table says, who lags.

use std::time::{Duration, Instant};

use graph_core::{Bookmarks, Driver, Error, ErrorKind, Record};
use graph_embedded::{CommitCut, EmbeddedCluster};

const NOT_A_LEADER: &str = "Neo.ClientError.Cluster.NotALeader";

async fn start() -> EmbeddedCluster {
    let builder = EmbeddedCluster::builder().secondaries(1).bookmark_timeout(Duration::from_millis(50));
    builder.start().await.expect("the cluster starts")
}

/// A driver of one member alone, which tells its failures at once.
fn direct(cluster: &EmbeddedCluster, member: usize) -> Driver {
    let builder = Driver::builder(&format!("bolt://{}", cluster.address(member)));
    builder.max_retry_time(Duration::ZERO).build().expect("the URI is valid")
}

fn routing(cluster: &EmbeddedCluster) -> Driver {
    Driver::builder(cluster.uri()).build().expect("the URI is valid")
}

async fn write(driver: &Driver) -> Result<(), Error> {
    driver.execute_query::<()>("CREATE (:A)").await.map(drop)
}

async fn count(driver: &Driver) -> Result<i64, Error> {
    driver.execute_query("MATCH (n:A) RETURN count(n)").read().one().await
}

/// The members in the order of their numbers, as one of them shows them: `W` leads, `r` only reads, `s` is a secondary.
async fn roles(cluster: &EmbeddedCluster, member: usize) -> String {
    let shown: Vec<(String, String, bool)> = direct(cluster, member)
        .execute_query(
            "SHOW DATABASES YIELD name, address, role, writer WHERE name = 'neo4j' RETURN address, role, writer",
        )
        .await
        .expect("the member answers")
        .records;
    let letter = |member: usize| {
        let address = cluster.address(member).to_string();
        shown.iter().find(|(at, ..)| *at == address).map_or('-', |(_, role, writes)| match (role.as_str(), writes) {
            ("secondary", _) => 's',
            (_, true) => 'W',
            (_, false) => 'r',
        })
    };
    cluster.members().map(letter).collect()
}

#[tokio::test]
async fn only_the_leader_takes_writes() -> Result<(), Error> {
    let cluster = start().await;
    let refusals = [(1, NOT_A_LEADER), (2, NOT_A_LEADER), (3, "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase")];
    for (member, code) in refusals {
        let error = write(&direct(&cluster, member)).await.expect_err("it does not lead");
        assert_eq!(error.code(), Some(code), "{error}");
        assert_eq!(count(&direct(&cluster, member)).await?, 0);
    }
    write(&direct(&cluster, 0)).await?;
    for member in cluster.members() {
        assert_eq!(count(&direct(&cluster, member)).await?, 1, "they share a graph");
    }
    Ok(())
}

#[tokio::test]
async fn members_tell_who_leads_and_who_is_there() {
    let cluster = start().await;
    assert_eq!(roles(&cluster, 1).await, "Wrrs");
    cluster.elect(2);
    cluster.stop(1);
    assert_eq!(cluster.leader(), Some(2));
    assert_eq!(roles(&cluster, 3).await, "r-Ws");
    cluster.depose();
    cluster.restart(1);
    assert_eq!(roles(&cluster, 3).await, "rrrs");
}

#[tokio::test]
async fn a_driver_that_routes_follows_an_election() -> Result<(), Error> {
    let cluster = start().await;
    let driver = routing(&cluster);
    write(&driver).await?;
    for leader in [2, 1, 0] {
        cluster.elect(leader);
        write(&driver).await?;
    }
    cluster.stop(0);
    cluster.elect(1);
    write(&driver).await?;
    assert_eq!(count(&driver).await?, 5);
    Ok(())
}

#[tokio::test]
async fn a_stopped_member_resets_its_connections_and_new_ones() -> Result<(), Error> {
    let cluster = start().await;
    let driver = direct(&cluster, 1);
    let mut session = driver.session().open();
    let tx = session.begin().await?;
    tx.query::<i64>("RETURN 1").one().await?;
    cluster.stop(1);
    let error = tx.query::<i64>("RETURN 1").one().await.expect_err("it is gone");
    assert!(error.is_retryable(), "{error}");
    drop(tx);
    let error = direct(&cluster, 1).verify_connectivity().await.expect_err("it is gone");
    assert!(error.is_retryable(), "{error}");
    cluster.restart(1);
    assert_eq!(count(&driver).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_leader_does_not_commit_what_it_wrote_before_an_election() -> Result<(), Error> {
    let cluster = start().await;
    let driver = direct(&cluster, 0);
    let mut session = driver.session().open();
    let tx = session.begin().await?;
    tx.run("CREATE (:A)").await?;
    cluster.elect(1);
    cluster.elect(0);
    let error = tx.commit().await.expect_err("it was not the leader all the time");
    assert_eq!((error.code(), error.may_have_committed()), (Some(NOT_A_LEADER), false));
    assert_eq!(count(&driver).await?, 0);
    write(&driver).await
}

#[tokio::test]
async fn a_member_that_is_left_behind_refuses_later_bookmarks_until_it_has_caught_up() -> Result<(), Error> {
    let cluster = start().await;
    let (leader, follower) = (direct(&cluster, 0), direct(&cluster, 2));
    write(&leader).await?;
    cluster.leave_behind(2).expect("a copy");
    write(&leader).await?;
    assert_eq!(count(&follower).await?, 1, "the graph as it was");

    let read = |bookmarks: Bookmarks| {
        let mut session = follower.session().bookmarks(bookmarks).open();
        async move {
            let tx = session.begin().await?;
            tx.query::<i64>("MATCH (n:A) RETURN count(n)").one().await
        }
    };
    let error = read(leader.last_bookmarks()).await.expect_err("it has not come so far");
    assert_eq!(error.code(), Some("Neo.TransientError.Transaction.BookmarkTimeout"));
    assert!(error.is_retryable());
    cluster.catch_up(2);
    assert_eq!(read(leader.last_bookmarks()).await?, 2);
    let error = read(Bookmarks::from_raw(["graph-embedded:1:1"])).await.expect_err("none of this cluster's");
    assert_eq!(error.code(), Some("Neo.ClientError.Transaction.InvalidBookmark"));
    Ok(())
}

#[tokio::test]
async fn a_member_that_is_left_behind_waits_for_what_a_bookmark_stands_for() -> Result<(), Error> {
    let builder = EmbeddedCluster::builder().bookmark_timeout(Duration::from_secs(60));
    let cluster = builder.start().await.expect("the cluster starts");
    let (leader, follower) = (direct(&cluster, 0), direct(&cluster, 1));
    cluster.leave_behind(1).expect("a copy");
    write(&leader).await?;
    let mut session = follower.session().bookmarks(leader.last_bookmarks()).open();
    let read = session.execute_read(async |tx| tx.query::<i64>("MATCH (n:A) RETURN count(n)").one().await);
    let mut read = std::pin::pin!(read);
    let early = tokio::time::timeout(Duration::from_millis(100), &mut read).await;
    assert!(early.is_err(), "it has not come so far");
    cluster.catch_up(1);
    assert_eq!(read.await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_member_that_is_left_behind_hears_of_no_election() {
    let cluster = start().await;
    cluster.leave_behind(2).expect("a copy");
    cluster.elect(1);
    assert_eq!((roles(&cluster, 2).await, roles(&cluster, 3).await), ("Wrrs".into(), "rWrs".into()));
    cluster.catch_up(2);
    assert_eq!(roles(&cluster, 2).await, "rWrs");
}

#[tokio::test]
async fn a_partition_leaves_each_side_with_itself() -> Result<(), Error> {
    let cluster = start().await;
    write(&direct(&cluster, 0)).await?;
    cluster.partition(&[0, 3]).expect("a copy");
    assert_eq!(
        (cluster.leader(), roles(&cluster, 0).await, roles(&cluster, 1).await),
        (None, "r--s".into(), "-rr-".into())
    );
    let error = write(&direct(&cluster, 0)).await.expect_err("it cannot lead without the others");
    assert_eq!(error.code(), Some(NOT_A_LEADER));
    cluster.elect(1);
    write(&direct(&cluster, 1)).await?;
    assert_eq!((count(&direct(&cluster, 3)).await?, count(&direct(&cluster, 2)).await?), (1, 2));
    cluster.catch_up(0);
    cluster.catch_up(3);
    for member in cluster.members() {
        assert_eq!((count(&direct(&cluster, member)).await?, roles(&cluster, member).await), (2, "rWrs".into()));
    }
    Ok(())
}

#[tokio::test]
async fn a_member_that_comes_to_lead_does_not_write_to_what_it_read_before() -> Result<(), Error> {
    let cluster = start().await;
    cluster.leave_behind(1).expect("a copy");
    let driver = direct(&cluster, 1);
    let mut session = driver.session().open();
    let tx = session.begin().await?;
    tx.query::<i64>("MATCH (n:A) RETURN count(n)").one().await?;
    cluster.elect(1);
    let error = tx.run("CREATE (:A)").await.expect_err("its graph is an old one");
    assert_eq!(error.code(), Some(NOT_A_LEADER));
    drop(tx);
    session.query::<Record>("CREATE (:A)").await?;
    assert_eq!(count(&direct(&cluster, 2)).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_commit_is_cut_before_or_after_it_happened() -> Result<(), Error> {
    let cluster = start().await;
    let driver = routing(&cluster);
    for (cut, happened) in [(CommitCut::Before, 0), (CommitCut::After, 1)] {
        let before = count(&driver).await?;
        cluster.cut_next_commit(cut);
        let error = write(&driver).await.expect_err("nobody knows");
        assert_eq!((error.kind(), error.may_have_committed()), (&ErrorKind::CommitUnknown, true));
        assert_eq!(cluster.cuts_to_come(), 0);
        assert_eq!(count(&driver).await? - before, happened, "{cut:?}");

        cluster.cut_next_commit(cut);
        let error = driver.session().open().run("CREATE (:A)").await.map(drop).expect_err("nobody knows");
        assert_eq!((error.kind(), error.may_have_committed()), (&ErrorKind::CommitUnknown, true));
        assert_eq!(count(&driver).await? - before, 2 * happened, "{cut:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_commit_that_is_cut_lets_others_write_at_once() -> Result<(), Error> {
    let cluster = EmbeddedCluster::builder().lock_timeout(Duration::from_secs(30)).start().await.expect("it starts");
    let driver = routing(&cluster);
    cluster.cut_next_commit(CommitCut::Before);
    write(&driver).await.expect_err("it was cut");
    let since = Instant::now();
    write(&driver).await?;
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    Ok(())
}
