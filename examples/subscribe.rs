//! Is called back for the columns, each record, and the end or the failure of a query.
//!
//!     cargo run --example subscribe

use std::process::ExitCode;

use graph_examples::Output;
use graph_orm::{Driver, Error, Observer, Summary};
use graph_orm::{Keys, Record};

/// Tells everything that it is told.
struct Printer<'a>(&'a Output);

impl Observer for Printer<'_> {
    fn keys(&mut self, keys: &Keys) {
        writeln!(self.0, "Result columns are:");
        for key in keys.iter() {
            writeln!(self.0, "{key}");
        }
    }

    fn next(&mut self, record: Record) {
        match record.get::<&str>("name") {
            Ok(name) => writeln!(self.0, "Processing {name}"),
            Err(error) => writeln!(self.0, "{error}"),
        }
    }

    // The query's transaction is over then.
    fn completed(&mut self, summary: Summary) {
        writeln!(self.0, "Completed: {} nodes created.", summary.counters().nodes_created);
    }

    fn failed(&mut self, error: Error) {
        writeln!(self.0, "Failed: {}", error.code().unwrap_or("no answer of the server"));
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("SubscribeExample", subscribe).await
}

pub(crate) async fn subscribe(driver: &Driver, database: &str, out: &Output) -> Result<(), graph_examples::Error> {
    let mut session = driver.session().database(database).open();

    // The query commits by itself at its end.
    session
        .run("UNWIND $names AS name MERGE (p:Person:SubscribeExample {name: name}) RETURN p.name AS name")
        .param("names", ["Alice", "Bob", "Crystal"])
        .subscribe(Printer(out))
        .await;

    // A failure is told to the observer as well, here of a query with a mistake in it.
    session.run("MATCH (p:Person:SubscribeExample) RETRUN p.name AS name").subscribe(Printer(out)).await;

    session.close();
    Ok(())
}
