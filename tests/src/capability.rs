//! What a test can ask of a server, and what of it the embedded one has.

/// Something that every real server does and the embedded one does not have to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// Summaries count what was written.
    Counters,
    /// Uniqueness constraints.
    Constraints,
    /// Indexes that a query makes.
    Indexes,
    /// Column names of a result without records.
    EmptyResultKeys,
    /// A missing parameter has a status code of its own.
    MissingParameterCode,
    /// Byte arrays as values.
    Bytes,
    /// A query fails when the record is made that it fails for, not before its first.
    LateFailures,
    /// Results of one transaction that are open while another query runs.
    OpenResults,
    /// Date-times in a named zone.
    ZonedDateTimes,
    /// Points as values.
    Points,
    /// EXPLAIN answers with a plan.
    Explain,
    /// PROFILE answers with a profile.
    Profile,
    /// Notifications of the server about a query.
    Notifications,
    /// A transaction ends when its timeout is over.
    Timeouts,
    /// `SHOW TRANSACTIONS`.
    ShowTransactions,
    /// `CALL { … }`.
    CallSubquery,
    /// Transactions that lock single nodes, so that two can be in each other's way.
    RecordLocks,
    /// A read transaction refuses a write with the code that a real server has.
    ReadOnlyTransactions,
    /// `elementId` of nodes and relationships.
    ElementIds,
}

/// What the embedded server has.
const EMBEDDED: &[Capability] = &[];

impl Capability {
    pub(crate) fn is_embedded(self) -> bool {
        EMBEDDED.contains(&self)
    }
}
