//! The options that the lower rooms work with, checked.

use std::time::Duration;

use crate::bolt::message::AuthToken;
use crate::connection::OpenOptions;

/// The options of one driver.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) auth: AuthToken,
    pub(crate) max_pool_size: usize,
    pub(crate) max_lifetime: Duration,
    pub(crate) acquisition_timeout: Duration,
    pub(crate) max_retry_time: Duration,
    pub(crate) fetch_size: i64,
    pub(crate) record_query_text: bool,
    pub(crate) open: OpenOptions,
}
