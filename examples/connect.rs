//! Connects to a server and prints who answers, or why nobody does.
//!
//!     cargo run --example connect
//!
//! A driver is built from a URI and credentials without connecting; the first use connects.

use std::error::Error as _;
use std::process::ExitCode;

use graph_examples::{Output, Server};
use graph_orm::{AuthToken, Driver, Error};

#[tokio::main]
async fn main() -> Result<ExitCode, graph_examples::Error> {
    let server = Server::find().await?;
    let connected = connect(&server.uri, server.auth.clone(), &Output::default()).await;
    server.close().await;
    Ok(if connected.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(crate) async fn connect(uri: &str, auth: AuthToken, out: &Output) -> Result<(), Error> {
    let driver = Driver::builder(uri).auth(auth).build()?;

    let answer = driver.server_info().await;
    match &answer {
        Ok(server_info) => {
            writeln!(out, "Connection established");
            writeln!(out, "{server_info}");
        }
        Err(error) => {
            writeln!(out, "Connection error\n{error}");
            if let Some(cause) = error.source() {
                writeln!(out, "Cause: {cause}");
            }
        }
    }

    // Closing is right after a failure too, and twice does no harm.
    driver.close().await;
    answer.map(drop)
}
