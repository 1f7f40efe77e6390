//! Lets the consumer set the pace: records come when they are asked for, through a stream and its combinators.
//!
//!     cargo run --example reactive
//!
//! `RecordStream` is a `futures_core::Stream`. Whoever does not poll it asks for nothing, so the server waits.

use std::future::ready;
use std::process::ExitCode;

use futures_util::{StreamExt, TryStreamExt};
use graph_examples::{Error, Output};
use graph_orm::Driver;

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("ReactiveExample", reactive).await
}

pub(crate) async fn reactive(driver: &Driver, database: &str, out: &Output) -> Result<(), Error> {
    // The server sends at most so many records ahead of their use.
    let mut session = driver.session().database(database).fetch_size(100).open();

    // Demand in numbers: three now, and two more when there is time for them.
    let mut numbers = session.query::<i64>("UNWIND range(1, 10000) AS number RETURN number").stream().await?;
    writeln!(out, "On demand: {:?}", numbers.fetch(3).await?);
    writeln!(out, "Nothing is read meanwhile.");
    writeln!(out, "On demand: {:?}", numbers.fetch(2).await?);
    // To stop before the end, let the stream go; the server is told to discard the rest.
    drop(numbers);

    // Demand by a pipeline: whatever stands at its end pulls, one record after another.
    let numbers = session.query::<i64>("UNWIND range(1, 10000) AS number RETURN number").stream().await?;
    let mut squares = numbers.try_filter(|number| ready(number % 7 == 0)).map_ok(|number| number * number).take(3);
    while let Some(square) = squares.try_next().await? {
        writeln!(out, "Squared: {square}");
    }
    drop(squares);

    // The same inside a transaction, which is committed when the pipeline has ended well.
    let greetings: Vec<String> = session
        .execute_write(async |tx| {
            let names = tx
                .query::<String>("UNWIND $names AS name MERGE (p:Person:ReactiveExample {name: name}) RETURN p.name")
                .param("names", ["Alice", "Bob", "Crystal"])
                .stream()
                .await?;
            names.map_ok(|name| format!("Processing {name}")).try_collect().await
        })
        .await?;
    for greeting in greetings {
        writeln!(out, "{greeting}");
    }
    Ok(())
}
