//! Bounded leases of connections to one address.

mod acquire;
mod lease;
mod ledger;

pub(crate) use acquire::{Choice, Identity, Pool};
pub(crate) use lease::Lease;
pub(crate) use ledger::Counts;
