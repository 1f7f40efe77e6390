//! The results of a transaction, each in a slot that others take after it.

use std::collections::VecDeque;
use std::fmt;
use std::ops::{Index, IndexMut, Range};

use crate::connection::{Said, Telling};
use crate::error::Error;
use crate::mapping::Keys;
use crate::result::HadRecords;

/// The slots of a transaction. The first one lies in it: most transactions have one result at a time.
#[derive(Debug, Default)]
pub(super) struct Slots {
    first: Option<Slot>,
    others: Vec<Slot>,
    /// The first slot that is free; each free one knows the next.
    free: Option<usize>,
}

impl Slots {
    /// Returns the slot that the next result gets.
    #[inline]
    pub(super) fn next(&self) -> usize {
        self.free.unwrap_or(self.places().end)
    }

    /// Returns all slots, whether somebody has them or not.
    #[inline]
    pub(super) fn places(&self) -> Range<usize> {
        0..usize::from(self.first.is_some()) + self.others.len()
    }

    /// Gives the next slot to a result whose RUN is not answered yet.
    #[inline]
    pub(super) fn open(&mut self, fetch_size: i64, telling: Telling) {
        if let Some(place) = self.free {
            let slot = &mut self[place];
            let next = if let Phase::Free(next) = slot.phase { next } else { None };
            slot.reuse(fetch_size, telling);
            self.free = next;
        } else if self.first.is_none() {
            self.first = Some(Slot::new(fetch_size, telling));
        } else {
            self.others.push(Slot::new(fetch_size, telling));
        }
    }

    /// Takes a slot back of which nobody asks for anything any more.
    #[inline]
    pub(super) fn close(&mut self, place: usize) {
        let next = Phase::Free(self.free);
        let slot = &mut self[place];
        slot.abandoned = false;
        if slot.telling == Telling::Kept {
            slot.said = Said::default();
        }
        slot.phase = next;
        self.free = Some(place);
    }

    /// Returns a slot, unless it stands for something else.
    #[inline]
    pub(super) fn get_mut(&mut self, place: usize) -> Option<&mut Slot> {
        match place.checked_sub(1) {
            None => self.first.as_mut(),
            Some(other) => self.others.get_mut(other),
        }
    }
}

impl Index<usize> for Slots {
    type Output = Slot;

    #[inline]
    fn index(&self, place: usize) -> &Slot {
        let slot = match place.checked_sub(1) {
            None => self.first.as_ref(),
            Some(other) => self.others.get(other),
        };
        slot.unwrap_or_else(|| no_slot(place))
    }
}

impl IndexMut<usize> for Slots {
    #[inline]
    fn index_mut(&mut self, place: usize) -> &mut Slot {
        self.get_mut(place).unwrap_or_else(|| no_slot(place))
    }
}

#[cold]
fn no_slot(place: usize) -> ! {
    unreachable!("whoever names slot {place} has it")
}

/// One result.
pub(super) struct Slot {
    pub(super) phase: Phase,
    pub(super) keys: Keys,
    /// The server's number of the result, for further batches.
    pub(super) result: Option<i64>,
    pub(super) fetch_size: i64,
    /// Records that were read on behalf of the owner; at most one batch.
    pub(super) kept: VecDeque<Box<[u8]>>,
    pub(super) telling: Telling,
    pub(super) said: Said,
    pub(super) had_records: HadRecords,
    /// The owner is gone; what still arrives is dropped.
    pub(super) abandoned: bool,
}

impl Slot {
    fn new(fetch_size: i64, telling: Telling) -> Self {
        Self {
            phase: Phase::Starting,
            keys: Keys::default(),
            result: None,
            fetch_size,
            kept: VecDeque::new(),
            telling,
            said: Said::default(),
            had_records: HadRecords::No,
            abandoned: false,
        }
    }

    /// Begins anew with another result, in place.
    fn reuse(&mut self, fetch_size: i64, telling: Telling) {
        debug_assert!(self.kept.is_empty() && !self.abandoned, "a slot is free once nobody asks and nothing is left");
        (self.phase, self.result, self.fetch_size) = (Phase::Starting, None, fetch_size);
        (self.telling, self.had_records) = (telling, HadRecords::No);
    }

    /// Tells whether the server has something to say of it still.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Starting | Phase::Pulling | Phase::More)
    }

    /// Tells whether a whole batch is kept; the next one is asked for only when none of it is left.
    pub(super) fn is_full(&self) -> bool {
        usize::try_from(self.fetch_size).is_ok_and(|batch| self.kept.len() >= batch)
    }
}

#[derive(Debug, Clone)]
pub(super) enum Phase {
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
    /// No result has the slot; the next free one is this.
    Free(Option<usize>),
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
