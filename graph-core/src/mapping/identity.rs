//! What an entity is beside its properties: element ids and labels, as the types of a struct's fields.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash};

use super::{DecodeError, ElementId, Names};

/// A type that an element id becomes, in a field marked `element_id`, `start` or `end`.
///
/// An entity that comes as a map or as columns has no element id; `Option` takes that.
#[diagnostic::on_unimplemented(
    message = "an element id cannot become `{Self}`",
    label = "`{Self}` is no element id",
    note = "use `String`, or `Option<String>` where the entity may come as a map or is not saved yet"
)]
pub trait FromElementId<'a>: Sized {
    /// Makes the value of an element id, or of none.
    ///
    /// # Errors
    /// A [`DecodeError`] when there is none and the type has no place for that.
    fn from_element_id(id: Option<ElementId<'a>>) -> Result<Self, DecodeError>;
}

#[cold]
fn no_element_id() -> DecodeError {
    DecodeError::custom(
        "it has no element id here: a map and a row of columns have none, and a relationship of a path has none of its \
         ends; use Option<_> for it, or return the entity itself",
    )
}

impl<'a> FromElementId<'a> for ElementId<'a> {
    fn from_element_id(id: Option<Self>) -> Result<Self, DecodeError> {
        id.ok_or_else(no_element_id)
    }
}

impl<'a> FromElementId<'a> for String {
    #[inline]
    fn from_element_id(id: Option<ElementId<'a>>) -> Result<Self, DecodeError> {
        match id {
            Some(ElementId::Text(text)) => Ok(text.to_owned()),
            Some(ElementId::Number(number)) => Ok(number.to_string()),
            None => Err(no_element_id()),
        }
    }
}

impl<'a> FromElementId<'a> for Cow<'a, str> {
    fn from_element_id(id: Option<ElementId<'a>>) -> Result<Self, DecodeError> {
        match id {
            Some(ElementId::Text(text)) => Ok(Cow::Borrowed(text)),
            Some(ElementId::Number(number)) => Ok(Cow::Owned(number.to_string())),
            None => Err(no_element_id()),
        }
    }
}

impl<'a, T: FromElementId<'a>> FromElementId<'a> for Option<T> {
    #[inline]
    fn from_element_id(id: Option<ElementId<'a>>) -> Result<Self, DecodeError> {
        match id {
            Some(id) => T::from_element_id(Some(id)).map(Some),
            None => Ok(None),
        }
    }
}

/// A collection that a node's labels become, in a field marked `labels`; empty for a map and for columns.
#[diagnostic::on_unimplemented(
    message = "a node's labels cannot become `{Self}`",
    label = "`{Self}` is no collection of labels",
    note = "use `Vec<String>`"
)]
pub trait FromLabels<'a>: Sized {
    /// Collects the labels.
    ///
    /// # Errors
    /// A [`DecodeError`] for a label that is no text.
    fn from_labels(labels: Names<'a>) -> Result<Self, DecodeError>;
}

impl<'a, T: From<&'a str>> FromLabels<'a> for Vec<T> {
    #[inline]
    fn from_labels(labels: Names<'a>) -> Result<Self, DecodeError> {
        let mut all = Self::with_capacity(labels.size_hint().0);
        for label in labels {
            all.push(label?.into());
        }
        Ok(all)
    }
}

impl<'a, T: From<&'a str> + Eq + Hash, S: BuildHasher + Default> FromLabels<'a> for HashSet<T, S> {
    fn from_labels(labels: Names<'a>) -> Result<Self, DecodeError> {
        labels.map(|label| label.map(T::from)).collect()
    }
}

impl<'a, T: From<&'a str> + Ord> FromLabels<'a> for BTreeSet<T> {
    fn from_labels(labels: Names<'a>) -> Result<Self, DecodeError> {
        labels.map(|label| label.map(T::from)).collect()
    }
}
