//! Who waits for the connection of a transaction.
//!
//! Several futures of one transaction may wait at once, each perhaps in a task of its own, and any of them may be
//! dropped. So the socket wakes all that wait: whichever is polled first drives the connection for the others.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::{Wake, Waker};

/// The wakers of all futures that wait, and how often they were woken.
#[derive(Debug, Default)]
pub(super) struct Wakers {
    waiting: Mutex<Vec<(usize, Waker)>>,
    /// Rises with every wake-up, so that one between a poll and a registration is not lost.
    generation: AtomicU64,
}

impl Wakers {
    /// Returns a number that changes with every wake-up.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Registers a future that waits for `slot`; tells whether nobody was woken since `generation`.
    ///
    /// When somebody was, the future must look again instead of waiting.
    #[must_use]
    pub(super) fn register(&self, slot: usize, waker: &Waker, generation: u64) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.iter_mut().find(|(known, _)| *known == slot) {
            Some((_, registered)) => registered.clone_from(waker),
            None => waiting.push((slot, waker.clone())),
        }
        drop(waiting);
        self.generation() == generation
    }

    /// Wakes the future that waits for `slot`, if one does.
    pub(super) fn wake_slot(&self, slot: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.iter().position(|(known, _)| *known == slot).map(|place| waiting.swap_remove(place));
        drop(waiting);
        if let Some((_, waker)) = found {
            waker.wake();
        }
    }

    /// Wakes everybody.
    pub(super) fn wake_all(&self) {
        self.generation.fetch_add(1, Ordering::Release);
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}

impl Wake for Wakers {
    fn wake(self: std::sync::Arc<Self>) {
        self.wake_all();
    }

    fn wake_by_ref(self: &std::sync::Arc<Self>) {
        self.wake_all();
    }
}
