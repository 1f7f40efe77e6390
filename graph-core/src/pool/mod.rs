//! Bounded leases of connections to one address.

mod acquire;
mod lease;
mod ledger;

pub(crate) use acquire::Pool;
pub(crate) use lease::Lease;
