//! The connection of a transaction, shared by the results that are open on it.
//!
//! Requests are answered in order, and each is asked on behalf of a slot. Whoever is polled reads on behalf of all: what
//! belongs to another slot is kept there until its owner asks.

use std::fmt;
use std::ops::Range;
use std::task::{Context, Poll, ready};

use super::slots::{Phase, Slots};
use super::waiting::Waiting;
use crate::bolt::Dialect;
use crate::bolt::machine::{Asked, Event, ProtocolBreach};
use crate::bolt::message::{Batch, Meta};
use crate::bolt::state::{Outcome, RequestKind};
use crate::connection::{Connection, QueryText, Said, Telling};
use crate::error::Error;
use crate::mapping::{FromRecord, Keys, Plan};
use crate::pool::Lease;
use crate::result::{Gather, HadRecords, Rows, SummaryParts};

/// The slot that stands for the transaction itself; no result has it.
pub(super) const TRANSACTION: usize = usize::MAX;

/// Everything that the futures of one transaction share, behind one lock that is held during a poll only.
pub(super) struct Core {
    pub(super) lease: Lease,
    waiting: Waiting,
    slots: Slots,
    /// The result that was started last; a batch of it needs no number.
    last: Option<usize>,
    /// Learns the transaction's database once.
    begun: Option<Begun>,
    /// Why nothing more can run in the transaction.
    failure: Option<Error>,
}

/// What learns the database that the server opened the transaction in.
pub(crate) type Begun = Box<dyn FnOnce(Meta<'_>) + Send>;

/// The connection broke; each slot says why.
#[derive(Debug)]
struct Broke;

/// How much of a result was gathered.
#[derive(Debug, PartialEq, Eq)]
enum Gathered {
    Whole,
    Part,
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

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("slots", &self.slots).finish_non_exhaustive()
    }
}

impl Core {
    #[inline]
    pub(super) fn new(lease: Lease, begun: Option<Begun>) -> Self {
        let (waiting, slots) = (Waiting::default(), Slots::default());
        Self { lease, waiting, slots, last: None, begun, failure: None }
    }

    /// Queues a query with its first batch and returns its slot.
    #[inline]
    pub(super) fn start(&mut self, query: QueryText<'_>, fetch_size: i64, telling: Telling) -> Result<usize, Error> {
        self.refuse_failed()?;
        let place = self.slots.next();
        let connection: &mut Connection = &mut self.lease;
        connection.ask_for(place);
        connection.run_inside(query)?;
        connection.pull(Batch { records: fetch_size, result: None })?;
        self.slots.open(fetch_size, telling);
        self.last = Some(place);
        Ok(place)
    }

    /// Refuses what would come after the failure that ended the transaction.
    #[inline]
    pub(super) fn refuse_failed(&self) -> Result<(), Error> {
        self.failure.as_ref().map_or(Ok(()), |failure| Err(Error::transaction_failed(failure)))
    }

    /// Waits until every answer that is due has arrived.
    #[inline]
    pub(super) fn poll_settled(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            if let Some(failure) = &self.failure {
                return Poll::Ready(Err(failure.clone()));
            }
            if self.lease.machine().next_due().is_none() {
                return Poll::Ready(Ok(()));
            }
            // A record is nobody's here: who asks for records polls for them.
            _ = ready!(self.poll_answer(TRANSACTION, cx));
        }
    }

    /// Waits for RUN's answer and returns the column names.
    #[inline]
    pub(super) fn poll_keys(&mut self, slot: usize, cx: &mut Context<'_>) -> Poll<Result<Keys, Error>> {
        loop {
            match &self.slots[slot].phase {
                Phase::Starting => _ = ready!(self.poll_answer(slot, cx)),
                Phase::Failed(error) => return Poll::Ready(Err(error.clone())),
                _ => return Poll::Ready(Ok(self.slots[slot].keys.clone())),
            }
        }
    }

    /// Returns what the slot has; asks the server for the next batch when the last one is used up.
    #[inline]
    pub(super) fn next(&mut self, slot: usize) -> Result<Next, Error> {
        if let Some(record) = self.slots[slot].kept.pop_front() {
            return Ok(Next::Record(record));
        }
        match &self.slots[slot].phase {
            Phase::Starting | Phase::Pulling => Ok(Next::Wait),
            Phase::Done | Phase::Free(_) => Ok(Next::End),
            Phase::Failed(error) => {
                let error = error.clone();
                self.slots[slot].phase = Phase::Done;
                Err(error)
            }
            Phase::More => {
                let batch = Batch { records: self.slots[slot].fetch_size, result: self.number(slot) };
                self.lease.ask_for(slot);
                self.lease.pull(batch)?;
                self.slots[slot].phase = Phase::Pulling;
                Ok(Next::Wait)
            }
        }
    }

    /// Reads the slot's next record where it lies, if it is here already and comes next.
    #[inline]
    fn next_in_place(&mut self, slot: usize) -> Option<Range<usize>> {
        if self.lease.machine().next_due()?.owner != slot {
            return None;
        }
        let place = self.lease.next_record()?;
        self.slots[slot].had_records = HadRecords::Yes;
        Some(place)
    }

    /// Calls `read` with the slot's next record, in place where nobody else's answers come first.
    pub(super) fn poll_record<R>(
        &mut self,
        slot: usize,
        cx: &mut Context<'_>,
        read: impl FnOnce(&[u8], Dialect) -> Result<R, Error>,
    ) -> Poll<Option<Result<R, Error>>> {
        loop {
            match self.next(slot) {
                Ok(Next::Record(fields)) => return Poll::Ready(Some(read(&fields, self.lease.machine().dialect()))),
                Ok(Next::End) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
                Ok(Next::Wait) => {}
            }
            let place = match self.next_in_place(slot) {
                Some(place) => Some(place),
                None => ready!(self.poll_answer(slot, cx)),
            };
            if let Some(place) = place {
                let machine = self.lease.machine();
                return Poll::Ready(Some(read(machine.bytes(place), machine.dialect())));
            }
        }
    }

    /// Reads all records of the slot and gives them to `gathered`; `rows` is how, once the columns are known.
    #[inline]
    pub(super) fn poll_gather<G: Gather>(
        &mut self,
        slot: usize,
        cx: &mut Context<'_>,
        rows: &mut Option<Rows>,
        gathered: &mut G,
    ) -> Poll<Result<(), Error>> {
        if rows.is_none() {
            ready!(self.poll_turn(slot, cx));
            if self.gather_at_hand(slot, rows, gathered)? == Gathered::Whole {
                return Poll::Ready(Ok(()));
            }
        }
        let rows = match rows {
            Some(rows) => rows,
            none => none.insert(Rows::new::<G::Record>(ready!(self.poll_keys(slot, cx))?)?),
        };
        while let Some(record) = ready!(self.poll_record(slot, cx, |fields, dialect| rows.read(fields, dialect))) {
            gathered.add(record?);
        }
        Poll::Ready(Ok(()))
    }

    /// Waits until answers are here of which the slot's first one is the next, or until that was read.
    #[inline]
    fn poll_turn(&mut self, slot: usize, cx: &mut Context<'_>) -> Poll<()> {
        while matches!(self.slots[slot].phase, Phase::Starting) {
            let is_here = ready!(self.poll_here(slot, cx)).is_ok();
            if !is_here || self.lease.machine().next_due() == Some(Asked { kind: RequestKind::Run, owner: slot }) {
                break;
            }
            // Its own records come after its first answer, and those of others are kept for them.
            _ = ready!(self.poll_answer_here(slot, cx));
        }
        Poll::Ready(())
    }

    /// Waits, on behalf of `slot`, until something is here that was not handed out.
    #[inline]
    fn poll_here(&mut self, slot: usize, cx: &mut Context<'_>) -> Poll<Result<(), Broke>> {
        let Self { waiting, lease, .. } = self;
        let connection: &mut Connection = lease;
        if connection.machine().is_drained()
            && let Err(error) = ready!(waiting.poll(slot, cx, |cx| connection.poll_receive(cx)))
        {
            self.fail(&error);
            return Poll::Ready(Err(Broke));
        }
        Poll::Ready(Ok(()))
    }

    /// Gathers a result that is here as a whole, as most are, one answer after the other where it lies. Where something
    /// else is here, what was read before it is as if each answer had been handed to the slot.
    #[inline]
    fn gather_at_hand<G: Gather>(
        &mut self,
        slot: usize,
        rows: &mut Option<Rows>,
        gathered: &mut G,
    ) -> Result<Gathered, Error> {
        let Self { lease, slots, .. } = self;
        let (connection, slot): (&mut Connection, _) = (lease, &mut slots[slot]);
        if G::IS_WHOLE || !matches!(slot.phase, Phase::Starting) || connection.next_success().is_none() {
            return Ok(Gathered::Part);
        }
        let keys = match connection.learn_keys() {
            Ok(keys) => keys,
            Err(error) => {
                self.fail(&error);
                return Err(error);
            }
        };
        let plan = Plan::new(<G::Record as FromRecord<'_>>::SHAPE, keys);
        (slot.result, slot.phase) = (connection.machine().result_number(), Phase::Pulling);
        let plan = plan?;
        while let Some(record) = connection.record_at_hand(&plan) {
            gathered.add(record?);
        }
        match connection.next_success() {
            Some((Outcome::More, _)) => slot.phase = Phase::More,
            Some(_) => {
                slot.phase = Phase::Done;
                return Ok(Gathered::Whole);
            }
            None => {}
        }
        *rows = Some(Rows { keys: connection.keys().clone(), plan });
        Ok(Gathered::Part)
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
            self.lease.ask_for(slot);
            self.lease.discard(rest)?;
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
    #[inline]
    pub(super) fn abandon(&mut self, slot: usize) {
        self.waiting.forget(slot);
        self.slots[slot].abandoned = true;
        if self.slots[slot].is_open() || !self.slots[slot].kept.is_empty() {
            // A connection that broke has been noticed by then.
            let _ = self.discard(slot);
        }
        self.free_if_over(slot);
    }

    #[inline]
    fn free_if_over(&mut self, place: usize) {
        let slot = &mut self.slots[place];
        if slot.abandoned && matches!(slot.phase, Phase::Done | Phase::Failed(_)) {
            self.slots.close(place);
        }
    }

    /// Waits for the next answer, on behalf of `slot`, and gives it to whom it belongs; returns the place of a record that
    /// is the slot's own.
    #[inline]
    pub(super) fn poll_answer(&mut self, slot: usize, cx: &mut Context<'_>) -> Poll<Option<Range<usize>>> {
        if ready!(self.poll_here(slot, cx)).is_err() {
            return Poll::Ready(None);
        }
        self.poll_answer_here(slot, cx)
    }

    /// As [`poll_answer`](Self::poll_answer), where some of it is here.
    fn poll_answer_here(&mut self, slot: usize, cx: &mut Context<'_>) -> Poll<Option<Range<usize>>> {
        if let Some((outcome, place)) = self.lease.next_success() {
            self.succeeded(outcome, place, slot);
            return Poll::Ready(None);
        }
        let Self { waiting, lease, .. } = self;
        match ready!(waiting.poll(slot, cx, |cx| lease.poll_event(cx))) {
            Ok(Event::Record(place)) => Poll::Ready(self.arrived(place, slot)),
            Ok(Event::Success(_, outcome, place)) => {
                self.succeeded(outcome, place, slot);
                Poll::Ready(None)
            }
            Ok(refused) => {
                let error = self.failure.clone().unwrap_or_else(|| self.lease.refusal(&refused));
                self.fail(&error);
                Poll::Ready(None)
            }
            Err(error) => {
                self.fail(&error);
                Poll::Ready(None)
            }
        }
    }

    /// Keeps a record for the slot that it belongs to, unless that is the one which reads.
    fn arrived(&mut self, place: Range<usize>, reader: usize) -> Option<Range<usize>> {
        let owner = self.lease.machine().next_due()?.owner;
        let slot = self.slots.get_mut(owner)?;
        if slot.abandoned {
            return None;
        }
        if owner == reader {
            slot.had_records = HadRecords::Yes;
            return Some(place);
        }
        if slot.is_full() {
            let error = self.lease.breached(ProtocolBreach::TooManyRecords);
            self.fail(&error);
            return None;
        }
        slot.had_records = HadRecords::Yes;
        slot.kept.push_back(self.lease.machine().bytes(place).into());
        self.waiting.wake(owner, reader);
        None
    }

    /// Gives a success to the slot that it belongs to.
    #[inline]
    fn succeeded(&mut self, outcome: Outcome, place: Range<usize>, reader: usize) {
        let Some(Asked { kind, owner }) = self.lease.machine().last_answered() else { return };
        match kind {
            RequestKind::Begin => {
                if let Some(begun) = self.begun.take() {
                    begun(self.lease.machine().meta(place));
                }
                return;
            }
            RequestKind::Run => match self.lease.learn_keys().cloned() {
                Ok(keys) => {
                    let machine = self.lease.machine();
                    let Some(slot) = self.slots.get_mut(owner) else { return };
                    (slot.keys, slot.result, slot.phase) = (keys, machine.result_number(), Phase::Pulling);
                    if slot.telling == Telling::Kept {
                        slot.said = Said::of_run(machine.meta(place));
                    }
                }
                Err(error) => self.fail(&error),
            },
            _ if outcome == Outcome::More => {
                let Some(slot) = self.slots.get_mut(owner) else { return };
                slot.phase = Phase::More;
                if slot.abandoned
                    && let Err(error) = self.discard(owner)
                {
                    self.fail(&error);
                }
            }
            _ => {
                let Some(slot) = self.slots.get_mut(owner) else { return };
                slot.phase = Phase::Done;
                if slot.telling == Telling::Kept {
                    slot.said.ended(self.lease.machine().bytes(place));
                }
                self.free_if_over(owner);
            }
        }
        self.waiting.wake(owner, reader);
    }

    /// Ends every open result with the error that ended the transaction: the server ignores what was in flight, and
    /// nothing comes of a connection that broke.
    fn fail(&mut self, error: &Error) {
        let error = self.failure.get_or_insert_with(|| error.clone()).clone();
        for slot in self.slots.places() {
            if self.slots[slot].is_open() {
                self.slots[slot].phase = Phase::Failed(error.clone());
                self.free_if_over(slot);
            }
        }
        self.waiting.wake_all();
    }
}
