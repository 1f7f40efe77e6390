//! Why a value did not fit a Rust type, and where in the record it stood.

use std::borrow::Cow;
use std::fmt;

use super::{EntityHead, Keys};
use crate::bolt::wire::structure::Dialect;
use crate::packstream::PackError;
use crate::value::Kind;

/// The reason a record, a column or a property could not become the Rust type asked for.
///
/// It names the column, the way inside it, the Rust type of the entity and its element id, what is expected and what was
/// found. A null, a column that the result does not have and a property that the entity does not have are three
/// different [`DecodeFault`]s.
///
/// ```
/// use graph_core::mapping::{Decoder, FromValue};
/// use graph_core::bolt::Dialect;
///
/// let error = i64::decode(&mut Decoder::new(&[0x81, b'a'], Dialect::NEWEST)).unwrap_err();
/// assert_eq!(error.to_string(), "expected INTEGER, found STRING");
/// ```
pub struct DecodeError(Box<Inner>);

struct Inner {
    fault: DecodeFault,
    column: Option<Box<str>>,
    /// Innermost first; shown outermost first.
    path: Vec<Step>,
    entity: Option<Place>,
}

/// The node, relationship or map that an error stands in.
struct Place {
    name: &'static str,
    element_id: Option<Box<str>>,
}

enum Step {
    Property(Cow<'static, str>),
    Index(usize),
}

/// What did not fit.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DecodeFault {
    /// A null where the type has no place for one; `Option<T>` has.
    Null {
        /// What the type reads.
        expected: Cow<'static, str>,
    },
    /// A value of another kind.
    Mismatch {
        /// What the type reads.
        expected: Cow<'static, str>,
        /// What the database sent.
        found: Kind,
    },
    /// A number that the Rust type cannot hold.
    OutOfRange {
        /// The Rust type.
        target: &'static str,
        /// The number.
        found: i64,
    },
    /// A column that the result does not have.
    MissingColumn {
        /// The column asked for.
        name: Cow<'static, str>,
        /// The columns that are there.
        available: Vec<String>,
    },
    /// Another number of columns than the tuple or scalar has places.
    ColumnCount {
        /// How many the type takes.
        expected: usize,
        /// The columns that are there.
        available: Vec<String>,
    },
    /// A property that the node, relationship or map does not have.
    MissingProperty {
        /// The property asked for.
        name: Cow<'static, str>,
    },
    /// A string that names no variant of an enum.
    UnknownVariant {
        /// The Rust enum.
        target: &'static str,
        /// The names that it knows.
        variants: &'static [&'static str],
    },
    /// A node whose labels are those of no variant of an enum.
    UnknownLabels {
        /// The Rust enum.
        target: &'static str,
        /// The labels that the node has; none for a map.
        labels: Vec<String>,
    },
    /// A value that arrived but that this driver cannot represent.
    Unrepresentable {
        /// Why not.
        reason: String,
    },
    /// Bytes that are no value at all: the server broke the protocol.
    Malformed(PackError),
    /// A conversion of the application's own refused the value.
    Custom(String),
}

impl DecodeError {
    /// Wraps a fault that stands nowhere yet.
    #[cold]
    pub fn new(fault: DecodeFault) -> Self {
        Self(Box::new(Inner { fault, column: None, path: Vec::new(), entity: None }))
    }

    /// Makes an error of an application's own conversion.
    #[cold]
    pub fn custom(message: impl fmt::Display) -> Self {
        Self::new(DecodeFault::Custom(message.to_string()))
    }

    /// Makes the error for a column that the result does not have.
    #[cold]
    pub fn missing_column(name: impl Into<Cow<'static, str>>, keys: &Keys) -> Self {
        Self::new(DecodeFault::MissingColumn { name: name.into(), available: keys.to_vec() })
    }

    /// Makes the error for a missing property.
    #[cold]
    pub fn missing_property(name: &'static str) -> Self {
        Self::new(DecodeFault::MissingProperty { name: Cow::Borrowed(name) })
    }

    /// Makes the error for a number that `target` cannot hold.
    #[cold]
    pub fn out_of_range(target: &'static str, found: i64) -> Self {
        Self::new(DecodeFault::OutOfRange { target, found })
    }

    /// Makes the error for a string that is no variant of `target`.
    #[cold]
    pub fn unknown_variant(target: &'static str, variants: &'static [&'static str]) -> Self {
        Self::new(DecodeFault::UnknownVariant { target, variants })
    }

    /// Makes the error for a node that is none of the types of `target`.
    #[cold]
    pub fn unknown_labels(target: &'static str, labels: Vec<String>) -> Self {
        Self::new(DecodeFault::UnknownLabels { target, labels })
    }

    /// Says that the error stands inside this property or map key.
    #[cold]
    #[must_use]
    pub fn in_property(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.path.push(Step::Property(name.into()));
        self
    }

    /// Says that the error stands inside this item of a list.
    #[cold]
    #[must_use]
    pub fn in_item(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }

    /// Says that the error stands inside this column; the innermost call wins.
    #[cold]
    #[must_use]
    pub fn in_column(mut self, name: &str) -> Self {
        self.0.column.get_or_insert_with(|| name.into());
        self
    }

    /// Says that the error stands in this entity, which becomes the struct of that name.
    ///
    /// Of several the innermost node or relationship counts, and only without one the outermost map; of structs that are
    /// flattened into each other the outermost.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn in_entity(mut self, name: &'static str, head: &EntityHead<'_>, dialect: Dialect) -> Self {
        let element_id = head.element_id(dialect).map(String::into_boxed_str);
        let stands_deeper = |place: &Place| place.element_id.is_some() && place.element_id != element_id;
        if !self.0.entity.as_ref().is_some_and(stands_deeper) {
            self.0.entity = Some(Place { name, element_id });
        }
        self
    }

    /// Names the enum that has no variant of that name, if that is what is wrong right here.
    #[cfg(feature = "serde")]
    #[cold]
    pub(super) fn of_enum(mut self, name: &'static str) -> Self {
        if let DecodeFault::UnknownVariant { target, .. } = &mut self.0.fault
            && self.0.path.is_empty()
        {
            *target = name;
        }
        self
    }

    /// Returns what did not fit.
    pub fn fault(&self) -> &DecodeFault {
        &self.0.fault
    }

    /// Returns the column that the error stands in, if it stands in one.
    pub fn column(&self) -> Option<&str> {
        self.0.column.as_deref()
    }

    /// Returns the innermost property that the error stands in, if it stands in one.
    pub fn property(&self) -> Option<&str> {
        if let DecodeFault::MissingProperty { name } = &self.0.fault {
            return Some(name);
        }
        self.0.path.iter().find_map(|step| match step {
            Step::Property(name) => Some(name.as_ref()),
            Step::Index(_) => None,
        })
    }

    /// Returns the name of the struct that the entity or map was to become, if the error stands in one.
    ///
    /// ```
    /// # fn example(error: &graph_core::Error) {
    /// if let Some(misfit) = error.decode() {
    ///     println!("{:?} of {:?} {:?}", misfit.property(), misfit.entity(), misfit.element_id());
    /// }
    /// # }
    /// ```
    pub fn entity(&self) -> Option<&'static str> {
        self.0.entity.as_ref().map(|place| place.name)
    }

    /// Returns the element id of the node or relationship that the error stands in, if it stands in one.
    pub fn element_id(&self) -> Option<&str> {
        self.0.entity.as_ref()?.element_id.as_deref()
    }
}

impl From<PackError> for DecodeError {
    #[cold]
    fn from(error: PackError) -> Self {
        Self::new(DecodeFault::Malformed(error))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let Some(column) = &inner.column {
            write!(f, "column `{column}`")?;
            f.write_str(if inner.path.is_empty() && inner.entity.is_none() { ": " } else { ", " })?;
        }
        if !inner.path.is_empty() {
            f.write_str("property `")?;
            for (position, step) in inner.path.iter().rev().enumerate() {
                match step {
                    Step::Property(name) if position == 0 => f.write_str(name)?,
                    Step::Property(name) => write!(f, ".{name}")?,
                    Step::Index(index) => write!(f, "[{index}]")?,
                }
            }
            f.write_str(if inner.entity.is_none() { "`: " } else { "` of " })?;
        }
        match &inner.entity {
            Some(Place { name, element_id: Some(id) }) => write!(f, "{name} `{id}`: ")?,
            Some(Place { name, element_id: None }) => write!(f, "{name}: ")?,
            None => {}
        }
        inner.fault.fmt(f)
    }
}

impl fmt::Display for DecodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null { expected } => {
                write!(f, "expected {expected}, found null; use Option<_> where null is a value")
            }
            Self::Mismatch { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::OutOfRange { target, found } => write!(f, "{found} does not fit {target}"),
            Self::MissingColumn { name, available } => {
                write!(f, "the result has no column `{name}`; it has {}", Listed(available))
            }
            Self::ColumnCount { expected, available } => {
                write!(f, "the row type takes {expected} columns, the result has {}", Listed(available))
            }
            Self::MissingProperty { name } => {
                write!(f, "property `{name}` is missing; use Option<_> or a default where it may be")
            }
            Self::UnknownVariant { target, variants } => {
                write!(f, "the string names no variant of {target}; it knows {}", Listed(variants))
            }
            Self::UnknownLabels { target, labels } => {
                write!(f, "the node fits no variant of {target}; its labels are {}", Listed(labels))
            }
            Self::Unrepresentable { reason } => f.write_str(reason),
            Self::Malformed(error) => error.fmt(f),
            Self::Custom(message) => f.write_str(message),
        }
    }
}

/// Names in a row, each in backticks; "none" when there is none.
struct Listed<'a, T>(&'a [T]);

impl<T: AsRef<str>> fmt::Display for Listed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (position, name) in self.0.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", name.as_ref())?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError").field("fault", &self.0.fault).field("message", &format_args!("{self}")).finish()
    }
}

impl std::error::Error for DecodeError {}

/// The reason a Rust value cannot be sent.
///
/// It names the parameter and the way inside it, never the value itself.
pub struct EncodeError(Box<EncodeInner>);

struct EncodeInner {
    fault: EncodeFault,
    /// Innermost first.
    path: Vec<Cow<'static, str>>,
}

/// What cannot be sent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum EncodeFault {
    /// An unsigned number above `i64::MAX`, the largest integer of a graph database.
    OutOfRange {
        /// The Rust type.
        source: &'static str,
    },
    /// A kind of value that the negotiated protocol version does not have.
    NeedsProtocol {
        /// The kind of value.
        kind: Kind,
        /// The first Bolt version that has it.
        since: &'static str,
    },
    /// A kind of value that can be received but never be sent, such as a node.
    NotSendable {
        /// The kind of value.
        kind: Kind,
    },
    /// The same parameter given twice.
    Duplicate,
    /// A value too long or too deep for PackStream.
    TooLarge(PackError),
    /// A conversion of the application's own refused the value.
    Custom(String),
}

impl EncodeError {
    /// Wraps a fault that stands nowhere yet.
    #[cold]
    pub fn new(fault: EncodeFault) -> Self {
        Self(Box::new(EncodeInner { fault, path: Vec::new() }))
    }

    /// Makes an error of an application's own conversion; keep the value out of the message.
    #[cold]
    pub fn custom(message: impl fmt::Display) -> Self {
        Self::new(EncodeFault::Custom(message.to_string()))
    }

    /// Says that the error stands inside this parameter or field.
    #[cold]
    #[must_use]
    pub fn in_field(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.path.push(name.into());
        self
    }

    /// Copies the error, for parameters whose fault is reported by a query that took them over.
    pub(crate) fn duplicate(&self) -> Self {
        Self(Box::new(EncodeInner { fault: self.0.fault.clone(), path: self.0.path.clone() }))
    }

    /// Returns what cannot be sent.
    pub fn fault(&self) -> &EncodeFault {
        &self.0.fault
    }
}

impl From<PackError> for EncodeError {
    #[cold]
    fn from(error: PackError) -> Self {
        Self::new(EncodeFault::TooLarge(error))
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            f.write_str("parameter `")?;
            for (position, name) in self.0.path.iter().rev().enumerate() {
                write!(f, "{}{name}", if position == 0 { "" } else { "." })?;
            }
            f.write_str("`: ")?;
        }
        match &self.0.fault {
            EncodeFault::OutOfRange { source } => {
                write!(f, "the {source} is above i64::MAX, the largest integer of the database")
            }
            EncodeFault::NeedsProtocol { kind, since } => {
                write!(f, "a {kind} can be sent from Bolt {since} on; this server speaks an older version")
            }
            EncodeFault::NotSendable { kind } => write!(f, "a {kind} cannot be a parameter"),
            EncodeFault::Duplicate => f.write_str("the parameter is given twice"),
            EncodeFault::TooLarge(error) => error.fmt(f),
            EncodeFault::Custom(message) => f.write_str(message),
        }
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodeError({self})")
    }
}

impl std::error::Error for EncodeError {}
