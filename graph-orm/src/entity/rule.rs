//! The indexes and constraints that a type declares, as constant data.

use std::borrow::Cow;
use std::fmt;

use graph_core::mapping::ValueType;
use graph_core::value::Kind;

use super::EntityMeta;

/// An index or a constraint that a type declares.
///
/// ```
/// use graph_orm::entity::RuleKind;
/// use graph_orm::prelude::*;
///
/// #[derive(Node)]
/// #[graph(index("last_name", "first_name"))]
/// struct Person {
///     #[graph(key)]
///     email: String,
///     #[graph(fulltext)]
///     last_name: String,
///     first_name: Option<String>,
/// }
///
/// let rules = Person::META.rules();
/// assert_eq!(rules[0].properties(), ["last_name", "first_name"]);
/// assert_eq!(rules[1].kind(), RuleKind::FullText);
/// assert_eq!(Person::META.name_of(&rules[1]), "person_last_name_fulltext");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleMeta {
    kind: RuleKind,
    properties: &'static [&'static str],
    name: Option<&'static str>,
}

/// What an index speeds up, or a constraint promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RuleKind {
    /// No two entities have the same values, and each has them; the key of a type.
    Key,
    /// No two entities have the same values.
    Unique,
    /// Every entity has a value; a constraint of Neo4j's Enterprise Edition.
    Required,
    /// Finds values that equal, or lie in a range.
    Range,
    /// Finds strings that contain a text or end with it.
    Text,
    /// Finds points within a distance or a box.
    Point,
    /// Finds words in strings.
    FullText,
    /// Finds the vectors that are most alike.
    Vector {
        /// How long the vectors are.
        dimensions: u32,
        /// How they are compared.
        similarity: Similarity,
    },
}

/// How two vectors are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Similarity {
    /// By the angle between them.
    #[default]
    Cosine,
    /// By the distance between them.
    Euclidean,
}

impl RuleMeta {
    /// Describes a rule; the derives write it.
    #[doc(hidden)]
    pub const fn new(kind: RuleKind, properties: &'static [&'static str]) -> Self {
        Self { kind, properties, name: None }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_name(mut self, name: &'static str) -> Self {
        self.name = Some(name);
        self
    }

    /// Returns what the rule speeds up or promises.
    pub const fn kind(&self) -> RuleKind {
        self.kind
    }

    /// Returns the properties that it covers, in its order.
    pub const fn properties(&self) -> &'static [&'static str] {
        self.properties
    }

    /// Returns the name that it was given.
    pub const fn given_name(&self) -> Option<&'static str> {
        self.name
    }
}

impl RuleKind {
    /// Tells whether the database promises something by it, and is not only faster.
    pub const fn is_constraint(self) -> bool {
        matches!(self, Self::Key | Self::Unique | Self::Required)
    }

    /// Tells whether it holds for values of this type.
    pub(crate) const fn covers(self, ty: ValueType) -> bool {
        match (self, ty.non_null()) {
            (_, ValueType::Any) => true,
            (Self::Text, ty) => is_string(ty),
            (Self::FullText, ValueType::List(item)) => is_string(item.non_null()),
            (Self::FullText, ty) => is_string(ty),
            (Self::Point, ty) => matches!(ty, ValueType::Of(Kind::Point)),
            (Self::Vector { .. }, ValueType::List(item)) => matches!(item.non_null(), ValueType::Of(Kind::Float)),
            (Self::Vector { .. }, ty) => matches!(ty, ValueType::Of(Kind::Vector)),
            (Self::Key | Self::Unique | Self::Required | Self::Range, _) => true,
        }
    }

    /// Stops a compilation, unless the rule holds for values of this type.
    ///
    /// # Panics
    /// When it does not.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_covers(self, ty: ValueType) {
        if self.covers(ty) {
            return;
        }
        match self {
            Self::Text => panic!("a text index covers strings; use `index` for values of other types"),
            Self::FullText => {
                panic!("a full-text index covers strings and lists of them; use `index` for other values")
            }
            Self::Point => panic!("a point index covers points; use `index` for values of other types"),
            Self::Vector { .. } => panic!("a vector index covers a `Vector` or a list of floats, such as `Vec<f32>`"),
            Self::Key | Self::Unique | Self::Required | Self::Range => {}
        }
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Unique => "unique",
            Self::Required => "required",
            Self::Range => "index",
            Self::Text => "text",
            Self::Point => "point",
            Self::FullText => "fulltext",
            Self::Vector { .. } => "vector",
        }
    }
}

const fn is_string(ty: ValueType) -> bool {
    matches!(ty, ValueType::Of(Kind::String) | ValueType::Any)
}

impl fmt::Display for RuleKind {
    /// Writes what the query language calls it, such as `RANGE INDEX`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "KEY CONSTRAINT",
            Self::Unique => "UNIQUENESS CONSTRAINT",
            Self::Required => "EXISTENCE CONSTRAINT",
            Self::Range => "RANGE INDEX",
            Self::Text => "TEXT INDEX",
            Self::Point => "POINT INDEX",
            Self::FullText => "FULLTEXT INDEX",
            Self::Vector { .. } => "VECTOR INDEX",
        })
    }
}

impl Similarity {
    /// Returns the name that the database has for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cosine => "cosine",
            Self::Euclidean => "euclidean",
        }
    }
}

impl EntityMeta {
    /// Returns the name that a rule of the type has in the database: the one that it was given, or one made of the
    /// label, the properties and the kind, such as `person_email_key`.
    pub fn name_of(&self, rule: &RuleMeta) -> Cow<'static, str> {
        if let Some(name) = rule.name {
            return Cow::Borrowed(name);
        }
        let parts = [self.label_or_type()].into_iter().chain(rule.properties.iter().copied());
        let mut name: String = parts.map(|part| snake(part) + "_").collect();
        name.push_str(rule.kind.suffix());
        Cow::Owned(name)
    }

    /// Returns the constraints that a schema makes of the type, its key first, with their names and properties.
    pub(crate) fn constraints(
        &self,
    ) -> impl Iterator<Item = (RuleKind, Cow<'static, str>, &'static [&'static str])> + use<'_> {
        let key = (!self.key().is_empty()).then(|| RuleMeta::new(RuleKind::Key, self.key()));
        let declared = self.rules().iter().filter(|rule| rule.kind.is_constraint()).copied();
        key.into_iter().chain(declared).map(|rule| (rule.kind, self.name_of(&rule), rule.properties))
    }
}

/// Writes a name in small letters, with an underscore between its words.
fn snake(name: &str) -> String {
    let mut written = String::with_capacity(name.len());
    let mut after_small = false;
    for c in name.chars() {
        if c.is_uppercase() && after_small {
            written.push('_');
        }
        after_small = c.is_lowercase() || c.is_numeric();
        if c.is_alphanumeric() {
            written.extend(c.to_lowercase());
        } else {
            written.push('_');
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::EntityKind;

    #[test]
    fn names_are_made_of_label_properties_and_kind() {
        let meta = |label: &'static [&'static str]| EntityMeta::new("T", EntityKind::Node { labels: label });
        let rule = RuleMeta::new(RuleKind::Range, &["fullName", "first-name"]);
        assert_eq!(meta(&["LineItem", "Other"]).name_of(&rule), "line_item_full_name_first_name_index");
        let relationship = EntityMeta::new("W", EntityKind::Relationship { name: "WORKS_FOR", from: None, to: None });
        assert_eq!(relationship.name_of(&RuleMeta::new(RuleKind::Unique, &["id"])), "works_for_id_unique");
        assert_eq!(meta(&["L"]).name_of(&rule.with_name("mine")), "mine");
    }

    #[test]
    fn special_indexes_cover_the_values_that_they_are_for() {
        let vector = RuleKind::Vector { dimensions: 3, similarity: Similarity::Cosine };
        let of = |kind| ValueType::Of(kind);
        const STRING: ValueType = ValueType::Of(Kind::String);
        const FLOAT: ValueType = ValueType::Of(Kind::Float);
        assert!(RuleKind::FullText.covers(ValueType::Nullable(&ValueType::List(&STRING))));
        assert!(!RuleKind::FullText.covers(of(Kind::Integer)));
        assert!(!RuleKind::Text.covers(ValueType::List(&STRING)));
        assert!(vector.covers(ValueType::List(&FLOAT)) && vector.covers(of(Kind::Vector)));
        assert!(!vector.covers(ValueType::List(&STRING)) && !vector.covers(FLOAT));
        assert!(RuleKind::Point.covers(ValueType::Any) && !RuleKind::Point.covers(STRING));
        assert!(RuleKind::Range.covers(of(Kind::Date)));
    }
}
