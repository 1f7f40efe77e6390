//! The driver: what an application opens once and keeps.

mod builder;
mod uri;

use std::sync::Arc;
use std::time::Duration;

pub use builder::{DriverBuilder, QueryTextInSpans};

use crate::bolt::message::AccessMode;
use crate::bookmark::{Bookmarks, Chain};
use crate::config::Settings;
use crate::connection::ServerInfo;
use crate::error::Error;
use crate::execute::{BoxFuture, ExecuteQuery, Execution, Executor, OpensTransaction, Run};
use crate::mapping::{FromRecord, Record, ToParams, ToValue};
use crate::pool::Pool;
use crate::query::{Query, Statement, TransactionOptions};
use crate::result::{Observer, RecordStream};
use crate::session::{AutoCommit, AutoCommitPlace, SessionBuilder};
use crate::work::Place;

/// The connections of an application to a graph database.
///
/// Open one for the whole application and clone it where it is needed: a clone is the same driver. Building one does
/// not connect; the first query does, or [`verify_connectivity`](Self::verify_connectivity).
///
/// ```no_run
/// use graph_core::{AuthToken, Driver};
///
/// # async fn example() -> Result<(), graph_core::Error> {
/// let driver = Driver::builder("bolt://localhost").auth(AuthToken::basic("neo4j", "secret")).build()?;
/// println!("{}", driver.server_info().await?);
///
/// let names = driver
///     .execute_query::<String>("MATCH (p:Person {age: $age}) RETURN p.name AS name")
///     .param("age", 42)
///     .read()
///     .all()
///     .await?;
/// driver.close().await;
/// # let _ = names; Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Driver {
    /// Where one-call queries run; their chain of bookmarks is the driver's.
    place: Place,
}

impl Driver {
    /// Starts building a driver for a server at `bolt://`, `bolt+s://` (TLS) or `bolt+ssc://` (TLS with any
    /// certificate), with host and port (7687 without one).
    pub fn builder(uri: &str) -> DriverBuilder {
        DriverBuilder::new(uri)
    }

    fn new(target: uri::Target, settings: Settings) -> Self {
        let settings = Arc::new(settings);
        let pool = Arc::new(Pool::new(target.address, Arc::clone(&settings)));
        Self { place: Place { pool, settings, chain: Chain::default() } }
    }

    /// Connects, if need be, and returns who answers.
    ///
    /// # Errors
    /// No connection within the acquisition timeout, or the server's refusal of the credentials.
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn server_info(&self) -> Result<ServerInfo, Error> {
        let mut lease = self.place.pool.acquire().await?;
        // An idle connection may have died meanwhile; only an answer tells.
        lease.reset()?;
        lease.drain().await?;
        Ok(ServerInfo::clone(lease.info()))
    }

    /// Makes sure that the server answers and takes the credentials.
    ///
    /// # Errors
    /// As [`server_info`](Self::server_info).
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn verify_connectivity(&self) -> Result<(), Error> {
        self.server_info().await.map(drop)
    }

    /// Prepares a query in a transaction of its own, retried when that makes sense; records become `T`.
    ///
    /// `T` is a derived struct, a tuple, a scalar, or [`Record`] for columns that are looked at one by one. One-call
    /// queries of a driver see what those before wrote.
    pub fn execute_query<T>(&self, text: impl Into<Statement>) -> ExecuteQuery<&Self, T> {
        self.execute(Query::new(text))
    }

    /// Prepares a query in a transaction of its own, which is not retried, whose records are streamed by a stream that
    /// owns its connection; records become `T`.
    pub fn stream<T>(&self, text: impl Into<Statement>) -> StreamQuery<T> {
        let place = AutoCommitPlace::Driver(self.place.clone());
        StreamQuery(AutoCommit::new(place, Query::new(text), TransactionOptions::default()))
    }

    /// Starts a session: a chain of transactions, each of which sees what the one before wrote.
    pub fn session(&self) -> SessionBuilder {
        SessionBuilder::new(Place { chain: Chain::default(), ..self.place.clone() })
    }

    /// Returns what a session must start after to see what the driver's one-call queries wrote.
    pub fn last_bookmarks(&self) -> Bookmarks {
        self.place.chain.current()
    }

    /// Returns how many connections are in use, idle, and allowed at most.
    pub fn pool_counts(&self) -> PoolCounts {
        let counts = self.place.pool.counts();
        PoolCounts { in_use: counts.leased, idle: counts.idle, max: counts.max }
    }

    /// Closes the driver and all its clones: idle connections are closed now, those in use when their work is done.
    ///
    /// Anything begun afterwards fails with [`ErrorKind::DriverClosed`](crate::ErrorKind::DriverClosed). Closing twice
    /// does nothing more. A driver that is dropped without it closes its sockets without saying goodbye.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the driver is closed; the remaining sockets are closed without saying goodbye.
    pub async fn close(&self) {
        self.place.pool.close().await;
    }
}

/// How the connections of a driver are used, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolCounts {
    /// Connections that work runs on, or that are being opened for it.
    pub in_use: usize,
    /// Connections that wait for work.
    pub idle: usize,
    /// How many may be in use at once.
    pub max: usize,
}

impl Executor for &Driver {}
impl OpensTransaction for &Driver {}

impl<'d> Run for &'d Driver {
    type Execution<T: Send + 'static> = Execution<'d, T>;

    fn run_query<T>(self, query: Query, options: TransactionOptions) -> Execution<'d, T>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        Execution::new(async move { self.place.query(&query, &options).await })
    }
}

impl<T> ExecuteQuery<&Driver, T> {
    /// Chooses the database; the user's home database without it.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.options_mut().database = Some(name.into().into());
        self
    }

    /// Acts as another user, for which the driver's own user needs the right.
    pub fn impersonate(mut self, user: impl Into<String>) -> Self {
        self.options_mut().impersonated_user = Some(user.into().into());
        self
    }
}

/// A query about to be streamed in a transaction of its own; awaiting it runs it and gives a [`RecordStream`].
#[derive(Debug)]
#[must_use = "a query does nothing until it is awaited"]
pub struct StreamQuery<T = Record>(AutoCommit<'static, T>);

impl<T> StreamQuery<T> {
    /// Adds a parameter; what cannot be sent is reported when the query runs.
    pub fn param(self, name: &str, value: impl ToValue) -> Self {
        Self(self.0.param(name, value))
    }

    /// Adds the parameters of a struct, a map or `params!`; what cannot be sent is reported when the query runs.
    pub fn params(self, params: impl ToParams) -> Self {
        Self(self.0.params(params))
    }

    /// Chooses the database; the user's home database without it.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.0.options_mut().database = Some(name.into().into());
        self
    }

    /// Says that the query only reads; a write in it fails.
    pub fn read(mut self) -> Self {
        self.0.options_mut().mode = AccessMode::Read;
        self
    }

    /// Sets after how long the server ends the transaction; its default without it, never for 0.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self(self.0.timeout(timeout))
    }
}

impl<T: for<'r> FromRecord<'r>> StreamQuery<T> {
    /// Runs the query and calls the observer with the column names, each record and the end.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not; the observer is not called again.
    pub async fn subscribe(self, observer: impl Observer<T>) {
        self.0.subscribe(observer).await;
    }
}

impl<T: for<'r> FromRecord<'r> + Send + 'static> IntoFuture for StreamQuery<T> {
    type Output = Result<RecordStream<'static, T>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.0.stream())
    }
}
