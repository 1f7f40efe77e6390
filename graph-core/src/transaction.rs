//! Transactions: several queries that happen together or not at all.
//!
//! [`Tx`] is the handle inside a transaction function, [`Transaction`] the one of a transaction on one's own.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::auth::BoxFuture;
use crate::bolt::message::AccessMode;
use crate::bookmark::{Bookmarks, Chain};
use crate::connection::Telling;
use crate::error::Error;
use crate::execute::{ExecuteQuery, Execution, Executor, Run};
use crate::mapping::{FromRecord, Record};
use crate::pool::Lease;
use crate::query::{Query, Statement, TransactionOptions};
use crate::result::{Begun, Call, EagerResult, Gather, RecordStream, Shared, Whole};

/// An open transaction, in which queries run by shared reference, several at once if you like.
///
/// ```no_run
/// # async fn example(mut session: graph_core::Session) -> Result<(), graph_core::Error> {
/// let (people, companies) = session
///     .execute_read(async |tx| {
///         let people = tx.query::<i64>("MATCH (p:Person) RETURN count(p)").one();
///         let companies = tx.query::<i64>("MATCH (c:Company) RETURN count(c)").one();
///         // Polled together, both travel together; the answers come in order.
///         tokio::try_join!(people, companies)
///     })
///     .await?;
/// # let _ = (people, companies); Ok(()) }
/// ```
#[derive(Debug)]
pub struct Tx<'s> {
    shared: Shared,
    /// Where the session or driver that opened it keeps its bookmarks.
    chain: &'s Chain,
    started_from: Bookmarks,
    fetch_size: i64,
    mode: AccessMode,
    /// One transaction at a time on a session.
    session: PhantomData<&'s mut ()>,
}

/// A connection on which a transaction was begun.
pub(crate) struct Beginning {
    lease: Lease,
    bookmarks: Bookmarks,
    begun: Option<Begun>,
}

impl fmt::Debug for Beginning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Beginning").field("lease", &self.lease).finish_non_exhaustive()
    }
}

impl Beginning {
    /// Queues BEGIN on a connection. `begun` learns the database that the server opened the transaction in.
    #[inline]
    pub(crate) fn on(
        mut lease: Lease,
        options: &TransactionOptions,
        bookmarks: Bookmarks,
        database: Option<&str>,
        begun: Option<Begun>,
    ) -> Result<Self, Error> {
        let dialect = lease.machine().dialect();
        options.with_extra(&bookmarks, database, dialect, |extra| Shared::queue_begin(&mut lease, extra))?;
        Ok(Self { lease, bookmarks, begun })
    }
}

/// How many queries [`Tx::run_many`] has on the way at most, so that neither side's memory is unbounded.
const IN_FLIGHT: usize = 256;

/// How long rolling back waits for queries that still run before it interrupts them.
const PATIENCE: Duration = Duration::from_secs(1);

impl<'s> Tx<'s> {
    /// Makes the handle of a transaction whose BEGIN was queued; it travels with the first query.
    #[inline]
    pub(crate) fn new(beginning: Beginning, chain: &'s Chain, fetch_size: i64, mode: AccessMode) -> Self {
        let Beginning { lease, bookmarks, begun } = beginning;
        let shared = Shared::new(lease, begun);
        Self { shared, chain, started_from: bookmarks, fetch_size, mode, session: PhantomData }
    }

    /// Prepares a query whose records are looked at column by column; awaiting it runs it.
    pub fn run(&self, text: impl Into<Statement>) -> ExecuteQuery<&Self, Record> {
        self.query(text)
    }

    /// Prepares a query whose records become `T`; awaiting it runs it.
    #[inline]
    pub fn query<T>(&self, text: impl Into<Statement>) -> ExecuteQuery<&Self, T> {
        ExecuteQuery::new(self, Query::new(text))
    }

    /// Runs many queries that do not depend on each other, without waiting for one before sending the next.
    ///
    /// The results come in the order of the queries. At most 256 are on the way at once.
    ///
    /// # Errors
    /// The first query's failure; the transaction is over then.
    ///
    /// # Cancel safety
    /// Dropped, the queries sent so far still run in the transaction; their results are given up.
    pub fn run_many<Q: Into<Query>>(&self, queries: impl IntoIterator<Item = Q>) -> ManyResults<'_> {
        // The queries are taken out of their iterator now: a future that kept it could not be spawned.
        let queries: VecDeque<Query> = queries.into_iter().map(Into::into).collect();
        ManyResults(Box::pin(self.run_all(queries)))
    }

    async fn run_all(&self, mut queries: VecDeque<Query>) -> Result<Vec<EagerResult<Record>>, Error> {
        let mut in_flight = VecDeque::new();
        let mut results = Vec::with_capacity(queries.len());
        loop {
            while in_flight.len() < IN_FLIGHT
                && let Some(query) = queries.pop_front()
            {
                let mut call = TxCall::<Whole<Record>>::new(&self.shared, query);
                call.send()?;
                in_flight.push_back(call);
            }
            let Some(call) = in_flight.pop_front() else { return Ok(results) };
            results.push(call.await?);
        }
    }

    /// Waits for BEGIN's answer, for a transaction that is opened by itself.
    pub(crate) async fn opened(&self) -> Result<(), Error> {
        self.shared.settle().await
    }

    /// Makes the changes permanent.
    pub(crate) async fn commit(&mut self) -> Result<(), Error> {
        let Self { shared, chain, started_from, mode, .. } = self;
        shared.commit(*mode).await?;
        chain.advance(started_from, shared.lease().machine().bookmark());
        Ok(())
    }

    /// Undoes the changes; when the connection cannot even do that, the server does it by itself.
    pub(crate) async fn roll_back(&mut self) -> Result<(), Error> {
        let settled = tokio::time::timeout(PATIENCE, self.shared.settle()).await;
        let lease = self.shared.lease();
        if let Ok(Ok(())) = settled {
            lease.rollback()?;
            return lease.success().await.map(drop);
        }
        if !lease.machine().is_usable() {
            return Ok(());
        }
        // The transaction is over already, or a query that was given up still runs: RESET ends that, too.
        lease.unwatched();
        if lease.reset().is_ok() {
            // Out of patience, the lease goes on in the background; broken, it closes the connection.
            let _ = tokio::time::timeout(PATIENCE, lease.drain()).await;
        }
        Ok(())
    }
}

/// The future of [`Tx::run_many`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct ManyResults<'t>(BoxFuture<'t, Result<Vec<EagerResult<Record>>, Error>>);

impl Future for ManyResults<'_> {
    type Output = Result<Vec<EagerResult<Record>>, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for ManyResults<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ManyResults")
    }
}

/// The future of a query in a transaction.
///
/// # Cancel safety
/// Dropped before it ends, the query still runs in the transaction; its result is given up.
#[must_use = "futures do nothing unless they are awaited"]
pub struct TxCall<'t, G: Gather> {
    shared: &'t Shared,
    query: Query,
    call: Call<G>,
}

impl<'t, G: Gather> TxCall<'t, G> {
    #[inline]
    fn new(shared: &'t Shared, query: Query) -> Self {
        Self { shared, query, call: Call::default() }
    }

    /// Sends the query now; its result is read when the call is awaited.
    fn send(&mut self) -> Result<(), Error> {
        self.shared.send(&mut self.call, &self.query)
    }
}

impl<G: Gather> Drop for TxCall<'_, G> {
    fn drop(&mut self) {
        if self.call.is_open() {
            self.shared.give_up(&self.call);
        }
    }
}

impl<G: Gather> Unpin for TxCall<'_, G> {}

impl<G: Gather> Future for TxCall<'_, G> {
    type Output = Result<G::Output, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { shared, query, call } = self.get_mut();
        shared.poll_call(call, query, cx)
    }
}

impl<G: Gather> fmt::Debug for TxCall<'_, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TxCall")
    }
}

impl Executor for &Tx<'_> {}

impl<'t> Run for &'t Tx<'_> {
    const EACH: bool = false;

    type Execution<G: Gather> = TxCall<'t, G>;
    type Records<T: Send + 'static> = RecordStream<'t, T>;

    #[inline]
    fn run_query<G: Gather>(self, query: Query, _: TransactionOptions) -> TxCall<'t, G> {
        TxCall::new(&self.shared, query)
    }

    fn run_next<T>(&mut self, query: Query, _: AccessMode) -> Execution<'_, T>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        Execution::new(TxCall::<Whole<T>>::new(&self.shared, query))
    }

    async fn stream_query<T>(self, query: Query, _: TransactionOptions) -> Result<RecordStream<'t, T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let ticket = self.shared.start(query.as_sent(), self.fetch_size, Telling::Kept)?;
        RecordStream::of_ticket(ticket, query).await
    }
}

/// A transaction that the application commits or rolls back itself; made by
/// [`Session::begin`](crate::Session::begin).
///
/// It is a [`Tx`] as well, by `Deref`. It is not retried; prefer
/// [`Session::execute_write`](crate::Session::execute_write) where the work can be repeated. Dropped without a commit,
/// it is rolled back in the background.
///
/// ```no_run
/// # async fn example(mut session: graph_core::Session) -> Result<(), graph_core::Error> {
/// let tx = session.begin().await?;
/// tx.run("CREATE (:Person {name: 'Ann'})").await?;
/// tx.commit().await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a transaction that is dropped is rolled back"]
pub struct Transaction<'s>(pub(crate) Tx<'s>);

impl Transaction<'_> {
    /// Makes the transaction's changes permanent.
    ///
    /// # Errors
    /// [`ErrorKind::CommitUnknown`](crate::ErrorKind::CommitUnknown) when the connection broke so that nobody here can know; the failure of a query
    /// that was not noticed before; the server's refusal. In the latter two nothing was changed.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the transaction may be committed or not.
    pub async fn commit(self) -> Result<(), Error> {
        let Self(mut tx) = self;
        tx.commit().await
    }

    /// Undoes the transaction's changes.
    ///
    /// A query that was given up and still runs has a second to end; then it is interrupted.
    ///
    /// # Errors
    /// [`ErrorKind::ConnectionLost`](crate::ErrorKind::ConnectionLost); the server undoes the changes by itself then.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the changes are undone in the background.
    pub async fn roll_back(self) -> Result<(), Error> {
        let Self(mut tx) = self;
        tx.roll_back().await
    }
}

impl<'s> Deref for Transaction<'s> {
    type Target = Tx<'s>;

    fn deref(&self) -> &Tx<'s> {
        &self.0
    }
}
