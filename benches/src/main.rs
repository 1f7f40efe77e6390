//! The side-by-side program: what each driver costs at the same work, counted and timed.

use std::process::ExitCode;
use std::{env, fs};

use graph_benches::clock::{self, Plan, Times};
use graph_benches::drivers::{Driver, Failure, Target};
use graph_benches::figure::Figure;
use graph_benches::report::{self, Panel, Unit};
use graph_benches::work::Work;
use graph_benches::{count, server};

const USAGE: &str = "\
usage: graph-bench count [--ours]                      instructions of each work by callgrind; fails above a limit
       graph-bench compare [URI]                       times on the server that answers from memory, or on a real one that
                                                       is empty and lets NEO4J_USER in with NEO4J_PASSWORD
       graph-bench compare --smoke                     the same, so short that its numbers mean nothing
       graph-bench report FILE.svg                     counts and times on the server that answers from memory, and their plot
       graph-bench item DRIVER WORK COUNT HOST:PORT    so many items of work, to be measured from outside
       graph-bench serve                               the server that answers from memory, until its input ends";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["count"] => counted(Driver::ALL),
        ["count", "--ours"] => counted(&[Driver::Ours]),
        ["compare"] => compared(Plan::FULL).map(|_| ExitCode::SUCCESS),
        ["compare", "--smoke"] => compared(Plan::SMOKE).map(|_| ExitCode::SUCCESS),
        ["compare", uri] => compared_on(uri),
        ["report", file] => reported(file),
        ["item", driver, work, count, address] => item(driver, work, count, address),
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
    let counts = count::instructions(drivers)?;
    println!("{}\n", report::origin());
    print!("{}", report::table(INSTRUCTIONS, Unit::Instructions, &counts));
    Ok(above_limits(&counts))
}

/// Names what takes more instructions than it may.
fn above_limits(counts: &[Figure]) -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for count in counts.iter().filter(|count| count.driver == Driver::Ours) {
        let limit = count.work.limit();
        if count.amount > limit as f64 {
            eprintln!("above the limit of {limit}: {}", count.work.title());
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn compared(plan: Plan) -> Result<Times, Failure> {
    // In a process of its own, or its time would be counted as the drivers'.
    let server = server::Child::start()?;
    let times = clock::times(Driver::ALL, &Target::canned(server.address()), plan)?;
    print_times("a server that answers from memory", &times);
    Ok(times)
}

fn compared_on(uri: &str) -> Result<ExitCode, Failure> {
    let address = uri.strip_prefix("bolt://").ok_or("a URI that begins with bolt://")?.to_owned();
    let target = Target { address, user: env::var("NEO4J_USER")?, password: env::var("NEO4J_PASSWORD")? };
    // The loop written by hand does not log in.
    let drivers: Vec<Driver> = Driver::ALL.iter().copied().filter(|driver| *driver != Driver::Reader).collect();
    let mut times = Times::default();
    let agent = clock::prepared(&target, || {
        times = clock::times(&drivers, &target, Plan::FULL)?;
        Ok(())
    })?;
    print_times(&agent, &times);
    Ok(ExitCode::SUCCESS)
}

fn print_times(server: &str, times: &Times) {
    println!("On {server}. {}\n", report::origin());
    println!("{}", report::table("wall time per item", Unit::Time, &times.wall));
    println!("{}", report::table("CPU time per item", Unit::Time, &times.cpu));
}

fn reported(file: &str) -> Result<ExitCode, Failure> {
    let counts = count::instructions(Driver::ALL)?;
    println!("{}", report::table(INSTRUCTIONS, Unit::Instructions, &counts));
    let times = compared(Plan::FULL)?;
    let panels = [
        Panel { title: INSTRUCTIONS, unit: Unit::Instructions, figures: &counts },
        Panel { title: "wall time per item", unit: Unit::Time, figures: &times.wall },
    ];
    fs::write(file, report::plot(&panels))?;
    Ok(above_limits(&counts))
}

fn item(driver: &str, work: &str, count: &str, address: &str) -> Result<ExitCode, Failure> {
    let driver = Driver::named(driver).ok_or("an unknown driver")?;
    let work = Work::named(work).ok_or("an unknown work")?;
    let mut worker = driver.connect(&Target::canned(address))?;
    worker(work, count.parse()?)?;
    Ok(ExitCode::SUCCESS)
}

fn serve() -> Result<ExitCode, Failure> {
    println!("{}", server::start()?);
    // Until the one who started it is gone.
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink())?;
    Ok(ExitCode::SUCCESS)
}

const INSTRUCTIONS: &str = "user-mode instructions per item";
