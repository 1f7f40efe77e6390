//! Running a typed query, on whatever can run one: a driver, a session, a transaction.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use crate::auth::BoxFuture;
use crate::bolt::message::AccessMode;
use crate::error::Error;
use crate::mapping::{FromRecord, Record, ToParams, ToValue};
use crate::query::{Query, TransactionOptions};
use crate::result::{All, AtLeastOne, AtMostOne, EagerResult, ExactlyOne, Few, Gather, Whole};

/// What runs typed queries: `&Driver`, `&mut Session` and `&Tx`.
///
/// A driver and a session run each query in a transaction of its own, retried when that makes sense; a transaction
/// runs it inside itself. Code that takes `impl Executor` serves all three.
///
/// ```
/// use graph_core::{Error, Executor, Query};
///
/// async fn count_people(executor: impl Executor) -> Result<i64, Error> {
///     executor.execute(Query::new("MATCH (p:Person) RETURN count(p)")).read().one().await
/// }
/// ```
pub trait Executor: Sized + Send + Run {
    /// Prepares a query; awaiting it runs it.
    #[inline]
    fn execute<T>(self, query: Query) -> ExecuteQuery<Self, T> {
        ExecuteQuery::new(self, query)
    }

    /// Whether each query is committed when it has run: not so in a transaction.
    const COMMITS_EACH: bool = Self::EACH;

    /// Runs a query, after which others can be run.
    ///
    /// ```
    /// use graph_core::{AccessMode, Error, Executor, Query};
    ///
    /// async fn rename(mut executor: impl Executor) -> Result<(), Error> {
    ///     let write = AccessMode::Write;
    ///     executor.execute_next::<()>(Query::new("MATCH (p:Human) SET p:Person"), write).await?;
    ///     executor.execute_next::<()>(Query::new("MATCH (p:Human) REMOVE p:Human"), write).await?;
    ///     Ok(())
    /// }
    /// ```
    fn execute_next<T>(&mut self, query: Query, mode: AccessMode) -> Execution<'_, T>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        self.run_next(query, mode)
    }
}

/// An executor that opens a transaction for each query: `&Driver` and `&mut Session`.
pub trait OpensTransaction: Executor {}

mod sealed {
    use super::{AccessMode, Error, Execution, FromRecord, Future, Gather, Query, TransactionOptions};

    /// Runs a query to its end.
    #[expect(unnameable_types, reason = "sealing a trait is what an unnameable one is for")]
    pub trait Run {
        const EACH: bool;

        type Execution<G: Gather>: Future<Output = Result<G::Output, Error>> + Send;

        /// A [`RecordStream`](crate::RecordStream): one that owns its connection, or one of the session or transaction.
        type Records<T: Send + 'static>;

        fn run_query<G: Gather>(self, query: Query, options: TransactionOptions) -> Self::Execution<G>;

        fn run_next<T>(&mut self, query: Query, mode: AccessMode) -> Execution<'_, T>
        where
            T: for<'r> FromRecord<'r> + Send + 'static;

        fn stream_query<T>(
            self,
            query: Query,
            options: TransactionOptions,
        ) -> impl Future<Output = Result<Self::Records<T>, Error>> + Send
        where
            T: for<'r> FromRecord<'r> + Send + 'static;
    }
}

pub(crate) use sealed::Run;

/// A typed query about to run; awaiting it runs it and gives an [`EagerResult`].
///
/// [`one`](Self::one), [`optional`](Self::optional), [`first`](Self::first) and [`all`](Self::all) give the records
/// alone.
#[derive(Debug)]
#[must_use = "a query does nothing until it is awaited"]
pub struct ExecuteQuery<E, T = Record> {
    executor: E,
    query: Query,
    options: TransactionOptions,
    row: PhantomData<fn() -> T>,
}

impl<E, T> ExecuteQuery<E, T> {
    #[inline]
    pub(crate) fn new(executor: E, query: Query) -> Self {
        Self { executor, query, options: TransactionOptions::default(), row: PhantomData }
    }

    pub(crate) const fn options_mut(&mut self) -> &mut TransactionOptions {
        &mut self.options
    }

    /// Adds a parameter; what cannot be sent is reported when the query runs.
    #[inline]
    pub fn param(mut self, name: &str, value: impl ToValue) -> Self {
        self.query.add_param(name, value);
        self
    }

    /// Adds the parameters of a struct, a map or `params!`; what cannot be sent is reported when the query runs.
    pub fn params(mut self, params: impl ToParams) -> Self {
        self.query = self.query.params(params);
        self
    }

    /// Says that the query only reads; a write in it fails. A transaction's own mode goes before.
    #[inline]
    pub fn read(mut self) -> Self {
        self.options.mode = AccessMode::Read;
        self
    }
}

impl<E: OpensTransaction, T> ExecuteQuery<E, T> {
    /// Sets after how long the server ends the query's transaction; its default without it, never for 0.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.rare_mut().timeout = Some(timeout);
        self
    }

    /// Attaches metadata to the query's transaction, for the server's logs and procedures.
    pub fn metadata(mut self, metadata: impl ToParams) -> Self {
        self.options.rare_mut().metadata.extend(&metadata);
        self
    }
}

impl<E: Executor, T: for<'r> FromRecord<'r> + Send + 'static> ExecuteQuery<E, T> {
    #[inline]
    fn gather<G: Gather>(self) -> E::Execution<G> {
        self.executor.run_query(self.query, self.options)
    }

    /// Runs the query and returns its only record.
    ///
    /// # Errors
    /// [`ErrorKind::NoRecord`](crate::ErrorKind::NoRecord) or
    /// [`ErrorKind::TooManyRecords`](crate::ErrorKind::TooManyRecords) when there is not exactly one; the query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not.
    #[inline]
    pub fn one(self) -> impl Future<Output = Result<T, Error>> + Send {
        self.gather::<Few<T, ExactlyOne>>()
    }

    /// Runs the query and returns its only record, or `None` when there is none.
    ///
    /// # Errors
    /// [`ErrorKind::TooManyRecords`](crate::ErrorKind::TooManyRecords) when there are several; the query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not.
    #[inline]
    pub fn optional(self) -> impl Future<Output = Result<Option<T>, Error>> + Send {
        self.gather::<Few<T, AtMostOne>>()
    }

    /// Runs the query and returns its first record.
    ///
    /// # Errors
    /// [`ErrorKind::NoRecord`](crate::ErrorKind::NoRecord) when there is none; the query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not.
    #[inline]
    pub fn first(self) -> impl Future<Output = Result<T, Error>> + Send {
        self.gather::<Few<T, AtLeastOne>>()
    }

    /// Runs the query and returns its records.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not.
    #[inline]
    pub fn all(self) -> impl Future<Output = Result<Vec<T>, Error>> + Send {
        self.gather::<All<T>>()
    }
}

impl<E: Executor, T: for<'r> FromRecord<'r> + Send + 'static> ExecuteQuery<E, T> {
    /// Runs the query and returns its records as they come: a [`RecordStream`](crate::RecordStream).
    ///
    /// The stream of a driver owns its connection; that of a session ends before the session's next work, and that of a
    /// transaction cannot leave it: returning it from a transaction function does not compile. It is not retried, but
    /// for the one repetition that [`AutoCommitRetries`](crate::AutoCommitRetries) allows outside of a transaction.
    ///
    /// # Errors
    /// The query's own, as far as it fails before its first record.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not; in a transaction it still runs, and its result is given
    /// up.
    pub fn stream(self) -> impl Future<Output = Result<E::Records<T>, Error>> + Send {
        self.executor.stream_query(self.query, self.options)
    }
}

impl<E: Executor, T: for<'r> FromRecord<'r> + Send + 'static> IntoFuture for ExecuteQuery<E, T> {
    type Output = Result<EagerResult<T>, Error>;
    type IntoFuture = E::Execution<Whole<T>>;

    #[inline]
    fn into_future(self) -> Self::IntoFuture {
        self.gather()
    }
}

/// The future of a query that runs.
///
/// # Cancel safety
/// Dropped before it ends, the query may have run or not; the connection is cleaned in the background.
#[must_use = "futures do nothing unless they are awaited"]
pub struct Execution<'e, T>(BoxFuture<'e, Result<EagerResult<T>, Error>>);

impl<'e, T> Execution<'e, T> {
    pub(crate) fn new(future: impl Future<Output = Result<EagerResult<T>, Error>> + Send + 'e) -> Self {
        Self(Box::pin(future))
    }
}

impl<T> Future for Execution<'_, T> {
    type Output = Result<EagerResult<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> std::fmt::Debug for Execution<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Execution")
    }
}
