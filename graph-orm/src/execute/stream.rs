//! Reads the rows of typed queries as they come.

use std::future::Future;

use graph_core::mapping::FromRecord;
use graph_core::{Error, Executor};

use super::Prepared;
use crate::query::{Find, Select, Shape};

impl<R, N> Find<R, N>
where
    R: Shape,
    R::Row: for<'r> FromRecord<'r>,
{
    /// Runs the query and returns its rows as they come: a [`RecordStream`](graph_core::RecordStream).
    ///
    /// The stream of a driver owns its connection; that of a session or a transaction ends with it.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let mut people = Person::node().order_by(Person::NAME.asc()).stream(&driver).await?;
    /// while let Some(person) = people.try_next().await? {
    ///     println!("{}", person.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The query's own, as far as it fails before its first record. What does not fit the types is an error of its row.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn stream<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<E::Records<R::Row>, Error>> + Send + use<E, R, N> {
        Prepared::new(&self.statement()).stream(executor)
    }
}

impl<T: for<'r> FromRecord<'r> + Send + 'static, C> Select<T, C> {
    /// Runs the query and returns its rows as they come, as [`Find::stream`] does.
    ///
    /// # Errors
    /// The query's own, as far as it fails before its first record. What does not fit the types is an error of its row.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn stream<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<E::Records<T>, Error>> + Send + use<E, T, C> {
        Prepared::new(&self.statement()).stream(executor)
    }
}
