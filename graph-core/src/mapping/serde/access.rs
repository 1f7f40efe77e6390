//! How serde walks through lists, maps, enums and points.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::super::{DecodeError, Decoder};
use super::deserializer::{ValueDeserializer, mismatch};
use super::key::KeyDeserializer;
use crate::value::{Kind, Point};

type Result<T> = std::result::Result<T, DecodeError>;

/// The items of a list.
pub(super) struct Items<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
    /// `next <= length`
    next: usize,
    length: usize,
}

impl<'d, 'a> Items<'d, 'a> {
    pub(super) const fn new(decoder: &'d mut Decoder<'a>, length: usize) -> Self {
        Self { decoder, next: 0, length }
    }

    /// Returns how many items were read.
    pub(super) const fn taken(&self) -> usize {
        self.next
    }
}

impl<'a> SeqAccess<'a> for Items<'_, 'a> {
    type Error = DecodeError;

    fn next_element_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>> {
        if self.next == self.length {
            return Ok(None);
        }
        let index = self.next;
        self.next += 1;
        match seed.deserialize(ValueDeserializer::new(self.decoder)) {
            Ok(item) => Ok(Some(item)),
            Err(error) => Err(error.in_item(index)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.length - self.next)
    }
}

/// The entries of a map.
pub(super) struct Entries<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
    left: usize,
    /// The key of the entry whose value comes next.
    key: &'a str,
}

impl<'d, 'a> Entries<'d, 'a> {
    #[inline]
    pub(super) const fn new(decoder: &'d mut Decoder<'a>, length: usize) -> Self {
        Self { decoder, left: length, key: "" }
    }

    /// Returns how many entries were not read.
    #[inline]
    pub(super) const fn left(&self) -> usize {
        self.left
    }
}

impl<'a> MapAccess<'a> for Entries<'_, 'a> {
    type Error = DecodeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        self.key = self.decoder.string()?;
        seed.deserialize(KeyDeserializer(self.key)).map(Some)
    }

    #[inline]
    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value> {
        match seed.deserialize(ValueDeserializer::new(self.decoder)) {
            Ok(value) => Ok(value),
            Err(error) => Err(error.in_property(self.key.to_owned())),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// The name of a variant, and its content after it.
pub(super) struct Variant<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
}

impl<'d, 'a> Variant<'d, 'a> {
    pub(super) const fn new(decoder: &'d mut Decoder<'a>) -> Self {
        Self { decoder }
    }
}

impl<'d, 'a> EnumAccess<'a> for Variant<'d, 'a> {
    type Error = DecodeError;
    type Variant = Content<'d, 'a>;

    fn variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<(S::Value, Content<'d, 'a>)> {
        let name = self.decoder.string()?;
        let variant = seed.deserialize(KeyDeserializer(name))?;
        Ok((variant, Content { decoder: self.decoder, name }))
    }
}

/// The content of a variant.
pub(super) struct Content<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
    name: &'a str,
}

impl<'d, 'a> Content<'d, 'a> {
    fn read<T>(self, read: impl FnOnce(ValueDeserializer<'d, 'a>) -> Result<T>) -> Result<T> {
        let name = self.name;
        read(ValueDeserializer::new(self.decoder)).map_err(|error| error.in_property(name.to_owned()))
    }
}

impl<'a> VariantAccess<'a> for Content<'_, 'a> {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<()> {
        self.read(<() as serde::Deserialize>::deserialize)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<S::Value> {
        self.read(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'a>>(self, length: usize, visitor: V) -> Result<V::Value> {
        self.read(|content| content.deserialize_tuple(length, visitor))
    }

    fn struct_variant<V: Visitor<'a>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.read(|content| content.deserialize_map(visitor))
    }
}

/// The parts of a point, as the entries of a map.
pub(super) struct Coordinates {
    left: std::iter::Flatten<std::array::IntoIter<Option<(&'static str, Number)>, 4>>,
    /// The part whose key was read last.
    number: Number,
}

impl Coordinates {
    pub(super) fn of(point: &Point) -> Self {
        let axis = |name, coordinate: f64| (name, Number::float(coordinate));
        let srid = Number::integer(point.srid());
        let z = point.z().map(|z| axis("z", z));
        let parts = [Some(("srid", srid)), Some(axis("x", point.x())), Some(axis("y", point.y())), z];
        Self { left: parts.into_iter().flatten(), number: srid }
    }
}

impl<'a> MapAccess<'a> for Coordinates {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some((name, number)) = self.left.next() else { return Ok(None) };
        self.number = number;
        seed.deserialize(KeyDeserializer(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value> {
        seed.deserialize(self.number)
    }
}

/// A number of a point or vector.
#[derive(Clone, Copy)]
pub(super) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    pub(super) fn integer(number: impl Into<i64>) -> Self {
        Self::Integer(number.into())
    }

    pub(super) fn float(number: impl Into<f64>) -> Self {
        Self::Float(number.into())
    }
}

impl IntoDeserializer<'_, DecodeError> for Number {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'a> Deserializer<'a> for Number {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        match self {
            Self::Integer(number) => visitor.visit_i64(number),
            Self::Float(number) => visitor.visit_f64(number),
        }
    }

    /// Keeps an integer from becoming a float, which the types of serde would let it.
    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        match self {
            Self::Integer(_) => Err(mismatch("FLOAT", Kind::Integer)),
            Self::Float(number) => visitor.visit_f64(number),
        }
    }

    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! { <V: Visitor<'a>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}
