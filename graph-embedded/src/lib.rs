//! An in-process Bolt server over an embedded graph engine, and clusters of such servers.
//!
//! [`EmbeddedServer`] gives examples and tests a graph database with nothing to install: it listens on a port of this
//! machine and speaks Bolt 5.1 to 5.4, so any driver connects to it as to a Neo4j server. It is made for the first five
//! minutes, for examples and for tests on small graphs, and is no replacement for a Neo4j server.
//!
//! ```
//! use graph_core::Driver;
//! use graph_embedded::EmbeddedServer;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = EmbeddedServer::start().await?;
//! let driver = Driver::builder(server.uri()).build()?;
//! let created = driver.execute_query::<String>("CREATE (p:Person {name: 'Ann'}) RETURN p.name").await?;
//! assert_eq!(created.records, ["Ann"]);
//! assert_eq!(created.summary.counters().nodes_created, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # What it can do
//! openCypher 9 with the counters, codes and columns of a Neo4j server; explicit, managed and auto-commit transactions
//! with timeouts; uniqueness constraints and indexes; `EXISTS { }`, and `COUNT { }` and `COLLECT { }` of one pattern;
//! element ids; a few procedures (`db.ping`, `db.labels`, `db.relationshipTypes`, `db.propertyKeys`, `db.awaitIndexes`,
//! `dbms.components`), `SHOW CONSTRAINTS`, `SHOW INDEXES` and `SHOW DATABASES`.
//! [`EmbeddedServer::capabilities`] says what it can and cannot.
//!
//! What it cannot do it refuses by name, with the code `Neo.ClientError.Statement.UnsupportedOperationError`. The known
//! differences from Neo4j 5.26 are in `tests/corpus/differences.md`, beside the queries that they were found with.
//!
//! One transaction writes at a time. A second one waits for it, for ten seconds unless
//! [`EmbeddedServerBuilder::lock_timeout`] says otherwise, and then gets a transient error, which a managed transaction
//! retries. Reading never waits.
//!
//! # Clusters
//! [`EmbeddedCluster`] is several servers of one graph, for tests of how an application bears elections, partitions,
//! members that lag behind a bookmark, and commits whose answer gets lost. Nothing of it happens by itself; the test says
//! when.
//!
//! # How it is built
//! The engine is `graphdblite`, the server side of the protocol is `boltr`; neither is in the public API. A query is
//! put into the engine's words before it runs (`rewrite`), on a SQLite connection with triggers that count and enforce
//! (`engine`). The engine's storage is private, so its version is pinned, and the first server of a process checks that
//! a small graph is stored as expected; if not, it does not start, with [`Error::Engine`].

mod batch;
mod capability;
mod cluster;
mod counters;
mod cypher;
mod engine;
mod error;
mod failure;
mod group;
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
pub use cluster::{EmbeddedCluster, EmbeddedClusterBuilder};
pub use error::Error;
pub use group::CommitCut;
pub use server::{EmbeddedServer, EmbeddedServerBuilder};
