//! What a pool tells those who watch it.

use std::time::Duration;

use crate::net::Address;
use crate::pool::Pool;

/// What happened in the connections to one server so far, and how they are used now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PoolMetrics {
    /// The server.
    pub address: Address,
    /// Connections that work runs on, or that are being opened for it.
    pub in_use: usize,
    /// Connections that wait for work.
    pub idle: usize,
    /// Tasks that wait for a connection.
    pub waiting: usize,
    /// Connections that were opened.
    pub created: u64,
    /// Connections that were closed, by whatever end.
    pub closed: u64,
    /// Acquisitions that ran out of time.
    pub timed_out: u64,
    /// Acquisitions that found no idle connection ready: they waited for one, checked one, or opened one.
    pub slow_acquisitions: u64,
    /// How long those took together.
    pub slow_acquisition_time: Duration,
}

impl PoolMetrics {
    pub(super) fn of(pool: &Pool) -> Self {
        let (counts, gauge) = (pool.counts(), pool.gauge());
        let (slow_acquisitions, slow_acquisition_time) = gauge.slow_acquisitions();
        Self {
            address: pool.address().clone(),
            in_use: counts.leased,
            idle: counts.idle,
            waiting: gauge.waiting(),
            created: gauge.created_so_far(),
            closed: gauge.closed_so_far(),
            timed_out: gauge.timed_out_so_far(),
            slow_acquisitions,
            slow_acquisition_time,
        }
    }
}
