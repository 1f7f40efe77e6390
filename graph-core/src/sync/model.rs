//! What stands for locks and counters under the model checker.

pub(crate) use loom::sync::atomic::{AtomicU64, Ordering};
pub(crate) use loom::sync::{Mutex, MutexGuard};
pub(crate) use tokio::sync::TryAcquireError;

/// Nobody waits for it under the checker, which has no runtime: those who find no permit are refused.
#[derive(Debug)]
pub(crate) struct Semaphore(Mutex<State>);

#[derive(Debug)]
struct State {
    free: usize,
    closed: bool,
}

#[derive(Debug)]
pub(crate) struct AcquireError;

/// A permit that goes back when it is dropped.
#[derive(Debug)]
pub(crate) struct SemaphorePermit<'s>(&'s Semaphore);

impl Semaphore {
    pub(crate) fn new(permits: usize) -> Self {
        Self(Mutex::new(State { free: permits, closed: false }))
    }

    pub(crate) fn try_acquire(&self) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        let mut state = self.state();
        if state.closed {
            return Err(TryAcquireError::Closed);
        }
        state.free = state.free.checked_sub(1).ok_or(TryAcquireError::NoPermits)?;
        drop(state);
        Ok(SemaphorePermit(self))
    }

    pub(crate) async fn acquire(&self) -> Result<SemaphorePermit<'_>, AcquireError> {
        self.try_acquire().map_err(|_| AcquireError)
    }

    pub(crate) fn add_permits(&self, count: usize) {
        self.state().free += count;
    }

    pub(crate) fn close(&self) {
        self.state().closed = true;
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state().closed
    }

    pub(crate) fn available_permits(&self) -> usize {
        self.state().free
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("no code panics while it holds the lock")
    }
}

impl SemaphorePermit<'_> {
    pub(crate) fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for SemaphorePermit<'_> {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}
