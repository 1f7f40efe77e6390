//! Results: records as they come or all at once, and what the server says of them at the end.

mod eager;
mod exclusive;
mod gather;
mod gql;
mod graph;
mod observe;
mod pace;
mod pipeline;
mod stream;
mod summary;

pub use eager::EagerResult;
pub(crate) use eager::{no_record, too_many_records};
pub(crate) use exclusive::Exclusive;
pub(crate) use gather::{All, AtLeastOne, AtMostOne, ExactlyOne, Few, Gather, Whole, telling};
pub use gql::GqlStatus;
pub use graph::Graph;
pub use observe::Observer;
pub(crate) use observe::subscribe;
pub(crate) use pipeline::{Begun, Call, Shared, Ticket};
pub(crate) use stream::consumed;
pub use stream::{RecordStream, RowRef};
pub use summary::{Counters, Notification, Plan, Position, Profile, QueryType, Summary};
pub(crate) use summary::{HadRecords, SummaryParts};

use crate::bolt::Dialect;
use crate::error::Error;
use crate::mapping::{self, FromRecord, Keys, Row};

/// A row type and the columns it is read from, matched once a result.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) keys: Keys,
    pub(crate) plan: mapping::Plan,
}

impl Rows {
    /// Matches the row type with the columns that a RUN answered with.
    pub(crate) fn new<T: for<'r> FromRecord<'r>>(keys: Keys) -> Result<Self, Error> {
        let plan = mapping::Plan::new(<T as FromRecord<'_>>::SHAPE, &keys)?;
        Ok(Self { keys, plan })
    }

    #[inline]
    pub(crate) fn read<T: for<'r> FromRecord<'r>>(&self, fields: &[u8], dialect: Dialect) -> Result<T, Error> {
        let row = Row::new(fields, &self.keys, dialect)?;
        Ok(T::from_row(row, &self.plan)?)
    }
}
