//! Which variant of an enum a node is, by its labels.

use graph_core::bolt::Dialect;
use graph_core::mapping::{DecodeError, EncodeError, Encoder, EntityHead, ToValue};

use super::EntityMeta;

/// The key of an enum of node types: there is none, since each of the types has its own.
///
/// A repository of the enum reads, counts, saves and inserts; what looks a node up by its key is a matter of the
/// repository of that node's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoKey {}

impl ToValue for NoKey {
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), EncodeError> {
        match *self {}
    }
}

/// Returns the place of the type that a node is of: one whose own label the node has; of several the one that has the
/// most labels in common with the node, and of these the first.
///
/// # Errors
/// A [`DecodeError`] when the labels are none.
#[doc(hidden)]
pub fn variant(head: &EntityHead<'_>, types: &[&'static EntityMeta]) -> Result<Option<usize>, DecodeError> {
    let mut best: Option<(usize, usize)> = None;
    for (place, meta) in types.iter().enumerate() {
        let (mut is_own, mut common) = (false, 0);
        for label in head.names()? {
            let label = label?;
            is_own |= meta.label_or_type() == label;
            common += usize::from(meta.labels().contains(&label));
        }
        if is_own && best.is_none_or(|(_, most)| common > most) {
            best = Some((place, common));
        }
    }
    Ok(best.map(|(place, _)| place))
}

/// Makes the error for a node that is of none of an enum's types.
#[cold]
#[doc(hidden)]
pub fn no_variant(name: &'static str, head: &EntityHead<'_>, dialect: Dialect) -> DecodeError {
    let labels = head.names().and_then(|labels| labels.map(|label| label.map(str::to_owned)).collect());
    labels.map_or_else(|error| error, |labels| DecodeError::unknown_labels(name, labels)).in_entity(name, head, dialect)
}

/// Makes the error for a node whose type an enum does not know, and which it cannot write for that reason.
#[cold]
#[doc(hidden)]
pub fn not_saved(variant: &'static str) -> EncodeError {
    EncodeError::custom(format_args!("a node of `{variant}` is read only: nobody knows its labels and its key"))
}

impl EntityMeta {
    /// Stops a compilation, unless every node of the type has this label.
    ///
    /// # Panics
    /// When it has not.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_labelled(&self, label: &str) {
        let labels = self.labels();
        let mut at = 0;
        while at < labels.len() {
            if equal(labels[at], label) {
                return;
            }
            at += 1;
        }
        panic!(
            "a type in this enum lacks the enum's label: add `labels(\"…\")` to the type, or leave out the enum's `label`"
        );
    }

    /// Stops a compilation of a query for the nodes of an enum that have no label in common.
    ///
    /// # Panics
    /// When there is none.
    pub(crate) const fn assert_has_label(&self) {
        assert!(
            !self.labels().is_empty(),
            "the nodes of this enum have no label in common: write `#[graph(label = \"…\")]` on it"
        );
    }
}

/// Texts cannot be compared by `==` in a constant yet.
pub(crate) const fn equal(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}
