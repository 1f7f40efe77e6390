//! Reads one record for a type that has serde's `Deserialize`.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::super::{DecodeError, DecodeFault, Row};
use super::deserializer::ValueDeserializer;
use super::key::KeyDeserializer;
use crate::value::Kind;

type Result<T> = std::result::Result<T, DecodeError>;

/// Reads the columns of a record of which none was read yet.
#[derive(Clone, Copy)]
pub(super) struct RowDeserializer<'r> {
    row: Row<'r>,
}

impl<'r> RowDeserializer<'r> {
    #[inline]
    pub(super) const fn new(row: Row<'r>) -> Self {
        Self { row }
    }

    /// Returns the name of the only column, or none if there are several columns.
    fn only_name(self) -> Option<&'r str> {
        let keys = self.row.keys();
        if keys.len() == 1 { keys.iter().next() } else { None }
    }

    /// Returns the kind of the only column's value, or none if there are several columns.
    fn only_kind(mut self) -> Result<Option<Kind>> {
        if self.row.keys().len() == 1 { self.row.decoder().kind().map(Some) } else { Ok(None) }
    }

    /// Tells whether the only column has properties, which then are the entries of the row.
    fn is_entity(self) -> Result<bool> {
        Ok(matches!(self.only_kind()?, Some(Kind::Node | Kind::Relationship | Kind::Map)))
    }

    /// Reads the value of the only column.
    fn column<T>(mut self, read: impl FnOnce(ValueDeserializer<'_, 'r>) -> Result<T>) -> Result<T> {
        let name = self.only_name().ok_or_else(|| self.miscounted(1))?;
        read(ValueDeserializer::new(self.row.decoder())).map_err(|error| error.in_column(name))
    }

    /// Reads all columns by name.
    fn columns<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        let columns = Columns { row: self.row, names: self.row.keys().iter(), name: "" };
        visitor.visit_map(columns).map_err(|error| self.without_column(error))
    }

    /// Reads all columns by position.
    fn positions<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        let mut positions = Positions { row: self.row, names: self.row.keys().iter(), taken: 0 };
        let value = visitor.visit_seq(&mut positions)?;
        if positions.taken == self.row.keys().len() { Ok(value) } else { Err(self.miscounted(positions.taken)) }
    }

    fn tuple<V: Visitor<'r>>(self, length: usize, visitor: V) -> Result<V::Value> {
        if length == self.row.keys().len() { self.positions(visitor) } else { Err(self.miscounted(length)) }
    }

    #[cold]
    fn miscounted(self, expected: usize) -> DecodeError {
        DecodeError::new(DecodeFault::ColumnCount { expected, available: self.row.keys().to_vec() })
    }

    /// A field that the type misses here is a column. If the only one is null, that is what is wrong: `OPTIONAL MATCH`
    /// found no entity.
    #[cold]
    fn without_column(self, error: DecodeError) -> DecodeError {
        let DecodeFault::MissingProperty { name } = error.fault() else { return error };
        if error.column().is_some() {
            return error;
        }
        match (self.only_name(), self.only_kind()) {
            (Some(column), Ok(Some(Kind::Null))) => {
                DecodeError::new(DecodeFault::Null { expected: "NODE, RELATIONSHIP or MAP".into() }).in_column(column)
            }
            _ => {
                DecodeError::new(DecodeFault::MissingColumn { name: name.clone(), available: self.row.keys().to_vec() })
            }
        }
    }
}

/// Writes the methods for types that are one value, which is that of the only column.
macro_rules! single_column {
    ($($method:ident)+) => {
        $(
            fn $method<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
                self.column(|value| value.$method(visitor))
            }
        )+
    };
}

impl<'r> Deserializer<'r> for RowDeserializer<'r> {
    type Error = DecodeError;

    single_column! {
        deserialize_bool
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string
        deserialize_bytes deserialize_byte_buf
        deserialize_identifier
    }

    fn deserialize_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        match self.is_entity()? {
            true => self.column(|value| value.deserialize_map(visitor)),
            false => self.columns(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'r>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let is_field = self.only_name().is_some_and(|only| fields.contains(&only));
        match !is_field && self.is_entity()? {
            true => self.column(|value| value.deserialize_struct(name, fields, visitor)),
            false => self.columns(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        self.positions(visitor)
    }

    fn deserialize_tuple<V: Visitor<'r>>(self, length: usize, visitor: V) -> Result<V::Value> {
        self.tuple(length, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'r>>(self, _: &'static str, length: usize, visitor: V) -> Result<V::Value> {
        self.tuple(length, visitor)
    }

    fn deserialize_option<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        match self.only_kind()? {
            Some(Kind::Null) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'r>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'r>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.column(|value| value.deserialize_enum(name, variants, visitor))
    }

    fn deserialize_unit<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'r>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'r>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_unit()
    }
}

/// The columns as the entries of a map.
struct Columns<'r, N> {
    row: Row<'r>,
    names: N,
    /// The name of the column whose value comes next.
    name: &'r str,
}

impl<'r, N: Iterator<Item = &'r str>> MapAccess<'r> for Columns<'r, N> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'r>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some(name) = self.names.next() else { return Ok(None) };
        self.name = name;
        seed.deserialize(KeyDeserializer(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<S::Value> {
        seed.deserialize(ValueDeserializer::new(self.row.decoder())).map_err(|error| error.in_column(self.name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.row.keys().len())
    }
}

/// The columns as the items of a sequence.
struct Positions<'r, N> {
    row: Row<'r>,
    names: N,
    taken: usize,
}

impl<'r, N: Iterator<Item = &'r str>> SeqAccess<'r> for Positions<'r, N> {
    type Error = DecodeError;

    fn next_element_seed<S: DeserializeSeed<'r>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        let Some(name) = self.names.next() else { return Ok(None) };
        self.taken += 1;
        let value = seed.deserialize(ValueDeserializer::new(self.row.decoder()));
        value.map(Some).map_err(|error| error.in_column(name))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.row.keys().len() - self.taken)
    }
}
