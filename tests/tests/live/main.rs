//! Does the driver do what it says against a server? The embedded one by default, a real one where `NEO4J_URI` names it.

mod cancellation;
mod connection;
mod failures;
mod foreign;
mod migrations;
mod pipelines;
mod pool;
mod queries;
mod schema;
mod streams;
mod summaries;
mod transactions;
mod values;
