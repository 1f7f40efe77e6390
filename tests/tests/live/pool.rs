//! Connections: how many, how long, and who waits for them.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use graph_core::{Driver, Error, ErrorKind, Fault};
use graph_tests::{Database, live};

const SHORT: Duration = Duration::from_millis(50);

async fn idle_since(db: &Database, time: Duration) -> Result<(), Error> {
    let start = Instant::now();
    while start.elapsed() <= time {
        // Another driver's work passes the time.
        db.query::<i64>("RETURN 1").read().one().await?;
    }
    Ok(())
}

async fn connection_id(driver: &Driver) -> Result<String, Error> {
    let one = driver.execute_query::<i64>("RETURN 1").read().await?;
    Ok(one.summary.server().connection_id().to_owned())
}

#[tokio::test]
async fn an_exhausted_pool_tells_its_counts_and_recovers_at_once() {
    live(async |db| {
        let driver = db.builder().max_pool_size(2).acquisition_timeout(SHORT).build()?;
        let (mut a, mut b) = (db.session_builder_on(&driver).open(), db.session_builder_on(&driver).open());
        let (first, second) = (a.begin().await?, b.begin().await?);

        let began = Instant::now();
        let error = driver.execute_query::<i64>("RETURN 1").await.expect_err("both connections are taken");
        assert!(began.elapsed() >= SHORT);
        assert!(began.elapsed() < Duration::from_secs(1), "not retried: the time is the application's own limit");
        assert!(!error.is_retryable());
        assert_eq!(error.kind(), &ErrorKind::AcquisitionTimeout);
        assert_eq!(error.fault(), Fault::Network);
        assert!(!error.may_have_committed());
        let authority = db.uri().split_once("://").expect("a scheme").1;
        let counts = format!("no connection within 50ms; {authority}: 2 of 2 are in use, 0 idle");
        assert_eq!(error.to_string(), counts);

        drop(first);
        assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await?, 1);
        second.roll_back().await?;
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_gets_the_connection_that_comes_back() {
    live(async |db| {
        let driver = db.builder().max_pool_size(1).build()?;
        let mut session = db.session_builder_on(&driver).open();
        let tx = session.begin().await?;
        let waiting = {
            let driver = driver.clone();
            tokio::spawn(async move { driver.execute_query::<i64>("RETURN 7").read().one().await })
        };
        assert_eq!(tx.query::<i64>("RETURN 1").one().await?, 1);
        assert!(!waiting.is_finished());
        tx.commit().await?;
        assert_eq!(waiting.await.expect("no panic")?, 7);
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn whoever_gave_up_waiting_is_in_nobodys_way() {
    live(async |db| {
        let driver = db.builder().max_pool_size(1).build()?;
        let mut session = db.session_builder_on(&driver).open();
        let tx = session.begin().await?;
        for _ in 0..10 {
            let waiting = driver.execute_query::<i64>("RETURN 1").into_future();
            assert!(tokio::time::timeout(Duration::from_millis(1), waiting).await.is_err());
        }
        tx.commit().await?;
        assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await?, 1);
        assert_eq!((driver.pool_counts().in_use, driver.pool_counts().idle), (0, 1));
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_reached_its_lifetime_is_replaced() {
    live(async |db| {
        let lifetime = Duration::from_millis(200);
        let driver = db.builder().max_connection_lifetime(lifetime).build()?;
        let first = connection_id(&driver).await?;
        let opened = Instant::now();
        let again = connection_id(&driver).await?;
        assert!(again == first || opened.elapsed() >= lifetime, "replaced before its time");
        idle_since(&db, lifetime).await?;
        assert_ne!(connection_id(&driver).await?, first);
        assert_eq!(driver.pool_counts().idle, 1);
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_lifetime_does_not_end_work_that_runs() {
    live(async |db| {
        let driver = db.builder().max_connection_lifetime(Duration::from_millis(1)).build()?;
        let mut session = db.session_builder_on(&driver).open();
        let tx = session.begin().await?;
        tx.run(db.text("CREATE (:Mine)")).await?;
        idle_since(&db, Duration::from_millis(5)).await?;
        tx.run(db.text("CREATE (:Mine)")).await?;
        tx.commit().await?;
        assert_eq!(db.count().await?, 2);
        assert_eq!(driver.pool_counts().idle, 0, "it is not kept after its time");
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_was_idle_for_too_long_is_replaced() {
    live(async |db| {
        let driver = db.builder().idle_timeout(SHORT).build()?;
        let first = connection_id(&driver).await?;
        idle_since(&db, SHORT).await?;
        assert_ne!(connection_id(&driver).await?, first);
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_is_checked_is_used_again() {
    live(async |db| {
        let driver = db.builder().liveness_check(Duration::ZERO).build()?;
        let first = connection_id(&driver).await?;
        assert_eq!(connection_id(&driver).await?, first);
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_share_few_connections() {
    live(async |db| {
        let driver = db.builder().max_pool_size(3).build()?;
        let tasks = (0..20_i64).map(|task| {
            let (driver, create) = (driver.clone(), db.text("CREATE (:Mine {task: $task, turn: $turn})"));
            tokio::spawn(async move {
                for turn in 0..10_i64 {
                    driver.execute_query::<()>(create.clone()).param("task", task).param("turn", turn).await?;
                    assert!(driver.pool_counts().in_use <= 3);
                }
                Ok::<_, Error>(())
            })
        });
        let ended = try_join_all(tasks).await.expect("no task panicked");
        ended.into_iter().collect::<Result<(), _>>()?;
        assert_eq!(db.count().await?, 200);
        let counts = driver.pool_counts();
        assert_eq!((counts.in_use, counts.max), (0, 3));
        assert!((1..=3).contains(&counts.idle), "{counts:?}");
        driver.close().await;
        Ok(())
    })
    .await;
}
