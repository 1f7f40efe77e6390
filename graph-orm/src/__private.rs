//! What derived code names: the derives' only door.

pub use std::default::Default;
pub use std::option::Option::{self, None, Some};
pub use std::primitive::usize;
pub use std::result::Result::{self, Err, Ok};
pub use std::unreachable;
pub use std::vec::Vec;

pub use graph_core::mapping::{
    ColumnShape, Columns, DecodeError, Decoder, EncodeError, Encoder, EntityHead, FromColumns, FromElementId,
    FromLabels, FromProperties, FromRecord, FromValue, NamedShape, Plan, Properties, Row, RowShape, ToParams, ToValue,
    ValueType,
};
pub use graph_core::value::Kind;

pub use crate::entity::{AnyNode, Endpoint, Entity, EntityKind, EntityMeta, Node, PropertyMeta, Relationship};

/// Unwraps a column that the plan found in the result.
#[inline]
pub fn column<T>(found: Option<T>, name: &'static str, row: &Row<'_>) -> Result<T, DecodeError> {
    found.ok_or_else(|| DecodeError::missing_column(name, row.keys()))
}

/// Unwraps a property, or what its type takes for one that is missing.
#[inline]
pub fn property<'a, T: FromValue<'a>>(found: Option<T>, name: &'static str) -> Result<T, DecodeError> {
    match found {
        Some(value) => Ok(value),
        None => T::absent().ok_or_else(|| DecodeError::missing_property(name)),
    }
}

/// Writes a name and its value.
#[inline]
pub fn entry<T: ToValue + ?Sized>(encoder: &mut Encoder<'_>, name: &'static str, value: &T) -> Result<(), EncodeError> {
    encoder.string(name)?;
    value.encode(encoder).map_err(|error| error.in_field(name))
}
