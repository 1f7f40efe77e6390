//! What came of all rounds.

use std::collections::BTreeMap;
use std::fmt;

use crate::arguments::Soak;
use crate::round::Round;

/// How much more memory there may be at the end than after the first rounds, in which pools and buffers grow.
const GROWTH: u64 = 16 << 20;

/// After how many rounds everything has grown as far as it does.
const WARM: usize = 3;

/// The rounds so far.
pub(crate) struct Report {
    server: String,
    tasks: usize,
    seed: u64,
    rounds: Vec<Round>,
    time: std::time::Duration,
}

impl Report {
    pub(crate) fn new(soak: &Soak, server: String) -> Self {
        Self { server, tasks: soak.tasks, seed: soak.seed, rounds: Vec::new(), time: soak.time }
    }

    pub(crate) fn title(&self) -> String {
        format!("{} tasks on {} for {} s", self.tasks, self.server, self.time.as_secs())
    }

    pub(crate) fn rounds(&self) -> usize {
        self.rounds.len()
    }

    pub(crate) fn add(&mut self, round: Round) {
        self.rounds.push(round);
    }

    /// Whether the books are right, nothing hangs and memory is flat.
    pub(crate) fn is_good(&self) -> bool {
        self.rounds.iter().all(|round| round.wrong.is_empty() && round.hangs == 0)
            && self.growth().is_none_or(|grown| grown <= GROWTH)
    }

    /// How much more memory the last round had than the last of the warm ones before it.
    fn growth(&self) -> Option<u64> {
        let warm = self.rounds.get(WARM)?.memory?;
        Some(self.rounds.last()?.memory?.saturating_sub(warm))
    }

    fn sum(&self, of: impl Fn(&Round) -> usize) -> usize {
        self.rounds.iter().map(of).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mebibytes = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
        writeln!(f, "{}, seed {}\n", self.title(), self.seed)?;
        writeln!(f, "| what | how much |\n| --- | --- |")?;
        let longest = self.rounds.iter().map(|round| round.longest).max().unwrap_or_default();
        let memory =
            |round: Option<&Round>| round.and_then(|round| round.memory).map_or("unknown".to_owned(), mebibytes);
        for (what, count) in [
            ("rounds", self.rounds()),
            ("transfers reported as done, and there", self.sum(|round| round.audit.done)),
            ("transfers reported as not done, and not there", self.sum(|round| round.audit.not_done)),
            ("transfers reported as unknown, or abandoned, and there", self.sum(|round| round.audit.unknown_and_there)),
            (
                "transfers reported as unknown, or abandoned, and not there",
                self.sum(|round| round.audit.unknown_and_not_there),
            ),
            ("futures dropped midway", self.sum(|round| round.abandoned)),
            ("reads with the right answer", self.sum(|round| round.reads)),
            ("faults", self.sum(|round| round.faults.values().sum())),
            ("crashes of the server", self.sum(|round| round.crashes)),
            ("hangs", self.sum(|round| round.hangs)),
            (
                "faults in the books, wrong answers, unexplained errors",
                self.sum(|round| round.wrong.len() - round.hangs),
            ),
        ] {
            writeln!(f, "| {what} | {count} |")?;
        }
        writeln!(f, "| longest piece of work | {:.1} s |", longest.as_secs_f64())?;
        writeln!(f, "| memory after round 1 | {} |", memory(self.rounds.first()))?;
        writeln!(f, "| memory after round {} | {} |", WARM + 1, memory(self.rounds.get(WARM)))?;
        writeln!(f, "| memory at the end | {} |\n", memory(self.rounds.last()))?;

        let mut faults = BTreeMap::new();
        let mut errors = BTreeMap::new();
        for round in &self.rounds {
            round.faults.iter().for_each(|(name, count)| *faults.entry(*name).or_insert(0) += count);
            round.errors.iter().for_each(|(name, count)| *errors.entry(name.as_str()).or_insert(0) += count);
        }
        let list = |counts: &BTreeMap<&str, usize>| {
            counts.iter().map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
        };
        writeln!(f, "Faults: {}.", list(&faults))?;
        writeln!(f, "Errors that reached the tasks: {}.", list(&errors))?;
        writeln!(f, "{}", if self.is_good() { "The books are right." } else { "SOMETHING IS WRONG." })
    }
}
