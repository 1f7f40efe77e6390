//! The type of a property or column as data, for schema checks and messages.

use std::fmt;

use crate::value::Kind;

/// The type of a database value, as a Rust type declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueType {
    /// Any value.
    Any,
    /// A value of one kind.
    Of(Kind),
    /// A list of such values.
    List(&'static ValueType),
    /// Such a value, null or a missing property.
    Nullable(&'static ValueType),
}

impl ValueType {
    /// Tells whether null and a missing property are values of the type.
    pub const fn is_nullable(&self) -> bool {
        matches!(self, Self::Any | Self::Nullable(_))
    }

    /// Returns the type without its null.
    pub const fn non_null(&self) -> Self {
        match self {
            Self::Nullable(inner) => inner.non_null(),
            other => *other,
        }
    }
}

impl fmt::Display for ValueType {
    /// Writes the type as Cypher does: `LIST<STRING>`, with `?` for a nullable one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("ANY"),
            Self::Of(kind) => kind.fmt(f),
            Self::List(item) => write!(f, "LIST<{item}>"),
            Self::Nullable(inner) => write!(f, "{inner}?"),
        }
    }
}
