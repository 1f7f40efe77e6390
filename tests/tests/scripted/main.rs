//! How does the driver behave towards servers that follow a script, one behaviour each? Needs no server but its own.

mod authentication;
mod bookmarks;
mod breaches;
mod hints;
mod home_database;
mod leader;
mod liveness;
mod logs;
mod metrics;
mod notifications;
mod options;
mod pipelining;
mod pool;
mod results;
mod retries;
mod routing;
mod telemetry;
mod transactions;
