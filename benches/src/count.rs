//! Counts user-mode instructions with callgrind, and heap allocations: the same on every run and every machine.

use std::path::Path;
use std::process::Command;
use std::{env, fs, process};

use crate::drivers::{Driver, Failure};
use crate::figure::Figure;
use crate::server;
use crate::work::Work;

/// Tells whether valgrind is installed.
pub fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Counts the instructions of an item of each kind of work, for each driver that does it.
///
/// The program runs itself under callgrind for two lengths of the work; their difference is free of what is done once.
///
/// # Errors
/// When valgrind or the work fails.
pub fn instructions(drivers: &[Driver]) -> Result<Vec<Figure>, Failure> {
    let address = server::start()?.to_string();
    let mut figures = Vec::new();
    for work in Work::ALL {
        eprintln!("counting: {}", work.title());
        for &driver in drivers.iter().filter(|driver| driver.does(work)) {
            let (short, long) = work.lengths();
            let of = |count| measured(driver, work, count, &address);
            let instructions = of(long)?.saturating_sub(of(short)?) / (long - short);
            figures.push(Figure { driver, work, amount: instructions as f64 });
        }
    }
    Ok(figures)
}

/// Runs this program under callgrind and returns how many instructions it took.
fn measured(driver: Driver, work: Work, count: u64, address: &str) -> Result<u64, Failure> {
    let file = env::temp_dir().join(format!("graph-bench-{}.callgrind", process::id()));
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--error-exitcode=1"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(env::current_exe()?)
        .args(["item", driver.name(), work.word(), &count.to_string(), address])
        .status()?;
    let total = total(&file);
    fs::remove_file(&file)?;
    if status.success() { total } else { Err(format!("{} failed at {}", driver.name(), work.word()).into()) }
}

/// Reads the number of instructions out of callgrind's file.
fn total(file: &Path) -> Result<u64, Failure> {
    let text = fs::read_to_string(file)?;
    let line = text.lines().find_map(|line| line.strip_prefix("summary: ").or_else(|| line.strip_prefix("totals: ")));
    Ok(line.ok_or("callgrind told no total")?.trim().parse()?)
}
