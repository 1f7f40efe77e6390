//! A time of trouble with an audit at its end.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use graph_core::Driver;
use graph_tests::proxy::Proxy;
use graph_tests::random::Random;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::Error;
use crate::arguments::Soak;
use crate::bank::{Audit, Bank};
use crate::chaos::{self, Counts};
use crate::server::Server;
use crate::teller::{Notes, Teller};

/// More transfers than a task makes in a round.
const NUMBERS: i64 = 10_000_000;

/// What happened in a round.
pub(crate) struct Round {
    pub(crate) number: usize,
    pub(crate) audit: Audit,
    pub(crate) faults: Counts,
    pub(crate) crashes: usize,
    pub(crate) reads: usize,
    pub(crate) abandoned: usize,
    pub(crate) errors: BTreeMap<String, usize>,
    pub(crate) longest: Duration,
    pub(crate) hangs: usize,
    /// What this process holds at the end, where that can be known.
    pub(crate) memory: Option<u64>,
    pub(crate) wrong: Vec<String>,
}

/// The parties of a round.
pub(crate) struct Stage<'s> {
    pub(crate) server: &'s mut Server,
    pub(crate) proxy: &'s Proxy,
    pub(crate) driver: &'s Driver,
    pub(crate) auditor: &'s Driver,
    pub(crate) bank: Bank,
}

/// Lets the tasks work through trouble, and audits the books when all have ended.
pub(crate) async fn play(soak: &Soak, number: usize, time: Duration, stage: &mut Stage<'_>) -> Result<Round, Error> {
    let seed = soak.seed ^ ((number as u64) << 48);
    let stop = Arc::new(AtomicBool::new(false));
    let mut tellers = JoinSet::new();
    for task in 0..soak.tasks {
        let first = (number * soak.tasks + task) as i64 * NUMBERS;
        let teller = Teller::new(stage.driver, Random::new(seed ^ ((task as u64 + 1) << 24)), first);
        let stop = Arc::clone(&stop);
        tellers.spawn(async move { teller.work(&stop).await });
    }
    let time = soak.round.min(time);
    let mut random = Random::new(seed);
    let crash_after = time.mul_f64(0.2) + Duration::from_millis(random.below(1 + time.as_millis() as u64 / 4));
    let crash = async {
        sleep(crash_after).await;
        stage.server.crash().await
    };
    let (faults, crashed) = tokio::join!(chaos::trouble(stage.proxy, random.clone(), Instant::now() + time), crash);
    stop.store(true, Ordering::Relaxed);

    let mut round = Round::new(number, faults, usize::from(crashed?));
    let mut said = Vec::new();
    while let Some(notes) = tellers.join_next().await {
        let mut notes = notes?;
        said.append(&mut notes.transfers);
        round.add(notes);
    }
    let in_use = stage.driver.pool_counts().in_use;
    if in_use > 0 {
        round.wrong.push(format!("{in_use} connections were not given back"));
    }
    round.audit = stage.bank.audit(stage.auditor, &said, &mut round.wrong).await?;
    drop(said);
    round.memory = resident();
    Ok(round)
}

impl Round {
    fn new(number: usize, faults: Counts, crashes: usize) -> Self {
        Self {
            number,
            audit: Audit::default(),
            faults,
            crashes,
            reads: 0,
            abandoned: 0,
            errors: BTreeMap::new(),
            longest: Duration::ZERO,
            hangs: 0,
            memory: None,
            wrong: Vec::new(),
        }
    }

    fn add(&mut self, notes: Notes) {
        self.reads += notes.reads;
        self.abandoned += notes.abandoned;
        self.longest = self.longest.max(notes.longest);
        self.hangs += notes.hangs;
        self.wrong.extend(notes.wrong);
        for (name, count) in notes.errors {
            *self.errors.entry(name).or_default() += count;
        }
    }
}

/// How many bytes of memory this process has.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Audit { done, not_done, unknown_and_there, unknown_and_not_there } = self.audit;
        let unknown = unknown_and_there + unknown_and_not_there;
        write!(
            f,
            "round {}: {done} transfers done, {not_done} not done, {unknown} unknown ({unknown_and_there} of them there), \
             {} reads; {} faults, {} crashes; longest {:.1} s, {} hangs",
            self.number + 1,
            self.reads,
            self.faults.values().sum::<usize>(),
            self.crashes,
            self.longest.as_secs_f64(),
            self.hangs,
        )?;
        if let Some(memory) = self.memory {
            write!(f, ", {:.1} MiB", memory as f64 / f64::from(1 << 20))?;
        }
        self.wrong.iter().try_for_each(|wrong| write!(f, "\n  WRONG: {wrong}"))
    }
}
