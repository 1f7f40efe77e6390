//! Records as they come.

use std::pin::pin;

use graph_core::{AccessMode, Driver, Error, ErrorKind, Executor, Query, Record, RecordStream};
use graph_orm::FromRecord;
use graph_tests::{Database, live};

/// More than two batches of the default size.
const MANY: i64 = 2500;

async fn numbers(driver: &Driver, count: i64) -> Result<RecordStream<'static, i64>, Error> {
    driver.stream("UNWIND range(1, $count) AS x RETURN x").param("count", count).await
}

#[tokio::test]
async fn keys_come_before_the_first_record() {
    live(async |db| {
        let mut stream = db.driver().stream::<(i64, i64)>("UNWIND range(1, 3) AS x RETURN x, x * x AS square").await?;
        assert_eq!(stream.keys().iter().collect::<Vec<_>>(), ["x", "square"]);
        assert_eq!(stream.try_next().await?, Some((1, 1)));
        assert_eq!(stream.all().await?, [(2, 4), (3, 9)]);
        assert_eq!(stream.keys().iter().collect::<Vec<_>>(), ["x", "square"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn records_of_many_batches_come_in_order_and_whole() {
    live(async |db| {
        let mut stream = numbers(db.driver(), MANY).await?;
        for expected in 1..=MANY {
            assert_eq!(stream.try_next().await?, Some(expected));
        }
        assert_eq!(stream.try_next().await?, None);
        assert_eq!(db.driver().pool_counts().in_use, 0, "the connection went back at the end");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn every_fetch_size_gives_the_same_records() {
    live(async |db| {
        let expected: Vec<i64> = (1..=20).collect();
        for size in [1, 3, 19, 20, 21, i64::MAX] {
            let mut session = db.session_builder().fetch_size(size).open();
            let mut stream = session.query::<i64>("UNWIND range(1, 20) AS x RETURN x").stream().await?;
            assert_eq!(stream.all().await?, expected, "{size}");
            stream.consume().await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn fetch_gives_so_many_and_the_next_call_the_rest() {
    live(async |db| {
        let mut stream = numbers(db.driver(), 10).await?;
        assert!(stream.fetch(0).await?.is_empty());
        assert_eq!(stream.fetch(4).await?, [1, 2, 3, 4]);
        assert_eq!(stream.fetch(4).await?, [5, 6, 7, 8]);
        assert_eq!(stream.fetch(4).await?, [9, 10]);
        let again = stream.fetch(4).await.expect_err("the end was told by the short batch");
        assert_eq!(again.kind(), &ErrorKind::ResultConsumed);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_second_iteration_is_an_error_and_the_summary_is_still_there() {
    live(async |db| {
        let mut stream = numbers(db.driver(), 2).await?;
        assert_eq!(stream.all().await?, [1, 2]);
        for _ in 0..2 {
            let error = stream.try_next().await.expect_err("read before");
            assert_eq!(error.kind(), &ErrorKind::ResultConsumed);
            assert!(!error.is_retryable());
            assert_eq!(
                error.to_string(),
                "the result was read to its end before and cannot be read again; \
                 keep its records where they are needed twice"
            );
        }
        assert_eq!(stream.next_row().await.map(drop).expect_err("read before").kind(), &ErrorKind::ResultConsumed);
        assert_eq!(stream.consume().await?.query_text(), "UNWIND range(1, $count) AS x RETURN x");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn consume_gives_the_rest_up_and_brings_the_summary() {
    live(async |db| {
        let mut stream = numbers(db.driver(), 100_000).await?;
        assert_eq!(stream.try_next().await?, Some(1));
        let summary = stream.consume().await?;
        assert!(summary.query_type()?.is_some());
        assert_eq!((db.driver().pool_counts().in_use, db.driver().pool_counts().idle), (0, 1));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn single_wants_exactly_one_record() {
    live(async |db| {
        assert_eq!(numbers(db.driver(), 1).await?.single().await?, 1);
        let many = numbers(db.driver(), 2).await?.single().await.expect_err("two records");
        assert_eq!(many.kind(), &ErrorKind::TooManyRecords);
        let none = numbers(db.driver(), 0).await?.single().await.expect_err("no record");
        assert_eq!(none.kind(), &ErrorKind::NoRecord);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_stream_works_with_every_combinator() {
    use futures_util::{StreamExt as _, TryStreamExt as _};
    live(async |db| {
        let stream = numbers(db.driver(), 100).await?;
        let even: Vec<i64> = stream.try_filter(|x| std::future::ready(x % 2 == 0)).try_collect().await?;
        assert_eq!(even.len(), 50);
        let mut stream = pin!(numbers(db.driver(), 3).await?.map_ok(|x| x * 10));
        assert_eq!(stream.next().await.transpose()?, Some(10));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn for_each_sees_every_record_and_brings_the_summary() {
    live(async |db| {
        let mut sum = 0;
        let summary = numbers(db.driver(), MANY).await?.for_each(|x| sum += x).await?;
        assert_eq!(sum, MANY * (MANY + 1) / 2);
        assert!(summary.query_type()?.is_some());
        Ok(())
    })
    .await;
}

#[derive(FromRecord)]
struct Borrowed<'r> {
    name: &'r str,
    number: Option<i64>,
}

#[tokio::test]
async fn rows_may_borrow_from_the_record_they_are_read_from() {
    live(async |db| {
        let text = "UNWIND range(1, 2500) AS x RETURN 'name' + toString(x) AS name, x AS number";
        let mut stream = db.driver().stream::<Record>(text).await?;
        let mut seen = 0;
        while let Some(row) = stream.next_row().await? {
            seen += 1;
            if seen % 2 == 0 {
                let (name, number): (&str, i64) = row.to()?;
                assert_eq!((name.strip_prefix("name"), number), (Some(seen.to_string().as_str()), seen));
            } else {
                let row: Borrowed<'_> = row.to()?;
                assert_eq!(row.number, Some(seen));
                assert!(row.name.ends_with(&seen.to_string()));
            }
        }
        assert_eq!(seen, 2500);
        assert_eq!(stream.consume().await?.query_text(), text);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn every_executor_streams_and_runs_one_query_after_another() {
    /// Runs two queries on whatever can run one.
    async fn use_up(mut executor: impl Executor) -> Result<i64, Error> {
        let two: i64 = executor.execute_next(Query::new("RETURN 2"), AccessMode::Read).await?.one()?;
        let one: i64 = executor.execute_next(Query::new("RETURN 1"), AccessMode::Read).await?.one()?;
        Ok(two - one)
    }

    live(async |db| {
        const TEXT: &str = "UNWIND [1, 2, 3] AS n RETURN n";
        let streamed = db.driver().execute_query::<i64>(TEXT).read().stream().await?.all().await?;
        assert_eq!(streamed, [1, 2, 3]);
        assert_eq!(use_up(db.driver()).await?, 1);
        let mut session = db.session();
        let streamed = session.execute_query::<i64>(TEXT).stream().await?.all().await?;
        assert_eq!(streamed, [1, 2, 3]);
        assert_eq!(use_up(&mut session).await?, 1);
        session
            .execute_read(async |tx| {
                let mut stream = tx.query::<i64>(TEXT).stream().await?;
                assert_eq!(use_up(tx).await?, 1);
                assert_eq!(stream.all().await?, [1, 2, 3]);
                Ok(())
            })
            .await
    })
    .await;
}

#[tokio::test]
async fn a_row_that_does_not_fit_does_not_end_the_stream() {
    live(async |db| {
        let mut stream = db.driver().stream::<u8>("UNWIND [1, 300, 'a', 4] AS x RETURN x").await?;
        assert_eq!(stream.try_next().await?, Some(1));
        let range = stream.try_next().await.expect_err("300 is no u8");
        assert_eq!(range.decode().map(ToString::to_string).as_deref(), Some("column `x`: 300 does not fit u8"));
        let kind = stream.try_next().await.expect_err("a string is no u8");
        let cause = kind.decode().map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("column `x`: expected INTEGER, found STRING"));
        assert_eq!(stream.try_next().await?, Some(4));
        assert_eq!(stream.try_next().await?, None);
        stream.consume().await.map(drop)
    })
    .await;
}

#[tokio::test]
async fn columns_that_do_not_fit_are_noticed_before_the_first_record() {
    live(async |db| {
        let outcome = db.driver().stream::<(i64, i64)>("UNWIND [1] AS x RETURN x").await.map(drop);
        let error = outcome.expect_err("one column for two places");
        let cause = error.decode().map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("the row type takes 2 columns, the result has `x`"));
        Ok(())
    })
    .await;
}

/// Fails for its last record; a server may notice only then.
const FAILING: &str = "UNWIND [1, 1, 1, 1, 0] AS x RETURN 1 / x AS y";

#[tokio::test]
async fn a_failure_on_the_way_ends_the_stream() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(2).open();
        let error = match session.query::<i64>(FAILING).stream().await {
            Err(error) => error,
            Ok(mut stream) => {
                let error = stream.all().await.expect_err("the last record fails");
                assert_eq!(stream.try_next().await?, None);
                assert_eq!(stream.consume().await.expect_err("it failed").kind(), &ErrorKind::ResultConsumed);
                error
            }
        };
        assert_eq!(error.code(), Some("Neo.ClientError.Statement.ArithmeticError"));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_failure_on_the_way_ends_a_loop_over_borrowing_rows() {
    live(async |db| {
        let driver = db.builder().max_pool_size(1).fetch_size(2).build()?;
        let error = match driver.stream::<Record>(FAILING).await {
            Err(error) => error,
            Ok(mut stream) => {
                let error = loop {
                    match stream.next_row().await {
                        Ok(row) => assert!(row.is_some(), "the failure was swallowed"),
                        Err(error) => break error,
                    }
                };
                assert_eq!(driver.pool_counts().in_use, 0, "the connection went back with the failure");
                assert!(stream.next_row().await?.is_none());
                assert_eq!(stream.consume().await.expect_err("it failed").kind(), &ErrorKind::ResultConsumed);
                error
            }
        };
        assert_eq!(error.code(), Some("Neo.ClientError.Statement.ArithmeticError"));
        driver.close().await;
        Ok(())
    })
    .await;
}

async fn names(db: &Database) -> Result<RecordStream<'static, String>, Error> {
    db.driver().stream(db.text("MATCH (n:Mine) RETURN n.name ORDER BY n.name")).await
}

#[tokio::test]
async fn a_stream_owns_its_connection_and_goes_where_it_is_sent() {
    live(async |db| {
        db.query::<Record>("UNWIND ['a', 'b', 'c'] AS name CREATE (:Mine {name: name})").await?;
        let stream = names(&db).await?;
        let joined = tokio::spawn(async move {
            let mut stream = stream;
            Ok::<_, Error>(stream.all().await?.join(""))
        });
        assert_eq!(joined.await.expect("no panic")?, "abc");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_dropped_stream_gives_its_connection_back_at_once() {
    live(async |db| {
        let driver = db.builder().max_pool_size(1).build()?;
        for read in [0, 1, 1000, 1001] {
            let mut stream = numbers(&driver, 100_000).await?;
            assert_eq!(driver.pool_counts().in_use, 1);
            stream.fetch(read).await?;
            drop(stream);
            assert_eq!(driver.pool_counts().in_use, 0);
            assert_eq!(numbers(&driver, 1).await?.single().await?, 1);
        }
        driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_stream_that_writes_has_written_when_it_is_consumed() {
    live(async |db| {
        let text = db.text("UNWIND range(1, 10) AS x CREATE (n:Mine {x: x}) RETURN n.x AS x");
        let mut stream = db.driver().stream::<i64>(text).await?;
        assert_eq!(stream.try_next().await?, Some(1));
        stream.consume().await?;
        assert_eq!(db.count().await?, 10);

        let mut session = db.session_builder().fetch_size(2).open();
        let text = db.text("UNWIND range(1, 100) AS x CREATE (n:Mine {x: x}) RETURN n.x AS x");
        let mut stream = session.query::<i64>(text).stream().await?;
        stream.try_next().await?;
        stream.consume().await?;
        assert_eq!(db.count().await?, 110, "records that were given up do not undo what made them");
        Ok(())
    })
    .await;
}
