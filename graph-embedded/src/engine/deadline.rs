//! When a running statement must stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A time that the engine looks at while it works; shared with the handler that SQLite calls.
#[derive(Debug, Clone)]
pub(super) struct Deadline {
    base: Instant,
    /// Microseconds after `base`; 0 is "none".
    at: Arc<AtomicU64>,
    /// Set when the server ends.
    closing: Arc<AtomicBool>,
}

impl Deadline {
    pub(super) fn new(closing: Arc<AtomicBool>) -> Self {
        Self { base: Instant::now(), at: Arc::default(), closing }
    }

    pub(super) fn set(&self, at: Option<Instant>) {
        let after = at.map(|at| at.saturating_duration_since(self.base));
        let micros = after.map_or(0, |after| micros(after).max(1));
        self.at.store(micros, Ordering::Relaxed);
    }

    pub(super) fn has_passed(&self) -> bool {
        let at = self.at.load(Ordering::Relaxed);
        at != 0 && micros(self.base.elapsed()) >= at
    }

    pub(super) fn must_stop(&self) -> bool {
        self.closing.load(Ordering::Relaxed) || self.has_passed()
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_passes_and_can_be_taken_back() {
        let deadline = Deadline::new(Arc::default());
        assert!(!deadline.must_stop());
        deadline.set(Some(Instant::now()));
        assert!(deadline.must_stop());
        deadline.set(Some(Instant::now() + Duration::from_secs(3600)));
        assert!(!deadline.must_stop());
        deadline.set(None);
        assert!(!deadline.has_passed());
    }

    #[test]
    fn a_closing_server_stops_every_statement() {
        let closing = Arc::new(AtomicBool::new(false));
        let deadline = Deadline::new(Arc::clone(&closing));
        closing.store(true, Ordering::Relaxed);
        assert!(deadline.must_stop());
        assert!(!deadline.has_passed());
    }
}
