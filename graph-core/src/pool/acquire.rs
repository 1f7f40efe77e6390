//! Gets a connection: an idle one, or a new one, within one deadline.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Lease;
use super::ledger::{Closed, Counts, Ledger, Permit};
use crate::config::Settings;
use crate::connection::{Connection, open};
use crate::error::{Error, ErrorKind};
use crate::net::Address;

/// How long saying goodbye to a server may take.
const GOODBYE_TIME: Duration = Duration::from_secs(1);

/// The connections to one address.
#[derive(Debug)]
pub(crate) struct Pool {
    address: Address,
    settings: Arc<Settings>,
    ledger: Ledger<Box<Connection>>,
    /// The last failure to connect, for the message of an acquisition that ran out of time.
    last_failure: Mutex<Option<Error>>,
}

impl Pool {
    pub(crate) fn new(address: Address, settings: Arc<Settings>) -> Self {
        let ledger = Ledger::new(settings.max_pool_size);
        Self { address, settings, ledger, last_failure: Mutex::new(None) }
    }

    /// Gets a connection that is ready for use.
    ///
    /// Dropped at any await, it leaves nothing behind: a permit goes back, a half-opened connection is closed.
    pub(crate) async fn acquire(self: &Arc<Self>) -> Result<Lease, Error> {
        // The common way: a permit is free and a connection idle. No timer is made for it.
        if let Some(permit) = self.ledger.try_permit().map_err(closed)?
            && let Some(connection) = self.take_usable()
        {
            return Ok(self.lease(permit, connection));
        }
        let timeout = self.settings.acquisition_timeout;
        match tokio::time::timeout_at(Instant::now() + timeout, self.wait_or_open()).await {
            Ok(outcome) => outcome,
            Err(_) => Err(self.out_of_time(timeout)),
        }
    }

    async fn wait_or_open(self: &Arc<Self>) -> Result<Lease, Error> {
        let permit = self.ledger.permit().await.map_err(closed)?;
        if let Some(connection) = self.take_usable() {
            return Ok(self.lease(permit, connection));
        }
        match open(&self.address, &self.settings.open, &self.settings.auth).await {
            Ok(connection) => Ok(self.lease(permit, Box::new(connection))),
            Err(error) => {
                self.remember(error.clone());
                Err(error)
            }
        }
    }

    fn lease(self: &Arc<Self>, permit: Permit<'_, Box<Connection>>, connection: Box<Connection>) -> Lease {
        permit.keep();
        Lease::new(connection, Arc::clone(self))
    }

    /// Takes an idle connection that is young enough; older ones are closed on the way.
    fn take_usable(&self) -> Option<Box<Connection>> {
        loop {
            let connection = self.ledger.take_idle()?;
            if connection.opened().elapsed() < self.settings.max_lifetime {
                return Some(connection);
            }
            tracing::debug!(server = %connection.info(), "connection closed: it reached its lifetime");
            part_in_background(connection);
        }
    }

    /// Keeps a clean connection for the next one who asks.
    pub(super) fn keep(&self, mut connection: Box<Connection>) {
        connection.shrink();
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

    pub(crate) fn counts(&self) -> Counts {
        self.ledger.counts()
    }

    /// Refuses new leases and closes the idle connections, saying goodbye for a bounded time.
    pub(crate) async fn close(&self) {
        for connection in self.ledger.close() {
            part(connection).await;
        }
    }

    fn remember(&self, failure: Error) {
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
    }

    #[cold]
    fn out_of_time(&self, timeout: Duration) -> Error {
        let counts = self.counts();
        let cause = self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Error::build(
            ErrorKind::AcquisitionTimeout,
            format!(
                "no connection to {} within {timeout:?}: {} of {} are in use, {} idle",
                self.address, counts.leased, counts.max, counts.idle
            ),
            cause.map(Into::into),
        )
    }
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
