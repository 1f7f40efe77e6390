//! What a driver meets that talks to the embedded server: how it begins and ends, who is let in, who waits for whom.

use std::time::{Duration, Instant};

use graph_core::{AuthToken, Driver, Error, Record};
use graph_embedded::EmbeddedServer;

async fn start() -> EmbeddedServer {
    EmbeddedServer::start().await.expect("the server starts")
}

fn driver(server: &EmbeddedServer) -> Driver {
    Driver::builder(server.uri()).auth(AuthToken::none()).build().expect("the URI is valid")
}

async fn count(driver: &Driver) -> i64 {
    driver.execute_query("MATCH (n) RETURN count(n)").one().await.expect("the server answers")
}

#[tokio::test]
async fn servers_side_by_side_share_nothing() -> Result<(), Error> {
    let (one, other) = tokio::join!(start(), start());
    let (first, second) = (driver(&one), driver(&other));
    first.execute_query::<Record>("CREATE (:A)").await?;
    assert_eq!((count(&first).await, count(&second).await), (1, 0));
    Ok(())
}

#[tokio::test]
async fn a_graph_in_a_file_is_there_again() -> Result<(), Error> {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("graph");
    for expected in [0, 1] {
        let server = EmbeddedServer::builder().file(&file).start().await.expect("the server starts");
        let driver = driver(&server);
        assert_eq!(count(&driver).await, expected);
        driver.execute_query::<Record>("CREATE (:A)").await?;
        driver.close().await;
        server.close().await;
    }
    Ok(())
}

#[tokio::test]
async fn only_the_one_user_is_let_in() -> Result<(), Error> {
    let server = EmbeddedServer::builder().credentials("neo4j", "secret").start().await.expect("the server starts");
    for (user, password) in [("neo4j", "wrong"), ("other", "secret")] {
        let driver = Driver::builder(server.uri()).auth(AuthToken::basic(user, password)).build()?;
        let error = driver.execute_query::<i64>("RETURN 1").one().await.expect_err("not let in");
        assert_eq!(error.code(), Some("Neo.ClientError.Security.Unauthorized"), "{error}");
    }
    let error = driver(&server).execute_query::<i64>("RETURN 1").one().await.expect_err("nobody is not let in");
    assert_eq!(error.code(), Some("Neo.ClientError.Security.Unauthorized"), "{error}");
    let driver = Driver::builder(server.uri()).auth(AuthToken::basic("neo4j", "secret")).build()?;
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await?, 1);
    assert!(!format!("{server:?}").contains("secret"));
    Ok(())
}

#[tokio::test]
async fn a_driver_that_routes_is_sent_back_here() -> Result<(), Error> {
    let server = start().await;
    let uri = server.uri().replace("bolt://", "neo4j://");
    let driver = Driver::builder(&uri).auth(AuthToken::none()).build()?;
    assert_eq!(driver.execute_query::<i64>("RETURN 1").database("neo4j").one().await?, 1);
    Ok(())
}

#[tokio::test]
async fn databases_that_are_not_there_are_refused() -> Result<(), Error> {
    let server = start().await;
    let driver = driver(&server);
    for (name, code) in
        [("nope", "Neo.ClientError.Database.DatabaseNotFound"), ("system", "Neo.ClientError.Statement.SemanticError")]
    {
        let error = driver.execute_query::<i64>("RETURN 1").database(name).one().await.expect_err(name);
        assert_eq!(error.code(), Some(code), "{error}");
    }
    assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_second_writer_waits_and_then_may_try_again() -> Result<(), Error> {
    let server = EmbeddedServer::builder().lock_timeout(Duration::from_millis(50)).start().await.expect("it starts");
    let driver = driver(&server);
    let (mut first, mut second) = (driver.session().open(), driver.session().open());
    let holder = first.begin().await?;
    holder.run("CREATE (:A)").await?;
    let waiting = second.begin().await?;
    assert_eq!(waiting.query::<i64>("MATCH (n) RETURN count(n)").one().await?, 0, "readers do not wait");
    let error = waiting.run("CREATE (:B)").await.expect_err("the right to write is taken");
    assert!(error.is_retryable(), "{error}");
    drop(waiting);
    holder.commit().await?;
    second.query::<Record>("CREATE (:B)").await?;
    assert_eq!(count(&driver).await, 2);
    Ok(())
}

#[tokio::test]
async fn a_failed_transaction_lets_others_write_at_once() -> Result<(), Error> {
    let server = EmbeddedServer::builder().lock_timeout(Duration::from_secs(30)).start().await.expect("it starts");
    let driver = driver(&server);
    let mut session = driver.session().open();
    let failed = session.begin().await?;
    failed.run("CREATE (:A)").await?;
    failed.run("RETURN 1 / 0").await.expect_err("nothing is divided by zero");
    let since = Instant::now();
    driver.execute_query::<Record>("CREATE (:B)").await?;
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    drop(failed);
    assert_eq!(count(&driver).await, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn managed_writes_from_everywhere_all_succeed() -> Result<(), Error> {
    let server = start().await;
    let driver = driver(&server);
    let writers: Vec<_> = (0..200)
        .map(|number: i64| {
            let driver = driver.clone();
            tokio::spawn(async move {
                let merge = "MERGE (n:N {k: $k}) ON CREATE SET n.c = 1 ON MATCH SET n.c = n.c + 1 RETURN n.c";
                let mut session = driver.session().open();
                session.execute_write(async |tx| tx.query::<i64>(merge).param("k", number % 10).one().await).await
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("no writer panics")?;
    }
    let sums: Vec<i64> = driver.execute_query("MATCH (n:N) RETURN n.c").await?.records;
    assert_eq!((sums.len(), sums.iter().sum::<i64>()), (10, 200));
    Ok(())
}

#[tokio::test]
async fn many_rows_come_whole_and_in_order() -> Result<(), Error> {
    let server = start().await;
    let rows: Vec<i64> = driver(&server).execute_query("UNWIND range(1, 20000) AS x RETURN x").await?.records;
    assert!(rows.into_iter().eq(1..=20_000));
    Ok(())
}

#[tokio::test]
async fn a_server_ends_while_a_query_runs() -> Result<(), Error> {
    let server = start().await;
    let driver = driver(&server);
    driver.execute_query::<Record>("UNWIND range(1, 300) AS x CREATE (:A {x: x})").await?;
    let query = driver.execute_query::<i64>("MATCH (a:A), (b:A), (c:A), (d:A) RETURN count(*)").one();
    let mut query = std::pin::pin!(query.into_future());
    // Lets the query reach the server, which would take hours over it.
    let early = tokio::time::timeout(Duration::from_millis(200), &mut query).await;
    assert!(early.is_err(), "eight thousand million rows are not counted so fast");
    let since = Instant::now();
    server.close().await;
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    Ok(())
}

#[tokio::test]
async fn a_server_outlives_the_runtime_that_started_it() {
    let server = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(start())
    })
    .join()
    .expect("the thread ends well");
    assert_eq!(count(&driver(&server)).await, 0);
}
