//! Rows, values and parameters of types that only have serde.

mod access;
mod deserializer;
mod error;
mod key;
mod native;
mod params;
mod refuse;
mod row;
mod serializer;

use std::ops::{Deref, DerefMut};

use serde::de::value::UnitDeserializer;
use serde::{Deserialize, Serialize};

use self::deserializer::ValueDeserializer;
use self::row::RowDeserializer;
use self::serializer::ValueSerializer;
use super::{
    DecodeError, Decoder, EncodeError, Encoder, FromRecord, FromValue, Plan, Row, RowShape, ToParams, ToValue,
    ValueType,
};

/// A row, value or parameter whose type has serde's traits and not this crate's.
///
/// It reads and writes the message directly, with no value tree between, and takes serde's attributes as they are. A
/// type of your own does better with the derives: they know the columns before the first record, and send and read
/// every kind of value as it is.
///
/// # As a row
/// - A struct or map takes the columns by name. If the result has a single column, whose value is a node, a
///   relationship or a map, then it takes that one's properties instead; a struct does so only if none of its fields
///   has the name of the column.
/// - A tuple or sequence takes the columns by position.
/// - `()` takes any row, and every other type the single column. `Option` is `None` if that is null.
///
/// # As a value
/// Nodes and relationships are maps of their properties. Durations and all dates and times are their ISO 8601 text, which
/// a type that reads such text takes; in a named zone that is `2024-01-02T04:04:05+01:00[Europe/Paris]`, with an offset
/// plain RFC 3339. UUIDs are text with hyphens, or 16 bytes for a type that asks for bytes. Points are maps of `srid`,
/// `x`, `y` and `z`, or text for a type that does not ask for a map. Vectors are sequences. Enums are text or a map of
/// one entry. Integers must fit, and a float is no integer, as everywhere in this module. Paths have no form; return
/// `nodes(p)` and `relationships(p)`.
///
/// # As a parameter
/// Structs are maps, `None` and units are null, enums are text or a map of one entry, unless the type has attributes that
/// say otherwise. The dates, times, durations, points, vectors and UUIDs of [`value`](crate::value) are sent as what they
/// are; those of other crates as what their `Serialize` makes of them, which mostly is text: write `datetime($at)` in the
/// query then. Bytes are those of types that say so; a `Vec<u8>` is a list of integers to serde.
///
/// ```
/// use graph_core::bolt::Dialect;
/// use graph_core::mapping::{Decoder, FromValue, Params, Serde};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// struct Person<'a> {
///     name: &'a str,
///     born: Option<u16>,
/// }
///
/// let bytes = [0xA1, 0x84, b'n', b'a', b'm', b'e', 0x83, b'A', b'd', b'a'];
/// let Serde(person) = Serde::<Person>::decode(&mut Decoder::new(&bytes, Dialect::NEWEST))?;
/// assert_eq!(person, Person { name: "Ada", born: None });
///
/// let params = Params::new().with("person", Serde(&person));
/// assert_eq!(params.len(), 1);
/// # Ok::<(), graph_core::mapping::DecodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Serde<T>(pub T);

impl<T> Serde<T> {
    /// Returns the value within.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Serde<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Serde<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Serde<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<'a, T: Deserialize<'a>> FromValue<'a> for Serde<T> {
    const TYPE: ValueType = ValueType::Any;

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        T::deserialize(ValueDeserializer::new(decoder)).map(Self)
    }

    /// Returns what the type makes of null.
    fn absent() -> Option<Self> {
        T::deserialize(UnitDeserializer::<DecodeError>::new()).ok().map(Self)
    }
}

impl<'r, T: Deserialize<'r>> FromRecord<'r> for Serde<T> {
    const SHAPE: &'static RowShape = &RowShape::Any;

    #[inline]
    fn from_row(row: Row<'r>, _: &Plan) -> Result<Self, DecodeError> {
        T::deserialize(RowDeserializer::new(row)).map(Self)
    }
}

impl<T: Serialize> ToValue for Serde<T> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        self.0.serialize(ValueSerializer::new(encoder))
    }
}

/// The fields of a struct, or the entries of a map with string keys.
impl<T: Serialize> ToParams for Serde<T> {
    fn count(&self) -> usize {
        params::count(&self.0)
    }

    fn encode_params(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        params::write(&self.0, encoder)
    }
}

#[cfg(test)]
mod tests;
