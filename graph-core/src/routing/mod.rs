//! Which server serves a piece of work now: the one of a `bolt://` driver, or a member of a cluster.

mod home_database;
mod refresh;
mod servers;
mod table;

pub(crate) use home_database::User;
pub(crate) use servers::{Demand, Leased, Servers};
pub use table::RoutingTable;
