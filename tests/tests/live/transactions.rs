//! Transactions of every kind: by hand, managed, and each query in one of its own.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use graph_core::{AccessMode, AsError, Bookmarks, Error, ErrorKind, Fault, Record, TransactionConfig};
use graph_tests::{cause_of, live, requires, requires_version};
use tokio::sync::Barrier;

#[tokio::test]
async fn what_is_committed_stays_and_what_is_rolled_back_does_not() {
    live(async |db| {
        let mut session = db.session();
        let tx = session.begin().await?;
        tx.run(db.text("CREATE (:Mine)")).await?;
        tx.commit().await?;
        assert_eq!(db.session().query::<i64>(db.text("MATCH (n:Mine) RETURN count(n)")).await?.one()?, 1);

        let tx = session.begin().await?;
        tx.run(db.text("CREATE (:Mine)")).await?;
        tx.roll_back().await?;
        assert_eq!(db.count().await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_dropped_transaction_is_rolled_back() {
    live(async |db| {
        let mut session = db.session();
        let tx = session.begin().await?;
        tx.run(db.text("CREATE (:Mine)")).await?;
        drop(tx);
        assert_eq!(db.driver().pool_counts().in_use, 0, "the permit comes back at once");
        assert_eq!(session.query::<i64>(db.text("MATCH (n:Mine) RETURN count(n)")).await?.one()?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_managed_transaction_returns_the_functions_value() {
    live(async |db| {
        let mut session = db.session();
        let create = db.text("CREATE (n:Mine {name: $name}) RETURN n.name");
        let name = session
            .execute_write(async |tx| tx.query::<String>(create.clone()).param("name", "Ann").one().await)
            .await?;
        assert_eq!(name, "Ann");
        let read = db.text("MATCH (n:Mine) RETURN n.name");
        let names = session.execute_read(async |tx| tx.query::<String>(read.clone()).all().await).await?;
        assert_eq!(names, ["Ann"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_error_of_the_function_rolls_everything_back_and_comes_out_unchanged() {
    live(async |db| {
        let mut session = db.session();
        let create = db.text("CREATE (:Mine)");
        let outcome = session
            .execute_write(async |tx| {
                tx.run(create.clone()).await?;
                tx.run(create.clone()).await?;
                Err::<(), _>(Error::custom("Most recent organization is empty."))
            })
            .await;
        let error = outcome.expect_err("the function failed");
        assert_eq!(error.kind(), &ErrorKind::Custom);
        assert_eq!(error.to_string(), "Most recent organization is empty.");
        assert_eq!(db.count().await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_session_sees_its_own_writes() {
    live(async |db| {
        let mut session = db.session();
        assert!(session.last_bookmarks().is_empty());
        for expected in 1..=10 {
            session.run(db.text("CREATE (:Mine)")).await?;
            assert!(!session.last_bookmarks().is_empty());
            let count = session.query::<i64>(db.text("MATCH (n:Mine) RETURN count(n)")).await?.one()?;
            assert_eq!(count, expected);
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_dropped_transaction_holds_no_lock() {
    live(async |db| {
        db.query::<()>("CREATE (:Mine {x: 0})").await?;
        let mut first = db.session();
        let tx = first.begin().await?;
        tx.run(db.text("MATCH (n:Mine) SET n.x = 1")).await?;
        drop(tx);
        let mut second = db.session();
        second.run(db.text("MATCH (n:Mine) SET n.x = n.x + 2")).await?;
        assert_eq!(db.query::<i64>("MATCH (n:Mine) RETURN n.x").one().await?, 2);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_transaction_sees_its_own_writes_and_others_do_not() {
    live(async |db| {
        let mut session = db.session();
        let tx = session.begin().await?;
        tx.run(db.text("CREATE (:Mine)")).await?;
        let inside = tx.query::<i64>(db.text("MATCH (n:Mine) RETURN count(n)")).one().await?;
        let outside = db.session().query::<i64>(db.text("MATCH (n:Mine) RETURN count(n)")).await?.one()?;
        assert_eq!((inside, outside), (1, 0));
        tx.commit().await?;
        assert_eq!(db.count().await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_empty_transaction_commits_and_rolls_back() {
    live(async |db| {
        let mut session = db.session();
        session.begin().await?.commit().await?;
        session.begin().await?.roll_back().await?;
        session.execute_write(async |_| Ok(())).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn commit_waits_for_results_that_nobody_read() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(1).open();
        let tx = session.begin().await?;
        let text = "UNWIND range(1, 50) AS x CREATE (n:Mine) RETURN x";
        drop(tx.query::<i64>(db.text(text)).stream().await?);
        drop(tx.query::<i64>(db.text(text)).stream().await?);
        tx.commit().await?;
        assert_eq!(db.count().await?, 100);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_failed_transaction_says_why_and_rolls_back() {
    live(async |db| {
        let mut session = db.session();
        let tx = session.begin().await?;
        tx.run(db.text("CREATE (:Mine)")).await?;
        let failure = tx.run("RETRUN 1").await.expect_err("no query");
        let next = tx.run("RETURN 1").await.expect_err("the transaction is over");
        assert_eq!(next.kind(), &ErrorKind::TransactionClosed);
        assert_eq!(cause_of(&next).and_then(Error::code), failure.code());
        tx.roll_back().await?;
        assert_eq!(db.count().await?, 0);

        let tx = session.begin().await?;
        tx.run("RETRUN 1").await.expect_err("no query");
        let commit = tx.commit().await.expect_err("nothing can be committed");
        assert_eq!(cause_of(&commit).and_then(Error::code), failure.code());
        assert!(!commit.may_have_committed());
        assert_eq!(session.query::<i64>("RETURN 1").await?.one()?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_read_transaction_refuses_to_write() {
    live(async |db| {
        let mut session = db.session();
        let create = db.text("CREATE (:Mine)");
        let code = Some("Neo.ClientError.Statement.AccessMode");
        let managed = session.execute_read(async |tx| tx.run(create.clone()).await).await.map(drop);
        assert_eq!(managed.expect_err("a write").code(), code);
        let query = db.query::<Record>("CREATE (:Mine)").read().await.map(drop);
        assert_eq!(query.expect_err("a write").code(), code);
        let mut reader = db.session_builder().access_mode(AccessMode::Read).open();
        assert_eq!(reader.run(create.clone()).await.map(drop).expect_err("a write").code(), code);
        let tx = reader.begin().await?;
        assert_eq!(tx.run(create).await.map(drop).expect_err("a write").code(), code);
        tx.roll_back().await?;
        assert_eq!(db.count().await?, 0);
        Ok(())
    })
    .await;
}

/// An application's own error.
#[derive(Debug)]
enum ShopError {
    SoldOut(i64),
    Database(Error),
}

impl From<Error> for ShopError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl AsError for ShopError {
    fn as_error(&self) -> Option<&Error> {
        match self {
            Self::Database(error) => Some(error),
            Self::SoldOut(_) => None,
        }
    }
}

#[tokio::test]
async fn a_function_may_have_an_error_type_of_its_own() {
    live(async |db| {
        let mut session = db.session();
        let create = db.text("CREATE (:Mine)");
        let attempts = AtomicU32::new(0);
        let sold_out: Result<(), ShopError> = session
            .try_execute_write(TransactionConfig::default(), async |tx| {
                attempts.fetch_add(1, Ordering::Relaxed);
                tx.run(create.clone()).await?;
                Err(ShopError::SoldOut(7))
            })
            .await;
        assert!(matches!(sold_out, Err(ShopError::SoldOut(7))), "{sold_out:?}");
        assert_eq!(attempts.into_inner(), 1, "an error of the application's own is not retried");
        assert_eq!(db.count().await?, 0);

        let failed: Result<i64, ShopError> = session
            .try_execute_read(TransactionConfig::default(), async |tx| Ok(tx.query("RETRUN 1").one().await?))
            .await;
        let Err(ShopError::Database(error)) = failed else { panic!("{failed:?}") };
        assert_eq!(error.code(), Some("Neo.ClientError.Statement.SyntaxError"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_standard_error_box_is_an_error_type_of_a_function() {
    live(async |db| {
        let mut session = db.session();
        let outcome: Result<i64, Box<dyn std::error::Error + Send + Sync>> = session
            .try_execute_read(TransactionConfig::default(), async |tx| {
                let text: String = tx.query("RETURN 'seven'").one().await?;
                Ok(text.parse::<i64>()?)
            })
            .await;
        assert!(outcome.expect_err("no number").is::<std::num::ParseIntError>());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_custom_error_carries_the_applications_own() {
    live(async |db| {
        let mut session = db.session();
        let outcome = session
            .execute_read(async |tx| {
                let text: String = tx.query("RETURN 'seven'").one().await?;
                text.parse::<i64>().map_err(Error::custom)
            })
            .await;
        let error = outcome.expect_err("no number");
        assert_eq!(error.kind(), &ErrorKind::Custom);
        assert!(error.custom_ref::<std::num::ParseIntError>().is_some());
        Ok(())
    })
    .await;
}

/// Makes a transaction that is in the way of the next one, which hears of it by a transient error.
///
/// Two transactions on a real server each wait for the other's node; the server ends one. The embedded server lets one
/// transaction write at a time and tells the next one, after a while, to try again.
#[tokio::test]
async fn a_transient_error_of_the_server_is_retried_until_it_works() {
    live(async |db| {
        let blocked = db.with_short_lock_timeout().await;
        let db = &blocked;
        db.query::<()>("CREATE (:Mine {name: 'a', x: 0}), (:Mine {name: 'b', x: 0})").await?;
        let add = db.text("MATCH (n:Mine {name: $name}) SET n.x = n.x + 1");
        let (attempts, meet) = ([AtomicU32::new(0), AtomicU32::new(0)], Barrier::new(2));
        let transfer = async |own: usize, first: &str, second: &str| {
            let mut session = db.session();
            session
                .execute_write(async |tx| {
                    let before = attempts[own].fetch_add(1, Ordering::Relaxed);
                    tx.run(add.clone()).param("name", first).await?;
                    if before == 0 && !db.is_embedded() {
                        meet.wait().await;
                    }
                    if own == 0 && db.is_embedded() {
                        // Until the other one has waited in vain.
                        while attempts[1].load(Ordering::Relaxed) < 2 {
                            tx.query::<i64>("RETURN 1").one().await?;
                        }
                    }
                    tx.run(add.clone()).param("name", second).await
                })
                .await
        };
        let (one, two) = tokio::join!(transfer(0, "a", "b"), transfer(1, "b", "a"));
        one?;
        two?;
        let attempts = attempts.map(AtomicU32::into_inner);
        assert_eq!(attempts.iter().sum::<u32>(), 3, "exactly one of the two was tried twice: {attempts:?}");
        let totals = db.query::<i64>("MATCH (n:Mine) RETURN n.x ORDER BY n.name").all().await?;
        assert_eq!(totals, [2, 2], "no attempt counts twice");
        db.query::<()>("MATCH (n:Mine) DETACH DELETE n").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_transient_error_is_not_retried_when_there_is_no_time_for_it() {
    live(async |db| {
        let blocked = db.with_short_lock_timeout().await;
        let db = &blocked;
        requires!(db, Administration);
        db.query::<()>("CREATE (:Mine {name: 'a', x: 0}), (:Mine {name: 'b', x: 0})").await?;
        let driver = db.builder().max_retry_time(Duration::ZERO).build()?;
        let add = db.text("MATCH (n:Mine {name: $name}) SET n.x = n.x + 1");
        let (attempts, meet) = (AtomicU32::new(0), Barrier::new(2));
        let transfer = async |first: &str, second: &str| {
            let mut session = db.session_builder_on(&driver).open();
            session
                .execute_write(async |tx| {
                    attempts.fetch_add(1, Ordering::Relaxed);
                    tx.run(add.clone()).param("name", first).await?;
                    meet.wait().await;
                    tx.run(add.clone()).param("name", second).await
                })
                .await
        };
        let outcomes = tokio::join!(transfer("a", "b"), transfer("b", "a"));
        let errors: Vec<_> = [outcomes.0, outcomes.1].into_iter().filter_map(Result::err).collect();
        let [error] = &errors[..] else { panic!("exactly one is in the other's way: {errors:?}") };
        assert_eq!(error.code(), Some("Neo.TransientError.Transaction.DeadlockDetected"));
        assert!(error.is_retryable());
        assert_eq!(error.fault(), Fault::Server);
        assert_eq!(attempts.into_inner(), 2);
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn bookmarks_take_a_chain_from_session_to_session() {
    live(async |db| {
        let mut writer = db.session();
        writer.run(db.text("CREATE (:Mine)")).await?;
        let first = writer.last_bookmarks();
        let mut other = db.session();
        other.run(db.text("CREATE (:Mine)")).await?;
        let both = first.union(&other.last_bookmarks());
        assert_eq!(both.iter().count(), 2);

        let text = db.text("MATCH (n:Mine) RETURN count(n)");
        let raw: Vec<String> = both.iter().map(str::to_owned).collect();
        let mut reader = db.session_builder().bookmarks(Bookmarks::from_raw(raw)).open();
        assert_eq!(reader.last_bookmarks(), both);
        assert_eq!(reader.query::<i64>(text.clone()).await?.one()?, 2);
        assert_eq!(reader.last_bookmarks().iter().count(), 1, "its own bookmark stands for those before");

        db.query::<()>("CREATE (:Mine)").await?;
        let mut follower = db.session_builder().bookmarks(db.driver().last_bookmarks()).open();
        let count = follower.execute_read(async |tx| tx.query::<i64>(text.clone()).one().await).await?;
        assert_eq!(count, 3);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn every_kind_of_unit_of_work_moves_the_chain_on() {
    live(async |db| {
        let mut session = db.session();
        let create = db.text("CREATE (:Mine)");
        let mut seen = vec![session.last_bookmarks()];
        session.run(create.clone()).await?;
        seen.push(session.last_bookmarks());
        let tx = session.begin().await?;
        tx.run(create.clone()).await?;
        tx.commit().await?;
        seen.push(session.last_bookmarks());
        session.execute_write(async |tx| tx.run(create.clone()).await).await?;
        seen.push(session.last_bookmarks());
        session.execute_query::<()>(create.clone()).await?;
        seen.push(session.last_bookmarks());
        session.query::<()>(create).stream().await?.consume().await?;
        seen.push(session.last_bookmarks());
        for pair in seen.windows(2) {
            assert_ne!(pair[0], pair[1], "{seen:?}");
        }
        let before = session.last_bookmarks();
        session.begin().await?.roll_back().await?;
        session.execute_write(async |_| Err::<(), _>(Error::custom("no"))).await.expect_err("custom");
        assert_eq!(session.last_bookmarks(), before, "what was rolled back leaves no bookmark");
        assert_eq!(db.count().await?, 5);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_timeout_ends_a_transaction() {
    live(async |db| {
        requires!(db, TransactionTimeout);
        // Reads at every step: Neo4j 4.4 ends no query that reads nothing. A real server looks at its clock every other
        // second, the embedded one whenever its storage is asked.
        let count = if db.is_embedded() { 300 } else { 600 };
        db.query::<()>("UNWIND range(1, $count) AS x CREATE (:Mine {x: x})").param("count", count).await?;
        let endless = db.text("MATCH (a:Mine), (b:Mine), (c:Mine) WHERE a.x + b.x + c.x < 0 RETURN count(a)");
        let short = Duration::from_millis(50);
        let query = db.query::<i64>(endless.as_str()).timeout(short).one().await.expect_err("it takes too long");
        let mut session = db.session();
        let auto_commit =
            session.query::<i64>(endless.clone()).timeout(short).await.map(drop).expect_err("it takes too long");
        let tx = session.begin_with(TransactionConfig::default().timeout(short)).await?;
        let explicit = tx.query::<i64>(endless.clone()).one().await.expect_err("it takes too long");
        drop(tx);
        let config = TransactionConfig::default().timeout(short);
        let managed: Result<i64, Error> =
            session.try_execute_write(config, async |tx| tx.query(endless.clone()).one().await).await;
        for error in [query, auto_commit, explicit, managed.expect_err("it takes too long")] {
            let code = error.code().unwrap_or_default();
            assert!(code.starts_with("Neo.ClientError.Transaction.TransactionTimedOut"), "{error}");
            assert!(!error.is_retryable());
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn metadata_reaches_the_server() {
    live(async |db| {
        requires!(db, Administration);
        let text = "CALL tx.getMetaData() YIELD metadata RETURN metadata.job AS job, metadata.run AS run";
        let expected = ("import".to_owned(), 7_i64);
        let metadata = || graph_core::params! { job: "import", run: 7 };
        let config = || TransactionConfig::default().metadata(metadata());
        assert_eq!(db.query::<(String, i64)>(text).metadata(metadata()).one().await?, expected);
        let mut session = db.session();
        assert_eq!(session.query::<(String, i64)>(text).metadata(metadata()).await?.one()?, expected);
        let tx = session.begin_with(config()).await?;
        assert_eq!(tx.query::<(String, i64)>(text).one().await?, expected);
        tx.commit().await?;
        let managed: Result<(String, i64), Error> =
            session.try_execute_read(config(), async |tx| tx.query(text).one().await).await;
        assert_eq!(managed?, expected);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn queries_that_open_their_own_transactions_run_by_auto_commit() {
    live(async |db| {
        requires!(db, CallSubquery);
        requires_version!(db, 4, 4, "CALL { } IN TRANSACTIONS");
        let text = db.text("UNWIND range(1, 10) AS x CALL { WITH x CREATE (:Mine {x: x}) } IN TRANSACTIONS OF 3 ROWS");
        db.session().run(text).await?;
        assert_eq!(db.count().await?, 10);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_database_can_be_named_wherever_a_query_starts() {
    live(async |db| {
        let name = db.database_name().unwrap_or("neo4j").to_owned();
        let driver = db.driver();
        assert_eq!(driver.execute_query::<i64>("RETURN 1").database(&name).one().await?, 1);
        assert_eq!(driver.stream::<i64>("RETURN 1").database(&name).read().await?.single().await?, 1);
        let mut session = driver.session().database(&name).open();
        assert_eq!(session.run("RETURN 1").await?.summary.database(), Some(&*name));
        Ok(())
    })
    .await;
}
