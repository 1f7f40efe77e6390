//! Transactions of every kind: by hand, managed, and each query in one of its own.

use graph_core::{Error, ErrorKind};
use graph_tests::live;

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
