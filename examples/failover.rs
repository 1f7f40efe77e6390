//! Goes on writing while a cluster loses its leader, and tells a commit that may have happened from one that did not.
//!
//!     cargo run --example failover
//!
//! The cluster runs in this process. Against one of your own nothing changes but the URI.

use std::process::ExitCode;

use graph_embedded::{CommitCut, EmbeddedCluster};
use graph_examples::Output;
use graph_orm::{Driver, Error, ErrorKind};

#[tokio::main]
async fn main() -> Result<ExitCode, graph_examples::Error> {
    failover(&Output::default()).await?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn failover(out: &Output) -> Result<(), graph_examples::Error> {
    let cluster = EmbeddedCluster::start().await?;
    // One member's address is enough: it tells the others', and which of them leads.
    let driver = Driver::builder(cluster.uri()).build()?;

    report(out, "At first", save(&driver, "Ann").await)?;

    cluster.stop(0);
    cluster.elect(1);
    report(out, "With a new leader", save(&driver, "Bob").await)?;

    // The leader commits, and its answer gets lost. To write again could write twice, so the driver does not.
    cluster.cut_next_commit(CommitCut::After);
    report(out, "Without an answer", save(&driver, "Cleo").await)?;

    // A read sees what came before it, whichever member serves it.
    let people: Vec<String> =
        driver.execute_query("MATCH (p:Person) RETURN p.name ORDER BY p.name").read().await?.records;
    writeln!(out, "In the end there are {}.", people.join(", "));

    driver.close().await;
    cluster.close().await;
    Ok(())
}

async fn save(driver: &Driver, name: &str) -> Result<(), Error> {
    driver.execute_query::<()>("CREATE (:Person {name: $name})").param("name", name).await?;
    Ok(())
}

/// Passes on what the application cannot go on with.
fn report(out: &Output, when: &str, outcome: Result<(), Error>) -> Result<(), Error> {
    match outcome {
        Ok(()) => writeln!(out, "{when}: saved."),
        Err(error) if *error.kind() == ErrorKind::CommitUnknown => {
            writeln!(out, "{when}: saved or not; look before you save again.");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
