//! The tasks that wait for the connection of a transaction, where they are several.

use std::sync::PoisonError;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{AtomicU64, Mutex, Ordering};

/// Stands for whichever slot there is: it is not known which of them a task waits for.
pub(super) const EVERY: usize = usize::MAX - 1;

/// The wakers of all futures that wait, and how often they were woken.
#[derive(Debug, Default)]
pub(super) struct Wakers {
    waiting: Mutex<Vec<(usize, Waker)>>,
    /// Rises with every wake-up, so that one between a poll and a registration is not lost.
    generation: AtomicU64,
}

impl Wakers {
    /// Starts with a task that waits already, for `slot` or for [`EVERY`] one.
    pub(super) fn with(slot: usize, waker: Waker) -> Self {
        Self { waiting: Mutex::new(vec![(slot, waker)]), generation: AtomicU64::new(0) }
    }

    /// Polls what wakes everybody here, once; pending, the future that waits for `slot` is registered, and no wake-up is
    /// lost.
    pub(super) fn poll<R>(&self, slot: usize, cx: &mut Context<'_>, poll: impl FnOnce() -> Poll<R>) -> Poll<R> {
        let generation = self.generation.load(Ordering::Acquire);
        let outcome = poll();
        if outcome.is_pending() && !self.register(slot, cx.waker(), generation) {
            // Somebody was woken in between: the socket may be ready by now. Looking at once could go on for ever,
            // since a runtime that wants the task to give way wakes it within the poll.
            cx.waker().wake_by_ref();
        }
        outcome
    }

    /// Registers a future that waits for `slot`; tells whether nobody was woken since `generation`.
    #[must_use]
    fn register(&self, slot: usize, waker: &Waker, generation: u64) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match waiting.iter_mut().find(|(known, _)| *known == slot) {
            Some((_, registered)) => registered.clone_from(waker),
            None => waiting.push((slot, waker.clone())),
        }
        drop(waiting);
        self.generation.load(Ordering::Acquire) == generation
    }

    /// Wakes whoever waits for `slot`.
    pub(super) fn wake_slot(&self, slot: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let found: Vec<_> = waiting.extract_if(.., |(known, _)| *known == slot || *known == EVERY).collect();
        drop(waiting);
        for (_, waker) in found {
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
