//! An async Bolt driver.

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
mod trace;
#[cfg(feature = "driver")]
mod transaction;
#[cfg(feature = "driver")]
mod work;

#[cfg(feature = "driver")]
pub use crate::{
    auth::AuthManager,
    bookmark::{BookmarkManager, Bookmarks, MemoryBookmarks},
    config::{AutoCommitRetries, BeginFlight, ReadFlight, Telemetry},
    connection::ServerInfo,
    driver::{Driver, DriverBuilder, PoolCounts, PoolMetrics, QueryTextInSpans, StreamQuery, TokenVerdict},
    error::{AsError, Error, ErrorKind, Fault},
    execute::{ExecuteQuery, Execution, Executor, OpensTransaction},
    net::{
        Address, AddressResolver, CertificateAuthorities, ClientCertificate, ClientCertificateProvider, DnsResolver,
        InvalidCertificate, Trust,
    },
    query::{Query, Statement},
    result::{
        Counters, EagerResult, GqlStatus, Notification, Observer, Plan, Position, Profile, QueryType, RecordStream,
        RowRef, Summary,
    },
    session::{AutoCommit, Session, SessionBuilder, TransactionConfig},
    transaction::{ManyResults, Transaction, Tx},
};

pub use crate::bolt::message::{AccessMode, AuthToken, Classification, NotificationFilter, Severity};
pub use crate::mapping::{Keys, Params, Record};
