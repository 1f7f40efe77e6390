//! Runs statements: the one place of the mapper that waits.

mod fetch;
mod find;
mod page;
mod place;
mod stream;

use graph_core::mapping::{FromRecord, ToValue};
use graph_core::{Counters, EagerResult, Error, Executor, Query, Statement};

use crate::cypher::{Cypher, Text};
pub(crate) use place::Place;

/// A statement with its parameters; what is wrong with it is said when it runs.
pub(crate) struct Prepared(Result<Query, Error>);

impl Prepared {
    pub(crate) fn new(statement: &Cypher) -> Self {
        let text = statement.to_text().map_err(Error::custom);
        Self(text.map(|Text { text, params }| Query::new(Statement::dynamic(text)).params(params)))
    }

    pub(crate) fn param(self, name: &str, value: impl ToValue) -> Self {
        Self(self.0.map(|query| query.param(name, value)))
    }

    /// Returns the query itself, for whoever runs several.
    ///
    /// # Errors
    /// What is wrong with the statement.
    pub(crate) fn into_query(self) -> Result<Query, Error> {
        self.0
    }

    /// Reads the only record.
    pub(crate) async fn one<T>(self, executor: impl Executor) -> Result<T, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.0?).read().one().await
    }

    /// Reads the only record, if there is one.
    pub(crate) async fn optional<T>(self, executor: impl Executor) -> Result<Option<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.0?).read().optional().await
    }

    /// Reads every record.
    pub(crate) async fn all<T>(self, executor: impl Executor) -> Result<Vec<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.0?).read().all().await
    }

    /// Reads the records as they come.
    pub(crate) async fn stream<E, T>(self, executor: E) -> Result<E::Records<T>, Error>
    where
        E: Executor,
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute::<T>(self.0?).read().stream().await
    }

    /// Writes, and returns the only record of what was written.
    pub(crate) async fn write<T>(self, executor: impl Executor) -> Result<T, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.0?).one().await
    }

    /// Writes, and returns the only record of what was written, if there is one.
    pub(crate) async fn write_optional<T>(self, executor: impl Executor) -> Result<Option<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.0?).optional().await
    }

    /// Writes, and returns the only record, if there is one, with the counts of what changed.
    pub(crate) async fn changing<T>(self, executor: impl Executor) -> Result<(Option<T>, Counters), Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let EagerResult { mut records, summary, .. } = executor.execute::<T>(self.0?).await?;
        Ok((records.pop(), summary.counters()))
    }

    /// Deletes, and tells whether there was a node to delete.
    pub(crate) async fn deleted_any(self, executor: impl Executor) -> Result<bool, Error> {
        Ok(executor.execute::<()>(self.0?).await?.summary.counters().nodes_deleted > 0)
    }
}
