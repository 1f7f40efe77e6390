//! A query: its text, its parameters, and what its transaction is opened with.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::bolt::Dialect;
use crate::bolt::message::{AccessMode, AuthToken, NotificationFilter, Packed, TransactionExtra};
use crate::bookmark::{BookmarkManager, Bookmarks};
use crate::connection::{DatabaseName, QueryText};
use crate::error::Error;
use crate::mapping::{Params, ToParams, ToValue};
use crate::value::Map;

/// The text of a query.
///
/// A literal becomes one by itself. A text that is built while the program runs must say so by
/// [`Statement::dynamic`], since building texts from values is how injections happen: values belong into parameters.
///
/// ```
/// use graph_core::Statement;
///
/// let literal: Statement = "RETURN 1".into();
/// let label = "Person";
/// let built = Statement::dynamic(format!("MATCH (n:{label}) RETURN n"));
/// # let _ = (literal, built);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Statement(Cow<'static, str>);

impl Statement {
    /// Takes a text that was built while the program runs; no value may be part of it.
    pub fn dynamic(text: impl Into<String>) -> Self {
        Self(Cow::Owned(text.into()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Statement {
    #[inline]
    fn from(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A query with its parameters, ready to be run.
///
/// ```
/// use graph_core::Query;
///
/// let query = Query::new("MATCH (p:Person {name: $name}) RETURN p").param("name", "Ann");
/// assert_eq!(query.text(), "MATCH (p:Person {name: $name}) RETURN p");
/// ```
#[derive(Debug, Clone)]
#[must_use = "a query does nothing until it is run"]
pub struct Query {
    text: Statement,
    params: Params,
}

impl Query {
    /// Makes a query without parameters.
    #[inline]
    pub fn new(text: impl Into<Statement>) -> Self {
        Self { text: text.into(), params: Params::new() }
    }

    /// Adds a parameter; what cannot be sent is reported when the query runs.
    #[inline]
    pub fn param(mut self, name: &str, value: impl ToValue) -> Self {
        self.add_param(name, value);
        self
    }

    /// As [`param`](Self::param), where it stands.
    #[inline]
    pub(crate) fn add_param(&mut self, name: &str, value: impl ToValue) {
        self.params.insert(name, value);
    }

    /// Adds the parameters of a struct, a map or `params!`; what cannot be sent is reported when the query runs.
    pub fn params(mut self, params: impl ToParams) -> Self {
        self.params.extend(&params);
        self
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    #[inline]
    pub(crate) fn as_sent(&self) -> QueryText<'_> {
        QueryText { text: self.text.as_str(), params: &self.params }
    }

    /// Returns the values of the parameters by name; those that could not be encoded are left out.
    pub fn parameters(&self) -> Map {
        self.params.to_map()
    }
}

/// What a transaction is opened with, but for its bookmarks.
#[derive(Debug, Default)]
#[expect(unnameable_types, reason = "only the sealed half of `Executor` takes it")]
pub struct TransactionOptions {
    pub(crate) mode: AccessMode,
    pub(crate) database: Option<DatabaseName>,
    /// Most work has none of them, and its future is moved about a few times before it is awaited.
    rare: Option<Box<RareOptions>>,
}

/// The options that little work has.
#[derive(Debug, Default)]
pub(crate) struct RareOptions {
    pub(crate) impersonated_user: Option<Box<str>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) metadata: Params,
    pub(crate) notifications: Option<NotificationFilter>,
    /// Credentials of this work alone.
    pub(crate) token: Option<AuthToken>,
    pub(crate) bookmarking: Bookmarking,
}

/// Which bookmarks a one-call query waits for and leaves.
#[derive(Debug, Clone, Default)]
pub(crate) enum Bookmarking {
    /// Those of the driver.
    #[default]
    Shared,
    /// Those of another manager.
    By(Arc<dyn BookmarkManager>),
    /// None.
    None,
}

impl TransactionOptions {
    pub(crate) const fn new(mode: AccessMode, database: Option<DatabaseName>) -> Self {
        Self { mode, database, rare: None }
    }

    pub(crate) fn rare(&self) -> Option<&RareOptions> {
        self.rare.as_deref()
    }

    pub(crate) fn rare_mut(&mut self) -> &mut RareOptions {
        self.rare.get_or_insert_default()
    }

    /// Takes timeout and metadata from others.
    #[inline]
    pub(crate) fn with_config(mut self, config: Self) -> Self {
        if let Some(rare) = config.rare {
            let RareOptions { timeout, metadata, .. } = *rare;
            let own = self.rare_mut();
            (own.timeout, own.metadata) = (timeout, metadata);
        }
        self
    }

    /// Calls `send` with the options as a message carries them; `database` is the one that was found for the work.
    #[inline]
    pub(crate) fn with_extra<R>(
        &self,
        bookmarks: &Bookmarks,
        database: Option<&str>,
        dialect: Dialect,
        send: impl FnOnce(&TransactionExtra<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let (mode, bookmarks) = (self.mode, bookmarks.as_sent());
        let extra = TransactionExtra { bookmarks, mode, database, ..TransactionExtra::default() };
        let Some(rare) = self.rare() else { return send(&extra) };
        let metadata = rare.metadata.packed(dialect)?;
        let entries = Packed { count: rare.metadata.len(), packed: &metadata };
        send(&TransactionExtra {
            timeout_milliseconds: rare.timeout.map(milliseconds).transpose()?,
            metadata: (entries.count > 0).then_some(entries),
            impersonated_user: rare.impersonated_user.as_deref(),
            notifications: rare.notifications.as_ref(),
            ..extra
        })
    }
}

/// Rounds a part of a millisecond up: 0 would mean no timeout at all.
fn milliseconds(timeout: Duration) -> Result<i64, Error> {
    let rounded = timeout.as_nanos().div_ceil(1_000_000);
    i64::try_from(rounded)
        .map_err(|_| Error::config(format!("the transaction timeout {timeout:?} is above 2^63 - 1 milliseconds")))
}
