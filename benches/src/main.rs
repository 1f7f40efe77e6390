//! The side-by-side program: `count` prints the table of instructions, `item` does work for it.

use std::env;
use std::process::ExitCode;

use graph_benches::count;
use graph_benches::drivers::{Driver, Failure, Target};
use graph_benches::work::Work;

const USAGE: &str = "\
usage: graph-bench count [--ours]                      instructions of each work by callgrind; fails above a limit
       graph-bench item DRIVER WORK COUNT HOST:PORT    so many items of work, to be measured from outside
       graph-bench serve                               the server that answers from memory, until its input ends";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["count"] => counted(Driver::ALL),
        ["count", "--ours"] => counted(&[Driver::Ours]),
        ["item", driver, work, count, address] => item(driver, work, count, address).map(|()| ExitCode::SUCCESS),
        ["serve"] => serve(),
        _ => Err(USAGE.into()),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("{failure}");
        ExitCode::FAILURE
    })
}

fn counted(drivers: &[Driver]) -> Result<ExitCode, Failure> {
    if !count::has_valgrind() {
        println!("skipped: valgrind is not installed");
        return Ok(ExitCode::SUCCESS);
    }
    let mut passed = Vec::new();
    count::instructions(drivers, |count| {
        let (work, ours) = (count.work, count.driver == Driver::Ours);
        let limit = if ours { format!("of {}", work.limit()) } else { String::new() };
        println!("{:<55} {:<20} {:>12} {limit}", work.title(), count.driver.name(), count.instructions);
        if ours && count.instructions > work.limit() {
            passed.push(work);
        }
    })?;
    if passed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for work in passed {
        eprintln!("above the limit: {}", work.title());
    }
    Ok(ExitCode::FAILURE)
}

fn item(driver: &str, work: &str, count: &str, address: &str) -> Result<(), Failure> {
    let driver = Driver::named(driver).ok_or("an unknown driver")?;
    let work = Work::named(work).ok_or("an unknown work")?;
    let mut worker = driver.connect(&Target::canned(address))?;
    worker(work, count.parse()?)
}

fn serve() -> Result<ExitCode, Failure> {
    println!("{}", graph_benches::server::start()?);
    // Until the one who started it is gone.
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(ExitCode::SUCCESS)
}
