//! A result that is here whole.

use super::Summary;
use crate::error::{Error, ErrorKind};
use crate::mapping::{Keys, Record};

/// All records of a query, with the column names and the server's summary.
///
/// ```no_run
/// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
/// use graph_core::EagerResult;
///
/// let EagerResult { records, keys, summary } =
///     driver.execute_query::<String>("MATCH (p:Person) RETURN p.name AS name").read().await?;
/// println!("{} records of {keys:?} in {:?}", records.len(), summary.available_after());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct EagerResult<T = Record> {
    /// The records in the order in which the server sent them.
    pub records: Vec<T>,
    /// The column names.
    pub keys: Keys,
    /// What the server says of the query.
    pub summary: Summary,
}

impl<T> EagerResult<T> {
    pub(crate) const fn new(records: Vec<T>, keys: Keys, summary: Summary) -> Self {
        Self { records, keys, summary }
    }

    /// Returns how many records there are.
    pub const fn len(&self) -> usize {
        self.records.len()
    }

    /// Tells whether there are no records.
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Returns the records one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.records.iter()
    }

    /// Returns the only record.
    ///
    /// # Errors
    /// [`ErrorKind::NoRecord`] or [`ErrorKind::TooManyRecords`] when there is not exactly one.
    pub fn one(self) -> Result<T, Error> {
        self.optional()?.ok_or_else(no_record)
    }

    /// Returns the only record, or `None` when there is none.
    ///
    /// # Errors
    /// [`ErrorKind::TooManyRecords`] when there are several.
    pub fn optional(self) -> Result<Option<T>, Error> {
        if self.records.len() > 1 {
            return Err(too_many_records(self.records.len()));
        }
        Ok(self.first())
    }

    /// Returns the first record, or `None` when there is none.
    pub fn first(self) -> Option<T> {
        self.records.into_iter().next()
    }
}

#[cold]
pub(crate) fn no_record() -> Error {
    Error::build(ErrorKind::NoRecord, "the result has no record where one was asked for", None)
}

#[cold]
pub(crate) fn too_many_records(count: usize) -> Error {
    Error::build(
        ErrorKind::TooManyRecords,
        format!("the result has {count} records where at most one was asked for"),
        None,
    )
}

impl<T> IntoIterator for EagerResult<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a EagerResult<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.records.iter()
    }
}
