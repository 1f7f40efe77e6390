//! Bounded leases of connections to one address.

mod acquire;
mod gauge;
mod lease;
mod ledger;

pub(crate) use acquire::{Choice, Identity, Pool};
pub(crate) use gauge::Gauge;
pub(crate) use lease::Lease;
