//! What every example needs around its subject: a server to run on, a place to print to, and a clean end.

#![forbid(unsafe_code)]

mod output;
mod server;

use std::process::ExitCode;

use graph_orm::{Driver, Statement};

pub use output::Output;
pub use server::Server;

/// What may go wrong in an example.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Runs an example as a program: on the server of the environment, or on an embedded one.
///
/// Everything that the example makes carries `label`, so that it can be taken away afterwards. With `--keep` it stays
/// until the next run.
pub async fn main(label: &str, example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>) -> ExitCode {
    match as_program(label, example).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

/// Runs an example as a test, and returns what it printed and how it ended.
pub async fn output_of(
    server: &Server,
    label: &str,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> (String, Result<(), Error>) {
    let out = Output::collected();
    let outcome = run(server, label, AtTheEnd::Clean, &out, example).await;
    (out.into_text(), outcome)
}

/// What happens to the data of an example when it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AtTheEnd {
    Clean,
    Keep,
}

async fn as_program(
    label: &str,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> Result<(), Error> {
    let keep = std::env::args().any(|argument| argument == "--keep");
    let server = Server::find().await?;
    eprintln!("Running on {server}.");
    let at_the_end = if keep { AtTheEnd::Keep } else { AtTheEnd::Clean };
    let outcome = run(&server, label, at_the_end, &Output::default(), example).await;
    server.close().await;
    outcome
}

async fn run(
    server: &Server,
    label: &str,
    at_the_end: AtTheEnd,
    out: &Output,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> Result<(), Error> {
    let driver = server.driver()?;
    let database = &server.database;
    // What an earlier run left with `--keep`.
    clean(&driver, database, label).await?;
    let mut outcome = example(&driver, database, out).await;
    if at_the_end == AtTheEnd::Clean {
        outcome = outcome.and(clean(&driver, database, label).await);
    }
    driver.close().await;
    outcome
}

async fn clean(driver: &Driver, database: &str, label: &str) -> Result<(), Error> {
    let text = Statement::dynamic(format!("MATCH (n:{label}) DETACH DELETE n"));
    driver.execute_query::<()>(text).database(database).await?;
    Ok(())
}

/// Prints an error and its causes.
fn report(error: &dyn std::error::Error) {
    eprintln!("{error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("Cause: {error}");
        cause = error.source();
    }
}
