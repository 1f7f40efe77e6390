//! Sessions: transactions one after another, each seeing what the one before wrote.

mod routing;

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use crate::bolt::message::{AccessMode, AuthToken, Batch, NotificationFilter, Telemetry};
use crate::bookmark::{BookmarkManager, Bookmarks, Chain};
use crate::config::{AutoCommitRetries, FetchSize};
use crate::connection::{DatabaseName, Telling};
use crate::error::{AsError, Error};
use crate::execute::{ExecuteQuery, Execution, Executor, OpensTransaction, Run};
use crate::mapping::{FromRecord, Record, ToParams, ToValue};
use crate::query::{Query, Statement, TransactionOptions};
use crate::result::{EagerResult, Exclusive, Gather, Observer, RecordStream, Rows, Whole, subscribe};
use crate::trace::error_type;
use crate::transaction::{Transaction, Tx};
use crate::work::{OneCall, Opening, Pinned, Place, Whereabouts};

/// A chain of transactions in one database: each sees what the one before wrote, on whatever member of a cluster.
///
/// A session is cheap: it takes a connection only while a transaction runs. One transaction runs at a time, which
/// `&mut` makes sure of; for work side by side open several sessions.
///
/// ```no_run
/// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
/// let mut session = driver.session().database("neo4j").open();
/// let created = session
///     .execute_write(async |tx| {
///         let result = tx.run("MERGE (p:Person {name: $name})").param("name", "Ann").await?;
///         Ok(result.summary.counters().nodes_created)
///     })
///     .await?;
/// # let _ = created; Ok(()) }
/// ```
#[derive(Debug)]
pub struct Session {
    place: Place,
    database: Option<DatabaseName>,
    impersonated_user: Option<Box<str>>,
    notifications: Option<NotificationFilter>,
    mode: AccessMode,
    fetch_size: FetchSize,
    auto_commit_retries: AutoCommitRetries,
}

/// The options of a [`Session`]; made by [`Driver::session`](crate::Driver::session).
///
/// ```no_run
/// # fn example(driver: &graph_core::Driver, seen: graph_core::Bookmarks) {
/// use graph_core::AccessMode;
///
/// // Sees what another session or service wrote, and may be served by any member of a cluster.
/// let session = driver.session().database("films").bookmarks(seen).access_mode(AccessMode::Read).open();
/// # let _ = session; }
/// ```
#[derive(Debug)]
#[must_use = "no session is open before `open`"]
pub struct SessionBuilder {
    session: Session,
    bookmarks: Bookmarks,
    manager: Option<Arc<dyn BookmarkManager>>,
}

impl SessionBuilder {
    pub(crate) fn new(place: Place) -> Self {
        let fetch_size = place.settings.fetch_size;
        let auto_commit_retries = place.settings.auto_commit_retries;
        Self {
            session: Session {
                place,
                database: None,
                impersonated_user: None,
                notifications: None,
                mode: AccessMode::Write,
                fetch_size,
                auto_commit_retries,
            },
            bookmarks: Bookmarks::default(),
            manager: None,
        }
    }

    /// Chooses the database; the user's home database without it, which the session finds out at its first work.
    pub fn database(mut self, name: impl AsRef<str>) -> Self {
        self.session.database = Some(name.as_ref().into());
        self
    }

    /// Starts the chain after these transactions, as another session or service left them.
    pub fn bookmarks(mut self, bookmarks: Bookmarks) -> Self {
        self.bookmarks = bookmarks;
        self
    }

    /// Shares bookmarks with all other work that has the same manager; a session's are its own without one.
    pub fn bookmark_manager(mut self, manager: Arc<dyn BookmarkManager>) -> Self {
        self.manager = Some(manager);
        self
    }

    /// Acts with credentials of the session's own, which needs Bolt 5.1.
    pub fn auth(mut self, token: AuthToken) -> Self {
        self.session.place.token = Some(token);
        self
    }

    /// Says whether an auto-commit query runs once more after an error that says that it did not run; as the driver
    /// does by default.
    pub fn auto_commit_retries(mut self, choice: AutoCommitRetries) -> Self {
        self.session.auto_commit_retries = choice;
        self
    }

    /// Says whether auto-commit queries and [`Session::begin`] may write; they may by default.
    pub fn access_mode(mut self, mode: AccessMode) -> Self {
        self.session.mode = mode;
        self
    }

    /// Acts as another user, for which the driver's own user needs the right.
    pub fn impersonate(mut self, user: impl Into<String>) -> Self {
        self.session.impersonated_user = Some(user.into().into());
        self
    }

    /// Sets how many records a stream asks for at once; the driver's fetch size by default. 0 counts as 1, and a negative
    /// number asks for all.
    pub fn fetch_size(mut self, records: i64) -> Self {
        self.session.fetch_size = FetchSize::of(records);
        self
    }

    /// Sets which notifications the server sends with summaries; the driver's filter by default. It needs Bolt 5.2.
    pub fn notifications(mut self, filter: NotificationFilter) -> Self {
        self.session.notifications = Some(filter);
        self
    }

    /// Opens the session; no connection is taken yet.
    pub fn open(self) -> Session {
        let Self { mut session, bookmarks, manager } = self;
        session.place.chain = Chain::new(bookmarks, manager);
        session.place.pinned = Pinned::of(&session.place.settings);
        session
    }
}

impl Session {
    /// Prepares a query in a transaction of its own; records are looked at column by column. See [`AutoCommit`].
    pub fn run(&mut self, text: impl Into<Statement>) -> AutoCommit<'_, Record> {
        self.query(text)
    }

    /// Prepares a query in a transaction of its own; records become `T`. See [`AutoCommit`].
    pub fn query<T>(&mut self, text: impl Into<Statement>) -> AutoCommit<'_, T> {
        let options = self.options(self.mode);
        AutoCommit::new(AutoCommitPlace::Session(self), Query::new(text), options)
    }

    /// Prepares a query in a transaction of its own, which is retried when that makes sense; records become `T`.
    pub fn execute_query<T>(&mut self, text: impl Into<Statement>) -> ExecuteQuery<&mut Self, T> {
        self.execute(Query::new(text))
    }

    /// Opens a transaction that the application commits or rolls back itself.
    ///
    /// # Errors
    /// No connection, or the server's refusal.
    ///
    /// # Cancel safety
    /// Dropped before it ends, no transaction stays open.
    pub async fn begin(&mut self) -> Result<Transaction<'_>, Error> {
        self.begin_with(TransactionConfig::default()).await
    }

    /// Opens a transaction with a timeout or metadata that the application commits or rolls back itself.
    ///
    /// # Errors
    /// No connection, or the server's refusal.
    ///
    /// # Cancel safety
    /// Dropped before it ends, no transaction stays open.
    pub async fn begin_with(&mut self, config: TransactionConfig) -> Result<Transaction<'_>, Error> {
        let options = config.into_options(self.options(self.mode));
        let beginning = self.place.begin(&options, Some(Telemetry::UnmanagedTransaction)).await?;
        let tx = Tx::new(beginning, &self.place.chain, self.fetch_size.first(), options.mode);
        tx.opened().await?;
        Ok(Transaction(tx))
    }

    /// Runs a function in a transaction that reads, again and again while its failure may pass.
    ///
    /// The function may run several times: it captures what it needs by reference or clone, and what it does beside
    /// the database must bear repetition. Its transaction commits when it returns `Ok` and is rolled back when it
    /// returns `Err`. The first retry comes after about a second, each further one after twice as long, for 30 s by
    /// default.
    ///
    /// # Errors
    /// The function's own, unchanged; what opening and committing bring.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the transaction is rolled back in the background, unless its commit was on the way.
    pub async fn execute_read<T, F>(&mut self, work: F) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, Error> + Clone,
    {
        self.managed(self.options(AccessMode::Read), work).await
    }

    /// Runs a function in a transaction that writes, again and again while its failure may pass.
    ///
    /// See [`execute_read`](Self::execute_read).
    ///
    /// ```compile_fail
    /// # async fn example(mut session: graph_core::Session) -> Result<(), graph_core::Error> {
    /// let mut names = Vec::new();
    /// // A retry would find what the first attempt left in `names`; so this does not compile.
    /// session.execute_write(async |tx| { names.push(1); Ok(()) }).await
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`execute_read`](Self::execute_read), and [`ErrorKind::CommitUnknown`](crate::ErrorKind::CommitUnknown), which is
    /// not retried.
    ///
    /// # Cancel safety
    /// As [`execute_read`](Self::execute_read).
    pub async fn execute_write<T, F>(&mut self, work: F) -> Result<T, Error>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, Error> + Clone,
    {
        self.managed(self.options(AccessMode::Write), work).await
    }

    /// Like [`execute_read`](Self::execute_read), for functions with an error type of their own.
    ///
    /// # Errors
    /// As [`execute_read`](Self::execute_read).
    ///
    /// # Cancel safety
    /// As [`execute_read`](Self::execute_read).
    pub async fn try_execute_read<T, X, F>(&mut self, config: TransactionConfig, work: F) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X> + Clone,
        X: From<Error> + AsError,
    {
        self.managed(config.into_options(self.options(AccessMode::Read)), work).await
    }

    /// Like [`execute_write`](Self::execute_write), for functions with an error type of their own, with a timeout or
    /// metadata.
    ///
    /// # Errors
    /// As [`execute_write`](Self::execute_write).
    ///
    /// # Cancel safety
    /// As [`execute_read`](Self::execute_read).
    pub async fn try_execute_write<T, X, F>(&mut self, config: TransactionConfig, work: F) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X> + Clone,
        X: From<Error> + AsError,
    {
        self.managed(config.into_options(self.options(AccessMode::Write)), work).await
    }

    async fn managed<T, X, F>(&mut self, options: TransactionOptions, work: F) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X> + Clone,
        X: From<Error> + AsError,
    {
        self.place.transaction(&options, self.fetch_size.first(), work).await
    }

    /// Returns what a later session must start after to see this session's work.
    pub fn last_bookmarks(&self) -> Bookmarks {
        self.place.chain.last()
    }

    /// Ends the session; dropping it does the same, since it holds no connection.
    pub fn close(self) {}

    #[inline]
    fn options(&self, mode: AccessMode) -> TransactionOptions {
        let mut options = TransactionOptions::new(mode, self.database.clone());
        if self.impersonated_user.is_some() || self.notifications.is_some() {
            let rare = options.rare_mut();
            rare.impersonated_user.clone_from(&self.impersonated_user);
            rare.notifications.clone_from(&self.notifications);
        }
        options
    }

    /// The session's options, with what a query may say of its own transaction.
    fn own_options(&self, query: TransactionOptions) -> TransactionOptions {
        self.options(query.mode).with_config(query)
    }
}

/// What a transaction is opened with beside its session's options.
///
/// ```
/// use std::time::Duration;
/// use graph_core::{TransactionConfig, params};
///
/// let config = TransactionConfig::default().timeout(Duration::from_secs(5)).metadata(params! { job: "import" });
/// # let _ = config;
/// ```
#[derive(Debug, Default)]
#[must_use = "a configuration does nothing by itself"]
pub struct TransactionConfig(TransactionOptions);

impl TransactionConfig {
    /// Sets after how long the server ends the transaction; its default without it, never for 0.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.0.rare_mut().timeout = Some(timeout);
        self
    }

    /// Attaches metadata to the transaction, for the server's logs and procedures.
    pub fn metadata(mut self, metadata: impl ToParams) -> Self {
        self.0.rare_mut().metadata.extend(&metadata);
        self
    }

    #[inline]
    fn into_options(self, session: TransactionOptions) -> TransactionOptions {
        session.with_config(self.0)
    }
}

impl Executor for &mut Session {}
impl OpensTransaction for &mut Session {}

impl<'s> Run for &'s mut Session {
    const EACH: bool = true;

    type Execution<G: Gather> = OneCall<'s, G>;
    type Records<T: Send + 'static> = RecordStream<'s, T>;

    #[inline]
    fn run_query<G: Gather>(self, query: Query, options: TransactionOptions) -> OneCall<'s, G> {
        let options = self.own_options(options);
        OneCall::new(Whereabouts::Shared(&self.place), query, options)
    }

    fn run_next<T>(&mut self, query: Query, mode: AccessMode) -> Execution<'_, T>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        Execution::new(Run::run_query::<Whole<T>>(&mut **self, query, TransactionOptions::new(mode, None)))
    }

    async fn stream_query<T>(self, query: Query, options: TransactionOptions) -> Result<RecordStream<'s, T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let options = self.own_options(options);
        AutoCommit::new(AutoCommitPlace::Session(self), query, options).stream().await
    }
}

/// A query about to run in a transaction of its own, which commits by itself.
///
/// Awaiting it gives all records; [`stream`](Self::stream) gives them as they come. It is the way for queries that
/// open their own transactions, such as `CALL { … } IN TRANSACTIONS`. It is not retried, but for the one repetition
/// that [`AutoCommitRetries`] allows where the server says that it did not run.
///
/// ```no_run
/// # async fn example(mut session: graph_core::Session) -> Result<(), graph_core::Error> {
/// let result = session.run("MATCH (p:Person) CALL (p) { SET p:Human } IN TRANSACTIONS").await?;
/// println!("{} labels", result.summary.counters().labels_added);
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a query does nothing until it is awaited"]
pub struct AutoCommit<'s, T = Record> {
    place: AutoCommitPlace<'s>,
    query: Query,
    options: TransactionOptions,
    /// The query's own fetch size, in place of the session's or driver's.
    fetch_size: Option<FetchSize>,
    row: PhantomData<fn() -> T>,
}

/// Whose query it is.
#[derive(Debug)]
pub(crate) enum AutoCommitPlace<'s> {
    Session(&'s mut Session),
    Driver(Place),
}

impl<'s, T> AutoCommit<'s, T> {
    pub(crate) const fn new(place: AutoCommitPlace<'s>, query: Query, options: TransactionOptions) -> Self {
        Self { place, query, options, fetch_size: None, row: PhantomData }
    }

    /// Adds a parameter; what cannot be sent is reported when the query runs.
    pub fn param(mut self, name: &str, value: impl ToValue) -> Self {
        self.query = self.query.param(name, value);
        self
    }

    /// Adds the parameters of a struct, a map or `params!`; what cannot be sent is reported when the query runs.
    pub fn params(mut self, params: impl ToParams) -> Self {
        self.query = self.query.params(params);
        self
    }

    /// Sets how many records are asked for at once; the session's fetch size by default. 0 counts as 1, and a negative
    /// number asks for all.
    pub fn fetch_size(mut self, records: i64) -> Self {
        self.fetch_size = Some(FetchSize::of(records));
        self
    }

    /// Sets after how long the server ends the transaction; its default without it, never for 0.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.rare_mut().timeout = Some(timeout);
        self
    }

    /// Attaches metadata to the transaction, for the server's logs and procedures.
    pub fn metadata(mut self, metadata: impl ToParams) -> Self {
        self.options.rare_mut().metadata.extend(&metadata);
        self
    }

    pub(crate) const fn options_mut(&mut self) -> &mut TransactionOptions {
        &mut self.options
    }
}

impl<'s, T: for<'r> FromRecord<'r>> AutoCommit<'s, T> {
    /// Runs the query and returns its records as they come.
    ///
    /// # Errors
    /// No connection, or the query's failure before its first record;
    /// [`ErrorKind::CommitUnknown`](crate::ErrorKind::CommitUnknown) when the connection broke while a query that may
    /// write was on its way.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not.
    pub async fn stream(self) -> Result<RecordStream<'s, T>, Error> {
        let (place, fetch_size, retries) = match &self.place {
            AutoCommitPlace::Session(session) => (&session.place, session.fetch_size, session.auto_commit_retries),
            AutoCommitPlace::Driver(place) => (place, place.settings.fetch_size, place.settings.auto_commit_retries),
        };
        let fetch_size = self.fetch_size.unwrap_or(fetch_size);
        let mut attempts_left = if retries == AutoCommitRetries::Once { 2 } else { 1 };
        loop {
            attempts_left -= 1;
            match start(place, &self.query, &self.options, fetch_size).await {
                Ok((opening, result)) => {
                    let end = (place.chain.clone(), opening.bookmarks);
                    let rows = Rows::new::<T>(opening.lease.keys().clone())?;
                    return Ok(RecordStream::own(opening.lease, (result, rows), self.query, self.options.mode, end));
                }
                Err(error) if attempts_left > 0 && error.did_not_run() => {
                    let error = error_type(Some(&error));
                    tracing::debug!(error, "an auto-commit query did not run and is tried once more");
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Runs the query and calls the observer with the column names, each record and the end.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the query may have run or not; the observer is not called again.
    pub async fn subscribe(self, observer: impl Observer<T>) {
        subscribe(self.stream(), observer).await;
    }
}

/// Sends a query with its first batch and waits for the column names.
async fn start(
    place: &Place,
    query: &Query,
    options: &TransactionOptions,
    fetch_size: FetchSize,
) -> Result<(Opening, Exclusive), Error> {
    let mut opening = place.open(options, Some(Telemetry::AutoCommit)).await?;
    let dialect = opening.lease.machine().dialect();
    options.with_extra(&opening.bookmarks, opening.database.as_deref(), dialect, |extra| {
        opening.lease.run(query.as_sent(), extra)
    })?;
    opening.lease.pull(Batch { records: fetch_size.first(), result: None })?;
    let queued = opening.lease.machine().unsent().len();
    let mut result = Exclusive::new(fetch_size, place.settings.next_batch, Telling::Kept);
    match result.start(&mut opening.lease).await {
        Ok(()) => {}
        Err(error) if options.mode == AccessMode::Read || opening.lease.machine().unsent().len() == queued => {
            return Err(error);
        }
        // The query commits by itself.
        Err(error) => return Err(error.after_commit()),
    }
    opening.home.learn(opening.lease.said().run());
    Ok((opening, result))
}

impl<'s, T: for<'r> FromRecord<'r> + Send + 'static> IntoFuture for AutoCommit<'s, T> {
    type Output = Result<EagerResult<T>, Error>;
    type IntoFuture = Execution<'s, T>;

    fn into_future(self) -> Self::IntoFuture {
        Execution::new(async move {
            let mut stream = self.stream().await?;
            let records = stream.all().await?;
            let keys = stream.keys().clone();
            Ok(EagerResult::new(records, keys, stream.consume().await?))
        })
    }
}
