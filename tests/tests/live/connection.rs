//! Building a driver, asking who answers, and closing it.

use graph_core::{ErrorKind, Record};
use graph_tests::live;

#[tokio::test]
async fn server_info_names_address_product_and_protocol() {
    live(async |db| {
        let info = db.driver().server_info().await?;
        let authority = db.uri().split_once("://").expect("a URI has a scheme").1;
        assert_eq!(info.address().to_string(), authority);
        assert!(info.agent().starts_with("Neo4j/"), "{}", info.agent());
        assert!(info.protocol().is_supported());
        assert_eq!(info.to_string(), format!("{} at {authority}, Bolt {}", info.agent(), info.protocol()));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn building_a_driver_connects_to_nothing() {
    live(async |db| {
        assert_eq!(db.driver().pool_counts().idle, 0);
        db.driver().verify_connectivity().await?;
        assert_eq!(db.driver().pool_counts().idle, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_connection_is_used_again() {
    live(async |db| {
        let first = db.driver().server_info().await?;
        db.query::<i64>("RETURN 1").read().one().await?;
        let second = db.driver().server_info().await?;
        assert_eq!(first, second, "the connection's id is part of what is compared");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_closed_driver_refuses_everything_and_can_be_closed_again() {
    live(async |db| {
        let driver = db.builder().build()?;
        let mut session = db.session_builder_on(&driver).open();
        session.run("RETURN 1").await?;
        driver.close().await;
        driver.close().await;

        assert_eq!(driver.pool_counts().idle, 0);
        let query = driver.execute_query::<Record>("RETURN 1").await.expect_err("closed");
        assert_eq!(query.kind(), &ErrorKind::DriverClosed);
        assert_eq!(query.to_string(), "the driver was closed; build another one");
        assert!(!query.is_retryable());
        let info = driver.server_info().await.expect_err("closed");
        let run = session.run("RETURN 1").await.expect_err("closed");
        let begin = session.begin().await.map(drop).expect_err("closed");
        let stream = driver.stream::<i64>("RETURN 1").await.map(drop).expect_err("closed");
        let managed = session.execute_read(async |tx| tx.run("RETURN 1").await).await.map(drop).expect_err("closed");
        for error in [info, run, begin, stream, managed] {
            assert_eq!(error.kind(), &ErrorKind::DriverClosed);
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_clone_is_the_same_driver() {
    live(async |db| {
        let driver = db.builder().build()?;
        let clone = driver.clone();
        clone.verify_connectivity().await?;
        assert_eq!(driver.pool_counts().idle, 1);
        clone.close().await;
        let error = driver.verify_connectivity().await.expect_err("the clone closed it");
        assert_eq!(error.kind(), &ErrorKind::DriverClosed);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn work_that_runs_while_the_driver_is_closed_is_done_in_peace() {
    live(async |db| {
        let driver = db.builder().build()?;
        let mut session = db.session_builder_on(&driver).open();
        let tx = session.begin().await?;
        driver.close().await;
        let one = tx.query::<i64>("RETURN 1").one().await?;
        assert_eq!(one, 1);
        tx.commit().await?;
        assert_eq!((driver.pool_counts().in_use, driver.pool_counts().idle), (0, 0));
        Ok(())
    })
    .await;
}
