//! What a statement changed, counted as Neo4j counts it.
//!
//! Triggers hand every write to `Tally` as the stored bytes before and after it. The engine writes a node or a
//! relationship once for every item of a SET clause, so one write is one item.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use graphdblite::Value;

use crate::counters::Counters;
use crate::cypher::assignment::Assignments;
use crate::schema::Rule;

/// The properties of a node or a relationship, as stored.
type Properties = HashMap<String, Value>;

/// The running count of the statement that is being executed.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    counters: Counters,
    assignments: Assignments,
    violation: Option<Violation>,
    /// The uniqueness constraints by the number of their trigger.
    enforced: HashMap<i64, Rule>,
}

/// A write that a uniqueness constraint does not let be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    pub(super) constraint: Rule,
    /// The node that has the value already.
    pub(super) owner: i64,
}

impl Tally {
    fn state(&self) -> MutexGuard<'_, State> {
        // Counting cannot leave the numbers half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the last statement and begins to count for one with these assignments.
    pub(super) fn begin(&self, assignments: Assignments) {
        let mut state = self.state();
        let enforced = std::mem::take(&mut state.enforced);
        *state = State { assignments, enforced, ..State::default() };
    }

    pub(super) fn counters(&self) -> Counters {
        self.state().counters
    }

    pub(super) fn violation(&self) -> Option<Violation> {
        self.state().violation.clone()
    }

    /// Says which constraints are enforced from now on.
    pub(super) fn enforce(&self, constraints: HashMap<i64, Rule>) {
        self.state().enforced = constraints;
    }

    /// Notes that a node has the values already; `false` if nothing forbids that.
    pub(super) fn taken(&self, trigger: i64, owner: i64) -> bool {
        let mut state = self.state();
        let Some(constraint) = state.enforced.get(&trigger).cloned() else {
            return false;
        };
        state.violation = Some(Violation { constraint, owner });
        true
    }

    /// Counts a write of a node; no bytes before it means that it is new, none after it that it is deleted.
    pub(super) fn node(&self, before: Option<&[u8]>, after: Option<&[u8]>) -> Result<(), rmp_serde::decode::Error> {
        let before = before.map(node).transpose()?;
        let after = after.map(node).transpose()?;
        let mut state = self.state();
        let State { counters, assignments, .. } = &mut *state;
        match (before, after) {
            (None, Some((labels, properties))) => {
                counters.nodes_created += 1;
                counters.labels_added += count(labels.len());
                counters.properties_set += count(properties.len());
            }
            (Some(_), None) => counters.nodes_deleted += 1,
            (Some((old_labels, old)), Some((labels, new))) => {
                let added = labels.difference(&old_labels).count();
                let removed = old_labels.difference(&labels).count();
                counters.labels_added += count(added);
                counters.labels_removed += count(removed);
                if added + removed == 0 {
                    counters.properties_set += assigned(assignments, &old, &new);
                }
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// Counts a write of a relationship, as [`Tally::node`] does of a node.
    pub(super) fn relationship(
        &self,
        before: Option<&[u8]>,
        after: Option<&[u8]>,
    ) -> Result<(), rmp_serde::decode::Error> {
        let before: Option<Properties> = before.map(rmp_serde::from_slice).transpose()?;
        let after: Option<Properties> = after.map(rmp_serde::from_slice).transpose()?;
        let mut state = self.state();
        let State { counters, assignments, .. } = &mut *state;
        match (before, after) {
            (None, Some(properties)) => {
                counters.relationships_created += 1;
                counters.properties_set += count(properties.len());
            }
            (Some(_), None) => counters.relationships_deleted += 1,
            (Some(old), Some(new)) => {
                counters.properties_set += assigned(assignments, &old, &new);
            }
            (None, None) => {}
        }
        Ok(())
    }
}

fn node(bytes: &[u8]) -> Result<(BTreeSet<String>, Properties), rmp_serde::decode::Error> {
    rmp_serde::from_slice(bytes)
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// How many properties one SET or REMOVE item set, from what was stored before and after it.
///
/// Neo4j counts a property that is set to the value that it has already, which leaves no trace in the bytes; what the
/// statement says about its items decides those.
fn assigned(assignments: &Assignments, old: &Properties, new: &Properties) -> i64 {
    let removed = old.keys().filter(|key| !new.contains_key(*key));
    let changed = new.iter().filter(|(key, value)| old.get(*key) != Some(value)).count();
    count(match assignments {
        // A null counts like any other value, even where there was none.
        Assignments::Merge(keys) => keys.len(),
        Assignments::Replace(keys) => keys.len() + removed.filter(|key| !keys.contains(*key)).count(),
        Assignments::Single if changed == 0 => removed.count().max(1),
        _ => changed + removed.count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(pairs: &[(&str, i64)]) -> Properties {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), Value::I64(*value))).collect()
    }

    fn keys(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_value_set_to_itself_counts() {
        let old = properties(&[("a", 1), ("b", 2)]);
        assert_eq!(assigned(&Assignments::Single, &old, &old), 1);
        assert_eq!(assigned(&Assignments::Unknown, &old, &old), 0);
        assert_eq!(assigned(&Assignments::Merge(keys(&["a", "b"])), &old, &old), 2);
        assert_eq!(assigned(&Assignments::Replace(keys(&["a", "b"])), &old, &old), 2);
    }

    #[test]
    fn a_removed_property_counts_once() {
        let (old, new) = (properties(&[("a", 1), ("b", 2)]), properties(&[("b", 3)]));
        assert_eq!(assigned(&Assignments::Unknown, &old, &new), 2);
        assert_eq!(assigned(&Assignments::Replace(keys(&["b"])), &old, &new), 2);
        assert_eq!(assigned(&Assignments::Replace(keys(&["a", "b"])), &old, &new), 2);
        assert_eq!(assigned(&Assignments::Single, &old, &properties(&[("b", 2)])), 1);
    }
}
