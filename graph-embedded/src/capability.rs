//! What the embedded server can do, for tests that need more than it can.

use std::fmt;

/// Something that a Neo4j server can do, and this one may.
///
/// A test that needs one of these can ask [`EmbeddedServer::capabilities`](crate::EmbeddedServer::capabilities) and
/// skip itself, or run against a Neo4j server, which has them all.
///
/// ```
/// use graph_embedded::{Capability, EmbeddedServer};
///
/// assert!(EmbeddedServer::capabilities().contains(&Capability::Counters));
/// assert!(!EmbeddedServer::capabilities().contains(&Capability::Points));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Capability {
    /// Summaries count what a query changed.
    Counters,
    /// `elementId()` and `id()` of the nodes and relationships that a pattern binds.
    ElementIds,
    /// `elementId()` and `id()` of any value, such as an element of `relationships(path)`.
    ElementIdsOfValues,
    /// `CREATE CONSTRAINT … IS UNIQUE` on nodes.
    UniquenessConstraints,
    /// Uniqueness constraints on relationships.
    RelationshipConstraints,
    /// Range, text and point indexes can be made, shown and dropped.
    Indexes,
    /// Full-text indexes and their procedures.
    FullText,
    /// Vector values, vector indexes and their functions.
    Vectors,
    /// Points and their functions.
    Points,
    /// Byte arrays as values.
    Bytes,
    /// `EXISTS { }`.
    ExistsSubquery,
    /// `COUNT { }` of one pattern with a condition.
    CountSubquery,
    /// `COLLECT { }` of one pattern with a condition.
    CollectSubquery,
    /// `COUNT { }` and `COLLECT { }` of whole queries.
    FullSubqueries,
    /// `CALL { }`, also in transactions.
    CallSubquery,
    /// `FOREACH`.
    Foreach,
    /// `reduce()`.
    Reduce,
    /// `n {.name, .*}`.
    MapProjection,
    /// `:A|B`, `:A&B`, `:!A`.
    LabelExpressions,
    /// `:$(expression)`.
    DynamicLabels,
    /// `(n WHERE n.x = 1)`.
    InlineWhere,
    /// `shortestPath()` and `allShortestPaths()`.
    ShortestPathFunction,
    /// `SHORTEST 1 (a)-->+(b)`.
    PathSelectors,
    /// `((a)-->(b)){1,3}` and `-[:R]->+`.
    QuantifiedPaths,
    /// `x IS :: INTEGER`.
    TypePredicates,
    /// Labels, types and property keys of any characters.
    AnyNames,
    /// `sin()`, `percentileDisc()`, `toStringOrNull()`, … .
    AllFunctions,
    /// `LOAD CSV`.
    LoadCsv,
    /// `EXPLAIN` gives the columns and a plan, though not Neo4j's.
    Explain,
    /// `PROFILE`.
    Profile,
    /// A transaction ends at its timeout.
    TransactionTimeout,
    /// Transactions lock single nodes and relationships, so that several can write at once.
    RecordLocks,
    /// A transaction that was opened for reading refuses to write.
    ReadOnlyTransactions,
    /// Several results of one transaction are open at once.
    OpenResults,
    /// A result without records has its columns.
    EmptyResultKeys,
    /// A query fails at the record that it fails for, and not before its first one.
    LateFailures,
    /// Date-times in a named zone.
    ZonedDateTimes,
    /// `SHOW TRANSACTIONS` and `TERMINATE TRANSACTIONS`.
    ShowTransactions,
    /// Users, roles and the system database.
    Administration,
    /// Warnings and hints about a query.
    Notifications,
}

impl Capability {
    /// Everything that there is to be capable of.
    pub const ALL: &'static [Self] = &[
        Self::Counters,
        Self::ElementIds,
        Self::ElementIdsOfValues,
        Self::UniquenessConstraints,
        Self::RelationshipConstraints,
        Self::Indexes,
        Self::FullText,
        Self::Vectors,
        Self::Points,
        Self::Bytes,
        Self::ExistsSubquery,
        Self::CountSubquery,
        Self::CollectSubquery,
        Self::FullSubqueries,
        Self::CallSubquery,
        Self::Foreach,
        Self::Reduce,
        Self::MapProjection,
        Self::LabelExpressions,
        Self::DynamicLabels,
        Self::InlineWhere,
        Self::ShortestPathFunction,
        Self::PathSelectors,
        Self::QuantifiedPaths,
        Self::TypePredicates,
        Self::AnyNames,
        Self::AllFunctions,
        Self::LoadCsv,
        Self::Explain,
        Self::Profile,
        Self::TransactionTimeout,
        Self::RecordLocks,
        Self::ReadOnlyTransactions,
        Self::OpenResults,
        Self::EmptyResultKeys,
        Self::LateFailures,
        Self::ZonedDateTimes,
        Self::ShowTransactions,
        Self::Administration,
        Self::Notifications,
    ];

    /// The capability of this name, as `Display` writes it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|capability| capability.to_string() == name)
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// What the embedded server can do.
pub(crate) const EMBEDDED: &[Capability] = &[
    Capability::Counters,
    Capability::ElementIds,
    Capability::UniquenessConstraints,
    Capability::Indexes,
    Capability::ExistsSubquery,
    Capability::CountSubquery,
    Capability::CollectSubquery,
    Capability::ShortestPathFunction,
    Capability::Explain,
    Capability::TransactionTimeout,
    Capability::ReadOnlyTransactions,
    Capability::OpenResults,
    Capability::EmptyResultKeys,
    Capability::ZonedDateTimes,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_capability_is_known_by_its_name() {
        for capability in Capability::ALL {
            assert_eq!(Capability::named(&capability.to_string()), Some(*capability));
        }
        assert_eq!(Capability::named("Nothing"), None);
        assert!(EMBEDDED.iter().all(|capability| Capability::ALL.contains(capability)));
    }
}
