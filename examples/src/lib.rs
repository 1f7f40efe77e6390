//! What every example needs around its subject: a server to run on, a place to print to, and a clean end.

#![forbid(unsafe_code)]

mod arguments;
mod output;
mod server;

use std::path::PathBuf;
use std::process::ExitCode;

use graph_orm::{Driver, Statement};

pub use arguments::Runs;
use arguments::{Arguments, AtTheEnd, Request, Takes};
pub use output::Output;
pub use server::Server;

/// What may go wrong in an example.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What an example makes, so that it can be taken away before its next run, and afterwards without `--keep`.
#[derive(Debug, Clone, Copy)]
pub struct Made {
    /// What every node that it makes carries; a label says as much, where there is no more.
    pub label: &'static str,
    /// The commands that drop its constraints and indexes, where they are.
    pub drops: &'static [&'static str],
}

impl From<&'static str> for Made {
    fn from(label: &'static str) -> Self {
        Self { label, drops: &[] }
    }
}

/// Runs an example as a program: on the server of the environment, or on an embedded one.
///
/// With `--keep`, what it made stays until the next run.
pub async fn main(
    made: impl Into<Made>,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> ExitCode {
    let example = async |_: Given, driver: &Driver, database: &str, out: &Output| example(driver, database, out).await;
    ended(as_program(made, Takes::Nothing, example).await)
}

/// Runs an example as [`main`] does, on the file that is named behind it, if one is.
pub async fn main_with_path(
    made: impl Into<Made>,
    example: impl AsyncFnOnce(Option<PathBuf>, &Driver, &str, &Output) -> Result<(), Error>,
) -> ExitCode {
    ended(
        as_program(made, Takes::Path, async |given: Given, driver: &Driver, database: &str, out: &Output| {
            example(given.path, driver, database, out).await
        })
        .await,
    )
}

/// Runs an example that serves others, as [`main`] does: once or until it is stopped.
pub async fn main_with_once(
    made: impl Into<Made>,
    example: impl AsyncFnOnce(Runs, &Driver, &str, &Output) -> Result<(), Error>,
) -> ExitCode {
    ended(
        as_program(made, Takes::Once, async |given: Given, driver: &Driver, database: &str, out: &Output| {
            example(given.runs, driver, database, out).await
        })
        .await,
    )
}

fn ended(outcome: Result<(), Error>) -> ExitCode {
    match outcome {
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
    made: impl Into<Made>,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> (String, Result<(), Error>) {
    let out = Output::collected();
    let outcome = run(server, made, AtTheEnd::Clean, &out, example).await;
    (out.into_text(), outcome)
}

/// What an example may have been given.
struct Given {
    path: Option<PathBuf>,
    runs: Runs,
}

async fn as_program(
    made: impl Into<Made>,
    takes: Takes,
    example: impl AsyncFnOnce(Given, &Driver, &str, &Output) -> Result<(), Error>,
) -> Result<(), Error> {
    let Arguments { path, at_the_end, runs } = match arguments::read(lexopt::Parser::from_env(), takes)? {
        Request::Run(arguments) => arguments,
        Request::Help(text) => {
            println!("{text}");
            return Ok(());
        }
    };
    let server = Server::find().await?;
    eprintln!("Running on {server}.");
    let example = async |driver: &Driver, database: &str, out: &Output| {
        example(Given { path, runs }, driver, database, out).await
    };
    let outcome = run(&server, made, at_the_end, &Output::default(), example).await;
    server.close().await;
    outcome
}

async fn run(
    server: &Server,
    made: impl Into<Made>,
    at_the_end: AtTheEnd,
    out: &Output,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> Result<(), Error> {
    let driver = server.driver()?;
    let (database, made) = (&server.database, made.into());
    let outcome = async {
        // What an earlier run left with `--keep`.
        clean(&driver, database, made).await?;
        let outcome = example(&driver, database, out).await;
        match at_the_end {
            AtTheEnd::Keep => outcome,
            AtTheEnd::Clean => outcome.and(clean(&driver, database, made).await),
        }
    };
    let outcome = outcome.await;
    driver.close().await;
    outcome
}

async fn clean(driver: &Driver, database: &str, Made { label, drops }: Made) -> Result<(), Error> {
    let text = Statement::dynamic(format!("MATCH (n:{label}) DETACH DELETE n"));
    driver.execute_query::<()>(text).database(database).await?;
    for drop in drops {
        driver.execute_query::<()>(*drop).database(database).await?;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const LABEL: &str = "CleaningExample";

    async fn make_a_pair(driver: &Driver, database: &str, _: &Output) -> Result<(), Error> {
        let text = "CREATE (:CleaningExample)-[:KNOWS]->(:Person:CleaningExample)";
        driver.execute_query::<()>(text).database(database).await?;
        Ok(())
    }

    async fn left_on(server: &Server) -> i64 {
        let driver = server.driver().unwrap();
        let query = driver.execute_query("MATCH (n:CleaningExample) RETURN count(n)").database(&server.database);
        query.one().await.unwrap()
    }

    #[tokio::test]
    async fn what_an_example_makes_goes_at_its_end_or_before_its_next_run() {
        let server = Server::find().await.unwrap();
        let out = Output::collected();
        for _ in 0..2 {
            run(&server, LABEL, AtTheEnd::Keep, &out, make_a_pair).await.unwrap();
            assert_eq!(left_on(&server).await, 2);
        }
        run(&server, LABEL, AtTheEnd::Clean, &out, make_a_pair).await.unwrap();
        assert_eq!(left_on(&server).await, 0);
        let failing = async |driver: &Driver, database: &str, out: &Output| {
            make_a_pair(driver, database, out).await?;
            Err("it failed after all".into())
        };
        let error = run(&server, LABEL, AtTheEnd::Clean, &out, failing).await.unwrap_err();
        assert_eq!((error.to_string().as_str(), left_on(&server).await), ("it failed after all", 0));
        server.close().await;
    }

    #[tokio::test]
    async fn what_is_kept_keeps_its_schema() {
        let made = Made { label: "KeptExample", drops: &["DROP CONSTRAINT kept_example IF EXISTS"] };
        let server = Server::find().await.unwrap();
        for (at_the_end, left) in [(AtTheEnd::Keep, (1, 1)), (AtTheEnd::Keep, (1, 1)), (AtTheEnd::Clean, (0, 0))] {
            let example = async |driver: &Driver, database: &str, _: &Output| {
                for text in [
                    "CREATE CONSTRAINT kept_example FOR (n:KeptExample) REQUIRE n.name IS UNIQUE",
                    "CREATE (:KeptExample {name: 'one'})",
                ] {
                    driver.execute_query::<()>(text).database(database).await?;
                }
                Ok(())
            };
            run(&server, made, at_the_end, &Output::collected(), example).await.unwrap();
            let driver = server.driver().unwrap();
            let constraints = "SHOW CONSTRAINTS YIELD name WHERE name = 'kept_example' RETURN count(*)";
            let mut counts = Vec::new();
            for text in [constraints, "MATCH (n:KeptExample) RETURN count(n)"] {
                let query = driver.execute_query::<u64>(text).database(&server.database);
                counts.push(query.read().one().await.unwrap());
            }
            assert_eq!((counts[0], counts[1]), left, "{at_the_end:?}");
            driver.close().await;
        }
        server.close().await;
    }
}
