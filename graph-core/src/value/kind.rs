//! What the types of values are called.

use std::fmt;

use super::Value;

/// The type of a [`Value`], printed as the query language names it.
///
/// # Examples
///
/// ```
/// use graph_core::value::{Kind, Value};
///
/// assert_eq!(Value::from(42).kind(), Kind::Integer);
/// assert_eq!(Kind::DateTime.to_string(), "ZONED DATETIME");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `NULL`
    Null,
    /// `BOOLEAN`
    Boolean,
    /// `INTEGER`
    Integer,
    /// `FLOAT`
    Float,
    /// `STRING`
    String,
    /// `BYTES`
    Bytes,
    /// `LIST`
    List,
    /// `MAP`
    Map,
    /// `NODE`
    Node,
    /// `RELATIONSHIP`
    Relationship,
    /// `PATH`
    Path,
    /// `DATE`
    Date,
    /// `ZONED TIME`
    Time,
    /// `LOCAL TIME`
    LocalTime,
    /// `ZONED DATETIME`
    DateTime,
    /// `LOCAL DATETIME`
    LocalDateTime,
    /// `DURATION`
    Duration,
    /// `POINT`
    Point,
    /// `VECTOR`
    Vector,
    /// `UUID`
    Uuid,
    /// `UNSUPPORTED`, a type that the negotiated protocol version cannot carry.
    Unsupported,
    /// `BROKEN`, a value without a representation.
    Broken,
}

impl Kind {
    /// Returns the name that the query language has for the type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Boolean => "BOOLEAN",
            Self::Integer => "INTEGER",
            Self::Float => "FLOAT",
            Self::String => "STRING",
            Self::Bytes => "BYTES",
            Self::List => "LIST",
            Self::Map => "MAP",
            Self::Node => "NODE",
            Self::Relationship => "RELATIONSHIP",
            Self::Path => "PATH",
            Self::Date => "DATE",
            Self::Time => "ZONED TIME",
            Self::LocalTime => "LOCAL TIME",
            Self::DateTime => "ZONED DATETIME",
            Self::LocalDateTime => "LOCAL DATETIME",
            Self::Duration => "DURATION",
            Self::Point => "POINT",
            Self::Vector => "VECTOR",
            Self::Uuid => "UUID",
            Self::Unsupported => "UNSUPPORTED",
            Self::Broken => "BROKEN",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Value {
    /// Returns the type of the value.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind::Null,
            Self::Boolean(_) => Kind::Boolean,
            Self::Integer(_) => Kind::Integer,
            Self::Float(_) => Kind::Float,
            Self::String(_) => Kind::String,
            Self::Bytes(_) => Kind::Bytes,
            Self::List(_) => Kind::List,
            Self::Map(_) => Kind::Map,
            Self::Node(_) => Kind::Node,
            Self::Relationship(_) => Kind::Relationship,
            Self::Path(_) => Kind::Path,
            Self::Date(_) => Kind::Date,
            Self::Time(_) => Kind::Time,
            Self::LocalTime(_) => Kind::LocalTime,
            Self::DateTime(_) => Kind::DateTime,
            Self::LocalDateTime(_) => Kind::LocalDateTime,
            Self::Duration(_) => Kind::Duration,
            Self::Point(_) => Kind::Point,
            Self::Vector(_) => Kind::Vector,
            Self::Uuid(_) => Kind::Uuid,
            Self::Unsupported(_) => Kind::Unsupported,
            Self::Broken(_) => Kind::Broken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_padded_like_text() {
        assert_eq!(format!("{:>8}|{:<8}", Kind::List, Kind::Map), "    LIST|MAP     ");
    }
}
