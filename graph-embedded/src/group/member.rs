//! One server of a group, as its connections see it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::topology::{Peer, Role};
use super::{CommitCut, Group, Lease, bookmark};
use crate::failure::{Failure, Outcome, code};
use crate::session::Place;

/// A server and its group.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) group: Arc<Group>,
    number: usize,
}

/// Where a graph is served, as `SHOW DATABASES` tells it.
#[derive(Debug, Clone)]
pub(crate) struct Host {
    pub(crate) address: String,
    pub(crate) role: &'static str,
    pub(crate) writes: bool,
}

/// Who serves what, as a member knows it.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) writers: Vec<String>,
    pub(crate) readers: Vec<String>,
    pub(crate) routers: Vec<String>,
}

/// The right to write, as long as the leadership lasts in which it was given.
#[derive(Debug)]
pub(crate) struct Grant {
    /// Held for its drop, which lets the next one write.
    _lease: Lease,
    term: u64,
}

impl Member {
    pub(crate) fn new(group: Arc<Group>, number: usize) -> Self {
        Self { group, number }
    }

    /// Whether there are others.
    pub(crate) fn has_peers(&self) -> bool {
        self.group.look(|topology| topology.len() > 1)
    }

    /// The life that the server is in, if it is up.
    pub(crate) fn life(&self) -> Option<u64> {
        self.group.look(|topology| topology.life_of(self.number))
    }

    /// Waits for the end of a life.
    pub(crate) async fn end_of(&self, life: u64) {
        let mut topology = self.group.topology.subscribe();
        // The group, which sends the changes, lives as long as its members.
        _ = topology.wait_for(|topology| topology.life_of(self.number) != Some(life)).await;
    }

    /// The graph that the server has.
    pub(crate) fn place(&self) -> Arc<Place> {
        let place = self.group.look(|topology| topology.behind(self.number).map(|behind| Arc::clone(&behind.place)));
        place.unwrap_or_else(|| Arc::clone(self.group.place()))
    }

    /// The bookmark of what is in the graph that a transaction read or wrote.
    pub(crate) fn bookmark(&self, place: &Place) -> String {
        bookmark::write(self.graph(), self.group.position_of(place))
    }

    /// The name of the graph in bookmarks: the port of its first server.
    fn graph(&self) -> u16 {
        self.group.look(|topology| topology.address(0).port())
    }

    /// Waits until the server has all that the bookmarks stand for, but not beyond the deadline.
    pub(crate) async fn has_reached(&self, bookmarks: &[String], deadline: Option<Instant>) -> Outcome<()> {
        if bookmarks.is_empty() || !self.has_peers() {
            // A single server's graph may be older than it: it has whatever a bookmark stands for.
            return Ok(());
        }
        let wanted = bookmark::read(self.graph(), bookmarks.iter().map(String::as_str))?;
        let mut topology = self.group.topology.subscribe();
        let reached = topology.wait_for(|topology| {
            let place = topology.behind(self.number).map_or(self.group.place(), |behind| &behind.place);
            self.group.position_of(place) >= wanted
        });
        let wait = left(deadline).min(self.group.timing.bookmark);
        match tokio::time::timeout(wait, reached).await {
            Ok(_) => Ok(()),
            Err(_) => Err(Failure::new(
                code::BOOKMARK_TIMEOUT,
                "the server has not come as far as the bookmark within the time that it may wait",
            )),
        }
    }

    /// Waits for the right to write, but not beyond the deadline.
    ///
    /// A transaction that reads a graph which is left behind gets none, whatever has become of its server meanwhile.
    pub(crate) async fn grant(&self, place: &Arc<Place>, deadline: Option<Instant>) -> Outcome<Grant> {
        let term = self.term()?;
        if !Arc::ptr_eq(place, self.group.place()) {
            return Err(self.no_leader());
        }
        Ok(Grant { _lease: self.group.lease(left(deadline)).await?, term })
    }

    /// Refuses a commit of a leader that leads no longer.
    pub(crate) fn confirm(&self, grant: &Grant) -> Outcome<()> {
        if self.term()? == grant.term { Ok(()) } else { Err(self.no_leader()) }
    }

    /// What is to become of the commit that begins now.
    pub(crate) fn next_cut(&self) -> Option<CommitCut> {
        self.group.next_cut()
    }

    fn term(&self) -> Outcome<u64> {
        self.group.look(|topology| topology.term_of(self.number)).ok_or_else(|| self.no_leader())
    }

    fn no_leader(&self) -> Failure {
        match self.group.look(|topology| topology.role(self.number)) {
            Role::Primary => Failure::new(
                code::NOT_A_LEADER,
                "No write operations are allowed directly on this database. Writes must pass through the leader.",
            ),
            Role::Secondary => Failure::new(
                code::READ_ONLY_DATABASE,
                "No write operations are allowed on this database. It is a copy that can only be read.",
            ),
        }
    }

    /// Who serves what, as the server knows it.
    pub(crate) fn table(&self) -> Table {
        let peers = self.peers();
        let addresses = |wanted: &dyn Fn(&Peer) -> bool| {
            peers.iter().filter(|peer| wanted(peer)).map(|peer| peer.address.to_string()).collect::<Vec<_>>()
        };
        let mut readers = addresses(&|peer| !peer.leads);
        if readers.is_empty() {
            readers = addresses(&|_| true);
        }
        Table { writers: addresses(&|peer| peer.leads), readers, routers: addresses(&|_| true) }
    }

    /// Where the graph is served, as the server knows it.
    pub(crate) fn hosts(&self) -> Vec<Host> {
        let host = |peer: Peer| Host {
            address: peer.address.to_string(),
            role: match peer.role {
                Role::Primary => "primary",
                Role::Secondary => "secondary",
            },
            writes: peer.leads,
        };
        self.peers().into_iter().map(host).collect()
    }

    fn peers(&self) -> Vec<Peer> {
        self.group.look(|topology| topology.peers(self.number))
    }
}

fn left(deadline: Option<Instant>) -> Duration {
    deadline.map_or(Duration::MAX, |at| at.saturating_duration_since(Instant::now()))
}
