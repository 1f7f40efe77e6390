//! The connection of a transaction, shared by the results that are open on it.
//!
//! Requests are answered in order, so `due` is the order in which slots receive. Whoever is polled reads on behalf of
//! all: what belongs to another slot is kept there until its owner asks.

use std::collections::VecDeque;
use std::fmt;

use super::wakers::Wakers;
use crate::bolt::machine::{Event, ProtocolBreach};
use crate::bolt::message::{Batch, Meta, TransactionExtra};
use crate::bolt::state::Outcome;
use crate::connection::QueryText;
use crate::error::Error;
use crate::mapping::Keys;
use crate::pool::Lease;
use crate::result::{HadRecords, Said, SummaryParts, keys_of};

/// The slot that stands for the transaction itself; no result has it.
pub(super) const TRANSACTION: usize = usize::MAX;

/// Everything that the futures of one transaction share, behind one lock that is held during a poll only.
pub(super) struct Core {
    pub(super) lease: Lease,
    /// What the next answers belong to; as long as the connection's own count of answers due.
    due: VecDeque<Due>,
    slots: Vec<Slot>,
    free: Vec<usize>,
    /// The result that was started last; a batch of it needs no number.
    last: Option<usize>,
    /// Learns the transaction's database once.
    begun: Option<Begun>,
    /// Why nothing more can run in the transaction.
    failure: Option<Error>,
}

/// What learns the database that the server opened the transaction in.
pub(crate) type Begun = Box<dyn FnOnce(Meta<'_>) + Send>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Begin,
    Run(usize),
    Pull(usize),
}

/// One result.
struct Slot {
    phase: Phase,
    keys: Keys,
    /// The server's number of the result, for further batches.
    result: Option<i64>,
    fetch_size: i64,
    /// Records that were read on behalf of the owner; at most one batch.
    kept: VecDeque<Box<[u8]>>,
    said: Said,
    had_records: HadRecords,
    /// The owner is gone; what still arrives is dropped.
    abandoned: bool,
}

impl Slot {
    /// Tells whether a whole batch is kept; the next one is asked for only when none of it is left.
    fn is_full(&self) -> bool {
        usize::try_from(self.fetch_size).is_ok_and(|batch| self.kept.len() >= batch)
    }
}

#[derive(Debug, Clone)]
enum Phase {
    /// RUN's answer is due.
    Starting,
    /// A batch is on its way.
    Pulling,
    /// The batch is over and the result has more.
    More,
    /// The result is over.
    Done,
    /// The result failed; the error is still to be told.
    Failed(Error),
}

/// What a slot can give its owner without reading.
pub(super) enum Next {
    /// A record that was kept.
    Record(Box<[u8]>),
    /// The end of the result.
    End,
    /// Nothing before more is read.
    Wait,
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot")
            .field("phase", &self.phase)
            .field("keys", &self.keys)
            .field("kept", &self.kept.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("due", &self.due).field("slots", &self.slots).finish_non_exhaustive()
    }
}

impl Core {
    /// Queues BEGIN; nothing is sent before the first answer is awaited.
    pub(super) fn begin(mut lease: Lease, extra: &TransactionExtra<'_>, begun: Option<Begun>) -> Result<Self, Error> {
        lease.begin(extra)?;
        let due = VecDeque::from([Due::Begin]);
        Ok(Self { lease, due, slots: Vec::new(), free: Vec::new(), last: None, failure: None, begun })
    }

    /// Queues a query with its first batch and returns its slot.
    pub(super) fn start(&mut self, query: QueryText<'_>, fetch_size: i64) -> Result<usize, Error> {
        if let Some(failure) = &self.failure {
            return Err(Error::transaction_failed(failure));
        }
        self.lease.run(query, &TransactionExtra::default())?;
        self.lease.pull(Batch { records: fetch_size, result: None })?;
        let slot = self.free_slot(fetch_size);
        self.last = Some(slot);
        self.due.push_back(Due::Run(slot));
        self.due.push_back(Due::Pull(slot));
        Ok(slot)
    }

    fn free_slot(&mut self, fetch_size: i64) -> usize {
        let fresh = Slot {
            phase: Phase::Starting,
            keys: Keys::default(),
            result: None,
            fetch_size,
            kept: VecDeque::new(),
            said: Said::default(),
            had_records: HadRecords::No,
            abandoned: false,
        };
        match self.free.pop() {
            Some(place) if place < self.slots.len() => {
                self.slots[place] = fresh;
                place
            }
            _ => {
                self.slots.push(fresh);
                self.slots.len() - 1
            }
        }
    }

    pub(super) const fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Tells whether no answer is due.
    pub(super) fn is_settled(&self) -> bool {
        self.due.is_empty()
    }

    /// Tells whether the record that arrived belongs to the slot, and notes it there.
    pub(super) fn claims_record(&mut self, slot: usize) -> bool {
        let claimed = self.due.front() == Some(&Due::Pull(slot));
        if claimed {
            self.slots[slot].had_records = HadRecords::Yes;
        }
        claimed
    }

    /// Returns the column names once RUN was answered.
    pub(super) fn keys(&self, slot: usize) -> Option<Result<Keys, Error>> {
        match &self.slots[slot].phase {
            Phase::Starting => None,
            Phase::Failed(error) => Some(Err(error.clone())),
            Phase::Pulling | Phase::More | Phase::Done => Some(Ok(self.slots[slot].keys.clone())),
        }
    }

    /// Returns what the slot has; asks the server for the next batch when the last one is used up.
    pub(super) fn next(&mut self, slot: usize) -> Result<Next, Error> {
        if let Some(record) = self.slots[slot].kept.pop_front() {
            return Ok(Next::Record(record));
        }
        match &self.slots[slot].phase {
            Phase::Starting | Phase::Pulling => Ok(Next::Wait),
            Phase::Done => Ok(Next::End),
            Phase::Failed(_) => match std::mem::replace(&mut self.slots[slot].phase, Phase::Done) {
                Phase::Failed(error) => Err(error),
                Phase::Starting | Phase::Pulling | Phase::More | Phase::Done => Ok(Next::End),
            },
            Phase::More => {
                let batch = Batch { records: self.slots[slot].fetch_size, result: self.number(slot) };
                self.lease.pull(batch)?;
                self.due.push_back(Due::Pull(slot));
                self.slots[slot].phase = Phase::Pulling;
                Ok(Next::Wait)
            }
        }
    }

    /// Lets the slot's further batches be all that is left.
    pub(super) fn fetch_all(&mut self, slot: usize) {
        self.slots[slot].fetch_size = Batch::ALL.records;
    }

    /// Returns the number that a further batch needs; the last result needs none.
    fn number(&self, slot: usize) -> Option<i64> {
        if self.last == Some(slot) { None } else { self.slots[slot].result }
    }

    /// Gives up what is left of a result; its end still arrives.
    pub(super) fn discard(&mut self, slot: usize) -> Result<(), Error> {
        self.slots[slot].kept.clear();
        if matches!(self.slots[slot].phase, Phase::More) {
            let rest = Batch { records: -1, result: self.number(slot) };
            self.lease.discard(rest)?;
            self.due.push_back(Due::Pull(slot));
            self.slots[slot].phase = Phase::Pulling;
        }
        Ok(())
    }

    /// Like [`next`](Self::next), but gives up a further batch instead of asking for it.
    pub(super) fn next_discarded(&mut self, slot: usize) -> Result<Next, Error> {
        self.discard(slot)?;
        self.next(slot)
    }

    /// Takes the summary of a result that is over.
    pub(super) fn take_parts(&mut self, slot: usize) -> SummaryParts {
        let dialect = self.lease.machine().dialect();
        let slot = &mut self.slots[slot];
        SummaryParts { said: std::mem::take(&mut slot.said), dialect, had_records: slot.had_records }
    }

    /// Notes that nobody asks for the slot any more.
    pub(super) fn abandon(&mut self, slot: usize) {
        self.slots[slot].abandoned = true;
        // A connection that broke has been noticed by then.
        let _ = self.discard(slot);
        self.free_if_over(slot);
    }

    fn free_if_over(&mut self, slot: usize) {
        if self.slots[slot].abandoned && matches!(self.slots[slot].phase, Phase::Done | Phase::Failed(_)) {
            self.slots[slot].abandoned = false;
            self.slots[slot].phase = Phase::Done;
            self.free.push(slot);
        }
    }

    /// Gives an answer to the slot that it belongs to.
    pub(super) fn dispatch(&mut self, event: Event, wakers: &Wakers) {
        if let Event::Record(place) = event {
            if let Some(Due::Pull(slot)) = self.due.front().copied()
                && !self.slots[slot].abandoned
            {
                if self.slots[slot].is_full() {
                    let error = self.lease.breached(ProtocolBreach::TooManyRecords);
                    self.broke(&error, wakers);
                    return;
                }
                let record = self.lease.machine().bytes(place).into();
                self.slots[slot].had_records = HadRecords::Yes;
                self.slots[slot].kept.push_back(record);
                wakers.wake_slot(slot);
            }
            return;
        }
        let Some(due) = self.due.pop_front() else { return };
        match (due, event) {
            (Due::Begin, Event::Success(_, _, place)) => {
                if let Some(begun) = self.begun.take() {
                    begun(self.lease.machine().meta(place));
                }
            }
            (Due::Run(slot), Event::Success(_, _, place)) => {
                let meta = self.lease.machine().meta(place);
                match keys_of(meta) {
                    Ok(keys) => {
                        let (result, said) = (meta.integer("qid"), Said::of_run(meta));
                        let slot = &mut self.slots[slot];
                        (slot.keys, slot.result, slot.said, slot.phase) = (keys, result, said, Phase::Pulling);
                    }
                    Err(error) => self.fail(&error, wakers),
                }
                wakers.wake_slot(slot);
            }
            (Due::Pull(slot), Event::Success(_, outcome, place)) => {
                if outcome == Outcome::More {
                    self.slots[slot].phase = Phase::More;
                    if self.slots[slot].abandoned
                        && let Err(error) = self.discard(slot)
                    {
                        self.fail(&error, wakers);
                    }
                } else {
                    self.slots[slot].said.ended(self.lease.machine().bytes(place));
                    self.slots[slot].phase = Phase::Done;
                    self.free_if_over(slot);
                }
                wakers.wake_slot(slot);
            }
            (Due::Begin | Due::Run(_) | Due::Pull(_), refused) => {
                let error = self.failure.clone().unwrap_or_else(|| self.lease.refusal(&refused));
                self.fail(&error, wakers);
            }
        }
    }

    /// Ends every open result with the error that ended the transaction: the server ignores what was in flight.
    fn fail(&mut self, error: &Error, wakers: &Wakers) {
        let error = self.failure.get_or_insert_with(|| error.clone()).clone();
        for slot in 0..self.slots.len() {
            if !matches!(self.slots[slot].phase, Phase::Done | Phase::Failed(_)) {
                self.slots[slot].phase = Phase::Failed(error.clone());
                self.free_if_over(slot);
            }
        }
        wakers.wake_all();
    }

    /// Ends everything: the connection broke.
    pub(super) fn broke(&mut self, error: &Error, wakers: &Wakers) {
        self.due.clear();
        self.fail(error, wakers);
    }
}
