//! How does the driver behave towards servers that follow a script, one behaviour each? Needs no server but its own.

mod authentication;
mod hints;
mod home_database;
mod leader;
mod liveness;
mod logs;
mod pool;
mod retries;
mod routing;
mod transactions;
