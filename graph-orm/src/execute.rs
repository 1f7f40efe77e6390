//! Runs statements: the one place of the mapper that waits.

mod fetch;
mod find;
mod page;
mod place;
mod stale;
mod stream;
mod violation;

use graph_core::mapping::{FromRecord, ToValue};
use graph_core::value::Value;
use graph_core::{Counters, EagerResult, Error, Executor, Query, Record, Statement};

use crate::cypher::{Cypher, Text};
use crate::entity::{Entity, EntityMeta};
pub(crate) use place::Place;
pub use stale::{StaleVersion, Staleness};
pub use violation::{Breach, Violation};

/// A statement with its parameters; what is wrong with it is said when it runs.
pub(crate) struct Prepared {
    query: Result<Query, Error>,
    /// What is written by it.
    written: Option<&'static EntityMeta>,
}

impl Prepared {
    pub(crate) fn new(statement: &Cypher) -> Self {
        let text = statement.to_text().map_err(Error::custom);
        let query = text.map(|Text { text, params }| Query::new(Statement::dynamic(text)).params(params));
        Self { query, written: None }
    }

    /// Prepares a statement that writes entities of a type, whose constraints may refuse them.
    pub(crate) fn writing(statement: &Cypher, written: &'static EntityMeta) -> Self {
        Self { written: Some(written), ..Self::new(statement) }
    }

    /// Sends nothing unless this is valid.
    pub(crate) fn valid(self, entity: &impl Entity) -> Self {
        match entity.validity() {
            Ok(()) => self,
            Err(invalid) => Self { query: self.query.and(Err(Error::custom(invalid))), ..self },
        }
    }

    pub(crate) fn param(self, name: &str, value: impl ToValue) -> Self {
        Self { query: self.query.map(|query| query.param(name, value)), ..self }
    }

    /// Returns the query itself, for whoever runs several.
    ///
    /// # Errors
    /// What is wrong with the statement.
    pub(crate) fn into_query(self) -> Result<Query, Error> {
        self.query
    }

    /// Reads the only record.
    pub(crate) async fn one<T>(self, executor: impl Executor) -> Result<T, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.query?).read().one().await
    }

    /// Reads the only record, if there is one.
    pub(crate) async fn optional<T>(self, executor: impl Executor) -> Result<Option<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.query?).read().optional().await
    }

    /// Reads every record.
    pub(crate) async fn all<T>(self, executor: impl Executor) -> Result<Vec<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.query?).read().all().await
    }

    /// Reads the records as they come.
    pub(crate) async fn stream<E, T>(self, executor: E) -> Result<E::Records<T>, Error>
    where
        E: Executor,
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute::<T>(self.query?).read().stream().await
    }

    /// Writes, and returns the only record of what was written.
    pub(crate) async fn write<T>(self, executor: impl Executor) -> Result<T, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.query?).one().await.map_err(|error| explained(error, self.written))
    }

    /// Writes, and returns the only record of what was written, with the counts of what changed.
    pub(crate) async fn write_counted<T>(self, executor: impl Executor) -> Result<(T, Counters), Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let result = executor.execute::<T>(self.query?).await.map_err(|error| explained(error, self.written))?;
        let counters = result.summary.counters();
        Ok((result.one()?, counters))
    }

    /// Writes, and returns the only record of what was written, if there is one.
    pub(crate) async fn write_optional<T>(self, executor: impl Executor) -> Result<Option<T>, Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        executor.execute(self.query?).optional().await.map_err(|error| explained(error, self.written))
    }

    /// Writes, and returns the only record, if there is one, with the counts of what changed.
    pub(crate) async fn changing<T>(self, executor: impl Executor) -> Result<(Option<T>, Counters), Error>
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let result = executor.execute::<T>(self.query?).await.map_err(|error| explained(error, self.written))?;
        let EagerResult { mut records, summary, .. } = result;
        Ok((records.pop(), summary.counters()))
    }

    /// Writes an entity of a type with versions, and returns it as it is then.
    pub(crate) async fn write_version<T>(self, executor: impl Executor) -> Result<(T, Counters), Error>
    where
        T: for<'r> FromRecord<'r>,
    {
        let written = self.written;
        let stale = |why| Error::custom(StaleVersion::of_one(written.map_or("entity", EntityMeta::name), why));
        let result = executor.execute::<Record>(self.query?).await.map_err(|error| explained(error, written))?;
        let counters = result.summary.counters();
        match result.optional()? {
            None => Err(stale(Staleness::Gone)),
            Some(record) if record.get::<Value>(0)?.is_null() => Err(stale(Staleness::Changed)),
            Some(record) => Ok((record.to()?, counters)),
        }
    }

    /// Writes, and tells whether the statement counts anything that it wrote.
    pub(crate) async fn counted_any(self, executor: impl Executor) -> Result<bool, Error> {
        Ok(self.write::<u64>(executor).await? > 0)
    }

    /// Deletes, and tells whether there was a node to delete.
    pub(crate) async fn deleted_any(self, executor: impl Executor) -> Result<bool, Error> {
        Ok(executor.execute::<()>(self.query?).await?.summary.counters().nodes_deleted > 0)
    }
}

/// Says of a write's error which constraint of the type refused it, if one did.
pub(crate) fn explained(error: Error, written: Option<&'static EntityMeta>) -> Error {
    match written {
        Some(meta) => violation::explained(error, meta),
        None => error,
    }
}
