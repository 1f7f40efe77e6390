//! The driver: what an application opens once and keeps.

mod builder;
mod metrics;
pub(crate) mod uri;

use std::sync::Arc;
use std::time::Duration;

pub use builder::{DriverBuilder, QueryTextInSpans};
pub use metrics::PoolMetrics;

use crate::auth::BoxFuture;
use crate::bolt::message::{AccessMode, AuthToken};
use crate::bolt::wire::version::Feature;
use crate::bookmark::{BookmarkManager, Bookmarks, Chain, MemoryBookmarks};
use crate::config::{RoutingChoice, Settings};
use crate::connection::ServerInfo;
use crate::error::{Error, ErrorKind};
use crate::execute::{ExecuteQuery, Execution, Executor, OpensTransaction, Run};
use crate::mapping::{FromRecord, Record, ToParams, ToValue};
use crate::query::{Bookmarking, Query, Statement, TransactionOptions};
use crate::result::{Gather, Observer, RecordStream, Whole};
use crate::routing::Servers;
use crate::session::{AutoCommit, AutoCommitPlace, SessionBuilder};
use crate::work::{OneCall, Pinned, Place, Whereabouts};

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
    /// Where one-call queries run.
    place: Place,
    /// What one-call queries share their bookmarks through.
    bookmarks: Arc<dyn BookmarkManager>,
}

/// Whether a server accepts a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenVerdict {
    /// It does.
    Accepted,
    /// It does not.
    Refused,
}

/// The server's codes for a token that it does not accept.
const REFUSALS: [&str; 4] = [
    "Neo.ClientError.Security.CredentialsExpired",
    "Neo.ClientError.Security.Forbidden",
    "Neo.ClientError.Security.TokenExpired",
    "Neo.ClientError.Security.Unauthorized",
];

impl Driver {
    /// Starts building a driver for a URI: `neo4j://` for a cluster whose members the driver finds itself, `bolt://` for
    /// one server, with host and port (7687 without one).
    ///
    /// A server of this machine that listens on a Unix socket is `bolt+unix:///run/neo4j.sock`.
    ///
    /// With `+s` after the scheme connections are encrypted, and with `+ssc` whatever certificate the server has. A
    /// `neo4j://` URI may end in a routing context, as in `?region=eu`.
    pub fn builder(uri: &str) -> DriverBuilder {
        DriverBuilder::new(uri)
    }

    fn new(target: uri::Target, settings: Settings) -> Self {
        let settings = Arc::new(settings);
        let servers = Servers::new(target.address, Arc::clone(&settings));
        let bookmarks: Arc<dyn BookmarkManager> = Arc::new(MemoryBookmarks::new());
        let chain = Chain::of_one(Some(Arc::clone(&bookmarks)));
        Self { place: Place { servers, settings, chain, token: None, pinned: Pinned::default() }, bookmarks }
    }

    /// Connects, if need be, and returns who answers.
    ///
    /// # Errors
    /// No connection within the acquisition timeout, or the server's refusal of the credentials.
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn server_info(&self) -> Result<ServerInfo, Error> {
        match self.ask_server().await {
            // An idle connection had died, and the others were closed with it; so the next one is new.
            Err(error) if *error.kind() == ErrorKind::ConnectionLost => self.ask_server().await,
            answer => answer,
        }
    }

    async fn ask_server(&self) -> Result<ServerInfo, Error> {
        let options = TransactionOptions::new(AccessMode::Read, None);
        let mut opening = self.one_call(Bookmarking::None).open_for_question(&options).await?;
        // An idle connection may have died meanwhile; only an answer tells.
        if !opening.lease.is_new() {
            opening.lease.reset()?;
        }
        opening.lease.drain().await?;
        Ok(ServerInfo::clone(opening.lease.info()))
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
    #[inline]
    pub fn execute_query<T>(&self, text: impl Into<Statement>) -> ExecuteQuery<&Self, T> {
        self.execute(Query::new(text))
    }

    /// Prepares a query in a transaction of its own, retried when that makes sense; records are looked at column by
    /// column.
    pub fn run(&self, text: impl Into<Statement>) -> ExecuteQuery<&Self, Record> {
        self.execute_query(text)
    }

    /// Prepares a query in a transaction of its own, whose records are streamed by a stream that owns its connection;
    /// records become `T`.
    ///
    /// It is not retried, but for the one repetition that [`AutoCommitRetries`](crate::AutoCommitRetries) allows.
    pub fn stream<T>(&self, text: impl Into<Statement>) -> StreamQuery<T> {
        let place = AutoCommitPlace::Driver(self.one_call(Bookmarking::Shared));
        StreamQuery(AutoCommit::new(place, Query::new(text), TransactionOptions::default()))
    }

    /// Starts a session: a chain of transactions, each of which sees what the one before wrote.
    pub fn session(&self) -> SessionBuilder {
        SessionBuilder::new(self.place.clone())
    }

    /// Returns the place of one call: a chain of bookmarks and a home database of its own.
    fn one_call(&self, bookmarking: Bookmarking) -> Place {
        let manager = match bookmarking {
            Bookmarking::Shared => Some(Arc::clone(&self.bookmarks)),
            Bookmarking::By(manager) => Some(manager),
            Bookmarking::None => None,
        };
        let Place { servers, settings, token, .. } = &self.place;
        Place {
            servers: Arc::clone(servers),
            settings: Arc::clone(settings),
            chain: Chain::of_one(manager),
            token: token.clone(),
            pinned: Pinned::of(settings),
        }
    }

    /// Returns what a session must start after to see what the driver's one-call queries wrote.
    pub fn last_bookmarks(&self) -> Bookmarks {
        self.bookmarks.bookmarks()
    }

    /// Returns the manager that the driver's one-call queries share their bookmarks through, to give it to sessions.
    pub fn bookmark_manager(&self) -> Arc<dyn BookmarkManager> {
        Arc::clone(&self.bookmarks)
    }

    /// Tells whether the server accepts a token; it answers on a connection of the pool where it can.
    ///
    /// # Errors
    /// No connection; [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) before Bolt 5.1; any refusal other than
    /// of the token.
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn verify_authentication(&self, token: &AuthToken) -> Result<TokenVerdict, Error> {
        match self.place.servers.verify(token, Some("system")).await {
            Ok(()) => Ok(TokenVerdict::Accepted),
            Err(error) if error.code().is_some_and(|code| REFUSALS.contains(&code)) => Ok(TokenVerdict::Refused),
            Err(error) => Err(error),
        }
    }

    /// Tells whether connections are encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.place.settings.open.tls.is_some()
    }

    /// Asks the server whether it has databases beside its first one.
    ///
    /// # Errors
    /// As [`server_info`](Self::server_info).
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn supports_multi_db(&self) -> Result<bool, Error> {
        // Every version that this driver speaks has them.
        self.server_info().await.map(|_| true)
    }

    /// Asks the server whether a session or query may have credentials of its own.
    ///
    /// # Errors
    /// As [`server_info`](Self::server_info).
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn supports_session_auth(&self) -> Result<bool, Error> {
        self.server_info().await.map(|info| info.protocol().has(Feature::Logon))
    }

    /// Asks the server whether transactions may have timeouts and metadata.
    ///
    /// # Errors
    /// As [`server_info`](Self::server_info).
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn supports_transaction_config(&self) -> Result<bool, Error> {
        // Every version that this driver speaks has them.
        self.server_info().await.map(|_| true)
    }

    /// Asks the server whether work may be done on behalf of another user.
    ///
    /// # Errors
    /// As [`server_info`](Self::server_info).
    ///
    /// # Cancel safety
    /// Dropped before it ends, nothing stays behind.
    pub async fn supports_impersonation(&self) -> Result<bool, Error> {
        // Every version that this driver speaks has it.
        self.server_info().await.map(|_| true)
    }

    /// Returns how many connections are in use and idle, over all servers, and how many each may have.
    pub fn pool_counts(&self) -> PoolCounts {
        let mut total = PoolCounts { in_use: 0, idle: 0, max: self.place.settings.max_pool_size };
        for pool in self.place.servers.all_pools() {
            let counts = pool.counts();
            total.in_use += counts.leased;
            total.idle += counts.idle;
        }
        total
    }

    /// Returns what happened in the pool of each server so far.
    ///
    /// With the feature `metrics` the same is told to the `metrics` facade as it happens, as
    /// `graph.pool.connections.created` and `.closed`, `graph.pool.acquisitions.timed_out` and
    /// `graph.pool.acquisition.seconds`.
    pub fn pool_metrics(&self) -> Vec<PoolMetrics> {
        self.place.servers.all_pools().iter().map(|pool| PoolMetrics::of(pool)).collect()
    }

    /// Closes the driver and all its clones: idle connections are closed now, those in use when their work is done.
    ///
    /// Anything begun afterwards fails with [`ErrorKind::DriverClosed`](crate::ErrorKind::DriverClosed). Closing twice
    /// does nothing more. A driver that is dropped without it closes its sockets without saying goodbye.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the driver is closed; the remaining sockets are closed without saying goodbye.
    pub async fn close(&self) {
        self.place.servers.close().await;
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
    /// How many may be in use at once, to each server.
    pub max: usize,
}

impl Executor for &Driver {}
impl OpensTransaction for &Driver {}

impl<'d> Run for &'d Driver {
    const EACH: bool = true;

    type Execution<G: Gather> = OneCall<'d, G>;
    type Records<T: Send + 'static> = RecordStream<'static, T>;

    #[inline]
    fn run_query<G: Gather>(self, query: Query, options: TransactionOptions) -> OneCall<'d, G> {
        let has_defaults = options.rare().is_none() && self.place.settings.routing == RoutingChoice::Direct;
        let place = if has_defaults {
            Whereabouts::Shared(&self.place)
        } else {
            Whereabouts::Own(Box::new(self.one_call(bookmarking(&options))))
        };
        OneCall::new(place, query, options)
    }

    fn run_next<T>(&mut self, query: Query, mode: AccessMode) -> Execution<'_, T>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        Execution::new(Run::run_query::<Whole<T>>(*self, query, TransactionOptions::new(mode, None)))
    }

    async fn stream_query<T>(self, query: Query, options: TransactionOptions) -> Result<RecordStream<'static, T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let place = AutoCommitPlace::Driver(self.one_call(bookmarking(&options)));
        AutoCommit::new(place, query, options).stream().await
    }
}

/// Returns which bookmarks a query waits for and leaves.
fn bookmarking(options: &TransactionOptions) -> Bookmarking {
    options.rare().map(|rare| rare.bookmarking.clone()).unwrap_or_default()
}

impl<T> ExecuteQuery<&Driver, T> {
    /// Acts with credentials of the query's own, which needs Bolt 5.1.
    pub fn auth(mut self, token: AuthToken) -> Self {
        self.options_mut().rare_mut().token = Some(token);
        self
    }

    /// Shares bookmarks through this manager instead of the driver's.
    pub fn bookmark_manager(mut self, manager: Arc<dyn BookmarkManager>) -> Self {
        self.options_mut().rare_mut().bookmarking = Bookmarking::By(manager);
        self
    }

    /// Neither waits for earlier work nor lets later work wait for it.
    pub fn without_bookmarks(mut self) -> Self {
        self.options_mut().rare_mut().bookmarking = Bookmarking::None;
        self
    }

    /// Chooses the database; the user's home database without it.
    #[inline]
    pub fn database(mut self, name: impl AsRef<str>) -> Self {
        self.options_mut().database = Some(name.as_ref().into());
        self
    }

    /// Acts as another user, for which the driver's own user needs the right.
    pub fn impersonate(mut self, user: impl Into<String>) -> Self {
        self.options_mut().rare_mut().impersonated_user = Some(user.into().into());
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

    /// Sets how many records are asked for at once; the driver's fetch size by default. 0 counts as 1, and a negative
    /// number asks for all.
    pub fn fetch_size(self, records: i64) -> Self {
        Self(self.0.fetch_size(records))
    }

    /// Chooses the database; the user's home database without it.
    pub fn database(mut self, name: impl AsRef<str>) -> Self {
        self.0.options_mut().database = Some(name.as_ref().into());
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
