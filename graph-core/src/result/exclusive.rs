//! Reads one result from a connection that nobody else uses meanwhile.

use std::future::poll_fn;
use std::ops::Range;
use std::task::{Context, Poll, ready};

use super::{HadRecords, Rows, SummaryParts};
use crate::bolt::machine::Event;
use crate::bolt::message::{Batch, Meta};
use crate::bolt::state::Outcome;
use crate::connection::Connection;
use crate::error::Error;
use crate::mapping::{DecodeError, FromRecord, Keys};

/// The state of a result whose RUN and first PULL were queued; lives beside the connection, not in a future.
#[derive(Debug)]
pub(crate) struct Exclusive {
    pub(crate) keys: Keys,
    phase: Phase,
    fetch_size: i64,
    run: Box<[u8]>,
    end: Box<[u8]>,
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

impl Exclusive {
    /// Waits for RUN's answer.
    pub(crate) async fn start(connection: &mut Connection, fetch_size: i64) -> Result<Self, Error> {
        let (_, _, meta) = connection.success().await?;
        let keys = keys_of(meta)?;
        let run = meta.packed().into();
        Ok(Self { keys, phase: Phase::Pulling, fetch_size, run, end: Box::default(), had_records: HadRecords::No })
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
                        return Poll::Ready(Some(Ok(place)));
                    }
                    Ok(Event::Success(_, Outcome::More, _)) => self.phase = Phase::More,
                    Ok(Event::Success(_, _, place)) => {
                        self.end = connection.machine().bytes(place).into();
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
                Event::Success(_, Outcome::More, _) => self.phase = Phase::More,
                Event::Success(_, _, place) => {
                    self.end = connection.machine().bytes(place).into();
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

    /// Returns the database that the query runs in, as RUN's answer tells it.
    pub(crate) fn database(&self) -> Option<&str> {
        Meta::new(&self.run).text("db")
    }

    /// Returns the bookmark of the result's own transaction once the result is over; empty inside another one.
    pub(crate) fn bookmark(&self) -> &str {
        Meta::new(&self.end).text("bookmark").unwrap_or_default()
    }

    pub(crate) fn parts(&mut self, connection: &Connection) -> SummaryParts {
        SummaryParts {
            run: std::mem::take(&mut self.run),
            end: std::mem::take(&mut self.end),
            dialect: connection.machine().dialect(),
            had_records: self.had_records,
        }
    }
}

/// Reads a whole result whose RUN and PULL were queued.
pub(crate) async fn collect<T: for<'r> FromRecord<'r>>(
    connection: &mut Connection,
    fetch_size: i64,
) -> Result<(Vec<T>, Keys, Exclusive), Error> {
    let mut result = Exclusive::start(connection, fetch_size).await?;
    let rows = Rows::new::<T>(result.keys.clone())?;
    let dialect = connection.machine().dialect();
    let mut records = Vec::new();
    while let Some(place) = poll_fn(|cx| result.poll_record(connection, cx)).await {
        records.push(rows.read(connection.machine().bytes(place?), dialect)?);
        while let Some(place) = result.next_record(connection) {
            records.push(rows.read(connection.machine().bytes(place), dialect)?);
        }
    }
    Ok((records, rows.keys, result))
}

/// Reads the column names of a RUN's answer.
pub(crate) fn keys_of(meta: Meta<'_>) -> Result<Keys, Error> {
    match meta.find("fields") {
        Some(mut fields) => Keys::read(&mut fields).map_err(|error| DecodeError::from(error).into()),
        None => Ok(Keys::default()),
    }
}
