//! What servers of one graph share: its store, the right to write to it, and how far it has come.
//!
//! A single server is a group of one. A cluster is a group whose members see the same graph, unless they were left
//! behind: then they see it as it was.

mod bookmark;
mod member;
mod topology;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex as Guarded, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use crate::engine;
use crate::error::Error;
use crate::failure::{Failure, Outcome, code};
use crate::session::Place;
use crate::statements::Statements;
use crate::store::Store;
pub(crate) use member::{Grant, Host, Member};
pub(crate) use topology::{Reach, Role, Topology};

/// When a cluster cuts the connection of a client that commits.
///
/// The client knows in neither case whether its transaction happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommitCut {
    /// The commit was asked for, and does not happen.
    Before,
    /// The commit happened, and its answer gets lost.
    After,
}

/// The servers of one graph.
#[derive(Debug)]
pub(crate) struct Group {
    place: Arc<Place>,
    pub(crate) statements: Statements,
    pub(crate) timing: Timing,
    /// Held from the first write of a transaction to its end; fair, so that no writer starves.
    writer: Arc<Mutex<()>>,
    /// Transactions committed so far.
    commits: AtomicU64,
    topology: watch::Sender<Topology>,
    /// What is to become of the next commits.
    cuts: Guarded<VecDeque<CommitCut>>,
}

/// How long things take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    /// How long a transaction waits for the one that is writing.
    pub(crate) lock: Duration,
    /// How long a transaction waits for its bookmarks.
    pub(crate) bookmark: Duration,
    /// How long a routing table is good for.
    pub(crate) table: Duration,
}

/// The right to write, which at most one transaction has.
pub(crate) type Lease = OwnedMutexGuard<()>;

impl Group {
    pub(crate) fn new(store: Store, timing: Timing, topology: Topology) -> Self {
        Self {
            place: Arc::new(Place::new(store)),
            statements: Statements::default(),
            timing,
            writer: Arc::default(),
            commits: AtomicU64::new(0),
            topology: watch::Sender::new(topology),
            cuts: Guarded::default(),
        }
    }

    /// The graph as it is now.
    pub(crate) fn place(&self) -> &Arc<Place> {
        &self.place
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&Topology) -> T) -> T {
        look(&self.topology.borrow())
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Topology)) {
        self.topology.send_modify(change);
    }

    /// Lets these members hear no more of the others, with the graph as it is now.
    pub(crate) fn leave_behind(&self, members: &[usize], reach: Reach) -> Result<(), Error> {
        // Read first: a transaction that is committed meanwhile may be in the copy, and none is counted that is not.
        let position = self.position();
        let closing = Arc::clone(&self.place.closing);
        let store = engine::copy(&self.place.store, &closing)?;
        let place = Arc::new(Place { store, closing, last: Some(position) });
        self.change(|topology| topology.leave_behind(members, reach, &place));
        Ok(())
    }

    pub(crate) fn cut_next_commit(&self, cut: CommitCut) {
        self.cuts().push_back(cut);
    }

    pub(crate) fn cuts_to_come(&self) -> usize {
        self.cuts().len()
    }

    fn next_cut(&self) -> Option<CommitCut> {
        self.cuts().pop_front()
    }

    fn cuts(&self) -> MutexGuard<'_, VecDeque<CommitCut>> {
        self.cuts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn position(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    /// How many transactions there are in a graph of the group's, at least.
    fn position_of(&self, place: &Place) -> u64 {
        place.last.unwrap_or_else(|| self.position())
    }

    /// Counts a transaction that was committed; its lease is still held.
    pub(crate) fn count_commit(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    /// Waits so long for the right to write.
    async fn lease(&self, wait: Duration) -> Outcome<Lease> {
        let lock = Arc::clone(&self.writer).lock_owned();
        let taken = tokio::time::timeout(wait.min(self.timing.lock), lock).await;
        taken.map_err(|_| Failure::new(code::LOCK_TIMEOUT, "another transaction kept the right to write for too long"))
    }
}
