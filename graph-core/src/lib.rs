//! An async driver for Neo4j-compatible graph databases, over the Bolt protocol.
//!
//! A [`Driver`] is opened once and kept. [`Driver::execute_query`] runs one query in a transaction of its own and
//! gives its records as your types; a [`Session`] runs transactions one after another, each of which sees what the one
//! before wrote; [`Driver::stream`] gives records as they come.
//!
//! ```no_run
//! use graph_core::{AuthToken, Driver, Error};
//!
//! # async fn example() -> Result<(), Error> {
//! let driver = Driver::builder("neo4j://localhost").auth(AuthToken::basic("neo4j", "secret")).build()?;
//!
//! let names: Vec<String> = driver
//!     .execute_query("MATCH (p:Person {age: $age}) RETURN p.name")
//!     .param("age", 42)
//!     .read()
//!     .all()
//!     .await?;
//!
//! let mut session = driver.session().open();
//! session
//!     .execute_write(async |tx| {
//!         // Tried again as a whole when the server asks for it, rolled back as a whole when it fails.
//!         for name in &names {
//!             tx.run("MERGE (:Guest {name: $name})").param("name", name).await?;
//!         }
//!         Ok(())
//!     })
//!     .await?;
//! driver.close().await;
//! # Ok(()) }
//! ```
//!
//! Futures may be dropped at any await: the connection is cleaned in the background, its place in the pool is free at
//! once, and no answer goes to another query. Errors say whose fault they are and whether a retry makes sense; see
//! [`Error`].
//!
//! | Feature | What it adds |
//! | --- | --- |
//! | `driver` (default) | the driver itself |
//! | `serde` (default) | rows, values and parameters of types that only have serde |
//! | `metrics` | what the pool does, for the facade of that name |
//! | `chrono`, `time`, `jiff` | their dates, times and durations as values |
//! | `uuid`, `rust_decimal`, `url` | their types as values, which are text |
//! | `serde_json` | JSON as a value |
//! | `petgraph` | a result's nodes and relationships as a graph of that crate |
//! | `axum` | bookmarks as an extractor and a part of a response |
//!
//! Without the feature `driver` (`--no-default-features`) the values, the codec, the protocol machine and the mapping
//! are left: [`value`], [`packstream`], [`bolt`] and [`mapping`], which need no runtime and no socket.

#![forbid(unsafe_code)]

pub mod bolt;
pub mod mapping;
pub mod packstream;
pub mod value;

#[cfg(feature = "driver")]
pub mod auth;
#[cfg(feature = "driver")]
mod bookmark;
#[cfg(feature = "driver")]
mod config;
#[cfg(feature = "driver")]
mod connection;
#[cfg(feature = "driver")]
mod driver;
#[cfg(feature = "driver")]
mod error;
#[cfg(feature = "driver")]
mod execute;
#[cfg(all(fuzzing, feature = "driver"))]
#[doc(hidden)]
pub mod fuzzing;
#[cfg(feature = "driver")]
mod net;
#[cfg(feature = "driver")]
mod pool;
#[cfg(feature = "driver")]
mod query;
#[cfg(feature = "driver")]
mod result;
#[cfg(feature = "driver")]
mod retry;
#[cfg(feature = "driver")]
mod routing;
#[cfg(feature = "driver")]
mod session;
#[cfg(feature = "driver")]
mod sync;
#[cfg(feature = "driver")]
mod trace;
#[cfg(feature = "driver")]
mod transaction;
#[cfg(feature = "driver")]
mod work;

#[cfg(feature = "driver")]
pub use crate::{
    auth::AuthManager,
    bookmark::{BookmarkManager, Bookmarks, InvalidBookmarks, MemoryBookmarks},
    config::{AcquisitionScope, AutoCommitRetries, BeginFlight, NextBatch, ReadFlight, Telemetry},
    connection::ServerInfo,
    driver::{Driver, DriverBuilder, PoolCounts, PoolMetrics, QueryTextInSpans, StreamQuery, TokenVerdict},
    error::{AsError, Error, ErrorKind, Fault},
    execute::{ExecuteQuery, Execution, Executor, OpensTransaction},
    net::{
        Address, AddressResolver, CertificateAuthorities, ClientCertificate, ClientCertificateProvider, DnsResolver,
        HostNameCheck, InvalidCertificate, RevocationLists, Trust,
    },
    query::{Query, Statement},
    result::{
        Counters, EagerResult, GqlStatus, Graph, Notification, Observer, Plan, Position, Profile, QueryType,
        RecordStream, RowRef, Summary,
    },
    routing::RoutingTable,
    session::{AutoCommit, Session, SessionBuilder, TransactionConfig},
    transaction::{ManyResults, Transaction, Tx, TxCall},
    work::OneCall,
};

pub use crate::bolt::message::{AccessMode, AuthToken, Classification, NotificationFilter, Severity};
pub use crate::mapping::{Keys, Params, Record};
