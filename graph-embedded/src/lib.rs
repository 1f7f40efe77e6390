//! An in-process Bolt server over an embedded graph engine.
//!
//! [`EmbeddedServer`] gives examples and tests a graph database with nothing to install: it listens on a port of this
//! machine and speaks Bolt 5.1 to 5.4, so any driver connects to it as to a Neo4j server. It is made for the first five
//! minutes, for examples and for tests on small graphs, and is no replacement for a Neo4j server.

mod batch;
mod capability;
mod counters;
mod cypher;
mod engine;
mod error;
mod failure;
mod rewrite;
mod schema;
mod server;
mod session;
mod statement;
mod statements;
mod store;
mod tables;
mod value;

pub use capability::Capability;
pub use error::Error;
pub use server::{EmbeddedServer, EmbeddedServerBuilder};
