//! A connection on loan: clean, it goes back; dirty, it is cleaned in the background or closed.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use super::Pool;
use crate::connection::Connection;
use crate::error::Error;

/// How long cleaning a dirty connection may take before it is closed instead.
const CLEANING_TIME: Duration = Duration::from_secs(5);

/// A connection on loan from a pool.
///
/// Dropped in whatever state, it gives its permit back at once. A connection that is not clean is reset in a task of
/// its own, within [`CLEANING_TIME`], so that the server ends its transaction; without a runtime it is closed.
#[derive(Debug)]
pub(crate) struct Lease {
    /// `None` only while the lease is dropped.
    connection: Option<Box<Connection>>,
    pool: Arc<Pool>,
}

impl Lease {
    /// Wraps a connection whose permit was kept.
    pub(super) fn new(connection: Box<Connection>, pool: Arc<Pool>) -> Self {
        Self { connection: Some(connection), pool }
    }
}

impl Deref for Lease {
    type Target = Connection;

    #[inline]
    fn deref(&self) -> &Connection {
        match &self.connection {
            Some(connection) => connection,
            None => unreachable!("a lease holds its connection until it is dropped"),
        }
    }
}

impl DerefMut for Lease {
    #[inline]
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.connection {
            Some(connection) => connection,
            None => unreachable!("a lease holds its connection until it is dropped"),
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if connection.machine().is_clean() {
            self.pool.keep(connection);
        } else if connection.machine().is_usable()
            && !self.pool.is_closed()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(clean(connection, Arc::clone(&self.pool)));
        }
        self.pool.release();
    }
}

async fn clean(mut connection: Box<Connection>, pool: Arc<Pool>) {
    match tokio::time::timeout(CLEANING_TIME, reset(&mut connection)).await {
        Ok(Ok(())) => pool.keep(connection),
        Ok(Err(error)) => tracing::debug!(%error, "a connection could not be reset and was closed"),
        Err(_) => tracing::debug!("a connection was closed: it was not reset within {CLEANING_TIME:?}"),
    }
}

/// Ends whatever runs on a connection and reads all answers that are due.
async fn reset(connection: &mut Connection) -> Result<(), Error> {
    connection.unwatched();
    connection.reset()?;
    connection.drain().await
}
