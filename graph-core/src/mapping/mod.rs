//! Typed records and parameters: from a message's bytes to Rust types and back, with no value tree between.
//!
//! [`FromValue`] and [`FromRecord`] read, [`ToValue`] and [`ToParams`] write. [`Record`], [`Value`](crate::value::Value)
//! and [`Params`] serve where the shape is not known before.

mod columns;
mod decoder;
mod encoded;
mod encoder;
mod error;
#[macro_use]
mod from_value;
mod foreign;
mod identity;
mod keys;
mod params;
mod path;
mod properties;
mod record;
mod row;
#[cfg(feature = "serde")]
mod serde;
mod spare;
mod to_value;
mod value_type;

#[cfg(feature = "serde")]
pub use self::serde::Serde;
pub use columns::{Columns, FromColumns};
pub use decoder::{Decoder, ElementId, EntityHead, EntityIds, Names};
pub use encoded::Encoded;
pub use encoder::Encoder;
pub use error::{DecodeError, DecodeFault, EncodeError, EncodeFault};
pub use from_value::FromValue;
pub use identity::{FromElementId, FromLabels};
pub use keys::Keys;
pub use params::{Params, ToParams};
pub use path::{TypedHop, TypedPath};
pub use properties::{FromProperties, Properties};
pub use record::{Column, Record};
pub use row::{ColumnShape, FromRecord, NamedShape, Plan, Row, RowShape, UNUSED};
pub use to_value::ToValue;
pub use value_type::ValueType;

#[cfg(test)]
mod tests;
