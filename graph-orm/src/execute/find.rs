//! Runs typed queries.

use std::future::Future;

use graph_core::mapping::FromRecord;
use graph_core::{Error, Executor};

use super::Prepared;
use crate::query::{Find, Select, Shape, Shaped};

impl<R: Shape, N> Find<R, N> {
    /// Runs the query and returns its rows.
    ///
    /// # Errors
    /// The reason why a record does not fit the types, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn all<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Vec<R::Row>, Error>> + Send + use<E, R, N> {
        let rows = Prepared::new(&self.statement()).all::<Shaped<R>>(executor);
        async { Ok(rows.await?.into_iter().map(|row| row.0).collect()) }
    }

    /// Runs the query and returns its only row.
    ///
    /// # Errors
    /// [`NoRecord`](graph_core::ErrorKind::NoRecord) or
    /// [`TooManyRecords`](graph_core::ErrorKind::TooManyRecords) when there is not exactly one; as
    /// [`all`](Self::all).
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn one<E: Executor>(self, executor: E) -> impl Future<Output = Result<R::Row, Error>> + Send + use<E, R, N> {
        let row = Prepared::new(&self.statement()).one::<Shaped<R>>(executor);
        async { Ok(row.await?.0) }
    }

    /// Runs the query and returns its only row, or `None` when there is none.
    ///
    /// # Errors
    /// [`TooManyRecords`](graph_core::ErrorKind::TooManyRecords) when there are several; as [`all`](Self::all).
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn optional<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Option<R::Row>, Error>> + Send + use<E, R, N> {
        let row = Prepared::new(&self.statement()).optional::<Shaped<R>>(executor);
        async { Ok(row.await?.map(|row| row.0)) }
    }

    /// Runs the query and returns its first row, or `None` when there is none.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn first<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Option<R::Row>, Error>> + Send + use<E, R, N> {
        self.limit(1).optional(executor)
    }

    /// Counts the rows.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn count<E: Executor>(self, executor: E) -> impl Future<Output = Result<u64, Error>> + Send + use<E, R, N> {
        Prepared::new(&self.plan().counting()).one(executor)
    }

    /// Tells whether there is any row.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn exists<E: Executor>(self, executor: E) -> impl Future<Output = Result<bool, Error>> + Send + use<E, R, N> {
        let found = Prepared::new(&self.plan().probing()).optional::<()>(executor);
        async { Ok(found.await?.is_some()) }
    }
}

impl<T: for<'r> FromRecord<'r> + Send + 'static, C> Select<T, C> {
    /// Runs the query and returns its rows.
    ///
    /// # Errors
    /// The reason why a record does not fit the types, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn all<E: Executor>(self, executor: E) -> impl Future<Output = Result<Vec<T>, Error>> + Send + use<E, T, C> {
        Prepared::new(&self.statement()).all(executor)
    }

    /// Runs the query and returns its only row.
    ///
    /// # Errors
    /// [`NoRecord`](graph_core::ErrorKind::NoRecord) or
    /// [`TooManyRecords`](graph_core::ErrorKind::TooManyRecords) when there is not exactly one; as
    /// [`all`](Self::all).
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn one<E: Executor>(self, executor: E) -> impl Future<Output = Result<T, Error>> + Send + use<E, T, C> {
        Prepared::new(&self.statement()).one(executor)
    }

    /// Runs the query and returns its only row, or `None` when there is none.
    ///
    /// # Errors
    /// [`TooManyRecords`](graph_core::ErrorKind::TooManyRecords) when there are several; as [`all`](Self::all).
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn optional<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send + use<E, T, C> {
        Prepared::new(&self.statement()).optional(executor)
    }

    /// Runs the query and returns its first row, or `None` when there is none.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn first<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send + use<E, T, C> {
        self.limit(1).optional(executor)
    }

    /// Counts the rows.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn count<E: Executor>(self, executor: E) -> impl Future<Output = Result<u64, Error>> + Send + use<E, T, C> {
        Prepared::new(&self.plan().counting()).one(executor)
    }
}
