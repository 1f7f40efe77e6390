//! Records as they come, asked for a batch at a time.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::{Exclusive, Rows, Summary, Ticket, too_many_records};
use crate::bolt::Dialect;
use crate::bolt::message::AccessMode;
use crate::bookmark::{Bookmarks, Chain};
use crate::connection::{ServerInfo, Watch};
use crate::error::{Error, ErrorKind};
use crate::mapping::{FromRecord, Keys, Plan, Record, Row, RowShape};
use crate::pool::Lease;
use crate::query::Query;

/// The records of a query, as they come.
///
/// The driver asks the server for one batch at a time, of the fetch size, and for the next one when the last has
/// arrived, so that the server works while its records are used up; in a transaction, whose results share a connection,
/// only when it is used up. So whoever stops reading stops the server, one batch ahead at most. Where no fetch size was
/// set, see [`DriverBuilder::fetch_size`](crate::DriverBuilder::fetch_size). A result is read once; reading on after its
/// end is [`ErrorKind::ResultConsumed`].
///
/// It is a [`Stream`] of `Result<T>` for every combinator, and has methods of its own for plain loops. Dropped, it
/// gives the rest up. A stream of [`Driver::stream`](crate::Driver::stream) owns its connection and is
/// `'static + Send`: return it from a web handler, send it to another task.
///
/// ```no_run
/// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
/// let mut names = driver.stream::<String>("MATCH (p:Person) RETURN p.name AS name").await?;
/// while let Some(name) = names.try_next().await? {
///     println!("{name}");
/// }
/// let summary = names.consume().await?;
/// # let _ = summary; Ok(()) }
/// ```
///
/// # Cancel safety
/// A future of its methods that is dropped loses no record: the next call goes on where it stood.
#[must_use = "a stream that is dropped gives its records up"]
pub struct RecordStream<'a, T = Record> {
    source: Source<'a>,
    rows: Rows,
    /// A plan for rows that borrow, of the shape asked for last.
    borrowed: Option<(&'static RowShape, Plan)>,
    phase: Phase,
    /// What the summary is about; moves into it.
    query: Query,
    server: Arc<ServerInfo>,
    summary: Option<Summary>,
    /// The fields of a record that was peeked at.
    peeked: Option<Box<[u8]>>,
    /// The fields of the record that a borrowing row looks at, unless it lies in the connection.
    lent: Box<[u8]>,
    row: PhantomData<fn() -> T>,
}

/// Where the records come from.
enum Source<'a> {
    /// A connection of the stream's own, given back at the end.
    Own(Box<Own>),
    /// A transaction that other results share.
    Shared(Ticket<'a>, Dialect),
}

struct Own {
    lease: Option<Lease>,
    dialect: Dialect,
    result: Exclusive,
    mode: AccessMode,
    chain: Chain,
    started_from: Bookmarks,
    /// Kept alive for refusals: a stream may outlive its driver.
    _watcher: Option<Arc<dyn Watch>>,
}

/// Where a borrowed record lies.
#[derive(Debug)]
enum Lies {
    InConnection(Range<usize>),
    /// In the stream itself, to which it was copied.
    Here,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Reading,
    /// Every record was read; nobody was told yet.
    Over,
    /// The end was told.
    Told,
}

/// A record that is looked at where it lies, until the stream is asked for the next.
///
/// `Debug` shows its columns' names.
pub struct RowRef<'r> {
    fields: &'r [u8],
    keys: &'r Keys,
    dialect: Dialect,
    plan: &'r mut Option<(&'static RowShape, Plan)>,
}

impl fmt::Debug for RowRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowRef").field("keys", &self.keys).finish_non_exhaustive()
    }
}

impl<'r> RowRef<'r> {
    /// Returns the record as a row type, which may borrow from it.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`].
    pub fn to<T: FromRecord<'r>>(self) -> Result<T, Error> {
        let plan = match self.plan {
            // Two types of one shape have one plan, so the shape's place tells enough.
            Some((shape, plan)) if std::ptr::eq(*shape, T::SHAPE) => plan,
            stale => &mut stale.insert((T::SHAPE, Plan::new(T::SHAPE, self.keys)?)).1,
        };
        Ok(T::from_row(Row::new(self.fields, self.keys, self.dialect)?, plan)?)
    }
}

impl<'a, T: for<'r> FromRecord<'r>> RecordStream<'a, T> {
    /// Reads a result that has a connection of its own.
    pub(crate) fn own(
        lease: Lease,
        (result, rows): (Exclusive, Rows),
        query: Query,
        mode: AccessMode,
        (chain, started_from): (Chain, Bookmarks),
    ) -> Self {
        let server = Arc::clone(lease.info());
        let source = Source::Own(Box::new(Own {
            dialect: lease.machine().dialect(),
            _watcher: lease.watcher(),
            lease: Some(lease),
            result,
            mode,
            chain,
            started_from,
        }));
        Self::new(source, rows, query, server)
    }

    /// Reads a query of a transaction.
    pub(crate) async fn of_ticket(ticket: Ticket<'a>, query: Query) -> Result<Self, Error> {
        let rows = Rows::new::<T>(ticket.keys().await?)?;
        let (server, dialect) = (ticket.server(), ticket.dialect());
        Ok(Self::new(Source::Shared(ticket, dialect), rows, query, server))
    }

    fn new(source: Source<'a>, rows: Rows, query: Query, server: Arc<ServerInfo>) -> Self {
        let phase = Phase::Reading;
        Self {
            source,
            rows,
            borrowed: None,
            phase,
            query,
            server,
            summary: None,
            peeked: None,
            lent: Box::default(),
            row: PhantomData,
        }
    }

    /// Returns the column names; they are known before the first record.
    pub const fn keys(&self) -> &Keys {
        &self.rows.keys
    }

    /// Tells whether the result is still to be read: neither its end was met nor a failure.
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, Phase::Reading) || self.peeked.is_some()
    }

    /// Returns the next record, or `None` at the end.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] for a record that does not fit (the next one may); [`ErrorKind::ResultConsumed`] when
    /// the end was told before; the query's own failure.
    ///
    /// # Cancel safety
    /// Dropped, nothing is lost.
    #[inline]
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        if let Source::Own(own) = &mut self.source
            && self.peeked.is_none()
        {
            let dialect = own.dialect;
            if let Some(fields) = own.next_fields() {
                return self.rows.read(fields, dialect).map(Some);
            }
        }
        poll_fn(|cx| self.poll_row(cx)).await.transpose()
    }

    /// Returns the next record, which stays the next one; `None` at the end, which stays to be told.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    ///
    /// # Cancel safety
    /// Dropped, nothing is lost.
    pub async fn peek(&mut self) -> Result<Option<T>, Error> {
        if self.peeked.is_none() {
            let was_reading = self.phase == Phase::Reading;
            self.peeked = poll_fn(|cx| self.poll_fields(cx, |_, fields, _| Ok(fields.into()))).await.transpose()?;
            if was_reading && self.phase == Phase::Told {
                self.phase = Phase::Over;
            }
        }
        match &self.peeked {
            Some(fields) => self.rows.read(fields, self.dialect()).map(Some),
            None => Ok(None),
        }
    }

    /// Returns the only record, or `None` when there is none.
    ///
    /// # Errors
    /// [`ErrorKind::TooManyRecords`] when there are several; as [`try_next`](Self::try_next).
    ///
    /// # Cancel safety
    /// Dropped, the record may be lost.
    pub async fn optional(&mut self) -> Result<Option<T>, Error> {
        let Some(only) = self.try_next().await? else { return Ok(None) };
        match self.try_next().await? {
            None => Ok(Some(only)),
            Some(_) => Err(too_many_records(2)),
        }
    }

    /// Returns up to `count` records; fewer only at the end.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next); the records read before the failure are lost.
    ///
    /// # Cancel safety
    /// Dropped, the records read so far are lost.
    pub async fn fetch(&mut self, count: usize) -> Result<Vec<T>, Error> {
        let mut records = Vec::new();
        while records.len() < count
            && let Some(record) = self.try_next().await?
        {
            records.push(record);
        }
        Ok(records)
    }

    /// Returns all records that are left, for which the server is asked at once.
    ///
    /// Only the batch that is on its way by then has the fetch size.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    ///
    /// # Cancel safety
    /// Dropped, the records read so far are lost.
    pub async fn all(&mut self) -> Result<Vec<T>, Error> {
        match &mut self.source {
            Source::Own(own) => own.result.fetch_all(),
            Source::Shared(ticket, _) => ticket.fetch_all(),
        }
        self.fetch(usize::MAX).await
    }

    /// Returns the only record.
    ///
    /// # Errors
    /// [`ErrorKind::NoRecord`] or [`ErrorKind::TooManyRecords`] when there is not exactly one; as
    /// [`try_next`](Self::try_next).
    ///
    /// # Cancel safety
    /// Dropped, the record may be lost.
    pub async fn single(&mut self) -> Result<T, Error> {
        self.optional().await?.ok_or_else(super::no_record)
    }

    /// Returns the next record where it lies, for row types that borrow from it; `None` at the end.
    ///
    /// ```no_run
    /// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
    /// let mut rows = driver.stream::<graph_core::Record>("MATCH (p:Person) RETURN p.name, p.age").await?;
    /// let mut letters = 0;
    /// while let Some(row) = rows.next_row().await? {
    ///     let (name, _age): (&str, Option<i64>) = row.to()?;
    ///     letters += name.len();
    /// }
    /// # let _ = letters; Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    ///
    /// # Cancel safety
    /// Dropped, nothing is lost.
    #[inline]
    pub async fn next_row(&mut self) -> Result<Option<RowRef<'_>>, Error> {
        if let Some(place) = self.place_at_hand() {
            return Ok(Some(self.row_at(Lies::InConnection(place))));
        }
        let next = poll_fn(|cx| self.poll_place(cx)).await.transpose()?;
        Ok(next.map(|lies| self.row_at(lies)))
    }

    #[inline]
    fn row_at(&mut self, lies: Lies) -> RowRef<'_> {
        let (fields, dialect) = match (&self.source, lies) {
            (Source::Own(own), Lies::InConnection(place)) => (own.bytes(place), own.dialect),
            (Source::Own(own), Lies::Here) => (&*self.lent, own.dialect),
            (Source::Shared(_, dialect), _) => (&*self.lent, *dialect),
        };
        RowRef { fields, keys: &self.rows.keys, dialect, plan: &mut self.borrowed }
    }

    /// Returns where the next record lies in the connection, if it is there already.
    #[inline]
    fn place_at_hand(&mut self) -> Option<Range<usize>> {
        match &mut self.source {
            Source::Own(own) if self.peeked.is_none() => own.next_record(),
            _ => None,
        }
    }

    /// Finds the next record, or copies it to where a row can borrow from it.
    fn poll_place(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Lies, Error>>> {
        if let Source::Own(own) = &mut self.source
            && self.peeked.is_none()
            && self.phase == Phase::Reading
        {
            let place = ready!(own.poll_record(cx));
            return Poll::Ready(self.settle(place.map(|place| place.map(Lies::InConnection))));
        }
        let fields = ready!(self.poll_fields(cx, |_, fields, _| Ok(Box::<[u8]>::from(fields))));
        Poll::Ready(fields.map(|fields| {
            self.lent = fields?;
            Ok(Lies::Here)
        }))
    }

    /// Gives up the records that are left, waits for the end of the query and returns its summary.
    ///
    /// # Errors
    /// The query's own failure, and that of committing a query that has its own transaction.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the summary is lost.
    pub async fn consume(mut self) -> Result<Summary, Error> {
        if self.summary.is_none() && self.phase == Phase::Reading {
            match &mut self.source {
                Source::Own(own) => own.discard().await?,
                Source::Shared(ticket, _) => {
                    let parts = ticket.finish().await?;
                    return Ok(Summary::new(self.query, self.server, parts));
                }
            }
            self.end()?;
        }
        self.summary.ok_or_else(consumed)
    }

    /// Calls `each` with every record that is left, one after another, and returns the summary.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    ///
    /// # Cancel safety
    /// Dropped, the rest is given up.
    pub async fn for_each(mut self, mut each: impl FnMut(T)) -> Result<Summary, Error> {
        while let Some(record) = self.try_next().await? {
            each(record);
        }
        self.consume().await
    }

    // Apart from the quick way of `try_next`, which is compiled into its caller.
    #[inline(never)]
    fn poll_row(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        self.poll_fields(cx, Rows::read)
    }

    /// Calls `read` with the next record's fields.
    #[inline]
    fn poll_fields<R>(
        &mut self,
        cx: &mut Context<'_>,
        read: impl FnOnce(&Rows, &[u8], Dialect) -> Result<R, Error>,
    ) -> Poll<Option<Result<R, Error>>> {
        if let Some(peeked) = self.peeked.take() {
            return Poll::Ready(Some(read(&self.rows, &peeked, self.dialect())));
        }
        if self.phase != Phase::Reading {
            return Poll::Ready(self.tell_end());
        }
        let rows = &self.rows;
        let row = match &mut self.source {
            Source::Own(own) => match ready!(own.poll_record(cx)) {
                Some(Ok(place)) => Some(read(rows, own.bytes(place), own.dialect())),
                Some(Err(error)) => Some(Err(error)),
                None => None,
            },
            Source::Shared(ticket, _) => {
                ready!(ticket.poll_record(cx, |fields, dialect| read(rows, fields, dialect)))
            }
        };
        Poll::Ready(self.settle(row))
    }

    /// Ends the stream where its result ended or failed; a record that does not fit ends nothing.
    #[inline]
    fn settle<R>(&mut self, row: Option<Result<R, Error>>) -> Option<Result<R, Error>> {
        match row {
            Some(Err(error)) if error.decode().is_none() => {
                self.fail();
                Some(Err(error))
            }
            Some(row) => Some(row),
            None => {
                self.phase = Phase::Told;
                self.end().err().map(Err)
            }
        }
    }

    /// Tells the end once; then that the result was consumed.
    fn tell_end<R>(&mut self) -> Option<Result<R, Error>> {
        match self.phase {
            Phase::Reading | Phase::Over => {
                self.phase = Phase::Told;
                None
            }
            Phase::Told => Some(Err(consumed())),
        }
    }

    /// Keeps the summary of a result that was read to its end, and gives the connection back.
    fn end(&mut self) -> Result<(), Error> {
        let parts = match &mut self.source {
            Source::Own(own) => own.end()?,
            Source::Shared(ticket, _) => ticket.take_parts(),
        };
        let query = std::mem::replace(&mut self.query, Query::new(""));
        self.summary = Some(Summary::new(query, Arc::clone(&self.server), parts));
        self.phase = if self.phase == Phase::Told { Phase::Told } else { Phase::Over };
        Ok(())
    }

    fn dialect(&self) -> Dialect {
        match &self.source {
            Source::Own(own) => own.dialect(),
            Source::Shared(_, dialect) => *dialect,
        }
    }

    /// Ends a result that failed, and gives the connection back.
    fn fail(&mut self) {
        self.phase = Phase::Over;
        if let Source::Own(own) = &mut self.source {
            own.lease = None;
        }
    }
}

impl Own {
    /// Returns the next record's fields if they are there already.
    #[inline]
    fn next_fields(&mut self) -> Option<&[u8]> {
        self.result.next_fields(self.lease.as_mut()?)
    }

    /// Returns where the next record lies if it is there already.
    #[inline]
    fn next_record(&mut self) -> Option<Range<usize>> {
        let lease = self.lease.as_mut()?;
        self.result.next_record(lease)
    }

    fn poll_record(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Range<usize>, Error>>> {
        match &mut self.lease {
            Some(lease) => {
                let record = self.result.poll_record(lease, cx);
                record.map(|record| record.map(|record| record.map_err(|error| self.failure(error))))
            }
            None => Poll::Ready(None),
        }
    }

    /// Returns the failure of a query that commits by itself.
    #[cold]
    fn failure(&self, error: Error) -> Error {
        match self.mode {
            AccessMode::Read => error,
            AccessMode::Write => error.after_commit(),
        }
    }

    #[inline]
    fn bytes(&self, place: Range<usize>) -> &[u8] {
        self.lease.as_ref().map_or(&[], |lease| lease.machine().bytes(place))
    }

    const fn dialect(&self) -> Dialect {
        self.dialect
    }

    async fn discard(&mut self) -> Result<(), Error> {
        match &mut self.lease {
            Some(lease) => match self.result.discard(lease).await {
                Ok(()) => Ok(()),
                Err(error) => Err(self.failure(error)),
            },
            None => Ok(()),
        }
    }

    fn end(&mut self) -> Result<super::SummaryParts, Error> {
        let mut lease = self.lease.take().ok_or_else(consumed)?;
        self.chain.advance(&self.started_from, lease.machine().bookmark());
        Ok(self.result.parts(&mut lease))
    }
}

#[cold]
pub(crate) fn consumed() -> Error {
    Error::build(
        ErrorKind::ResultConsumed,
        "the result was read to its end before and cannot be read again; keep its records where they are needed twice",
        None,
    )
}

impl<T: for<'r> FromRecord<'r>> Stream for RecordStream<'_, T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_row(cx)
    }
}

impl<T> fmt::Debug for RecordStream<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordStream")
            .field("keys", &self.rows.keys)
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}
