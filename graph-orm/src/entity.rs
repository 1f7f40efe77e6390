//! What the mapper knows of a type before it runs: labels, keys and properties as constant data.

mod choice;
mod convert;
mod deleted;
mod generated;
mod invalid;
mod rule;
mod version;

use std::borrow::Borrow;
use std::fmt;

use graph_core::mapping::{Encoded, NamedShape, ToParams, ToValue, ValueType};

pub(crate) use choice::equal;
pub use choice::{NoKey, no_variant, not_saved, variant};
#[cfg(feature = "serde_json")]
pub use convert::JsonError;
pub use convert::{Convert, Converted, Json, With, encode_optional_with, encode_with};
pub use deleted::SoftDelete;
pub use generated::{GeneratedKey, key_or_new};
pub use invalid::{Fault, Invalid};
pub use rule::{RuleKind, RuleMeta, Similarity};
pub use version::{VersionNumber, Versioned};

/// A type that is mapped to nodes or relationships; derived by [`Node`](macro@crate::Node) and
/// [`Relationship`](macro@crate::Relationship).
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     email: String,
///     age: Option<u8>,
/// }
///
/// assert_eq!(Person::META.name(), "Person");
/// assert_eq!(Person::META.key(), ["email"]);
/// let columns: Vec<_> = Person::META.properties().iter().map(|property| property.to_string()).collect();
/// assert_eq!(columns, ["email: STRING", "age: INTEGER?"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not mapped to the graph",
    label = "`{Self}` is no entity",
    note = "derive it: `#[derive(Node)]` or `#[derive(Relationship)]`"
)]
pub trait Entity {
    /// The type's description.
    const META: &'static EntityMeta;

    /// Returns the version that this value was loaded in, 0 for one that was not; `None` for a type without versions.
    fn loaded_version(&self) -> Option<i64> {
        None
    }

    /// Returns what the type's `before_save` makes of this value; `None` for a type without one.
    fn before_save(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// Asks the rules of the type whether this value may be written.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    fn validity(&self) -> Result<(), Invalid> {
        Ok(())
    }
}

/// A type that is mapped to the nodes of a label.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no node",
    label = "`{Self}` does not implement `Node`",
    note = "derive it: `#[derive(Node)]` on a struct with a `#[graph(key)]` field"
)]
pub trait Node: Entity + ToValue + ToParams {
    /// What identifies a node: the type of the key field, or a tuple for a compound key.
    type Key: ToValue;

    /// The key as it is borrowed from a node.
    type KeyRef<'k>: ToValue
    where
        Self: 'k;

    /// Returns what identifies this node.
    fn key(&self) -> Self::KeyRef<'_>;

    /// Returns the key that the node is saved by: its own, or a new one where it has none and the type's are generated.
    fn saved_key(&self) -> Encoded {
        Encoded::new(&self.key())
    }

    /// Returns the description of this node's own type; an enum's is that of its variant.
    fn meta(&self) -> &'static EntityMeta {
        Self::META
    }
}

/// What a node of type `N` can be looked up by: its key, or what the key borrows as, such as `str` for a `String`.
#[diagnostic::on_unimplemented(
    message = "a `{N}` is not looked up by `{Self}`",
    label = "another type than that of the key",
    note = "look it up by a reference to its key: a `&str` for a `String`, a tuple of owned values for a compound key"
)]
pub trait KeyOf<N: Node>: ToValue {}

#[diagnostic::do_not_recommend]
impl<N: Node, K: ToValue + ?Sized> KeyOf<N> for K where N::Key: Borrow<K> {}

/// A type that is mapped to the relationships of a type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no relationship",
    label = "`{Self}` does not implement `Relationship`",
    note = "derive it: `#[derive(Relationship)]`"
)]
pub trait Relationship: Entity + ToValue + ToParams {
    /// The nodes that it goes out from.
    type From: Endpoint;

    /// The nodes that it goes to.
    type To: Endpoint;
}

/// What stands at an end of a relationship: a node type, or [`AnyNode`].
#[diagnostic::on_unimplemented(
    message = "a relationship cannot end at `{Self}`",
    label = "`{Self}` is no node",
    note = "derive it: `#[derive(Node)]`; or leave the end out, and it may be any node"
)]
pub trait Endpoint {
    /// The node type's description; `None` where any node may stand.
    const META: Option<&'static EntityMeta>;
}

impl<N: Node> Endpoint for N {
    const META: Option<&'static EntityMeta> = Some(<N as Entity>::META);
}

/// An end of a relationship where nodes of type `N` may stand.
#[diagnostic::on_unimplemented(
    message = "the model has no such step: the relationship has a `{Self}` there, not a `{N}`",
    label = "a step that does not exist",
    note = "the ends of a relationship are those that `#[graph(from = …, to = …)]` says; a step goes out from one, comes \
            in to the other, or goes either way between nodes of one type"
)]
pub trait Meets<N>: Endpoint {}

impl<N: Node> Meets<N> for N {}
impl<N: Node> Meets<N> for AnyNode {}

/// Any node at all, as the end of a relationship whose type does not say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnyNode {}

impl Endpoint for AnyNode {
    const META: Option<&'static EntityMeta> = None;
}

/// The description of an entity type.
#[derive(Debug)]
pub struct EntityMeta {
    name: &'static str,
    kind: EntityKind,
    key: &'static [&'static str],
    has_generated_key: bool,
    version: Option<&'static str>,
    created: Option<&'static str>,
    updated: Option<&'static str>,
    deleted: Option<&'static str>,
    properties: &'static [PropertyMeta],
    flattened: &'static [&'static NamedShape],
    rules: &'static [RuleMeta],
}

/// What an entity type is mapped to.
#[derive(Debug)]
pub enum EntityKind {
    /// Nodes that have all these labels; the first is the type's own.
    Node {
        /// The labels.
        labels: &'static [&'static str],
    },
    /// Relationships of this type.
    Relationship {
        /// The relationship type.
        name: &'static str,
        /// What they go out from; `None` for any node.
        from: Option<&'static EntityMeta>,
        /// What they go to; `None` for any node.
        to: Option<&'static EntityMeta>,
    },
}

/// One property of an entity type.
#[derive(Debug, Clone, Copy)]
pub struct PropertyMeta {
    name: &'static str,
    field: &'static str,
    ty: ValueType,
    has_default: bool,
}

impl EntityMeta {
    /// Starts the description of a type; the derives write it.
    #[doc(hidden)]
    pub const fn new(name: &'static str, kind: EntityKind) -> Self {
        Self {
            name,
            kind,
            key: &[],
            has_generated_key: false,
            version: None,
            created: None,
            updated: None,
            deleted: None,
            properties: &[],
            flattened: &[],
            rules: &[],
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_key(mut self, key: &'static [&'static str]) -> Self {
        self.key = key;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_generated_key(mut self) -> Self {
        self.has_generated_key = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_version(mut self, property: &'static str) -> Self {
        self.version = Some(property);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_created(mut self, property: &'static str) -> Self {
        self.created = Some(property);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_updated(mut self, property: &'static str) -> Self {
        self.updated = Some(property);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_deleted(mut self, property: &'static str) -> Self {
        self.deleted = Some(property);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_properties(mut self, properties: &'static [PropertyMeta]) -> Self {
        self.properties = properties;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_flattened(mut self, flattened: &'static [&'static NamedShape]) -> Self {
        self.flattened = flattened;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_rules(mut self, rules: &'static [RuleMeta]) -> Self {
        self.rules = rules;
        self
    }

    /// Returns the Rust type's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns what the type is mapped to.
    pub const fn kind(&self) -> &EntityKind {
        &self.kind
    }

    /// Returns the labels of a node type; none for a relationship type.
    pub const fn labels(&self) -> &'static [&'static str] {
        match &self.kind {
            EntityKind::Node { labels } => labels,
            EntityKind::Relationship { .. } => &[],
        }
    }

    /// Returns the properties that identify an entity, in the key's order.
    pub const fn key(&self) -> &'static [&'static str] {
        self.key
    }

    /// Tells whether a node without a key gets one where it is saved.
    pub const fn has_generated_key(&self) -> bool {
        self.has_generated_key
    }

    /// Returns the property that counts how often an entity was written.
    pub const fn version(&self) -> Option<&'static str> {
        self.version
    }

    /// Returns the property that has the moment in which an entity was created.
    pub const fn created(&self) -> Option<&'static str> {
        self.created
    }

    /// Returns the property that has the moment in which an entity was last written.
    pub const fn updated(&self) -> Option<&'static str> {
        self.updated
    }

    /// Returns the property that has the moment in which a node was deleted.
    pub const fn deleted(&self) -> Option<&'static str> {
        self.deleted
    }

    /// Returns the type's own properties, in the order of its fields.
    pub const fn properties(&self) -> &'static [PropertyMeta] {
        self.properties
    }

    /// Returns the properties that flattened fields bring.
    pub const fn flattened(&self) -> &'static [&'static NamedShape] {
        self.flattened
    }

    /// Returns the indexes and constraints that the type declares beside its key.
    pub const fn rules(&self) -> &'static [RuleMeta] {
        self.rules
    }

    /// Returns the type's own label, or the relationship type.
    pub(crate) const fn label_or_type(&self) -> &'static str {
        match &self.kind {
            EntityKind::Node { labels: [own, ..] } => own,
            EntityKind::Node { labels: [] } => "",
            EntityKind::Relationship { name, .. } => name,
        }
    }
}

impl fmt::Display for EntityMeta {
    /// Writes the type as a pattern: `(:Person:Agent)`, or `(:Person)-[:KNOWS]->(:Person)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = |f: &mut fmt::Formatter<'_>, labels: &[&str]| {
            f.write_str("(")?;
            labels.iter().try_for_each(|label| write!(f, ":{label}"))?;
            f.write_str(")")
        };
        match &self.kind {
            EntityKind::Node { labels } => node(f, labels),
            EntityKind::Relationship { name, from, to } => {
                let end = |end: &Option<&Self>| end.and_then(|end| end.labels().first()).copied();
                node(f, end(from).as_slice())?;
                write!(f, "-[:{name}]->")?;
                node(f, end(to).as_slice())
            }
        }
    }
}

impl PropertyMeta {
    /// Describes a property; the derives write it.
    #[doc(hidden)]
    pub const fn new(name: &'static str, field: &'static str, ty: ValueType) -> Self {
        Self { name, field, ty, has_default: false }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_default(mut self) -> Self {
        self.has_default = true;
        self
    }

    /// Returns the property's name in the database.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the name of the Rust field.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// Returns the type of value that the field reads.
    pub const fn ty(&self) -> ValueType {
        self.ty
    }

    /// Tells whether the field has a default for a missing property.
    pub const fn has_default(&self) -> bool {
        self.has_default
    }
}

impl fmt::Display for PropertyMeta {
    /// Writes the property as a schema does: `age: INTEGER?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.ty)
    }
}
