//! The work, done by `neo4rs` with its defaults.

use std::collections::HashMap;
use std::hint::black_box;

use neo4rs::{BoltType, ConfigBuilder, Graph, query};
use serde::de::DeserializeOwned;
use tokio::runtime::Builder;

use super::{Failure, Target, Worker, all};
use crate::work::{INTEGERS, Item, MIXED, Mixed, NODES, ONE, Person, ROWS, SET, Work, items};

pub(super) fn connect(target: &Target) -> Result<Worker, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let config =
        ConfigBuilder::new().uri(&target.address).user(&target.user).password(&target.password).db("neo4j").build()?;
    let graph = runtime.block_on(async { Graph::connect(config) })?;
    let items = items();
    Ok(Box::new(move |work, count| {
        let rows = i64::try_from(count)?;
        let found = runtime.block_on(async {
            match work {
                Work::Integer => integers(&graph, rows).await,
                Work::Mixed => stream::<Mixed>(&graph, MIXED, rows, |row| row.to()).await,
                Work::Node => stream::<Person>(&graph, NODES, rows, |row| row.get("p")).await,
                Work::Read => reads(&graph, count).await,
                Work::Write => writes(&graph, count).await,
                Work::Parameter => parameters(&graph, count, &items).await,
                Work::MixedBorrowed | Work::NodeBorrowed => Err("its rows do not borrow".into()),
            }
        })?;
        all(found, count)
    }))
}

async fn integers(graph: &Graph, rows: i64) -> Result<u64, Failure> {
    stream::<i64>(graph, INTEGERS, rows, |row| row.get("n")).await
}

async fn stream<T: DeserializeOwned>(
    graph: &Graph,
    text: &str,
    rows: i64,
    read: impl Fn(&neo4rs::Row) -> Result<T, neo4rs::DeError>,
) -> Result<u64, Failure> {
    let mut stream = graph.execute_read(query(text).param("rows", rows)).await?;
    let mut found = 0;
    while let Some(row) = stream.next().await? {
        black_box(read(&row)?);
        found += 1;
    }
    Ok(found)
}

async fn reads(graph: &Graph, count: u64) -> Result<u64, Failure> {
    let mut found = 0;
    for _ in 0..count {
        let mut stream = graph.execute_read(query(ONE)).await?;
        let row = stream.single().await?;
        found += u64::from(black_box(row.get::<i64>("n")?) == 1);
    }
    Ok(found)
}

async fn writes(graph: &Graph, count: u64) -> Result<u64, Failure> {
    for x in 0..count {
        let mut n = i64::try_from(x)?;
        let mut tx = graph.start_txn().await?;
        for _ in 0..3 {
            let mut stream = tx.execute(query(SET).param("x", n + 1)).await?;
            n = stream.single(tx.handle()).await?.get::<i64>("n")?;
        }
        tx.commit().await?;
        black_box(n);
    }
    Ok(count)
}

async fn parameters(graph: &Graph, count: u64, items: &[Item]) -> Result<u64, Failure> {
    for _ in 0..count {
        let rows: Vec<HashMap<String, BoltType>> = items.iter().map(map).collect();
        let mut stream = graph.execute_read(query(ROWS).param("rows", rows)).await?;
        black_box(stream.single().await?.get::<i64>("n")?);
    }
    Ok(count)
}

fn map(item: &Item) -> HashMap<String, BoltType> {
    HashMap::from([
        ("id".to_owned(), item.id.into()),
        ("name".to_owned(), item.name.as_str().into()),
        ("score".to_owned(), item.score.into()),
    ])
}
