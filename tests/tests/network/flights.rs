//! How often work crosses a slow line, counted and timed by a proxy that keeps everything back for 20 ms each way.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use graph_core::{Driver, Error, Query};
use graph_tests::proxy::Proxy;
use graph_tests::{Database, live};

const ONE_WAY: Duration = Duration::from_millis(20);
const ROUND_TRIP: Duration = Duration::from_millis(40);

/// A slow line with a driver whose one connection is open already.
struct Line {
    proxy: Proxy,
    driver: Driver,
}

/// What some work cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    flights: usize,
    time: Duration,
}

impl Line {
    async fn open(db: &Database) -> Result<Self, Error> {
        let proxy = Proxy::to(db.uri()).delayed(ONE_WAY).start().await.expect("a free port");
        let driver = Driver::builder(&proxy.uri()).auth(db.auth()).build()?;
        db.query_on::<i64>(&driver, "RETURN 1").await?;
        db.session_builder_on(&driver).open().execute_write(async |tx| tx.run("RETURN $x").param("x", 1).await).await?;
        Ok(Self { proxy, driver })
    }

    async fn cost<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<Cost, Error> {
        let (flights, began) = (self.proxy.flights(), Instant::now());
        work.await?;
        assert_eq!(self.proxy.connections(), 1, "the connection was warm");
        Ok(Cost { flights: self.proxy.flights() - flights, time: began.elapsed() })
    }
}

/// Does work again while it takes longer than so many round trips, a few times: a machine that is busy with other
/// things delays single tries.
macro_rules! within {
    ($round_trips:literal, $work:expr) => {{
        let mut tries_left = 5;
        loop {
            let cost: Cost = $work;
            if cost.time < ROUND_TRIP * $round_trips {
                break cost;
            }
            assert!(tries_left > 0, "{cost:?}");
            tries_left -= 1;
        }
    }};
}

impl Cost {
    fn is_at_most(self, round_trips: u32) {
        assert!(self.flights <= round_trips as usize, "{self:?}");
        // The server's own time comes on top, as far as one more round trip.
        assert!(self.time < ROUND_TRIP * (round_trips + 1), "{self:?}");
        assert!(self.time >= ONE_WAY * 2, "the line is slow: {self:?}");
    }
}

#[tokio::test]
async fn a_read_of_one_call_is_one_flight_and_a_write_two() {
    live(async |db| {
        let line = Line::open(&db).await?;
        let read = db.query_on::<i64>(&line.driver, "RETURN 1").read();
        line.cost(read.into_future()).await?.is_at_most(1);
        let write = db.query_on::<()>(&line.driver, "CREATE (:Mine)");
        line.cost(write.into_future()).await?.is_at_most(2);
        line.driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_managed_transaction_of_one_query_takes_two_round_trips() {
    live(async |db| {
        let line = Line::open(&db).await?;
        let mut session = db.session_builder_on(&line.driver).open();
        let create = db.text("CREATE (n:Mine) RETURN 1");
        line.cost(session.execute_write(async |tx| tx.query::<i64>(create.clone()).one().await)).await?.is_at_most(2);
        line.cost(session.execute_read(async |tx| tx.query::<i64>("RETURN 1").one().await)).await?.is_at_most(2);
        line.driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_auto_commit_query_is_one_flight() {
    live(async |db| {
        let line = Line::open(&db).await?;
        let mut session = db.session_builder_on(&line.driver).open();
        line.cost(session.run("RETURN 1").into_future()).await?.is_at_most(1);
        line.driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_hundred_queries_of_run_many_take_less_than_four_round_trips() {
    live(async |db| {
        let line = Line::open(&db).await?;
        let mut session = db.session_builder_on(&line.driver).open();
        let tx = session.begin().await?;
        let queries = || (0..100_i64).map(|x| Query::new("RETURN $x AS x").param("x", x));
        let cost = within!(4, line.cost(tx.run_many(queries())).await?);
        assert_eq!(cost.flights, 1, "{cost:?}");
        tx.commit().await?;

        // BEGIN and COMMIT come on top.
        let managed = within!(5, line.cost(session.execute_read(async |tx| tx.run_many(queries()).await)).await?);
        assert_eq!(managed.flights, 2, "{managed:?}");
        line.driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_hundred_queries_joined_take_less_than_four_round_trips() {
    live(async |db| {
        let line = Line::open(&db).await?;
        let mut session = db.session_builder_on(&line.driver).open();
        let tx = session.begin().await?;
        let queries = || (0..100_i64).map(|x| tx.query::<i64>("RETURN $x AS x").param("x", x).one());
        let cost = within!(4, line.cost(try_join_all(queries())).await?);
        // Each future sends its query when it is polled first; some answers may have come back by then.
        assert!(cost.flights <= 4, "{cost:?}");
        tx.commit().await?;
        line.driver.close().await;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn results_read_in_turn_share_their_flights() {
    live(async |db| {
        let line = Line::open(&db).await?;
        let mut session = db.session_builder_on(&line.driver).open();
        let tx = session.begin().await?;
        let text = "UNWIND range(1, 50) AS x RETURN x";
        let cost = line.cost(async {
            let (first, second) = (tx.query::<i64>(text).stream(), tx.query::<i64>(text).stream());
            let (mut first, mut second) = tokio::try_join!(first, second)?;
            for _ in 0..50 {
                tokio::try_join!(first.try_next(), second.try_next())?;
            }
            Ok::<_, Error>(())
        });
        cost.await?.is_at_most(1);
        tx.commit().await?;
        line.driver.close().await;
        Ok(())
    })
    .await;
}
