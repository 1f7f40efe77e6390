//! Runs typed queries whose rows have related nodes.

use std::future::Future;

use graph_core::{Error, Executor};

use crate::query::{Fetched, Shape};

impl<R: Shape, N> Fetched<R, N> {
    /// Runs the query, which is one statement, and returns its rows.
    ///
    /// # Errors
    /// The reason why a record does not fit the types, which may be more relationships than the model allows; and the
    /// query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn all<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Vec<R::Row>, Error>> + Send + use<E, R, N> {
        self.into_find().all(executor)
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
        self.into_find().one(executor)
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
        self.into_find().optional(executor)
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
        self.into_find().first(executor)
    }
}
