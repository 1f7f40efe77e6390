//! Reads one result from a connection that nobody else uses meanwhile.

use std::future::poll_fn;
use std::ops::Range;
use std::task::{Context, Poll, ready};

use super::{HadRecords, Said, SummaryParts};
use crate::bolt::machine::Event;
use crate::bolt::message::{Batch, Meta};
use crate::bolt::state::Outcome;
use crate::config::NextBatch;
use crate::connection::Connection;
use crate::error::Error;
use crate::mapping::{DecodeError, Keys};

/// The state of a result whose RUN and first PULL were queued; lives beside the connection, not in a future.
#[derive(Debug)]
pub(crate) struct Exclusive {
    phase: Phase,
    fetch_size: i64,
    /// Whether the next batch was asked for before this one is used up.
    ahead: Ahead,
    next_batch: NextBatch,
    said: Said,
    had_records: HadRecords,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// A batch is on its way.
    Pulling,
    /// The batch is over and the result has more.
    More,
    /// The result is over.
    Done,
}

/// Whether a batch was asked for ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ahead {
    Asked,
    No,
}

impl Exclusive {
    /// Waits for RUN's answer.
    pub(crate) async fn start(
        connection: &mut Connection,
        fetch_size: i64,
        next_batch: NextBatch,
    ) -> Result<(Self, Keys), Error> {
        let (mut result, keys) = Self::started(connection.success().await?, fetch_size, next_batch)?;
        poll_fn(|cx| Poll::Ready(result.look_ahead(connection, cx))).await?;
        Ok((result, keys))
    }

    /// Starts with RUN's answer.
    pub(crate) fn started(meta: Meta<'_>, fetch_size: i64, next_batch: NextBatch) -> Result<(Self, Keys), Error> {
        let keys = keys_of(meta)?;
        let said = Said::of_run(meta);
        Ok((
            Self { phase: Phase::Pulling, fetch_size, ahead: Ahead::No, next_batch, said, had_records: HadRecords::No },
            keys,
        ))
    }

    /// Asks for all that is left, instead of for a batch, when the batch that is on its way is over.
    pub(crate) const fn fetch_all(&mut self) {
        self.fetch_size = Batch::ALL.records;
    }

    /// Returns the place of the next record in the connection if it is there already.
    #[inline]
    pub(crate) fn next_record(&mut self, connection: &mut Connection) -> Option<Range<usize>> {
        let place = connection.next_record()?;
        self.had_records = HadRecords::Yes;
        Some(place)
    }

    /// Returns the place of the next record in the connection; `None` at the end.
    pub(crate) fn poll_record(
        &mut self,
        connection: &mut Connection,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Range<usize>, Error>>> {
        loop {
            match self.phase {
                Phase::Done => return Poll::Ready(None),
                Phase::More => {
                    if let Err(error) = connection.pull(Batch { records: self.fetch_size, result: None }) {
                        self.phase = Phase::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                    self.phase = Phase::Pulling;
                }
                Phase::Pulling => match ready!(connection.poll_event(cx)) {
                    Ok(Event::Record(place)) => {
                        self.had_records = HadRecords::Yes;
                        if let Err(error) = self.look_ahead(connection, cx) {
                            self.phase = Phase::Done;
                            return Poll::Ready(Some(Err(error)));
                        }
                        return Poll::Ready(Some(Ok(place)));
                    }
                    Ok(Event::Success(_, Outcome::More, _)) => self.batch_is_over(),
                    Ok(Event::Success(_, _, place)) => {
                        self.said.ended(connection.machine().bytes(place));
                        self.phase = Phase::Done;
                    }
                    Ok(refused) => {
                        self.phase = Phase::Done;
                        return Poll::Ready(Some(Err(connection.refusal(&refused))));
                    }
                    Err(error) => {
                        self.phase = Phase::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
            }
        }
    }

    /// Asks for the next batch once the end of this one is here and says that there is more: the server works while the
    /// records are used up. One batch ahead is the bound, and only of a result whose reader reads.
    pub(crate) fn look_ahead(&mut self, connection: &mut Connection, cx: &mut Context<'_>) -> Result<(), Error> {
        if self.phase != Phase::Pulling
            || self.ahead == Ahead::Asked
            || self.next_batch == NextBatch::WhenUsedUp
            || !connection.machine().has_more_at_end()
        {
            return Ok(());
        }
        connection.pull(Batch { records: self.fetch_size, result: None })?;
        self.ahead = Ahead::Asked;
        match connection.poll_flush(cx) {
            Poll::Ready(outcome) => outcome,
            // Whoever waits for the next answer writes what is left.
            Poll::Pending => Ok(()),
        }
    }

    const fn batch_is_over(&mut self) {
        self.phase = match self.ahead {
            Ahead::Asked => Phase::Pulling,
            Ahead::No => Phase::More,
        };
        self.ahead = Ahead::No;
    }

    /// Gives up the records that are left and waits for the end.
    pub(crate) async fn discard(&mut self, connection: &mut Connection) -> Result<(), Error> {
        while self.phase != Phase::Done {
            if self.phase == Phase::More {
                connection.discard(Batch::ALL)?;
                self.phase = Phase::Pulling;
            }
            // Only until the batch is over, so that no further one is pulled.
            match poll_fn(|cx| connection.poll_event(cx)).await? {
                Event::Record(_) => self.had_records = HadRecords::Yes,
                Event::Success(_, Outcome::More, _) => self.batch_is_over(),
                Event::Success(_, _, place) => {
                    self.said.ended(connection.machine().bytes(place));
                    self.phase = Phase::Done;
                }
                refused => {
                    self.phase = Phase::Done;
                    return Err(connection.refusal(&refused));
                }
            }
        }
        Ok(())
    }

    /// Returns what RUN's answer says.
    pub(crate) fn run_meta(&self) -> Meta<'_> {
        self.said.run()
    }

    /// Returns the bookmark of the result's own transaction once the result is over; empty inside another one.
    pub(crate) fn bookmark(&self) -> &str {
        self.said.end().text("bookmark").unwrap_or_default()
    }

    pub(crate) fn parts(&mut self, connection: &Connection) -> SummaryParts {
        SummaryParts {
            said: std::mem::take(&mut self.said),
            dialect: connection.machine().dialect(),
            had_records: self.had_records,
        }
    }
}

/// Reads the column names of a RUN's answer.
pub(crate) fn keys_of(meta: Meta<'_>) -> Result<Keys, Error> {
    match meta.find("fields") {
        Some(mut fields) => Keys::read(&mut fields).map_err(|error| DecodeError::from(error).into()),
        None => Ok(Keys::default()),
    }
}
