//! How many connections are open, by whether their server routes by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the open connections of a driver; guessing a home database is safe only where every server routes.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    routing: AtomicUsize,
    others: AtomicUsize,
}

/// One connection's share of a tally, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Counted {
    tally: Arc<Tally>,
    routes: bool,
}

impl Tally {
    pub(crate) fn all_route(&self) -> bool {
        self.others.load(Ordering::Acquire) == 0 && self.routing.load(Ordering::Acquire) > 0
    }

    pub(super) fn count(self: &Arc<Self>, routes: bool) -> Counted {
        self.counter(routes).fetch_add(1, Ordering::AcqRel);
        Counted { tally: Arc::clone(self), routes }
    }

    const fn counter(&self, routes: bool) -> &AtomicUsize {
        if routes { &self.routing } else { &self.others }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.tally.counter(self.routes).fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_that_does_not_route_is_enough() {
        let tally = Arc::new(Tally::default());
        assert!(!tally.all_route());
        let _routing = tally.count(true);
        assert!(tally.all_route());
        let other = tally.count(false);
        assert!(!tally.all_route());
        drop(other);
        assert!(tally.all_route());
    }
}
