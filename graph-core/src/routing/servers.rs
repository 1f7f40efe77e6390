//! The servers of a driver: gives a connection to one that can do the work.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::home_database::{HomeDatabases, User};
use super::table::RoutingTable;
use crate::auth::BoxFuture;
use crate::bolt::message::{AccessMode, AuthToken};
use crate::bookmark::Chain;
use crate::config::{AcquisitionScope, AuthSource, RoutingChoice, Settings};
use crate::connection::{Context, DatabaseName, Managed, Used, Watch};
use crate::error::{Error, ErrorKind};
use crate::net::Address;
use crate::pool::{Choice, Identity, Lease, Pool};

/// What a piece of work needs of a server.
#[derive(Debug)]
pub(crate) struct Demand<'a> {
    pub(crate) mode: AccessMode,
    pub(crate) database: Option<&'a DatabaseName>,
    pub(crate) impersonated_user: Option<&'a str>,
    /// The session's or query's own credentials.
    pub(crate) token: Option<&'a AuthToken>,
    /// Who chose those.
    pub(crate) choice: Choice,
    /// Where the bookmarks are, for those who ask a router.
    pub(crate) chain: &'a Chain,
}

/// How long is left for one acquisition's connections to members, or for one to a router.
#[derive(Debug)]
pub(super) struct Patience {
    left: Duration,
}

/// A connection to a server that can do the work.
#[derive(Debug)]
pub(crate) struct Leased {
    pub(crate) lease: Lease,
    /// The database to name in the work's messages; none lets the server find the user's home.
    pub(crate) database: Option<DatabaseName>,
    /// Whose home database the server's answer tells.
    pub(crate) home_of: Option<User>,
}

/// The servers of one driver.
#[derive(Debug)]
pub(crate) struct Servers {
    pub(super) seed: Address,
    pub(super) settings: Arc<Settings>,
    pools: Mutex<HashMap<Address, Arc<Pool>>>,
    /// The one of them to `seed`, once it was asked for.
    seed_pool: OnceLock<Arc<Pool>>,
    pub(super) tables: Mutex<Tables>,
    /// One task at a time asks for a routing table; the others wait and find it.
    pub(super) refreshing: tokio::sync::Mutex<()>,
    pub(super) homes: HomeDatabases,
    closed: AtomicBool,
    /// Whose turn it is among equally busy members.
    turn: AtomicUsize,
}

/// The routing tables, by the name that the work asked for.
pub(super) type Tables = HashMap<Option<DatabaseName>, RoutingTable>;

impl Servers {
    pub(crate) fn new(seed: Address, settings: Arc<Settings>) -> Arc<Self> {
        Arc::new(Self {
            seed,
            settings,
            pools: Mutex::default(),
            seed_pool: OnceLock::new(),
            tables: Mutex::default(),
            refreshing: tokio::sync::Mutex::default(),
            homes: HomeDatabases::default(),
            closed: AtomicBool::new(false),
            turn: AtomicUsize::new(0),
        })
    }

    /// Gets a connection to a server that can do the work, within the acquisition timeout.
    ///
    /// Dropped at any await, it leaves nothing behind.
    pub(crate) async fn acquire(self: &Arc<Self>, demand: &Demand<'_>) -> Result<Leased, Error> {
        match self.at_hand(demand)? {
            Some(lease) => Ok(Leased { lease, database: demand.database.cloned(), home_of: None }),
            None => self.in_scope(Box::pin(self.find(demand))).await,
        }
    }

    /// Gets an idle connection where nothing needs to be awaited for it, as is common with `bolt://`: no timer is made.
    #[inline]
    pub(crate) fn at_hand(self: &Arc<Self>, demand: &Demand<'_>) -> Result<Option<Lease>, Error> {
        if self.settings.routing == RoutingChoice::Client || self.settings.resolver.is_some() {
            return Ok(None);
        }
        let Some(identity) = self.identity_at_hand(demand) else { return Ok(None) };
        let Some(mut lease) = self.seed_pool()?.try_acquire(identity)? else { return Ok(None) };
        lease.used_for(context(identity.choice, demand.database));
        Ok(Some(lease))
    }

    /// Returns the connections to the server of the URI, which is asked for most.
    #[inline]
    fn seed_pool(self: &Arc<Self>) -> Result<&Arc<Pool>, Error> {
        match self.seed_pool.get() {
            // A closed one tells so by itself.
            Some(pool) => Ok(pool),
            None => {
                let pool = self.pool(&self.seed)?;
                Ok(self.seed_pool.get_or_init(|| pool))
            }
        }
    }

    /// Bounds finding a member by the acquisition timeout, unless that is each connection's own.
    ///
    /// It is behind a pointer, so that what connecting and routing await does not nest in the futures of applications,
    /// whose types the compiler follows to a fixed depth.
    pub(super) async fn in_scope<T>(&self, finding: BoxFuture<'_, Result<T, Error>>) -> Result<T, Error> {
        match self.settings.acquisition_scope {
            AcquisitionScope::Whole => self.in_time(self.settings.acquisition_timeout, finding).await,
            AcquisitionScope::EachConnection => finding.await,
        }
    }

    async fn in_time<T>(&self, left: Duration, finding: BoxFuture<'_, Result<T, Error>>) -> Result<T, Error> {
        match tokio::time::timeout_at(Instant::now() + left, finding).await {
            Ok(found) => found,
            Err(_) => Err(self.out_of_time(self.settings.acquisition_timeout)),
        }
    }

    /// Returns how long connecting may take where the acquisition timeout bounds that alone.
    pub(super) fn patience(&self) -> Patience {
        Patience { left: self.settings.acquisition_timeout }
    }

    async fn find(self: &Arc<Self>, demand: &Demand<'_>) -> Result<Leased, Error> {
        match self.settings.routing {
            RoutingChoice::Direct => {
                let lease = self.lease_seed(demand).await?;
                Ok(Leased { lease, database: demand.database.cloned(), home_of: None })
            }
            RoutingChoice::Client => self.find_member(demand).await,
        }
    }

    /// Leases from the URI's server, or from the first one that answers of those it stands for.
    async fn lease_seed(self: &Arc<Self>, demand: &Demand<'_>) -> Result<Lease, Error> {
        let mut patience = self.patience();
        let mut last = None;
        for address in self.seeds().await? {
            let pool = self.pool(&address)?;
            match self.lease_from(&pool, demand, demand.database, &mut patience).await {
                Err(error) if unreachable(&error) => last = Some(error),
                outcome => return outcome,
            }
        }
        Err(last.unwrap_or_else(|| no_member(demand.mode, demand.database.map(AsRef::as_ref), None)))
    }

    async fn find_member(self: &Arc<Self>, demand: &Demand<'_>) -> Result<Leased, Error> {
        // One for all members, also when the first guess at the database is wrong.
        let mut patience = self.patience();
        if let Some(name) = demand.database.cloned() {
            let key = self.ensure_fresh(Some(name.clone()), demand).await?;
            let lease = self.lease_member(&key, demand, &mut patience).await?;
            return Ok(Leased { lease, database: Some(name), home_of: None });
        }
        let user = User::of(demand.impersonated_user, demand.token);
        // Where every server routes by itself a wrong guess is passed on, so the question can be saved; not without a table,
        // whose router might as well be asked for the home itself.
        if self.settings.open.tally.all_route()
            && let Some(guess) = self.homes.guess(&user)
            && let guess = Some(guess)
            && self.is_fresh(&guess, demand)
        {
            let lease = self.lease_member(&guess, demand, &mut patience).await?;
            if lease.hints().server_side_routing {
                return Ok(Leased { lease, database: None, home_of: Some(user) });
            }
        }
        let key = self.ensure_fresh(None, demand).await?;
        if let Some(home) = &key {
            self.learn_home(user.clone(), home);
        }
        let lease = self.lease_member(&key, demand, &mut patience).await?;
        Ok(Leased { lease, database: key, home_of: Some(user) })
    }

    /// Leases from the least busy member that answers; those that do not are taken out of the tables.
    async fn lease_member(
        self: &Arc<Self>,
        key: &Option<DatabaseName>,
        demand: &Demand<'_>,
        patience: &mut Patience,
    ) -> Result<Lease, Error> {
        let mut last = None;
        while let Some(pool) = self.least_busy(key, demand.mode)? {
            match self.lease_from(&pool, demand, key.as_ref(), patience).await {
                Ok(lease) => return Ok(lease),
                Err(error) if unreachable(&error) => {
                    self.forget(pool.address());
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(no_member(demand.mode, key.as_deref(), last))
    }

    /// Returns the pool of a member with the fewest connections in use; equals take turns.
    fn least_busy(self: &Arc<Self>, key: &Option<DatabaseName>, mode: AccessMode) -> Result<Option<Arc<Pool>>, Error> {
        let members = self.tables().get(key).map(|table| table.members(mode).to_vec()).unwrap_or_default();
        let mut best: Option<(usize, Arc<Pool>)> = None;
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let count = members.len();
        for place in 0..count {
            let Some(address) = members.get(place.wrapping_add(turn) % count) else { continue };
            let pool = self.pool(address)?;
            let busy = pool.counts().leased;
            if best.as_ref().is_none_or(|(least, _)| busy < *least) {
                best = Some((busy, pool));
            }
        }
        Ok(best.map(|(_, pool)| pool))
    }

    /// Leases from one server, as whoever the token of this moment is for.
    pub(super) async fn lease_from(
        self: &Arc<Self>,
        pool: &Arc<Pool>,
        demand: &Demand<'_>,
        database: Option<&DatabaseName>,
        patience: &mut Patience,
    ) -> Result<Lease, Error> {
        let token;
        let identity = match self.identity_at_hand(demand) {
            Some(identity) => identity,
            None => {
                token = self.settings.auth.token().await?;
                Identity { token: &token, choice: Choice::Driver }
            }
        };
        let outcome = match pool.try_acquire(identity)? {
            Some(lease) => Ok(lease),
            None => match self.settings.acquisition_scope {
                AcquisitionScope::Whole => pool.acquire(identity).await,
                AcquisitionScope::EachConnection => {
                    let began = Instant::now();
                    let outcome = self.in_time(patience.left, Box::pin(pool.acquire(identity))).await;
                    patience.left = patience.left.saturating_sub(began.elapsed());
                    outcome
                }
            },
        };
        let context = context(identity.choice, database);
        match outcome {
            Ok(mut lease) => {
                lease.used_for(context);
                Ok(lease)
            }
            // The server may have refused the credentials.
            Err(error) => {
                Err(self.refused(error, Used { address: pool.address(), token: identity.token, context: &context }))
            }
        }
    }

    /// Returns the address of the driver's URI.
    pub(crate) const fn seed(&self) -> &Address {
        &self.seed
    }

    /// Learns where a user is at home, as a server told it.
    pub(crate) fn learn_home(&self, user: User, database: &str) {
        self.homes.learn(user, database.into());
    }

    /// Returns who work acts as, where nobody needs to be asked for it.
    #[inline]
    fn identity_at_hand<'a>(&'a self, demand: &Demand<'a>) -> Option<Identity<'a>> {
        match demand.token {
            Some(token) => Some(Identity { token, choice: demand.choice }),
            None => Some(Identity { token: self.settings.auth.at_hand()?, choice: Choice::Driver }),
        }
    }

    /// Asks a server whether it accepts a token.
    pub(crate) async fn verify(self: &Arc<Self>, token: &AuthToken, database: Option<&str>) -> Result<(), Error> {
        let chain = Chain::default();
        let database = database.map(DatabaseName::from);
        let demand = Demand {
            mode: AccessMode::Read,
            database: database.as_ref(),
            impersonated_user: None,
            token: Some(token),
            choice: Choice::Check,
            chain: &chain,
        };
        let mut lease = self.in_scope(Box::pin(self.find(&demand))).await?.lease;
        lease.drain().await
    }

    /// Returns the connections of one server, made at its first use.
    pub(super) fn pool(self: &Arc<Self>, address: &Address) -> Result<Arc<Pool>, Error> {
        let mut pools = self.pools();
        // Asked under the lock, so that `close` sees every pool that was made.
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::driver_closed());
        }
        if let Some(pool) = pools.get(address) {
            return Ok(Arc::clone(pool));
        }
        // By a weak reference, for connections lie in pools that this holds.
        let watch: Weak<Self> = Arc::downgrade(self);
        let pool = Arc::new(Pool::new(address.clone(), Arc::clone(&self.settings), watch));
        pools.insert(address.clone(), Arc::clone(&pool));
        Ok(pool)
    }

    /// Takes a server out of every table and closes its idle connections.
    pub(super) fn forget(&self, address: &Address) {
        for table in self.tables().values_mut() {
            table.remove(address);
        }
        if let Some(pool) = self.pools().get(address) {
            pool.clear();
        }
    }

    /// Closes the idle connections of servers that no table names any more.
    pub(super) fn clear_strangers(&self) {
        let tables = self.tables();
        for (address, pool) in self.pools().iter() {
            if *address != self.seed && !tables.values().any(|table| table.contains(address)) {
                pool.clear();
            }
        }
    }

    pub(super) fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pools(&self) -> MutexGuard<'_, HashMap<Address, Arc<Pool>>> {
        self.pools.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the connections to each server that was used so far.
    pub(crate) fn all_pools(&self) -> Vec<Arc<Pool>> {
        self.pools().values().cloned().collect()
    }

    /// Refuses all work from now on and closes the idle connections.
    pub(crate) async fn close(&self) {
        self.closed.store(true, Ordering::Release);
        for pool in self.all_pools() {
            pool.close().await;
        }
    }

    #[cold]
    fn out_of_time(&self, timeout: Duration) -> Error {
        let mut message = format!("no connection within {timeout:?}");
        let mut cause = None;
        for (address, pool) in self.pools().iter() {
            let counts = pool.counts();
            pool.gauge().timed_out();
            message.push_str(&format!(
                "; {address}: {} of {} are in use, {} idle",
                counts.leased, counts.max, counts.idle
            ));
            cause = cause.or_else(|| pool.last_failure());
        }
        Error::build(ErrorKind::AcquisitionTimeout, message, cause.map(Into::into))
    }
}

impl Watch for Servers {
    fn refused(&self, error: Error, used: Used<'_>) -> Error {
        let Used { address, context, .. } = used;
        let Some(code) = error.code() else { return error };
        match code {
            "Neo.ClientError.Cluster.NotALeader" | "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase" => {
                for (asked, table) in self.tables().iter_mut() {
                    // A database may be asked for by an alias, and be told by its name.
                    let named = *asked == context.database || table.database == context.database;
                    if named || context.database.is_none() {
                        table.remove_writer(address);
                    }
                }
                error
            }
            "Neo.TransientError.General.DatabaseUnavailable" => {
                if self.settings.routing == RoutingChoice::Client {
                    self.forget(address);
                }
                error
            }
            _ => self.security_exception(error, used),
        }
    }

    fn broke(&self, address: &Address) {
        self.forget(address);
    }
}

impl Servers {
    /// Lets the driver's manager know of a refused token; other errors pass as they are.
    fn security_exception(&self, error: Error, used: Used<'_>) -> Error {
        if !error.code().is_some_and(|code| code.starts_with("Neo.ClientError.Security.")) {
            return error;
        }
        if error.code() == Some("Neo.ClientError.Security.AuthorizationExpired")
            && let Some(pool) = self.pools().get(used.address)
        {
            pool.expire_logons();
        }
        if let (Managed::ByDriver, AuthSource::Managed(manager)) = (used.context.managed, &self.settings.auth)
            && manager.handle_security_exception(used.token, &error) == crate::auth::Handled::Retry
        {
            return error.made_retryable();
        }
        error
    }
}

/// Tells whether another member may do where this one could not even be reached.
pub(super) fn unreachable(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Resolve
            | ErrorKind::Connect
            | ErrorKind::ConnectionLost
            | ErrorKind::Handshake
            | ErrorKind::Protocol
    )
}

/// Returns what a connection is used for.
#[inline]
fn context(choice: Choice, database: Option<&DatabaseName>) -> Context {
    let managed = if choice == Choice::Driver { Managed::ByDriver } else { Managed::BySession };
    Context { database: database.cloned(), managed }
}

#[cold]
fn no_member(mode: AccessMode, database: Option<&str>, last: Option<Error>) -> Error {
    let does = match mode {
        AccessMode::Read => "reads",
        AccessMode::Write => "writes",
    };
    let place = database.map_or_else(String::new, |name| format!(" in database {name}"));
    Error::build(
        ErrorKind::Routing,
        format!("no server of the cluster that is known and answers serves {does}{place}"),
        last.map(Into::into),
    )
}
