//! Any public future, dropped after any number of polls: the driver goes on, no connection is lost, no transaction stays open.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use graph_core::{Driver, Error, Query, Session, TransactionConfig, params};
use graph_tests::polls::{Drop, dropped_after};
use graph_tests::{Capability, Database, live};

/// More polls than any of these futures takes.
const POLLS: usize = 500;

/// One database with a driver that has a single connection, so that one that is lost or left dirty is missed at once.
struct Victim {
    db: Database,
    driver: Driver,
}

impl Victim {
    fn session(&self) -> Session {
        self.db.session_builder_on(&self.driver).fetch_size(2).open()
    }

    /// Marks transactions, to find those that stay open.
    fn config(&self) -> TransactionConfig {
        TransactionConfig::default().metadata(params! { test: self.db.label() })
    }

    async fn is_unharmed(&self, context: &str) {
        assert_eq!(self.driver.pool_counts().in_use, 0, "{context}: the permit came back with the drop");
        let one = self.driver.execute_query::<i64>("RETURN 1").read().one().await;
        assert_eq!(one.unwrap_or_else(|error| panic!("{context}: {error:?}")), 1);
        let counts = self.driver.pool_counts();
        assert_eq!((counts.in_use, counts.idle <= 1), (0, true), "{context}: {counts:?}");
    }
}

/// Drops the future after 0 polls, 1 poll, 2 … until it is ready in time, at both moments.
async fn survives_drops<T>(db: &Database, what: &str, work: impl AsyncFn(&Victim) -> Result<T, Error>) {
    let driver = db.builder().max_pool_size(1).acquisition_timeout(Duration::from_secs(20)).build();
    let victim = Victim { db: db.clone(), driver: driver.expect("valid options") };
    for when in [Drop::Pending, Drop::Woken] {
        let mut polls = 0;
        while dropped_after(polls, when, work(&victim)).await.is_none() {
            victim.is_unharmed(&format!("{what}, dropped {when:?} after {polls} polls")).await;
            polls += 1;
            assert!(polls < POLLS, "{what} is never ready");
        }
        assert!(polls > 0, "{what} was never dropped");
    }
    victim.driver.close().await;
    no_transaction_stays_open(db, what).await;
}

async fn no_transaction_stays_open(db: &Database, what: &str) {
    // A lock would keep this from its end.
    db.query::<()>("MATCH (n:Mine) SET n.touched = true")
        .timeout(Duration::from_secs(20))
        .await
        .expect("no lock is left");
    if db.lacks(Capability::Administration) {
        return;
    }
    let text = if db.is_older_than((5, 0)) {
        "CALL dbms.listTransactions() YIELD metaData AS m WITH m WHERE m.test = $test RETURN count(m)"
    } else {
        "SHOW TRANSACTIONS YIELD metaData AS m WHERE m.test = $test RETURN count(m)"
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let open: i64 = db.query(text).param("test", db.label()).one().await.expect("transactions can be listed");
        if open == 0 {
            return;
        }
        assert!(Instant::now() < deadline, "{what}: {open} transactions stay open");
    }
}

#[tokio::test]
async fn a_read_of_one_call() {
    live(async |db| {
        survives_drops(&db, "execute_query read", async |victim| {
            let config = params! { test: victim.db.label() };
            victim.driver.execute_query::<i64>("UNWIND range(1, 3) AS x RETURN x").metadata(config).read().all().await
        })
        .await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_write_of_one_call() {
    live(async |db| {
        survives_drops(&db, "execute_query write", async |victim| {
            let config = params! { test: victim.db.label() };
            let text = victim.db.text("CREATE (:Mine), (:Mine)");
            victim.driver.execute_query::<()>(text).metadata(config).await
        })
        .await;
        let count = db.count().await?;
        assert!(count % 2 == 0 && count >= 4, "{count}: each either whole or not at all");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_auto_commit_query() {
    live(async |db| {
        survives_drops(&db, "run", async |victim| {
            let text = victim.db.text("UNWIND [1, 2, 3, 4, 5] AS x CREATE (n:Mine) RETURN x");
            victim.session().run(text).metadata(params! { test: victim.db.label() }).await
        })
        .await;
        assert_eq!(db.count().await? % 5, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_transaction_by_hand() {
    live(async |db| {
        survives_drops(&db, "begin … commit", async |victim| {
            let mut session = victim.session();
            let tx = session.begin_with(victim.config()).await?;
            tx.run(victim.db.text("CREATE (:Mine)")).await?;
            tx.run(victim.db.text("CREATE (:Mine)")).await?;
            tx.commit().await
        })
        .await;
        let count = db.count().await?;
        assert!(count % 2 == 0 && count >= 4, "{count}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_roll_back() {
    live(async |db| {
        survives_drops(&db, "begin … roll_back", async |victim| {
            let mut session = victim.session();
            let tx = session.begin_with(victim.config()).await?;
            tx.run(victim.db.text("CREATE (:Mine)")).await?;
            tx.roll_back().await
        })
        .await;
        assert_eq!(db.count().await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_managed_transaction() {
    live(async |db| {
        survives_drops(&db, "execute_write", async |victim| {
            let mut session = victim.session();
            let work = session.try_execute_write(victim.config(), async |tx| {
                tx.run(victim.db.text("CREATE (:Mine)")).await?;
                tx.run(victim.db.text("CREATE (:Mine)")).await?;
                Ok::<_, Error>(())
            });
            work.await
        })
        .await;
        let count = db.count().await?;
        assert!(count % 2 == 0 && count >= 4, "{count}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_managed_transaction_that_fails() {
    live(async |db| {
        survives_drops(&db, "execute_write of a failing function", async |victim| {
            let mut session = victim.session();
            let work = session.try_execute_write(victim.config(), async |tx| {
                tx.run(victim.db.text("CREATE (:Mine)")).await?;
                Err::<(), _>(Error::custom("no"))
            });
            work.await.expect_err("it always fails");
            Ok(())
        })
        .await;
        assert_eq!(db.count().await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn queries_that_fail() {
    live(async |db| {
        survives_drops(&db, "a syntax error", async |victim| {
            let mut session = victim.session();
            let tx = session.begin_with(victim.config()).await?;
            tx.run(victim.db.text("CREATE (:Mine)")).await?;
            tx.run("RETRUN 1").await.expect_err("no query");
            tx.commit().await.expect_err("it failed");
            victim.driver.execute_query::<i64>("RETRUN 1").await.expect_err("no query");
            Ok(())
        })
        .await;
        assert_eq!(db.count().await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_stream_of_several_batches() {
    live(async |db| {
        survives_drops(&db, "stream", async |victim| {
            let mut session = victim.session();
            let query = session.query::<i64>("UNWIND range(1, 9) AS x RETURN x");
            let mut stream = query.metadata(params! { test: victim.db.label() }).stream().await?;
            let mut sum = 0;
            while let Some(x) = stream.try_next().await? {
                sum += x;
            }
            assert_eq!(sum, 45);
            stream.consume().await
        })
        .await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_is_consumed_early() {
    live(async |db| {
        survives_drops(&db, "consume", async |victim| {
            let mut session = victim.session();
            let mut stream = session.query::<i64>("UNWIND range(1, 9) AS x RETURN x").stream().await?;
            stream.try_next().await?;
            stream.consume().await
        })
        .await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn results_side_by_side_in_a_transaction() {
    live(async |db| {
        survives_drops(&db, "two streams and a join", async |victim| {
            let mut session = victim.session();
            let tx = session.begin_with(victim.config()).await?;
            let text = "UNWIND range(1, 5) AS x RETURN x";
            let mut first = tx.query::<i64>(text).stream().await?;
            let mut second = tx.query::<i64>(text).stream().await?;
            for expected in 1..=5 {
                let (x, y) = tokio::try_join!(first.try_next(), second.try_next())?;
                assert_eq!((x, y), (Some(expected), Some(expected)));
            }
            drop((first, second));
            try_join_all((0..10).map(|x| tx.query::<i64>("RETURN $x").param("x", x).one())).await?;
            let many = tx.run_many((0..10).map(|x| Query::new("RETURN $x").param("x", x))).await?;
            assert_eq!(many.len(), 10);
            tx.commit().await
        })
        .await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn one_future_of_a_transaction_while_the_transaction_goes_on() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(2).open();
        let tx = session.begin().await?;
        for polls in 0..30 {
            let when = if polls % 2 == 0 { Drop::Pending } else { Drop::Woken };
            let many = tx.query::<i64>("UNWIND range(1, 7) AS x RETURN x").all();
            dropped_after(polls, when, many).await.transpose()?;
            let stream = async {
                let mut stream = tx.query::<i64>("UNWIND range(1, 7) AS x RETURN x").stream().await?;
                stream.all().await
            };
            dropped_after(polls, when, stream).await.transpose()?;
            assert_eq!(tx.query::<i64>("RETURN $polls").param("polls", polls).one().await?, polls as i64);
        }
        tx.run(db.text("CREATE (:Mine)")).await?;
        tx.commit().await?;
        assert_eq!(db.count().await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_calls_of_the_driver_itself() {
    live(async |db| {
        survives_drops(&db, "server_info", async |victim| victim.driver.server_info().await).await;
        survives_drops(&db, "verify_connectivity", async |victim| victim.driver.verify_connectivity().await).await;
        survives_drops(&db, "a first connection", async |victim| {
            let driver = victim.db.builder().build()?;
            driver.execute_query::<i64>("RETURN 1").one().await
        })
        .await;
        survives_drops(&db, "close", async |victim| {
            let driver = victim.db.builder().build()?;
            driver.verify_connectivity().await?;
            driver.close().await;
            Ok(())
        })
        .await;
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_that_are_aborted_at_any_time() {
    live(async |db| {
        let driver = db.builder().max_pool_size(4).build()?;
        for round in 0..50_u64 {
            let tasks: Vec<_> = (0..8)
                .map(|_| {
                    let (driver, db) = (driver.clone(), db.clone());
                    tokio::spawn(async move {
                        let mut session = db.session_builder_on(&driver).open();
                        let create = db.text("CREATE (:Mine)");
                        session
                            .execute_write(async |tx| {
                                tx.run(create.clone()).await?;
                                tx.run(create.clone()).await
                            })
                            .await
                    })
                })
                .collect();
            for _ in 0..round {
                tokio::task::yield_now().await;
            }
            for task in &tasks {
                task.abort();
            }
            for task in tasks {
                if let Ok(outcome) = task.await {
                    outcome?;
                }
            }
            assert_eq!(driver.pool_counts().in_use, 0);
        }
        assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await?, 1);
        driver.close().await;
        no_transaction_stays_open(&db, "aborted tasks").await;
        assert_eq!(db.count().await? % 2, 0);
        Ok(())
    })
    .await;
}
