//! Does the driver do what it says against a server? The embedded one by default, a real one where `NEO4J_URI` names it.

mod connection;
mod failures;
mod queries;
mod transactions;
