//! Reads all people, then employs each by a query of its own, all queries in one transaction and on the way at once.
//!
//!     cargo run --example companies

use std::process::ExitCode;

use graph_examples::{Error, Output};
use graph_orm::prelude::*;
use graph_orm::{Driver, Query};

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main("CompaniesExample", companies).await
}

pub(crate) async fn companies(driver: &Driver, database: &str, out: &Output) -> Result<(), Error> {
    // Each transaction of a session sees what the one before wrote, on whatever member of a cluster it runs.
    let mut session = driver.session().database(database).open();
    session
        .execute_query::<()>("UNWIND $names AS name MERGE (:Person:CompaniesExample {name: name})")
        .param("names", ["Alice", "Bob", "Crystal", "Daniel", "Eve"])
        .await?;

    let names: Vec<String> = session
        .execute_read(async |tx| {
            tx.query("MATCH (p:Person:CompaniesExample) RETURN p.name AS name ORDER BY name").all().await
        })
        .await?;

    let created: i64 = session
        .execute_write(async |tx| {
            // Nobody waits for one answer before the next query is sent; the answers come in the queries' order.
            let results = tx.run_many(names.iter().map(|name| employment(name, "Acme"))).await?;
            Ok(results.iter().map(|result| result.summary.counters().relationships_created).sum())
        })
        .await?;
    writeln!(out, "Created {created} employees relationships.");

    session.close();
    Ok(())
}

fn employment(person: &str, company: &str) -> Query {
    Query::new(
        "MATCH (p:Person:CompaniesExample {name: $person})
         MERGE (c:Company:CompaniesExample {name: $company})
         MERGE (p)-[:WORKS_FOR]->(c)",
    )
    .params(params! { person, company })
}
