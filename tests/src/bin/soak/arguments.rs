//! What may stand behind the name of the program.

use std::time::Duration;

use lexopt::{Arg, Parser, ValueExt};

/// What is asked for.
pub(crate) enum Request {
    Run(Soak),
    Help(&'static str),
}

/// How long, how much and against what.
pub(crate) struct Soak {
    pub(crate) time: Duration,
    pub(crate) round: Duration,
    pub(crate) tasks: usize,
    pub(crate) seed: u64,
    pub(crate) crash: Option<String>,
}

const HELP: &str = "Usage: soak [--minutes N | --seconds N] [--round SECONDS] [--tasks N] [--seed N] [--crash COMMAND]

Moves money between accounts in 64 tasks, for 1 minute in rounds of 60 seconds, through a proxy that breaks connections
several times a second. After each round the books are audited. What happens is drawn from the seed, which is printed.

It runs on the server of NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD, which COMMAND, if there is one, kills and starts
again in the midst of each round; or on one of its own, which it kills and starts again itself.";

/// Reads what is asked for; what is not known is an error.
pub(crate) fn read(mut given: Parser) -> Result<Request, lexopt::Error> {
    let minute = Duration::from_secs(60);
    let mut soak = Soak { time: minute, round: minute, tasks: 64, seed: 1, crash: None };
    while let Some(argument) = given.next()? {
        match argument {
            Arg::Long("minutes") => soak.time = minute * given.value()?.parse()?,
            Arg::Long("seconds") => soak.time = Duration::from_secs(given.value()?.parse()?),
            Arg::Long("round") => soak.round = Duration::from_secs(given.value()?.parse()?),
            Arg::Long("tasks") => soak.tasks = given.value()?.parse()?,
            Arg::Long("seed") => soak.seed = given.value()?.parse()?,
            Arg::Long("crash") => soak.crash = Some(given.value()?.string()?),
            Arg::Short('h') | Arg::Long("help") => return Ok(Request::Help(HELP)),
            unknown => return Err(unknown.unexpected()),
        }
    }
    Ok(Request::Run(soak))
}
