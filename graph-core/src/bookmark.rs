//! Bookmarks: which transactions a later one must see.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// The transactions that a later one must see.
///
/// They are opaque to a client. Hand them from one session or service to another, so that it reads what was written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bookmarks(Arc<[Box<str>]>);

impl Bookmarks {
    /// Makes bookmarks of their raw text, as another service sent them.
    pub fn from_raw<B: Into<String>>(raw: impl IntoIterator<Item = B>) -> Self {
        Self(raw.into_iter().map(|bookmark| bookmark.into().into_boxed_str()).collect())
    }

    /// Returns the raw text of each, to send it to another service.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns both together, each bookmark once.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all: Vec<Box<str>> = self.0.to_vec();
        all.extend(other.0.iter().filter(|bookmark| !self.0.contains(bookmark)).cloned());
        Self(all.into())
    }

    pub(crate) fn as_slice(&self) -> &[Box<str>] {
        &self.0
    }
}

impl fmt::Debug for Bookmarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter()).finish()
    }
}

/// The place where units of work leave their bookmark and find their predecessor's: a session, or a driver's
/// one-call queries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain(Arc<Mutex<Bookmarks>>);

impl Chain {
    pub(crate) fn starting_with(bookmarks: Bookmarks) -> Self {
        Self(Arc::new(Mutex::new(bookmarks)))
    }

    pub(crate) fn current(&self) -> Bookmarks {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the predecessors that a unit of work started from by its own bookmark, and keeps what units of work
    /// beside it left meanwhile.
    pub(crate) fn advance(&self, started_from: &Bookmarks, bookmark: &str) {
        if bookmark.is_empty() {
            return;
        }
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let beside = current.0.iter().filter(|known| !started_from.0.contains(known) && ***known != *bookmark);
        let next = std::iter::once(bookmark.into()).chain(beside.cloned()).collect();
        *current = Bookmarks(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_holds_its_last_bookmark_alone() {
        let chain = Chain::default();
        chain.advance(&chain.current(), "one");
        chain.advance(&chain.current(), "two");
        assert_eq!(chain.current(), Bookmarks::from_raw(["two"]));
        chain.advance(&chain.current(), "");
        assert_eq!(chain.current(), Bookmarks::from_raw(["two"]));
    }

    #[test]
    fn units_of_work_beside_each_other_both_stay() {
        let chain = Chain::starting_with(Bookmarks::from_raw(["start"]));
        let (left, right) = (chain.current(), chain.current());
        chain.advance(&left, "left");
        chain.advance(&right, "right");
        assert_eq!(chain.current(), Bookmarks::from_raw(["right", "left"]));
    }
}
