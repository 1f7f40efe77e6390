//! Many queries at once in one transaction.

use futures_util::future::try_join_all;
use graph_core::{Error, ErrorKind, Query, Record, RecordStream};
use graph_tests::{cause_of, live};

#[tokio::test]
async fn results_open_at_once_are_read_in_turn() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(2).open();
        let tx = session.begin().await?;
        let text = "UNWIND range($from, $from + 8) AS x RETURN x";
        let mut first = tx.query::<i64>(text).param("from", 1).stream().await?;
        let mut second = tx.query::<i64>(text).param("from", 101).stream().await?;
        let mut third = tx.query::<i64>(text).param("from", 201).stream().await?;
        for turn in 0..9 {
            assert_eq!(third.try_next().await?, Some(201 + turn));
            assert_eq!(first.try_next().await?, Some(1 + turn));
            assert_eq!(second.try_next().await?, Some(101 + turn));
        }
        for stream in [&mut first, &mut second, &mut third] {
            assert_eq!(stream.try_next().await?, None);
        }
        drop((first, second, third));
        tx.commit().await
    })
    .await;
}

#[tokio::test]
async fn results_are_read_while_others_are_started_and_given_up() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(3).open();
        let tx = session.begin().await?;
        let mut open: Vec<RecordStream<'_, i64>> = Vec::new();
        for round in 0..20_i64 {
            let text = "UNWIND range(1, 100) AS x RETURN $round * 1000 + x";
            open.push(tx.query(text).param("round", round).stream().await?);
            for stream in &mut open {
                stream.try_next().await?.expect("a hundred records");
            }
            if round % 3 == 0 {
                drop(open.remove(0));
            }
            if round % 5 == 4 {
                open.remove(0).consume().await?;
            }
        }
        let rounds = open.len();
        let last = open.last_mut().expect("some are open");
        assert_eq!(last.try_next().await?, Some(19_002));
        assert!(rounds > 5);
        drop(open);
        assert_eq!(tx.query::<i64>("RETURN 1").one().await?, 1);
        tx.commit().await
    })
    .await;
}

#[tokio::test]
async fn an_abandoned_result_is_in_nobodys_way() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(10).open();
        let create = db.text("UNWIND range(1, 100) AS x CREATE (n:Mine {x: x}) RETURN n.x");
        let one = session
            .execute_write(async |tx| {
                let mut stream = tx.query::<i64>(create.clone()).stream().await?;
                stream.try_next().await?;
                drop(stream);
                tx.query::<i64>("RETURN 1").one().await
            })
            .await?;
        assert_eq!(one, 1);
        assert_eq!(db.count().await?, 100, "what made the records that nobody read is committed");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn try_join_runs_queries_side_by_side() {
    live(async |db| {
        let mut session = db.session();
        let sum = session
            .execute_read(async |tx| {
                let one = tx.query::<i64>("RETURN 1").one();
                let two = tx.query::<i64>("UNWIND [2] AS x RETURN x").one();
                let names = tx.query::<String>("UNWIND ['a', 'b'] AS x RETURN x").all();
                let (one, two, names) = tokio::try_join!(one, two, names)?;
                assert_eq!(names, ["a", "b"]);
                Ok(one + two)
            })
            .await?;
        assert_eq!(sum, 3);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn thousands_of_queries_are_joined() {
    live(async |db| {
        let mut session = db.session();
        let squares = session
            .execute_read(async |tx| {
                let queries = (0..3000_i64).map(|x| tx.query::<i64>("RETURN $x * $x").param("x", x).one());
                try_join_all(queries).await
            })
            .await?;
        assert_eq!(squares, (0..3000).map(|x| x * x).collect::<Vec<_>>());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn run_many_brings_thousands_of_results_in_order() {
    live(async |db| {
        let mut session = db.session();
        let create = db.text("CREATE (n:Mine {x: $x}) RETURN n.x AS x");
        let results = session
            .execute_write(async |tx| tx.run_many((0..3000).map(|x| Query::new(create.clone()).param("x", x))).await)
            .await?;
        assert_eq!(results.len(), 3000);
        for (expected, result) in results.into_iter().enumerate() {
            assert_eq!(result.one()?.get::<usize>("x")?, expected);
        }
        assert_eq!(db.count().await?, 3000);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn run_many_of_nothing_is_nothing() {
    live(async |db| {
        let mut session = db.session();
        let none = session.execute_read(async |tx| tx.run_many(std::iter::empty::<Query>()).await).await?;
        assert!(none.is_empty());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn one_failure_among_many_ends_the_transaction_with_its_own_error() {
    live(async |db| {
        let mut session = db.session();
        let create = db.text("CREATE (:Mine)");
        let texts = ["good", "good", "bad", "good"];
        let outcome = session
            .execute_write(async |tx| {
                let query = |kind| if kind == "good" { Query::new(create.clone()) } else { Query::new("RETRUN 1") };
                tx.run_many(texts.map(query)).await
            })
            .await;
        assert_eq!(outcome.expect_err("one is bad").code(), Some("Neo.ClientError.Statement.SyntaxError"));
        assert_eq!(db.count().await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn every_result_that_is_open_hears_of_the_failure() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(1).open();
        let tx = session.begin().await?;
        let mut open = tx.query::<i64>("UNWIND [1, 2, 3] AS x RETURN x").stream().await?;
        assert_eq!(open.try_next().await?, Some(1));
        let failure = tx.run("RETRUN 1").await.expect_err("no query");
        assert_eq!(failure.code(), Some("Neo.ClientError.Statement.SyntaxError"));
        let heard = open.try_next().await.expect_err("the transaction failed");
        assert_eq!(heard.code(), failure.code());
        drop(open);
        let later = tx.run("RETURN 1").await.expect_err("the transaction failed before");
        let commit = tx.commit().await.expect_err("nothing can be committed");
        for closed in [later, commit] {
            assert_eq!(closed.kind(), &ErrorKind::TransactionClosed);
            assert_eq!(cause_of(&closed).and_then(Error::code), failure.code());
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_record_that_does_not_fit_leaves_the_transaction_open() {
    live(async |db| {
        let mut session = db.session();
        let tx = session.begin().await?;
        let error = tx.query::<u8>("UNWIND [1, 300, 2] AS x RETURN x").all().await.expect_err("300 is no u8");
        assert_eq!(error.kind(), &ErrorKind::Decode);
        tx.run(db.text("CREATE (:Mine)")).await?;
        tx.commit().await?;
        assert_eq!(db.count().await?, 1);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_may_be_read_by_whoever_holds_the_transaction() {
    live(async |db| {
        let mut session = db.session_builder().fetch_size(5).open();
        let total = session
            .execute_read(async |tx| {
                let read = async |from: i64| {
                    let text = "UNWIND range($from, $from + 199) AS x RETURN x";
                    let mut stream = tx.query::<i64>(text).param("from", from).stream().await?;
                    let mut sum = 0;
                    while let Some(x) = stream.try_next().await? {
                        sum += x;
                        tokio::task::yield_now().await;
                    }
                    Ok::<_, Error>(sum)
                };
                let (a, b, c) = tokio::try_join!(read(0), read(1000), read(2000))?;
                Ok(a + b + c)
            })
            .await?;
        assert_eq!(total, 3 * 199 * 200 / 2 + 200 * 3000);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_result_with_many_records_beside_small_ones() {
    live(async |db| {
        let mut session = db.session();
        let tx = session.begin().await?;
        let large = tx.query::<i64>("UNWIND range(1, 50000) AS x RETURN x").all();
        let small = tx.query::<i64>("RETURN 7").one();
        let empty = tx.query::<Record>(db.text("MATCH (n:Mine) RETURN n.x AS x")).all();
        let (small, large, empty) = tokio::try_join!(small, large, empty)?;
        assert_eq!((small, large.len(), empty.len()), (7, 50_000, 0));
        tx.commit().await
    })
    .await;
}
