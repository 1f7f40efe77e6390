//! A unit of work on its way: a connection, a transaction, and another attempt where that makes sense.

mod attempt;
mod one_call;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use self::attempt::Attempt;
pub use self::one_call::OneCall;
pub(crate) use self::one_call::Whereabouts;
use crate::bolt::message::{AuthToken, Meta, Telemetry as Api};
use crate::bookmark::{Bookmarks, Chain};
use crate::config::{BeginFlight, RoutingChoice, Settings, Telemetry};
use crate::connection::DatabaseName;
use crate::error::{AsError, Error};
use crate::pool::{Choice, Lease};
use crate::query::{Query, TransactionOptions};
use crate::result::{Begun, Gather};
use crate::retry::Retry;
use crate::routing::{Demand, Leased, RoutingTable, Servers, User};
use crate::trace::{error_type, query_span, spanned, unit_span};
use crate::transaction::{Beginning, Tx};

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
pub(crate) struct Pinned(Option<Arc<Mutex<Option<DatabaseName>>>>);

impl Pinned {
    /// Makes a place for a database where there is one to find out: one server answers for its own home.
    pub(crate) fn of(settings: &Settings) -> Self {
        match settings.routing {
            RoutingChoice::Client => Self(Some(Arc::default())),
            RoutingChoice::Direct => Self(None),
        }
    }

    fn get(&self) -> Option<DatabaseName> {
        self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, database: DatabaseName) {
        if let Some(place) = &self.0 {
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(database);
        }
    }
}

/// A connection for a unit of work, and what its messages must say.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) lease: Lease,
    pub(crate) bookmarks: Bookmarks,
    pub(crate) database: Option<DatabaseName>,
    pub(crate) home: Home,
}

/// Learns the home database from the first answer that names it.
#[derive(Debug, Default)]
pub(crate) struct Home {
    learn: Option<Box<(Arc<Servers>, User, Pinned)>>,
}

impl Home {
    /// Tells whether there is anything to learn.
    pub(crate) const fn is_curious(&self) -> bool {
        self.learn.is_some()
    }

    /// Learns from the metadata of BEGIN's or RUN's answer.
    pub(crate) fn learn(&mut self, meta: Meta<'_>) {
        if self.is_curious()
            && let Some(database) = meta.text("db")
            && let Some(learn) = self.learn.take()
        {
            let (servers, user, pinned) = *learn;
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
        self.tell(&mut opening.lease, api)?;
        Ok(opening)
    }

    /// Gets a connection as [`open`](Self::open) does, where nothing needs to be awaited for it.
    #[inline]
    fn lease_at_hand(&self, options: &TransactionOptions, api: Api) -> Result<Option<Lease>, Error> {
        // Only where one server answers for its own home is anything at hand.
        let Some(mut lease) = self.servers.at_hand(&self.demand(options, None))? else { return Ok(None) };
        self.tell(&mut lease, Some(api))?;
        Ok(Some(lease))
    }

    /// Gets a connection to a server that could do work with these options.
    pub(crate) async fn open_for_question(&self, options: &TransactionOptions) -> Result<Opening, Error> {
        let pinned = self.pinned_for(options);
        let leased = self.servers.acquire(&self.demand(options, pinned.as_ref())).await?;
        Ok(self.opening(leased))
    }

    fn pinned_for(&self, options: &TransactionOptions) -> Option<DatabaseName> {
        if options.database.is_none() { self.pinned.get() } else { None }
    }

    #[inline]
    fn demand<'a>(&'a self, options: &'a TransactionOptions, pinned: Option<&'a DatabaseName>) -> Demand<'a> {
        let rare = options.rare();
        Demand {
            mode: options.mode,
            database: options.database.as_ref().or(pinned),
            impersonated_user: rare.and_then(|rare| rare.impersonated_user.as_deref()),
            token: rare.and_then(|rare| rare.token.as_ref()).or(self.token.as_ref()),
            choice: Choice::Session,
            chain: &self.chain,
        }
    }

    fn opening(&self, leased: Leased) -> Opening {
        let Leased { lease, database, home_of } = leased;
        if let (Some(database), Some(_)) = (&database, &home_of) {
            self.pinned.set(database.clone());
        }
        let learn = home_of.map(|user| Box::new((Arc::clone(&self.servers), user, self.pinned.clone())));
        // Asked for at the last moment, so that the work sees as much as there is.
        let bookmarks = self.chain.current();
        Opening { lease, bookmarks, database, home: Home { learn } }
    }

    /// Asks a router who serves work with these options.
    pub(crate) async fn refresh_routing_table(&self, options: &TransactionOptions) -> Result<RoutingTable, Error> {
        let pinned = self.pinned_for(options);
        let demand = self.demand(options, pinned.as_ref());
        let table = self.servers.ask_anew(&demand).await?;
        if let (None, Some(home)) = (demand.database, table.database()) {
            self.pinned.set(home.into());
        }
        Ok(table)
    }

    /// Returns what is known of who serves work with these options.
    pub(crate) fn routing_table(&self, options: &TransactionOptions) -> Option<RoutingTable> {
        let pinned = self.pinned_for(options);
        let Demand { database, impersonated_user, token, .. } = self.demand(options, pinned.as_ref());
        self.servers.known_table(database.cloned(), &User::of(impersonated_user, token))
    }

    #[inline]
    fn tell(&self, lease: &mut Lease, api: Option<Api>) -> Result<(), Error> {
        match (self.settings.telemetry, api) {
            (Telemetry::Sent, Some(api)) => lease.telemetry(api),
            (Telemetry::Sent, None) | (Telemetry::Withheld, _) => Ok(()),
        }
    }

    /// Runs one query in a transaction of its own, again and again while that makes sense; its first attempt may have
    /// failed already.
    async fn query<G: Gather>(
        &self,
        query: Query,
        options: &TransactionOptions,
        failure: Option<Error>,
    ) -> Result<G::Output, Error> {
        let span = query_span(query.text(), options, &self.settings, self.servers.seed());
        let attempts = self.retried(Api::ExecuteQuery, failure, |api| self.attempt::<G>(&query, options, api));
        let mut result = spanned(span, pin!(attempts)).await?;
        G::describe(&mut result, query);
        Ok(result)
    }

    async fn attempt<G: Gather>(
        &self,
        query: &Query,
        options: &TransactionOptions,
        api: Option<Api>,
    ) -> Result<G::Output, Error> {
        let Opening { lease, bookmarks, database, home } = self.open(options, api).await?;
        let mut attempt = Attempt::<G>::new(lease, bookmarks, options.mode, &self.settings);
        attempt.learns(home);
        attempt.send(query, options, database.as_deref())?;
        poll_fn(|cx| attempt.poll(cx, &self.chain)).await
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
        let attempts = self.retried(Api::ManagedTransaction, None, async |api| {
            let beginning = self.begin(options, api).await?;
            let mut tx = Tx::new(beginning, &self.chain, fetch_size, options.mode);
            self.run_in(&mut tx, work.clone()).await
        });
        spanned(span, pin!(attempts)).await
    }

    async fn run_in<T, X, F>(&self, tx: &mut Tx<'_>, work: F) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X>,
        X: From<Error>,
    {
        if self.settings.begins == BeginFlight::Alone {
            tx.opened().await?;
        }
        match work(tx).await {
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
    pub(crate) async fn begin(&self, options: &TransactionOptions, api: Option<Api>) -> Result<Beginning, Error> {
        if let Some(api) = api
            && let Some(lease) = self.lease_at_hand(options, api)?
        {
            return Beginning::on(lease, options, self.chain.current(), options.database.as_deref(), None);
        }
        let Opening { lease, bookmarks, database, home } = self.open(options, api).await?;
        let begun: Option<Begun> = home.is_curious().then(|| {
            let mut home = home;
            Box::new(move |meta: Meta<'_>| home.learn(meta)) as Begun
        });
        Beginning::on(lease, options, bookmarks, database.as_deref(), begun)
    }

    /// Makes attempts until one succeeds or has a failure that is final; the first one may have failed already. They
    /// tell through which API the work came until a server has heard of it.
    async fn retried<T, X: AsError, A: Future<Output = Result<T, X>>>(
        &self,
        api: Api,
        mut failed: Option<X>,
        mut attempt: impl FnMut(Option<Api>) -> A,
    ) -> Result<T, X> {
        let mut retry = Retry::within(self.settings.max_retry_time);
        let mut untold = Some(api);
        loop {
            let failure = match failed.take() {
                Some(failure) => failure,
                None => match attempt(untold).await {
                    Ok(value) => return Ok(value),
                    Err(failure) => failure,
                },
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
}
