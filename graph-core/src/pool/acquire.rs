//! Gets a connection to one address: an idle one that is still good, or a new one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::ledger::{Closed, Counts, Ledger, Permit};
use super::{Gauge, Lease};
use crate::bolt::message::AuthToken;
use crate::bolt::wire::version::Feature;
use crate::config::Settings;
use crate::connection::{Connection, Step, Watch, open};
use crate::error::{Error, ErrorKind};
use crate::net::Address;

/// How long saying goodbye to a server may take.
const GOODBYE_TIME: Duration = Duration::from_secs(1);
/// How long an idle connection has to show that it still answers; opening another one takes less than waiting longer.
const CHECKING_TIME: Duration = Duration::from_secs(2);

/// Who a connection is to act as.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity<'t> {
    pub(crate) token: &'t AuthToken,
    pub(crate) choice: Choice,
}

/// Who chose the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The driver; a server that cannot change a connection's user gets another connection.
    Driver,
    /// A session or query; a server that cannot change a connection's user cannot serve it.
    Session,
    /// As [`Session`](Self::Session), and the token is checked even on a connection that acts with it already.
    Check,
}

/// The connections to one address.
#[derive(Debug)]
pub(crate) struct Pool {
    address: Address,
    settings: Arc<Settings>,
    /// Who learns of refusals and breaks.
    watch: Weak<dyn Watch>,
    ledger: Ledger<Box<Connection>>,
    gauge: Gauge,
    /// Counts how often the server took back what its connections may do; see [`expire_logons`](Self::expire_logons).
    expiries: AtomicU64,
    /// The last failure to connect or to route since a connection was opened, for the message of an acquisition that ran out of time.
    last_failure: Mutex<Option<Error>>,
}

impl Pool {
    pub(crate) fn new(address: Address, settings: Arc<Settings>, watch: Weak<dyn Watch>) -> Self {
        let ledger = Ledger::new(settings.max_pool_size);
        Self {
            address,
            settings,
            watch,
            ledger,
            gauge: Gauge::default(),
            expiries: AtomicU64::new(0),
            last_failure: Mutex::new(None),
        }
    }

    /// Takes an idle connection that needs no look at it, if there is one; nothing is awaited.
    #[inline]
    pub(crate) fn try_acquire(self: &Arc<Self>, identity: Identity<'_>) -> Result<Option<Lease>, Error> {
        let Some(permit) = self.ledger.try_permit().map_err(closed)? else { return Ok(None) };
        if identity.choice == Choice::Check || self.settings.liveness_check.is_some() {
            return Ok(None);
        }
        let Some(connection) = self.take_usable() else { return Ok(None) };
        if self.acts_as(&connection, identity) && can_serve(&connection, identity) {
            return Ok(Some(self.lease(permit, connection)));
        }
        if !can_log_on_again(&connection) {
            // Whether to replace it is not decided in passing.
            if let Err(connection) = self.ledger.put_idle(connection) {
                part_in_background(connection);
            }
            return Ok(None);
        }
        let connection = self.identified(connection, identity)?;
        Ok(connection.map(|connection| self.lease(permit, connection)))
    }

    /// Gets a connection that is ready for use. Bounding the time is the caller's part.
    ///
    /// Dropped at any await, it leaves nothing behind: a permit goes back, a half-opened connection is closed.
    pub(crate) async fn acquire(self: &Arc<Self>, identity: Identity<'_>) -> Result<Lease, Error> {
        let began = Instant::now();
        let waiting = self.gauge.wait();
        let permit = self.ledger.permit().await.map_err(closed)?;
        drop(waiting);
        let lease = self.find_or_open(permit, identity).await?;
        self.gauge.acquired_after(began.elapsed());
        Ok(lease)
    }

    async fn find_or_open(
        self: &Arc<Self>,
        permit: Permit<'_, Box<Connection>>,
        identity: Identity<'_>,
    ) -> Result<Lease, Error> {
        let mut renewed = None;
        let choice = identity.choice;
        let mut identity = identity;
        while let Some(connection) = self.take_usable() {
            let Some(connection) = self.alive(connection).await else { continue };
            if let Some(connection) = self.identified(connection, identity)? {
                return Ok(self.lease(permit, connection));
            }
            // Parting took its time; the new connection acts as whoever is the one by now.
            identity = Identity { token: renewed.insert(self.settings.auth.token().await?), choice };
        }
        match self.open(identity.token).await {
            Ok(mut connection) if can_serve(&connection, identity) => {
                self.gauge.created();
                connection.tells_closing(self.gauge.closing());
                connection.watched_by(Weak::clone(&self.watch));
                Ok(self.lease(permit, Box::new(connection)))
            }
            Ok(connection) => {
                let refusal = no_session_auth(&connection);
                part_in_background(Box::new(connection));
                Err(refusal)
            }
            Err(error) => Err(error),
        }
    }

    /// Opens a connection, and remembers what came of it for those who run out of time meanwhile.
    async fn open(&self, token: &AuthToken) -> Result<Connection, Error> {
        let mut attempt = Attempt { pool: self, step: Step::default() };
        let expiries = self.expiries.load(Ordering::Acquire);
        let mut outcome = open(&self.address, &self.settings.open, token, &mut attempt.step).await;
        if let Ok(connection) = &mut outcome {
            connection.logs_on_after(expiries);
        }
        // Its drop is for an attempt that was given up.
        std::mem::forget(attempt);
        self.remember(outcome.as_ref().err().cloned());
        outcome
    }

    #[inline]
    fn lease(self: &Arc<Self>, permit: Permit<'_, Box<Connection>>, connection: Box<Connection>) -> Lease {
        permit.keep();
        Lease::new(connection, Arc::clone(self))
    }

    /// Takes an idle connection that is young enough and still open; others are closed on the way.
    #[inline]
    fn take_usable(&self) -> Option<Box<Connection>> {
        let now = Instant::now();
        loop {
            let mut connection = self.ledger.take_idle()?;
            if !connection.is_open() {
                tracing::debug!(server = %connection.info(), "connection dropped: the server closed it while it was idle");
                continue;
            }
            if self.is_fresh(&connection, now) && !self.idled_out(&connection, now) {
                return Some(connection);
            }
            tracing::debug!(server = %connection.info(), "connection closed: it is too old or was idle for too long");
            part_in_background(connection);
        }
    }

    #[inline]
    fn idled_out(&self, connection: &Connection, now: Instant) -> bool {
        self.settings.idle_timeout.is_some_and(|timeout| is_over(connection.used(), timeout, now))
    }

    /// Tells whether the connection is within its lifetime, and logged on or able to do so again.
    #[inline]
    fn is_fresh(&self, connection: &Connection, now: Instant) -> bool {
        !is_over(connection.opened(), self.settings.max_lifetime, now)
            && (self.is_logged_on(connection) || can_log_on_again(connection))
    }

    fn is_logged_on(&self, connection: &Connection) -> bool {
        connection.logged_on_after() == self.expiries.load(Ordering::Acquire)
    }

    #[inline]
    fn acts_as(&self, connection: &Connection, identity: Identity<'_>) -> bool {
        connection.token() == identity.token && self.is_logged_on(connection)
    }

    /// Asks a connection that was idle for long whether it still answers.
    async fn alive(&self, mut connection: Box<Connection>) -> Option<Box<Connection>> {
        let due = self.settings.liveness_check.is_some_and(|after| connection.used().elapsed() >= after);
        if !due {
            return Some(connection);
        }
        let answer = async {
            connection.reset()?;
            connection.drain().await
        };
        match tokio::time::timeout(CHECKING_TIME, answer).await {
            Ok(Ok(())) => return Some(connection),
            Ok(Err(error)) => tracing::debug!(%error, "an idle connection no longer answers and was closed"),
            Err(_) => {
                tracing::debug!("an idle connection did not answer within {CHECKING_TIME:?} and was closed");
                // It was the one used last; the others have been idle for longer, and each would cost as much time.
                self.clear();
            }
        }
        None
    }

    /// Makes the connection act as the one asked for; none when the server cannot and another connection may.
    fn identified(
        &self,
        mut connection: Box<Connection>,
        identity: Identity<'_>,
    ) -> Result<Option<Box<Connection>>, Error> {
        if identity.choice != Choice::Driver && !can_serve(&connection, identity) {
            let refusal = no_session_auth(&connection);
            let _ = self.ledger.put_idle(connection);
            return Err(refusal);
        }
        if identity.choice != Choice::Check && self.acts_as(&connection, identity) {
            return Ok(Some(connection));
        }
        if !can_log_on_again(&connection) {
            part_in_background(connection);
            return Ok(None);
        }
        connection.log_on_as(identity.token, self.expiries.load(Ordering::Acquire))?;
        Ok(Some(connection))
    }

    /// Makes every connection that is open now log on again before it is used again; work that runs may end.
    pub(crate) fn expire_logons(&self) {
        self.expiries.fetch_add(1, Ordering::Release);
    }

    /// Closes all idle connections; work that runs may end.
    pub(crate) fn clear(&self) {
        while let Some(connection) = self.ledger.take_idle() {
            part_in_background(connection);
        }
    }

    /// Keeps a clean connection for the next one who asks.
    #[inline]
    pub(super) fn keep(&self, mut connection: Box<Connection>) {
        let now = Instant::now();
        if !self.is_fresh(&connection, now) {
            part_in_background(connection);
            return;
        }
        connection.rest(now);
        if let Err(connection) = self.ledger.put_idle(connection) {
            part_in_background(connection);
        }
    }

    pub(crate) const fn address(&self) -> &Address {
        &self.address
    }

    pub(super) fn release(&self) {
        self.ledger.release();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.ledger.is_closed()
    }

    pub(crate) const fn gauge(&self) -> &Gauge {
        &self.gauge
    }

    pub(crate) fn counts(&self) -> Counts {
        self.ledger.counts()
    }

    /// Returns the last failure to connect or to route, unless another connection was opened since.
    pub(crate) fn last_failure(&self) -> Option<Error> {
        self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Refuses new leases and closes the idle connections, saying goodbye for a bounded time.
    pub(crate) async fn close(&self) {
        for connection in self.ledger.close() {
            part(connection).await;
        }
    }

    /// Notes why a connection could not be used, or that one could.
    pub(crate) fn remember(&self, failure: Option<Error>) {
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = failure;
    }
}

/// Tells whether so long a time has passed since `began`.
#[inline]
fn is_over(began: Instant, time: Duration, now: Instant) -> bool {
    began.checked_add(time).is_some_and(|end| end <= now)
}

/// Opening a connection, which whoever waits may give up.
#[derive(Debug)]
struct Attempt<'p> {
    pool: &'p Pool,
    step: Step,
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.pool.remember(Some(self.step.given_up(&self.pool.address)));
    }
}

/// Tells whether a connection can change who it acts as.
fn can_log_on_again(connection: &Connection) -> bool {
    connection.machine().version().has(Feature::Logon)
}

/// Tells whether a connection may act as someone that a session chose.
fn can_serve(connection: &Connection, identity: Identity<'_>) -> bool {
    identity.choice == Choice::Driver || can_log_on_again(connection)
}

#[cold]
fn no_session_auth(connection: &Connection) -> Error {
    let version = connection.machine().version();
    Error::build(
        ErrorKind::Unsupported,
        format!(
            "session auth is not supported: credentials of a session or query need Bolt 5.1, and the server speaks {version}"
        ),
        None,
    )
}

#[cold]
fn closed(_: Closed) -> Error {
    Error::driver_closed()
}

/// Says goodbye without keeping anybody waiting; without a runtime the socket is just closed.
fn part_in_background(connection: Box<Connection>) {
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(part(connection));
    }
}

async fn part(mut connection: Box<Connection>) {
    if connection.goodbye().is_ok() {
        // The server closes its side whether or not it hears this.
        let _ = tokio::time::timeout(GOODBYE_TIME, connection.drain()).await;
    }
}
