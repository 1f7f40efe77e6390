//! What happened in a pool so far, for those who watch it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::connection::Closing;

/// Counts of one pool's life; each is written on the way and read by whoever asks.
#[derive(Debug, Default)]
pub(crate) struct Gauge {
    waiting: AtomicUsize,
    created: AtomicU64,
    closed: Arc<ClosedCount>,
    timed_out: AtomicU64,
    slow_acquisitions: AtomicU64,
    slow_micros: AtomicU64,
}

/// Counts the connections that were closed, by whatever end; each holds it and tells it when it is dropped.
#[derive(Debug, Default)]
struct ClosedCount(AtomicU64);

impl Closing for ClosedCount {
    fn closed(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        metrics::counter!("graph.pool.connections.closed").increment(1);
    }
}

/// One task that waits for a connection; dropped, it waits no more.
#[derive(Debug)]
pub(super) struct Waiting<'g>(&'g Gauge);

impl Gauge {
    pub(super) fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting(self)
    }

    pub(super) fn created(&self) {
        self.created.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        metrics::counter!("graph.pool.connections.created").increment(1);
    }

    /// Returns what a connection tells when it is closed.
    pub(super) fn closing(&self) -> Arc<dyn Closing> {
        Arc::clone(&self.closed) as Arc<dyn Closing>
    }

    pub(crate) fn timed_out(&self) {
        self.timed_out.fetch_add(1, Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        metrics::counter!("graph.pool.acquisitions.timed_out").increment(1);
    }

    /// Notes how long getting a connection took where it had to be waited for or opened.
    pub(crate) fn acquired_after(&self, time: Duration) {
        self.slow_acquisitions.fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        self.slow_micros.fetch_add(micros, Ordering::Relaxed);
        #[cfg(feature = "metrics")]
        metrics::histogram!("graph.pool.acquisition.seconds").record(time);
    }

    /// Returns how many acquisitions had to wait or connect, and how long they took together.
    pub(crate) fn slow_acquisitions(&self) -> (u64, Duration) {
        let micros = self.slow_micros.load(Ordering::Relaxed);
        (self.slow_acquisitions.load(Ordering::Relaxed), Duration::from_micros(micros))
    }

    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    pub(crate) fn created_so_far(&self) -> u64 {
        self.created.load(Ordering::Relaxed)
    }

    pub(crate) fn closed_so_far(&self) -> u64 {
        self.closed.0.load(Ordering::Relaxed)
    }

    pub(crate) fn timed_out_so_far(&self) -> u64 {
        self.timed_out.load(Ordering::Relaxed)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
