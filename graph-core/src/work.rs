//! A unit of work on its way: a connection, a transaction, and another attempt where that makes sense.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use crate::bolt::message::{AccessMode, AuthToken, Batch, Telemetry as Api, TransactionExtra};
use crate::bookmark::{Bookmarks, Chain};
use crate::config::{BeginFlight, ReadFlight, Settings, Telemetry};
use crate::error::{AsError, Error};
use crate::mapping::FromRecord;
use crate::pool::{Choice, Lease};
use crate::query::{Query, TransactionOptions};
use crate::result::{EagerResult, Summary, collect};
use crate::retry::Retry;
use crate::routing::{Demand, Leased, RoutingTable, Servers, User};
use crate::trace::{error_type, query_span, spanned, unit_span};
use crate::transaction::{Start, Tx, commit, committed};

/// Where units of work run: the servers, the driver's settings, the chain of bookmarks and who acts.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) servers: Arc<Servers>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) chain: Chain,
    /// Credentials of a session or query, in place of the driver's.
    pub(crate) token: Option<AuthToken>,
    /// The home database that a session works in once it is known, so that it does not change under it.
    pub(crate) pinned: Pinned,
}

/// A database that is found out at first use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pinned(Arc<Mutex<Option<Arc<str>>>>);

impl Pinned {
    fn get(&self) -> Option<Arc<str>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, database: Arc<str>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(database);
    }
}

/// A connection for a unit of work, and what its messages must say.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) lease: Lease,
    pub(crate) bookmarks: Bookmarks,
    pub(crate) database: Option<Arc<str>>,
    pub(crate) home: Home,
}

/// Learns the home database from the first answer that names it.
#[derive(Debug)]
pub(crate) struct Home {
    learn: Option<(Arc<Servers>, User, Pinned)>,
}

impl Home {
    /// Learns from the metadata of BEGIN's or RUN's answer.
    pub(crate) fn learn(&mut self, database: Option<&str>) {
        if let Some(database) = database
            && let Some((servers, user, pinned)) = self.learn.take()
        {
            servers.learn_home(user, database);
            pinned.set(database.into());
        }
    }
}

impl Place {
    /// Gets a connection for work with these options, and tells the server which API the work came through; nothing
    /// for work that was told of before.
    pub(crate) async fn open(&self, options: &TransactionOptions, api: Option<Api>) -> Result<Opening, Error> {
        let mut opening = self.open_for_question(options).await?;
        if let Some(api) = api
            && self.settings.telemetry == Telemetry::Sent
        {
            opening.lease.telemetry(api)?;
        }
        Ok(opening)
    }

    /// Gets a connection to a server that could do work with these options.
    pub(crate) async fn open_for_question(&self, options: &TransactionOptions) -> Result<Opening, Error> {
        let home = self.home(options);
        let demand = self.demand(options, home.as_deref());
        let Leased { lease, database, home_of } = self.servers.acquire(&demand).await?;
        if let (Some(database), Some(_)) = (&database, &home_of) {
            self.pinned.set(Arc::clone(database));
        }
        let learn = home_of.map(|user| (Arc::clone(&self.servers), user, self.pinned.clone()));
        // Asked for at the last moment, so that the work sees as much as there is.
        let bookmarks = self.chain.current();
        Ok(Opening { lease, bookmarks, database, home: Home { learn } })
    }

    fn demand<'a>(&'a self, options: &'a TransactionOptions, home: Option<&'a str>) -> Demand<'a> {
        Demand {
            mode: options.mode,
            database: options.database.as_deref().or(home),
            impersonated_user: options.impersonated_user.as_deref(),
            token: options.token.as_ref().or(self.token.as_ref()),
            choice: Choice::Session,
            chain: &self.chain,
        }
    }

    /// Returns the home database for work that names none, once it is known for certain.
    fn home(&self, options: &TransactionOptions) -> Option<Arc<str>> {
        if options.database.is_none() { self.pinned.get() } else { None }
    }

    /// Asks a router who serves work with these options.
    pub(crate) async fn refresh_routing_table(&self, options: &TransactionOptions) -> Result<RoutingTable, Error> {
        let home = self.home(options);
        let demand = self.demand(options, home.as_deref());
        let table = self.servers.ask_anew(&demand).await?;
        if let (None, Some(home)) = (demand.database, table.database()) {
            self.pinned.set(home.into());
        }
        Ok(table)
    }

    /// Returns what is known of who serves work with these options.
    pub(crate) fn routing_table(&self, options: &TransactionOptions) -> Option<RoutingTable> {
        let token = options.token.as_ref().or(self.token.as_ref());
        let user = User::of(options.impersonated_user.as_deref(), token);
        let database = options.database.as_deref().map(Arc::from).or_else(|| self.home(options));
        self.servers.known_table(database, &user)
    }

    /// Runs one query in a transaction of its own, again and again while that makes sense.
    pub(crate) async fn query<T: for<'r> FromRecord<'r>>(
        &self,
        query: Query,
        options: &TransactionOptions,
    ) -> Result<EagerResult<T>, Error> {
        let span = query_span(query.text(), options, &self.settings, self.servers.seed());
        let attempts = self.retried(Api::ExecuteQuery, |api| self.attempt(&query, options, api));
        let mut result = spanned(span, attempts).await?;
        result.summary.describe(query);
        Ok(result)
    }

    /// Runs a transaction function, again and again while that makes sense.
    ///
    /// Its failure is `X`, the application's own error; a retry is for those that hold one of ours which asks for it.
    pub(crate) async fn transaction<T, X, F>(
        &self,
        options: &TransactionOptions,
        fetch_size: i64,
        work: F,
    ) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X> + Clone,
        X: From<Error> + AsError,
    {
        let span = unit_span("transaction", options, self.servers.seed());
        let attempts = self.retried(Api::ManagedTransaction, async |api| {
            let tx = self.begin(options, fetch_size, api).await?;
            self.run_in(tx, work.clone()).await
        });
        spanned(span, attempts).await
    }

    async fn run_in<T, X, F>(&self, tx: Tx<'_>, work: F) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X>,
        X: From<Error>,
    {
        if self.settings.begins == BeginFlight::Alone {
            tx.opened().await?;
        }
        match work(&tx).await {
            Ok(value) => {
                tx.commit().await?;
                Ok(value)
            }
            Err(failure) => {
                if let Err(error) = tx.roll_back().await {
                    let error = error_type(Some(&error));
                    tracing::debug!(error, "a roll-back did not reach the server, which rolls back by itself");
                }
                Err(failure)
            }
        }
    }

    /// Gets a connection and queues BEGIN on it.
    pub(crate) async fn begin<'s>(
        &self,
        options: &TransactionOptions,
        fetch_size: i64,
        api: Option<Api>,
    ) -> Result<Tx<'s>, Error> {
        let Opening { lease, bookmarks, database, home } = self.open(options, api).await?;
        let start = Start { chain: self.chain.clone(), bookmarks, database, fetch_size };
        Tx::begin(lease, options, start, move |name| {
            let mut home = home;
            home.learn(name);
        })
    }

    /// Makes attempts while that makes sense; they tell through which API the work came until a server has heard of it.
    async fn retried<T, X: AsError, A: Future<Output = Result<T, X>>>(
        &self,
        api: Api,
        mut attempt: impl FnMut(Option<Api>) -> A,
    ) -> Result<T, X> {
        let mut retry = Retry::within(self.settings.max_retry_time);
        let mut untold = Some(api);
        loop {
            let failure = match attempt(untold).await {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            // Answers come in order: a server that refused something had taken what came before.
            if failure.as_error().is_some_and(|error| error.server().is_some()) {
                untold = None;
            }
            let delay = failure.as_error().and_then(|error| retry.after(error, Instant::now(), fastrand::f64()));
            let Some(delay) = delay else { return Err(failure) };
            tracing::debug!(error = error_type(failure.as_error()), ?delay, "work failed and is tried again");
            tokio::time::sleep(delay).await;
        }
    }

    /// Sends transaction, query and request for records together; one that only reads is committed with them.
    ///
    /// The query may be needed for another attempt; so the summary does without it here.
    async fn attempt<T: for<'r> FromRecord<'r>>(
        &self,
        query: &Query,
        options: &TransactionOptions,
        api: Option<Api>,
    ) -> Result<EagerResult<T>, Error> {
        let Opening { mut lease, bookmarks, database, mut home } = self.open(options, api).await?;
        let dialect = lease.machine().dialect();
        options.with_extra(&bookmarks, database.as_deref(), dialect, |extra| lease.begin(extra))?;
        lease.run(query.as_sent(), &TransactionExtra::default())?;
        let one_flight = self.settings.reads == ReadFlight::One;
        let records = if one_flight { Batch::ALL.records } else { self.settings.fetch_size };
        lease.pull(Batch { records, result: None })?;
        let committed_with = options.mode == AccessMode::Read && one_flight;
        if committed_with {
            lease.commit()?;
        }
        let (_, _, begun) = lease.success().await?;
        home.learn(begun.text("db"));
        let (records, keys, mut result) = collect::<T>(&mut lease, records).await?;
        let summary = Summary::new(Query::new(""), Arc::clone(lease.info()), result.parts(&lease));
        let bookmark =
            if committed_with { committed(&mut lease).await? } else { commit(&mut lease, options.mode).await? };
        self.chain.advance(&bookmarks, &bookmark);
        Ok(EagerResult::new(records, keys, summary))
    }
}
