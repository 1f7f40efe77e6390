//! What a statement changed, in numbers.

use boltr::types::{BoltDict, BoltValue};

/// The counters of a summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counters {
    pub(crate) nodes_created: i64,
    pub(crate) nodes_deleted: i64,
    pub(crate) relationships_created: i64,
    pub(crate) relationships_deleted: i64,
    pub(crate) properties_set: i64,
    pub(crate) labels_added: i64,
    pub(crate) labels_removed: i64,
    pub(crate) indexes_added: i64,
    pub(crate) indexes_removed: i64,
    pub(crate) constraints_added: i64,
    pub(crate) constraints_removed: i64,
}

impl Counters {
    /// Each counter that is not zero, under the name that it has in a summary.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&'static str, i64)> {
        [
            ("nodes-created", self.nodes_created),
            ("nodes-deleted", self.nodes_deleted),
            ("relationships-created", self.relationships_created),
            ("relationships-deleted", self.relationships_deleted),
            ("properties-set", self.properties_set),
            ("labels-added", self.labels_added),
            ("labels-removed", self.labels_removed),
            ("indexes-added", self.indexes_added),
            ("indexes-removed", self.indexes_removed),
            ("constraints-added", self.constraints_added),
            ("constraints-removed", self.constraints_removed),
        ]
        .into_iter()
        .filter(|(_, number)| *number != 0)
    }

    /// The summary's `stats`, which Neo4j leaves out when nothing changed.
    pub(crate) fn stats(&self) -> Option<BoltValue> {
        let mut stats: BoltDict =
            self.named().map(|(name, number)| (name.to_owned(), BoltValue::Integer(number))).collect();
        if stats.is_empty() {
            return None;
        }
        stats.insert("contains-updates".into(), BoltValue::Boolean(true));
        Some(BoltValue::Dict(stats))
    }
}
