//! How deep may an application nest the driver's futures?
//!
//! The compiler follows the types of nested futures to a fixed depth (128, unless a crate asks for more) and refuses what
//! lies below. The deepest things of the driver stand here below as many layers of async blocks as a web handler
//! behind middleware has, and more. When this does not compile, box a future on a path that is rarely taken.

use std::future::Future;

use graph_core::{AuthToken, Driver, Error};

macro_rules! nested {
    ($future:expr;) => { $future };
    ($future:expr; $layer:tt $($more:tt)*) => { async move { nested!($future; $($more)*).await } };
}

macro_rules! nested_by_32 {
    ($future:expr) => {
        nested!($future; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31)
    };
}

fn spawnable<T>(future: impl Future<Output = T> + Send + 'static) -> usize {
    size_of_val(&future)
}

async fn a_unit_of_work(driver: Driver) -> Result<i64, Error> {
    let mut session = driver.session().open();
    session
        .execute_write(async |tx| {
            let (one, two) = tokio::try_join!(tx.query::<i64>("RETURN 1").one(), tx.query::<i64>("RETURN 2").one())?;
            let mut stream = tx.query::<i64>("UNWIND [1, 2] AS n RETURN n").stream().await?;
            Ok(one + two + stream.try_next().await?.unwrap_or_default())
        })
        .await
}

async fn a_stream(driver: Driver) -> Result<i64, Error> {
    let mut stream = driver.stream::<i64>("UNWIND [1, 2] AS n RETURN n").await?;
    let mut sum = 0;
    while let Some(number) = stream.try_next().await? {
        sum += number;
    }
    stream.consume().await?;
    Ok(sum)
}

async fn questions(driver: Driver) -> Result<(), Error> {
    driver.verify_connectivity().await?;
    driver.verify_authentication(&AuthToken::none()).await?;
    driver.close().await;
    Ok(())
}

#[test]
fn thirty_two_layers_of_the_application_may_stand_above_any_work() {
    let driver = Driver::builder("neo4j://localhost").build().unwrap();
    let (first, second, third) = (driver.clone(), driver.clone(), driver);
    let sizes = [
        spawnable(nested_by_32!(a_unit_of_work(first))),
        spawnable(nested_by_32!(a_stream(second))),
        spawnable(nested_by_32!(questions(third))),
    ];
    // What each task holds beside its captures; a page is where it begins to hurt.
    assert!(sizes.iter().all(|size| *size < 8192), "{sizes:?}");
}
