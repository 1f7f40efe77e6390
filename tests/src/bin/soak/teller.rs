//! A task that moves money, and asks for what it can check.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use graph_core::{Driver, Error, ErrorKind, Session, TransactionConfig};
use graph_tests::polls::{self, dropped_after};
use graph_tests::random::Random;

use crate::bank::{ACCOUNTS, Said, Transfer};

/// After so long a piece of work is said to hang. It may wait for a connection, be tried again for thirty seconds, and
/// begin its last try at the end of them.
const HANG: Duration = Duration::from_secs(120);

/// After so long the server ends a transaction, which may wait for accounts that others have locked.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// A way to use the driver.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// A managed transaction.
    Managed,
    OneCall,
    /// A transaction of one's own, which is committed.
    ByHand,
    /// A transaction of one's own, which is rolled back or dropped.
    TurnedBack,
    /// A managed transaction whose future is dropped after some polls.
    Abandoned,
    /// A value that has to come back as it was sent.
    Echo,
    /// Records that have to come in their order, some of which nobody waits for.
    Stream,
}

const DEEDS: [Deed; 12] = [
    Deed::Managed,
    Deed::Managed,
    Deed::Managed,
    Deed::OneCall,
    Deed::OneCall,
    Deed::ByHand,
    Deed::TurnedBack,
    Deed::Abandoned,
    Deed::Echo,
    Deed::Echo,
    Deed::Stream,
    Deed::Stream,
];

const RECORDS: i64 = 600;

/// One task.
pub(crate) struct Teller {
    driver: Driver,
    session: Session,
    random: Random,
    next: i64,
    notes: Notes,
}

/// What a task has seen.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) transfers: Vec<(Transfer, Said)>,
    pub(crate) reads: usize,
    pub(crate) abandoned: usize,
    /// How often each kind of error came.
    pub(crate) errors: BTreeMap<String, usize>,
    pub(crate) longest: Duration,
    pub(crate) hangs: usize,
    pub(crate) wrong: Vec<String>,
}

impl Teller {
    /// A task whose transfers have numbers from `first` on.
    pub(crate) fn new(driver: &Driver, random: Random, first: i64) -> Self {
        Self { driver: driver.clone(), session: driver.session().open(), random, next: first, notes: Notes::default() }
    }

    /// Works until it is told to stop, and ends what it is at.
    pub(crate) async fn work(mut self, stop: &AtomicBool) -> Notes {
        while !stop.load(Ordering::Relaxed) {
            let deed = *self.random.pick(&DEEDS);
            let transfer = self.draw();
            let began = Instant::now();
            let ended = tokio::time::timeout(HANG, self.act(deed, transfer)).await;
            self.notes.longest = self.notes.longest.max(began.elapsed());
            match ended {
                Ok(Ok(Some(said))) => self.notes.transfers.push((transfer, said)),
                Ok(Ok(None)) => self.notes.reads += 1,
                Ok(Err(error)) => self.fail(deed, transfer, &error),
                Err(_) => {
                    self.notes.hangs += 1;
                    self.notes.transfers.push((transfer, Said::Unknown));
                    self.notes.wrong.push(format!("{deed:?} did not end within {HANG:?}"));
                }
            }
        }
        self.notes
    }

    /// A transfer between two accounts, which is made at most once.
    fn draw(&mut self) -> Transfer {
        let (from, step) = (self.random.below(ACCOUNTS), 1 + self.random.below(ACCOUNTS - 1));
        let to = (from + step) % ACCOUNTS;
        let id = self.next;
        self.next += 1;
        let amount = self.random.below(100).cast_signed();
        Transfer { id, from: from.cast_signed(), to: to.cast_signed(), amount }
    }

    /// Does something; returns what the driver says of the transfer, if it was about one.
    async fn act(&mut self, deed: Deed, transfer: Transfer) -> Result<Option<Said>, Error> {
        match deed {
            Deed::Managed => {
                let config = TransactionConfig::default().timeout(PATIENCE);
                self.session.try_execute_write(config, async |tx| transfer.step_by_step(tx).await).await?;
                Ok(Some(Said::Done))
            }
            Deed::OneCall => transfer.at_once(&self.driver).await.map(|()| Some(Said::Done)),
            Deed::ByHand => {
                let tx = self.session.begin_with(TransactionConfig::default().timeout(PATIENCE)).await?;
                transfer.step_by_step(&tx).await?;
                tx.commit().await.map(|()| Some(Said::Done))
            }
            Deed::TurnedBack => {
                let tx = self.session.begin_with(TransactionConfig::default().timeout(PATIENCE)).await?;
                transfer.step_by_step(&tx).await?;
                if self.random.below(2) == 0 {
                    tx.roll_back().await?;
                }
                Ok(Some(Said::NotDone))
            }
            Deed::Abandoned => {
                let polls = usize::try_from(self.random.below(12)).expect("a small number");
                let when = *self.random.pick(&[polls::Drop::Pending, polls::Drop::Woken]);
                let config = TransactionConfig::default().timeout(PATIENCE);
                let work = self.session.try_execute_write(config, async |tx| transfer.step_by_step(tx).await);
                match dropped_after(polls, when, work).await {
                    Some(done) => done.map(|()| Some(Said::Done)),
                    None => {
                        self.notes.abandoned += 1;
                        Ok(Some(Said::Unknown))
                    }
                }
            }
            Deed::Echo => {
                let found: i64 = self.driver.execute_query("RETURN $id").param("id", transfer.id).read().one().await?;
                self.check(found == transfer.id, || format!("{} came back as {found}", transfer.id));
                Ok(None)
            }
            Deed::Stream => self.stream(transfer).await.map(|()| None),
        }
    }

    async fn stream(&mut self, transfer: Transfer) -> Result<(), Error> {
        let wanted =
            if self.random.below(3) == 0 { self.random.below(RECORDS.cast_unsigned()).cast_signed() } else { RECORDS };
        let text = "UNWIND range(1, $records) AS n RETURN n, $id";
        let query = self.session.query::<(i64, i64)>(text).param("records", RECORDS).param("id", transfer.id);
        let mut records = query.fetch_size(100).stream().await?;
        let mut wrong = None;
        let mut count = 0;
        while count < wanted {
            let Some((n, id)) = records.try_next().await? else { break };
            count += 1;
            if (n, id) != (count, transfer.id) {
                wrong = Some(format!("record {count} of {} is {n} of {id}", transfer.id));
            }
        }
        drop(records);
        self.check(wrong.is_none() && count == wanted, || wrong.unwrap_or(format!("{count} of {wanted} records came")));
        Ok(())
    }

    fn check(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.notes.wrong.push(otherwise());
        }
    }

    /// Notes an error; one that trouble does not explain is wrong.
    fn fail(&mut self, deed: Deed, transfer: Transfer, error: &Error) {
        let name = error.code().map_or_else(|| format!("{:?}", error.kind()), str::to_owned);
        *self.notes.errors.entry(name).or_default() += 1;
        if !is_explained(error) {
            self.notes.wrong.push(format!("{deed:?} failed with {error:?}"));
        }
        if !matches!(deed, Deed::Echo | Deed::Stream) {
            let said = if error.may_have_committed() { Said::Unknown } else { Said::NotDone };
            self.notes.transfers.push((transfer, said));
        }
    }
}

fn is_explained(error: &Error) -> bool {
    let waited = matches!(error.kind(), ErrorKind::AcquisitionTimeout);
    let ended = error.code().is_some_and(|code| code.starts_with("Neo.ClientError.Transaction.TransactionTimedOut"));
    waited || ended || error.is_retryable() || error.may_have_committed()
}
