//! One attempt at a query in a transaction of its own: what was sent together, and which answer comes next.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::Home;
use crate::bolt::message::{AccessMode, Batch};
use crate::bookmark::{Bookmarks, Chain};
use crate::config::{FetchSize, NextBatch, ReadFlight, Settings};
use crate::error::Error;
use crate::mapping::{FromRecord, Plan};
use crate::pool::Lease;
use crate::query::{Query, TransactionOptions};
use crate::result::{Exclusive, Gather, Summary, telling};

/// A query on its way, on a connection that is lost to others until the attempt is over or dropped.
#[derive(Debug)]
pub(super) struct Attempt<G> {
    lease: Lease,
    bookmarks: Bookmarks,
    home: Home,
    result: Exclusive,
    /// How records are read, once the columns are known.
    plan: Plan,
    gathered: G,
    mode: AccessMode,
    commit: Commit,
    next: Next,
}

/// How the query's transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commit {
    /// By itself, with the last record: the query only reads, so nothing is lost when nobody hears of it.
    ByItself,
    /// By COMMIT, once the result is known to be good; it may have written.
    AfterResult,
}

/// The answer that comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Begin,
    Run,
    Record,
    /// COMMIT's; so many bytes were queued with it.
    Commit(usize),
}

impl<G: Gather> Attempt<G> {
    /// Makes an attempt on a connection; [`send`](Self::send) comes next.
    #[inline]
    pub(super) fn new(lease: Lease, bookmarks: Bookmarks, mode: AccessMode, settings: &Settings) -> Self {
        let one_flight = settings.reads == ReadFlight::One;
        let by_itself = one_flight && mode == AccessMode::Read;
        let (commit, next) = if by_itself { (Commit::ByItself, Next::Run) } else { (Commit::AfterResult, Next::Begin) };
        let batch = if one_flight { Batch::ALL.records } else { settings.fetch_size.first() };
        Self {
            lease,
            bookmarks,
            home: Home::default(),
            result: Exclusive::new(FetchSize::Fixed(batch), NextBatch::Ahead, telling::<G>()),
            plan: Plan::default(),
            gathered: G::default(),
            mode,
            commit,
            next,
        }
    }

    /// Queues all that can travel before anything is known of the result.
    #[inline]
    pub(super) fn send(
        &mut self,
        query: &Query,
        options: &TransactionOptions,
        database: Option<&str>,
    ) -> Result<(), Error> {
        let Self { lease, bookmarks, result, commit, .. } = self;
        let dialect = lease.machine().dialect();
        options.with_extra(bookmarks, database, dialect, |extra| match commit {
            Commit::ByItself => lease.run(query.as_sent(), extra),
            Commit::AfterResult => {
                lease.begin(extra)?;
                lease.run_inside(query.as_sent())
            }
        })?;
        lease.pull(Batch { records: result.batch(), result: None })
    }

    /// Says who learns the user's home database from the answers.
    pub(super) fn learns(&mut self, home: Home) {
        self.home = home;
    }

    /// Goes on until the result is whole and committed.
    ///
    /// The query may be needed for another attempt; so the summary does without it here.
    #[inline]
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, chain: &Chain) -> Poll<Result<G::Output, Error>> {
        loop {
            let lease = &mut self.lease;
            match self.next {
                Next::Begin => {
                    let place = ready!(lease.poll_success(cx))?;
                    self.home.learn(lease.machine().meta(place));
                    self.next = Next::Run;
                }
                Next::Run => {
                    let place = ready!(self.result.poll_started(lease, cx))?;
                    self.home.learn(lease.machine().meta(place));
                    self.plan = Plan::new(<G::Record as FromRecord<'_>>::SHAPE, lease.keys())?;
                    self.next = Next::Record;
                }
                Next::Record => {
                    ready!(self.poll_records(cx))?;
                    match self.commit {
                        Commit::ByItself => return Poll::Ready(self.finish(chain)),
                        Commit::AfterResult => self.next = Next::Commit(self.lease.commit()),
                    }
                }
                Next::Commit(queued) => {
                    ready!(lease.poll_committed(queued, self.mode, cx))?;
                    return Poll::Ready(self.finish(chain));
                }
            }
        }
    }

    /// Reads all records that are left.
    #[inline]
    fn poll_records(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Self { lease, result, plan, gathered, .. } = self;
        loop {
            while let Some(place) = result.next_record(lease) {
                gathered.add(lease.record(place, plan)?);
            }
            match ready!(result.poll_record(lease, cx)) {
                Some(place) => gathered.add(lease.record(place?, plan)?),
                None => return Poll::Ready(Ok(())),
            }
        }
    }

    /// Makes the output, once the last answer ended the transaction.
    #[inline]
    fn finish(&mut self, chain: &Chain) -> Result<G::Output, Error> {
        let Self { lease, bookmarks, result, gathered, .. } = self;
        chain.advance(bookmarks, lease.machine().bookmark());
        std::mem::take(gathered).finish(|| {
            let parts = result.parts(lease);
            (lease.keys().clone(), Summary::new(Query::new(""), Arc::clone(lease.info()), parts))
        })
    }
}
