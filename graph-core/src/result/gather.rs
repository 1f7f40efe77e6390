//! What a call makes of a result: all of it, or its records alone.

use std::marker::PhantomData;

use super::{EagerResult, Summary, no_record, too_many_records};
use crate::connection::Telling;
use crate::error::Error;
use crate::mapping::{FromRecord, Keys};
use crate::query::Query;

/// Takes a result's records and makes of them what was asked for.
///
/// Who asks for records alone gets no column names and no summary, which cost an allocation each.
#[expect(unnameable_types, reason = "applications meet the futures that are made with it, and never name it")]
pub trait Gather: Default + Send + 'static {
    /// What each record becomes.
    type Record: for<'r> FromRecord<'r> + Send + 'static;

    /// What the call returns.
    type Output;

    /// Whether column names and summary are part of it.
    const IS_WHOLE: bool = false;

    /// Takes the next record.
    fn add(&mut self, record: Self::Record);

    /// Makes the output once all records were taken; `whole` gives the rest of the result.
    fn finish(self, whole: impl FnOnce() -> (Keys, Summary)) -> Result<Self::Output, Error>;

    /// Says which query the output is of.
    fn describe(output: &mut Self::Output, query: Query) {
        let _ = (output, query);
    }
}

/// Returns whether what the server says has to be kept.
pub(crate) const fn telling<G: Gather>() -> Telling {
    if G::IS_WHOLE { Telling::Kept } else { Telling::Dropped }
}

/// Makes an [`EagerResult`].
#[derive(Debug)]
#[expect(unnameable_types, reason = "as that of `Gather`")]
pub struct Whole<T>(Vec<T>);

/// Keeps all records.
#[derive(Debug)]
pub(crate) struct All<T>(Vec<T>);

/// Keeps the first record and counts.
#[derive(Debug)]
pub(crate) struct Few<T, H> {
    first: Option<T>,
    count: usize,
    how_few: PhantomData<fn() -> H>,
}

/// There must be exactly one record.
#[derive(Debug)]
pub(crate) enum ExactlyOne {}

/// There may be one record.
#[derive(Debug)]
pub(crate) enum AtMostOne {}

/// There must be a record; others are not asked for.
#[derive(Debug)]
pub(crate) enum AtLeastOne {}

/// What is made of a first record and the count of all.
pub(crate) trait HowFew<T> {
    type Output;

    fn judge(first: Option<T>, count: usize) -> Result<Self::Output, Error>;
}

impl<T> HowFew<T> for ExactlyOne {
    type Output = T;

    fn judge(first: Option<T>, count: usize) -> Result<T, Error> {
        AtMostOne::judge(first, count)?.ok_or_else(no_record)
    }
}

impl<T> HowFew<T> for AtMostOne {
    type Output = Option<T>;

    fn judge(first: Option<T>, count: usize) -> Result<Option<T>, Error> {
        if count > 1 { Err(too_many_records(count)) } else { Ok(first) }
    }
}

impl<T> HowFew<T> for AtLeastOne {
    type Output = T;

    fn judge(first: Option<T>, _: usize) -> Result<T, Error> {
        first.ok_or_else(no_record)
    }
}

impl<T> Default for Whole<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for All<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T, H> Default for Few<T, H> {
    fn default() -> Self {
        Self { first: None, count: 0, how_few: PhantomData }
    }
}

impl<T: for<'r> FromRecord<'r> + Send + 'static> Gather for Whole<T> {
    type Record = T;
    type Output = EagerResult<T>;

    const IS_WHOLE: bool = true;

    fn add(&mut self, record: T) {
        self.0.push(record);
    }

    fn finish(self, whole: impl FnOnce() -> (Keys, Summary)) -> Result<EagerResult<T>, Error> {
        let (keys, summary) = whole();
        Ok(EagerResult::new(self.0, keys, summary))
    }

    fn describe(result: &mut EagerResult<T>, query: Query) {
        result.summary.describe(query);
    }
}

impl<T: for<'r> FromRecord<'r> + Send + 'static> Gather for All<T> {
    type Record = T;
    type Output = Vec<T>;

    fn add(&mut self, record: T) {
        self.0.push(record);
    }

    fn finish(self, _: impl FnOnce() -> (Keys, Summary)) -> Result<Vec<T>, Error> {
        Ok(self.0)
    }
}

impl<T: for<'r> FromRecord<'r> + Send + 'static, H: HowFew<T> + 'static> Gather for Few<T, H> {
    type Record = T;
    type Output = H::Output;

    fn add(&mut self, record: T) {
        self.count += 1;
        self.first.get_or_insert(record);
    }

    fn finish(self, _: impl FnOnce() -> (Keys, Summary)) -> Result<H::Output, Error> {
        H::judge(self.first, self.count)
    }
}
