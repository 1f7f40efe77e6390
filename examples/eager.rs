//! Awaits whole results: in a task of their own, from a transaction function, and with the error at hand.
//!
//!     cargo run --example eager
//!
//! A future is ready when all records are here. That is right for results that fit into memory; for larger ones, or to
//! begin before the last record came, see `async_iteration`.

use std::process::ExitCode;

use graph_examples::{Error, Output};
use graph_orm::prelude::*;
use graph_orm::{Driver, EagerResult};

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("EagerExample", eager).await
}

pub(crate) async fn eager(driver: &Driver, database: &str, out: &Output) -> Result<(), Error> {
    // A whole result may leave its transaction function.
    let mut session = driver.session().database(database).open();
    let saved: EagerResult = session
        .execute_write(async |tx| {
            tx.run("UNWIND $names AS name MERGE (p:Person:EagerExample {name: name}) RETURN p.name AS name")
                .param("names", ["Alice", "Bob", "Crystal"])
                .await
        })
        .await?;
    for record in &saved {
        writeln!(out, "Saved {}", record.get::<&str>("name")?);
    }
    session.close();

    // A driver's clone is the same driver; with it the query can run in the background.
    let names = tokio::spawn({
        let (driver, database) = (driver.clone(), database.to_owned());
        async move {
            driver
                .execute_query::<String>("MATCH (p:Person:EagerExample) RETURN p.name AS name ORDER BY name")
                .database(database)
                .read()
                .await
        }
    });
    writeln!(out, "The query runs; here goes something else.");
    match names.await? {
        Ok(EagerResult { records, keys, .. }) => writeln!(out, "{keys:?}: {}", records.join(", ")),
        Err(error) => writeln!(out, "{error}"),
    }

    // What fails gives an error that says why; the driver goes on.
    let failed = driver.execute_query::<Record>("MATCH (p:Person) RETRUN p").database(database).read().await;
    match failed {
        Ok(_) => writeln!(out, "That should not have worked."),
        Err(error) => writeln!(out, "{}", error.code().unwrap_or("no answer of the server")),
    }
    Ok(())
}
