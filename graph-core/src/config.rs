//! The options that the lower rooms work with, checked.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::AuthManager;
use crate::bolt::message::AuthToken;
use crate::connection::OpenOptions;
use crate::error::Error;
use crate::net::AddressResolver;

/// The options of one driver.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) auth: AuthSource,
    pub(crate) max_pool_size: usize,
    pub(crate) max_lifetime: Duration,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) liveness_check: Option<Duration>,
    pub(crate) acquisition_timeout: Duration,
    pub(crate) acquisition_scope: AcquisitionScope,
    pub(crate) max_retry_time: Duration,
    pub(crate) fetch_size: FetchSize,
    pub(crate) record_query_text: bool,
    pub(crate) telemetry: Telemetry,
    pub(crate) reads: ReadFlight,
    pub(crate) begins: BeginFlight,
    pub(crate) next_batch: NextBatch,
    pub(crate) auto_commit_retries: AutoCommitRetries,
    pub(crate) routing: RoutingChoice,
    pub(crate) resolver: Option<Arc<dyn AddressResolver>>,
    pub(crate) routing_table_purge_delay: Duration,
    pub(crate) open: OpenOptions,
}

/// Where the driver's own token comes from.
#[derive(Debug, Clone)]
pub(crate) enum AuthSource {
    /// It is always the same.
    Static(AuthToken),
    /// A manager gives it.
    Managed(Arc<dyn AuthManager>),
}

impl AuthSource {
    /// Returns the token where nobody needs to be asked for it.
    pub(crate) const fn at_hand(&self) -> Option<&AuthToken> {
        match self {
            Self::Static(token) => Some(token),
            Self::Managed(_) => None,
        }
    }

    /// Returns the token to act with now.
    pub(crate) async fn token(&self) -> Result<AuthToken, Error> {
        match self {
            Self::Static(token) => Ok(token.clone()),
            Self::Managed(manager) => manager.token().await,
        }
    }
}

/// What the acquisition timeout bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AcquisitionScope {
    /// All that happens before work begins, asking for routing tables included; the default.
    #[default]
    Whole,
    /// Connecting to those who may do the work, all tries together, and connecting to each router by itself; a router may
    /// take its time for the answer. So do the other drivers.
    EachConnection,
}

/// Whether the server learns which API is used, if it asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Telemetry {
    /// It learns it; the default.
    #[default]
    Sent,
    /// It does not.
    Withheld,
}

/// How a one-call query that reads travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReadFlight {
    /// In one flight: the query and all its records are asked for together, in a transaction that ends by itself; the
    /// default.
    #[default]
    One,
    /// In a transaction that is opened and committed, in batches of the fetch size.
    Batches,
}

/// How the opening of a managed transaction travels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BeginFlight {
    /// Together with the transaction's first query, which saves a round trip; the default.
    #[default]
    WithFirstQuery,
    /// By itself: the transaction function is not called before the server has opened the transaction.
    Alone,
}

/// When a stream outside of transactions asks for its next batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NextBatch {
    /// Once the last one has arrived and the result has more, so that the server works while its records are used up; one
    /// batch ahead at most; the default.
    #[default]
    Ahead,
    /// When the last one is used up.
    WhenUsedUp,
}

/// How many records a stream asks for at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum FetchSize {
    /// [`FIRST_BATCH`] at first, and then as many as their size and the reader's pace allow.
    #[default]
    Adaptive,
    /// Always so many; all for −1.
    Fixed(i64),
}

/// How many records are asked for before anything is known of them.
const FIRST_BATCH: i64 = 1000;

impl FetchSize {
    /// Takes a number from a caller: 0 counts as 1, and a negative one asks for all.
    pub(crate) const fn of(records: i64) -> Self {
        Self::Fixed(match records {
            0 => 1,
            1.. => records,
            _ => -1,
        })
    }

    /// Returns how many records the first batch has.
    pub(crate) const fn first(self) -> i64 {
        match self {
            Self::Adaptive => FIRST_BATCH,
            Self::Fixed(records) => records,
        }
    }
}

/// Whether an auto-commit query runs once more after an error that says that it did not run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AutoCommitRetries {
    /// It does, once; the default.
    #[default]
    Once,
    /// It does not.
    Off,
}

/// Who finds the server for a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoutingChoice {
    /// `bolt://`: all work goes to the one address.
    Direct,
    /// `neo4j://`: the driver asks the cluster.
    Client,
}
