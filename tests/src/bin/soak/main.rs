//! Are the books right after minutes of trouble? Tasks move money through a proxy that breaks connections, while the
//! server is killed and started again; then the accounts are compared with what the driver reported.
//!
//! `CONTRIBUTING.md` says how it is run, `docs/soak.md` what came of it.

mod arguments;
mod bank;
mod chaos;
mod report;
mod round;
mod server;
mod teller;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use graph_core::Driver;
use graph_tests::proxy::Proxy;

use arguments::{Request, Soak};
use bank::Bank;
use report::Report;
use round::Stage;
use server::Server;

/// Fewer connections than tasks, so that tasks wait for each other's.
const POOL_SIZE: usize = 40;

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let soak = match arguments::read(lexopt::Parser::from_env()) {
        Ok(Request::Run(soak)) => soak,
        Ok(Request::Help(text)) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("soak: {error}; --help says what there is");
            return ExitCode::from(2);
        }
    };
    match run(&soak).await {
        Ok(report) => {
            println!("\n{report}");
            if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("soak: the server could not be had: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Round after round until the time is over, or something is wrong.
async fn run(soak: &Soak) -> Result<Report, Error> {
    let mut server = Server::start(soak.crash.clone()).await?;
    let proxy = Proxy::to(&server.address).start().await?;
    // The auditor goes past the proxy.
    let auditor = driver(&format!("bolt://{}", server.address), &server)?;
    let driver = driver(&proxy.uri(), &server)?;
    let bank = Bank::open(&auditor).await?;
    let mut report = Report::new(soak, auditor.server_info().await?.agent().to_owned());
    println!("seed {}: {}", soak.seed, report.title());
    let began = Instant::now();
    let mut stage = Stage { server: &mut server, proxy: &proxy, driver: &driver, auditor: &auditor, bank };
    while began.elapsed() < soak.time && report.is_good() {
        let left = soak.time.saturating_sub(began.elapsed());
        let round = round::play(soak, report.rounds(), left, &mut stage).await?;
        println!("{round}");
        report.add(round);
    }
    bank.close(&auditor).await?;
    driver.close().await;
    auditor.close().await;
    server.close().await;
    Ok(report)
}

fn driver(uri: &str, server: &Server) -> Result<Driver, graph_core::Error> {
    Driver::builder(uri)
        .auth(server.auth.clone())
        .max_pool_size(POOL_SIZE)
        .acquisition_timeout(Duration::from_secs(20))
        .max_retry_time(Duration::from_secs(30))
        .build()
}
