//! Reads one result from a connection that nobody else uses meanwhile.

use std::future::poll_fn;
use std::ops::Range;
use std::task::{Context, Poll, ready};

use super::pace::Pace;
use super::{HadRecords, SummaryParts};
use crate::bolt::machine::Event;
use crate::bolt::message::Batch;
use crate::bolt::state::{Outcome, RequestKind};
use crate::config::{FetchSize, NextBatch};
use crate::connection::{Connection, Telling};
use crate::error::Error;

/// The state of a result whose RUN and first PULL were queued; lives beside the connection, not in a future.
#[derive(Debug)]
pub(crate) struct Exclusive {
    pace: Pace,
    phase: Phase,
    /// Whether the next batch was asked for before this one is used up.
    ahead: Ahead,
    next_batch: NextBatch,
    telling: Telling,
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
    /// Makes the state of a result whose RUN is not answered yet.
    pub(crate) const fn new(fetch_size: FetchSize, next_batch: NextBatch, telling: Telling) -> Self {
        let pace = Pace::new(fetch_size, next_batch);
        Self { pace, phase: Phase::Pulling, ahead: Ahead::No, next_batch, telling, had_records: HadRecords::No }
    }

    /// Returns how many records the batch has that is asked for or on its way.
    pub(crate) const fn batch(&self) -> i64 {
        self.pace.records()
    }

    /// Waits for RUN's answer, and asks for the second batch where the first is here already.
    pub(crate) async fn start(&mut self, connection: &mut Connection) -> Result<(), Error> {
        poll_fn(|cx| {
            ready!(self.poll_started(connection, cx))?;
            Poll::Ready(self.look_ahead(connection, cx))
        })
        .await
    }

    /// Waits for RUN's answer; the connection has learnt its column names then. Returns where the answer lies.
    #[inline]
    pub(crate) fn poll_started(
        &mut self,
        connection: &mut Connection,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Range<usize>, Error>> {
        let place = ready!(connection.poll_success(cx))?;
        connection.learn_keys()?;
        self.pace.begin(connection.machine().total_received());
        if self.telling == Telling::Kept {
            connection.keep_said_of_run(place.clone());
        }
        Poll::Ready(Ok(place))
    }

    /// Asks for all that is left, instead of for a batch, when the batch that is on its way is over.
    pub(crate) const fn fetch_all(&mut self) {
        self.pace.fetch_all();
    }

    /// Returns the place of the next record in the connection if it is there already.
    #[inline]
    pub(crate) fn next_record(&mut self, connection: &mut Connection) -> Option<Range<usize>> {
        let place = connection.next_record()?;
        self.had_records = HadRecords::Yes;
        Some(place)
    }

    /// Returns the next record's fields if they are in the connection already.
    #[inline]
    pub(crate) fn next_fields<'c>(&mut self, connection: &'c mut Connection) -> Option<&'c [u8]> {
        let fields = connection.next_fields()?;
        self.had_records = HadRecords::Yes;
        Some(fields)
    }

    /// Returns the place of the next record in the connection; `None` at the end.
    #[inline]
    pub(crate) fn poll_record(
        &mut self,
        connection: &mut Connection,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Range<usize>, Error>>> {
        loop {
            match self.phase {
                Phase::Done => return Poll::Ready(None),
                Phase::More => {
                    if let Err(error) = self.pull(connection) {
                        self.phase = Phase::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                    self.phase = Phase::Pulling;
                }
                Phase::Pulling => match ready!(self.poll_pulled(connection, cx)) {
                    Ok(Event::Record(place)) => {
                        self.had_records = HadRecords::Yes;
                        if let Err(error) = self.look_ahead(connection, cx) {
                            self.phase = Phase::Done;
                            return Poll::Ready(Some(Err(error)));
                        }
                        return Poll::Ready(Some(Ok(place)));
                    }
                    Ok(Event::Success(_, Outcome::More, _)) => self.batch_is_over(),
                    Ok(Event::Success(_, _, place)) => self.ended(connection, place),
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

    fn pull(&mut self, connection: &mut Connection) -> Result<(), Error> {
        let records = self.pace.next(connection.machine().total_received());
        connection.pull(Batch { records, result: None })
    }

    /// Reads the next part of a batch.
    #[inline]
    fn poll_pulled(&mut self, connection: &mut Connection, cx: &mut Context<'_>) -> Poll<Result<Event, Error>> {
        match connection.next_success() {
            Some((outcome, place)) => Poll::Ready(Ok(Event::Success(RequestKind::Pull, outcome, place))),
            None => {
                let event = connection.poll_event(cx);
                if event.is_pending() {
                    self.pace.wait();
                }
                event
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
        self.pull(connection)?;
        self.ahead = Ahead::Asked;
        match connection.poll_flush(cx) {
            Poll::Ready(outcome) => outcome,
            // Whoever waits for the next answer writes what is left.
            Poll::Pending => Ok(()),
        }
    }

    fn ended(&mut self, connection: &mut Connection, place: Range<usize>) {
        if self.telling == Telling::Kept {
            connection.keep_said_at_end(place);
        }
        self.phase = Phase::Done;
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
                Event::Success(_, _, place) => self.ended(connection, place),
                refused => {
                    self.phase = Phase::Done;
                    return Err(connection.refusal(&refused));
                }
            }
        }
        Ok(())
    }

    /// Takes what is needed for the summary.
    pub(crate) fn parts(&self, connection: &mut Connection) -> SummaryParts {
        SummaryParts {
            said: connection.take_said(),
            dialect: connection.machine().dialect(),
            had_records: self.had_records,
        }
    }
}
