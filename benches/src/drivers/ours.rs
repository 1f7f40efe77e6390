//! The work, done by this project's driver with its defaults.

use std::hint::black_box;

use graph_orm::{AuthToken, Driver, Error, Session};
use tokio::runtime::Builder;

use super::{Failure, Target, Worker, all};
use crate::work::{INTEGERS, Item, MIXED, Mixed, MixedRef, NODES, ONE, Person, PersonRef, ROWS, SET, Work, items};

pub(super) fn connect(target: &Target) -> Result<Worker, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let auth = AuthToken::basic(&target.user, &target.password);
    let driver = Driver::builder(&format!("bolt://{}", target.address)).auth(auth).build()?;
    let mut session = driver.session().database("neo4j").open();
    let items = items();
    Ok(Box::new(move |work, count| {
        let driver = &driver;
        let rows = i64::try_from(count)?;
        // Each by itself, so that no work's code depends on what the compiler made of another's.
        let found = match work {
            Work::Integer => runtime.block_on(integers(driver, rows)),
            Work::Mixed => runtime.block_on(mixed(driver, rows)),
            Work::MixedBorrowed => runtime.block_on(mixed_borrowed(driver, rows)),
            Work::Node => runtime.block_on(nodes(driver, rows)),
            Work::NodeBorrowed => runtime.block_on(nodes_borrowed(driver, rows)),
            Work::Read => runtime.block_on(reads(driver, count)),
            Work::Write => runtime.block_on(writes(&mut session, count)),
            Work::Parameter => runtime.block_on(parameters(driver, count, &items)),
        }?;
        all(found, count)
    }))
}

async fn integers(driver: &Driver, rows: i64) -> Result<u64, Error> {
    let mut stream = driver.stream::<i64>(INTEGERS).database("neo4j").param("rows", rows).read().await?;
    let mut found = 0;
    while let Some(n) = stream.try_next().await? {
        black_box(n);
        found += 1;
    }
    Ok(found)
}

async fn mixed(driver: &Driver, rows: i64) -> Result<u64, Error> {
    let mut stream = driver.stream::<Mixed>(MIXED).database("neo4j").param("rows", rows).read().await?;
    let mut found = 0;
    while let Some(row) = stream.try_next().await? {
        black_box(row);
        found += 1;
    }
    Ok(found)
}

async fn mixed_borrowed(driver: &Driver, rows: i64) -> Result<u64, Error> {
    let mut stream = driver.stream::<()>(MIXED).database("neo4j").param("rows", rows).read().await?;
    let mut found = 0;
    while let Some(row) = stream.next_row().await? {
        black_box(row.to::<MixedRef<'_>>()?);
        found += 1;
    }
    Ok(found)
}

async fn nodes(driver: &Driver, rows: i64) -> Result<u64, Error> {
    let mut stream = driver.stream::<Person>(NODES).database("neo4j").param("rows", rows).read().await?;
    let mut found = 0;
    while let Some(row) = stream.try_next().await? {
        black_box(row);
        found += 1;
    }
    Ok(found)
}

async fn nodes_borrowed(driver: &Driver, rows: i64) -> Result<u64, Error> {
    let mut stream = driver.stream::<()>(NODES).database("neo4j").param("rows", rows).read().await?;
    let mut found = 0;
    while let Some(row) = stream.next_row().await? {
        black_box(row.to::<PersonRef<'_>>()?);
        found += 1;
    }
    Ok(found)
}

async fn reads(driver: &Driver, count: u64) -> Result<u64, Error> {
    let mut found = 0;
    for _ in 0..count {
        let n = driver.execute_query::<i64>(ONE).database("neo4j").read().one().await?;
        found += u64::from(black_box(n) == 1);
    }
    Ok(found)
}

async fn writes(session: &mut Session, count: u64) -> Result<u64, Error> {
    for x in 0..count {
        let x = i64::try_from(x).unwrap_or_default();
        let n = session
            .execute_write(async |tx| {
                let first = tx.query::<i64>(SET).param("x", x).one().await?;
                let second = tx.query::<i64>(SET).param("x", first + 1).one().await?;
                tx.query::<i64>(SET).param("x", second + 1).one().await
            })
            .await?;
        black_box(n);
    }
    Ok(count)
}

async fn parameters(driver: &Driver, count: u64, items: &[Item]) -> Result<u64, Error> {
    for _ in 0..count {
        let n = driver.execute_query::<i64>(ROWS).database("neo4j").param("rows", items).read().one().await?;
        black_box(n);
    }
    Ok(count)
}
