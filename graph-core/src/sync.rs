//! The locks and counters that several tasks touch at once, so that a model checker can take their place in tests.
//!
//! `scripts/loom` runs the tests under the checker, which tries every order in which threads can get ahead of each other.

#[cfg(not(all(test, graph_loom)))]
pub(crate) use self::real::*;
#[cfg(all(test, graph_loom))]
pub(crate) use model::*;

#[cfg(not(all(test, graph_loom)))]
mod real {
    pub(crate) use std::sync::atomic::{AtomicU64, Ordering};
    pub(crate) use std::sync::{Mutex, MutexGuard};
    pub(crate) use tokio::sync::{AcquireError, Semaphore, TryAcquireError};
}

#[cfg(all(test, graph_loom))]
mod model;
