//! Saves a few people and asks for all who are 42 years old.
//!
//!     cargo run --example quickstart

use std::process::ExitCode;

use graph_examples::{Error, Output};
use graph_orm::prelude::*;
use graph_orm::{Driver, EagerResult};

/// A person, as a node and as a Rust value. The second label tells the example's own nodes from others.
#[derive(Debug, Node)]
#[graph(label = "Person", labels("QuickstartExample"))]
struct Person {
    #[graph(key)]
    name: String,
    age: Option<u8>,
}

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("QuickstartExample", quickstart).await
}

pub(crate) async fn quickstart(driver: &Driver, database: &str, out: &Output) -> Result<(), Error> {
    let people = [("Alice", Some(42)), ("Bob", Some(42)), ("Crystal", Some(45)), ("Daniel", None)]
        .map(|(name, age)| Person { name: name.to_owned(), age });

    // One call: a transaction that is retried when that makes sense, and its whole result. Values travel as
    // parameters, never inside the text.
    let created: i64 = driver
        .execute_query("UNWIND $people AS person CREATE (p:Person:QuickstartExample) SET p = person RETURN count(p)")
        .param("people", &people)
        .database(database)
        .one()
        .await?;
    writeln!(out, "Created {created} people.");

    // The nodes become `Person` as they are read; an age of 300 or a missing name would be an error here.
    let EagerResult { records, summary, .. } = driver
        .execute_query::<Person>("MATCH (p:Person:QuickstartExample {age: $age}) RETURN p ORDER BY p.name")
        .param("age", 42)
        .database(database)
        .read()
        .await?;
    writeln!(
        out,
        ">> The query {} returned {} records in {} ms.",
        summary.query_text(),
        records.len(),
        summary.available_after().unwrap_or_default().as_millis()
    );
    for person in records {
        writeln!(out, "{}", person.name);
    }
    Ok(())
}
