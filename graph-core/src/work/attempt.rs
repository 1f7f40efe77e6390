//! One attempt at a query in a transaction of its own: what was sent together, and which answer comes next.

use std::ops::Range;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::{Home, Opening};
use crate::bolt::message::{AccessMode, Batch, TransactionExtra};
use crate::bookmark::{Bookmarks, Chain};
use crate::config::{NextBatch, ReadFlight, Settings};
use crate::error::Error;
use crate::mapping::FromRecord;
use crate::pool::Lease;
use crate::query::{Query, TransactionOptions};
use crate::result::{EagerResult, Exclusive, Rows, Summary};

/// A query on its way, on a connection that is lost to others until the attempt is over or dropped.
#[derive(Debug)]
pub(super) struct Attempt<T> {
    lease: Lease,
    bookmarks: Bookmarks,
    home: Home,
    /// How many records are asked for at once.
    batch: i64,
    mode: AccessMode,
    commit: Commit,
    next: Next,
    result: Option<(Exclusive, Rows)>,
    records: Vec<T>,
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

impl<T: for<'r> FromRecord<'r>> Attempt<T> {
    /// Queues all that can travel before anything is known of the result.
    pub(super) fn start(
        opening: Opening,
        query: &Query,
        options: &TransactionOptions,
        settings: &Settings,
    ) -> Result<Self, Error> {
        let Opening { mut lease, bookmarks, database, home } = opening;
        let one_flight = settings.reads == ReadFlight::One;
        let by_itself = one_flight && options.mode == AccessMode::Read;
        let (commit, next) = if by_itself { (Commit::ByItself, Next::Run) } else { (Commit::AfterResult, Next::Begin) };
        let dialect = lease.machine().dialect();
        options.with_extra(&bookmarks, database.as_deref(), dialect, |extra| match commit {
            Commit::ByItself => lease.run(query.as_sent(), extra),
            Commit::AfterResult => {
                lease.begin(extra)?;
                lease.run(query.as_sent(), &TransactionExtra::default())
            }
        })?;
        let batch = if one_flight { Batch::ALL.records } else { settings.fetch_size };
        lease.pull(Batch { records: batch, result: None })?;
        Ok(Self { lease, bookmarks, home, batch, mode: options.mode, commit, next, result: None, records: Vec::new() })
    }

    /// Goes on until the result is whole and committed.
    ///
    /// The query may be needed for another attempt; so the summary does without it here.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, chain: &Chain) -> Poll<Result<EagerResult<T>, Error>> {
        loop {
            let lease = &mut self.lease;
            match self.next {
                Next::Begin => {
                    let place = ready!(lease.poll_success(cx))?;
                    self.home.learn(lease.machine().meta(place));
                    self.next = Next::Run;
                }
                Next::Run => {
                    let place = ready!(lease.poll_success(cx))?;
                    let meta = lease.machine().meta(place);
                    self.home.learn(meta);
                    let (result, keys) = Exclusive::started(meta, self.batch, NextBatch::Ahead)?;
                    self.result = Some((result, Rows::new::<T>(keys)?));
                    self.next = Next::Record;
                }
                Next::Record => {
                    ready!(self.poll_records(cx))?;
                    match self.commit {
                        Commit::ByItself => return Poll::Ready(self.finish(chain, None)),
                        Commit::AfterResult => self.lease.commit()?,
                    }
                    self.next = Next::Commit(self.lease.machine().unsent().len());
                }
                Next::Commit(queued) => {
                    return Poll::Ready(match ready!(lease.poll_success(cx)) {
                        Ok(place) => self.finish(chain, Some(place)),
                        // The server lets nothing be written in this mode, or not one byte of the commit left this side.
                        Err(error) if self.mode == AccessMode::Read || lease.machine().unsent().len() == queued => {
                            Err(error)
                        }
                        Err(error) => Err(error.after_commit()),
                    });
                }
            }
        }
    }

    /// Reads all records that are left.
    fn poll_records(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some((result, rows)) = &mut self.result else { return Poll::Ready(Ok(())) };
        let lease = &mut self.lease;
        let dialect = lease.machine().dialect();
        loop {
            while let Some(place) = result.next_record(lease) {
                self.records.push(rows.read(lease.machine().bytes(place), dialect)?);
            }
            match ready!(result.poll_record(lease, cx)) {
                Some(place) => self.records.push(rows.read(lease.machine().bytes(place?), dialect)?),
                None => return Poll::Ready(Ok(())),
            }
        }
    }

    /// Makes the result; COMMIT's answer, where there was one, lies at `committed`.
    fn finish(&mut self, chain: &Chain, committed: Option<Range<usize>>) -> Result<EagerResult<T>, Error> {
        let Self { lease, bookmarks, result, records, .. } = self;
        let Some((mut result, rows)) = result.take() else { return Err(Error::transaction_closed()) };
        chain.advance(
            bookmarks,
            match committed {
                Some(place) => lease.machine().meta(place).text("bookmark").unwrap_or_default(),
                None => result.bookmark(),
            },
        );
        let summary = Summary::new(Query::new(""), Arc::clone(lease.info()), result.parts(lease));
        Ok(EagerResult::new(std::mem::take(records), rows.keys, summary))
    }
}
