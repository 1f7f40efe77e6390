//! What derived code names: the derives' only door.

pub use std::clone::Clone;
pub use std::default::Default;
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{i64, usize};
pub use std::result::Result::{self, Err, Ok};
pub use std::unreachable;

pub use graph_core::mapping::{
    ColumnShape, Columns, DecodeError, Decoder, EncodeError, Encoded, Encoder, EntityHead, FromColumns, FromElementId,
    FromLabels, FromProperties, FromRecord, FromValue, NamedShape, Names, Plan, Properties, Row, RowShape, ToParams,
    ToValue, ValueType,
};
pub use graph_core::value::Kind;

pub use crate::entity::{
    AnyNode, Convert, Converted, Endpoint, Entity, EntityKind, EntityMeta, GeneratedKey, Invalid, Json, Meets, NoKey,
    Node, PropertyMeta, Relationship, RuleKind, RuleMeta, Similarity, SoftDelete, VersionNumber, Versioned, With,
    encode_optional_with, encode_with, key_or_new, no_variant, not_saved, variant,
};
pub use crate::query::{Fixed, Optional, Property, Required, Stamp};

/// Unwraps a column that the plan found in the result.
#[inline]
pub fn column<T>(found: Option<T>, name: &'static str, row: &Row<'_>) -> Result<T, DecodeError> {
    found.ok_or_else(|| DecodeError::missing_column(name, row.keys()))
}

/// Says in an error which field could not be written.
#[inline]
pub fn wrote(value: Result<(), EncodeError>, name: &'static str) -> Result<(), EncodeError> {
    value.map_err(|error| error.in_field(name))
}

/// Returns what a relationship goes out from.
pub const fn start_of<R: Relationship>() -> Option<&'static EntityMeta> {
    <R::From as Endpoint>::META
}

/// Returns what a relationship goes to.
pub const fn end_of<R: Relationship>() -> Option<&'static EntityMeta> {
    <R::To as Endpoint>::META
}
