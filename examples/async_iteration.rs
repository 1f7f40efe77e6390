//! Reads the records of a query one after another, inside its transaction.
//!
//!     cargo run --example async_iteration
//!
//! The server is asked for a batch of records at a time, and for the next one only when that is used up. So the program
//! never holds more than one batch, however large the result is.

use std::process::ExitCode;

use graph_examples::{Error, Output};
use graph_orm::Driver;

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("AsyncIterationExample", async_iteration).await
}

pub(crate) async fn async_iteration(driver: &Driver, database: &str, out: &Output) -> Result<(), Error> {
    let mut session = driver.session().database(database).open();

    // A stream cannot leave the transaction function: that does not compile. What is needed later is collected.
    let names = session
        .execute_write(async |tx| {
            let mut records = tx
                .run("UNWIND $names AS name MERGE (p:Person:AsyncIterationExample {name: name}) RETURN p.name AS name")
                .param("names", ["Alice", "Bob", "Crystal"])
                .stream()
                .await?;

            let mut names = Vec::new();
            while let Some(record) = records.try_next().await? {
                let name: String = record.get("name")?;
                writeln!(out, "Processing {name}");
                names.push(name);
            }

            // A result is read once. Reading on is an error, lest somebody takes it for an empty result.
            if let Err(error) = records.try_next().await {
                writeln!(out, "Again: {error}");
            }
            Ok(names)
        })
        .await?;

    session.close();
    writeln!(out, "{}", names.join(", "));
    Ok(())
}
