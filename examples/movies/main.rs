//! Serves a small library of films as JSON: casts, filmographies, recommendations, who played with whom, and search.
//!
//!     cargo run --example movies
//!     cargo run --example movies -- --once
//!
//! It listens on a free port until it is stopped; with `--once` it answers a few questions to standard output instead.
//! `model` says what is in the graph, `seed` brings it there, `library` asks for it, `service` puts that on the web.

mod library;
mod model;
mod seed;
mod service;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use graph_examples::{Error, Output, Runs};
use graph_orm::prelude::*;
use tokio::net::TcpListener;

use library::Library;

#[tokio::main]
async fn main() -> ExitCode {
    graph_examples::main_with_once(seed::MADE, movies).await
}

pub(crate) async fn movies(runs: Runs, driver: &Driver, database: &str, out: &Output) -> Result<(), Error> {
    let seeded = seed::seed(driver, database).await?;
    let library = Library { driver: driver.clone(), database: database.to_owned(), words: seeded.words };
    writeln!(out, "Seeded {} films, {} people and {} credits.", seeded.films, seeded.people, seeded.credits);
    let service = service::service(library);
    match runs {
        Runs::Once => service::tour(service, out).await,
        Runs::UntilStopped => {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            writeln!(out, "http://{}/films/Heat, for example; Ctrl-C ends it.", listener.local_addr()?);
            // Without a way to hear Ctrl-C it runs on.
            let stopped = async {
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            Ok(axum::serve(listener, service).with_graceful_shutdown(stopped).await?)
        }
    }
}
