//! A unit of work on its way: a connection, a transaction, and another attempt where that makes sense.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use crate::bolt::message::{AccessMode, Batch, TransactionExtra};
use crate::bookmark::Chain;
use crate::config::Settings;
use crate::error::{AsError, Error};
use crate::mapping::FromRecord;
use crate::pool::Pool;
use crate::query::{Query, TransactionOptions};
use crate::result::{EagerResult, Summary, collect};
use crate::retry::Retry;
use crate::trace::{query_span, spanned, unit_span};
use crate::transaction::{Tx, commit, committed};

/// Where units of work run: the pool, the driver's settings and the chain of bookmarks.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) pool: Arc<Pool>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) chain: Chain,
}

impl Place {
    /// Runs one query in a transaction of its own, again and again while that makes sense.
    pub(crate) async fn query<T: for<'r> FromRecord<'r>>(
        &self,
        query: &Query,
        options: &TransactionOptions,
    ) -> Result<EagerResult<T>, Error> {
        let span = query_span(query.text(), options, &self.settings, self.pool.address());
        spanned(span, self.retried(|| self.attempt(query, options))).await
    }

    /// Runs a transaction function, again and again while that makes sense.
    ///
    /// The first error goes to `X`, the application's own error; a retry is for those that `retryable` finds.
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
        let span = unit_span("transaction", options, self.pool.address());
        spanned(span, self.retried_transaction(options, fetch_size, work)).await
    }

    async fn retried_transaction<T, X, F>(&self, options: &TransactionOptions, fetch_size: i64, work: F) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X> + Clone,
        X: From<Error> + AsError,
    {
        let mut retry = Retry::within(self.settings.max_retry_time);
        let started = Instant::now();
        loop {
            let failure = match self.transaction_attempt(options, fetch_size, work.clone()).await {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            let delay = failure.as_error().and_then(|error| retry.after(error, started.elapsed(), fastrand::f64()));
            let Some(delay) = delay else { return Err(failure) };
            tracing::debug!(?delay, "a transaction failed and is tried again");
            tokio::time::sleep(delay).await;
        }
    }

    async fn transaction_attempt<T, X, F>(&self, options: &TransactionOptions, fetch_size: i64, work: F) -> Result<T, X>
    where
        F: AsyncFnOnce(&Tx<'_>) -> Result<T, X>,
        X: From<Error>,
    {
        let lease = self.pool.acquire().await?;
        let tx = Tx::begin(lease, options, self.chain.clone(), fetch_size)?;
        match work(&tx).await {
            Ok(value) => {
                tx.commit().await?;
                Ok(value)
            }
            Err(failure) => {
                if let Err(error) = tx.roll_back().await {
                    tracing::debug!(%error, "a roll-back did not reach the server, which rolls back by itself");
                }
                Err(failure)
            }
        }
    }

    async fn retried<T, A: Future<Output = Result<T, Error>>>(
        &self,
        mut attempt: impl FnMut() -> A,
    ) -> Result<T, Error> {
        let mut retry = Retry::within(self.settings.max_retry_time);
        let started = Instant::now();
        loop {
            let error = match attempt().await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let Some(delay) = retry.after(&error, started.elapsed(), fastrand::f64()) else { return Err(error) };
            tracing::debug!(%error, ?delay, "a query failed and is tried again");
            tokio::time::sleep(delay).await;
        }
    }

    /// Sends transaction, query and request for all records together; a query that only reads is committed with them.
    async fn attempt<T: for<'r> FromRecord<'r>>(
        &self,
        query: &Query,
        options: &TransactionOptions,
    ) -> Result<EagerResult<T>, Error> {
        let mut lease = self.pool.acquire().await?;
        let started_from = self.chain.current();
        let dialect = lease.machine().dialect();
        options.with_extra(&started_from, dialect, |extra| lease.begin(extra))?;
        lease.run(query.as_sent(), &TransactionExtra::default())?;
        lease.pull(Batch::ALL)?;
        let read = options.mode == AccessMode::Read;
        if read {
            lease.commit()?;
        }
        lease.success().await?;
        let (records, keys, mut result) = collect::<T>(&mut lease, Batch::ALL.records).await?;
        let summary = Summary::new(query.statement(), Arc::clone(lease.info()), result.parts(&lease));
        let bookmark = if read { committed(&mut lease).await? } else { commit(&mut lease).await? };
        self.chain.advance(&started_from, &bookmark);
        Ok(EagerResult::new(records, keys, summary))
    }
}
