//! Reads one value for a type that has serde's `Deserialize`.

use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Visitor};

use super::super::{DecodeError, DecodeFault, Decoder, FromValue};
use super::access::{Coordinates, Entries, Items, Number, Variant};
use crate::value::{Kind, Value, Vector};

type Result<T> = std::result::Result<T, DecodeError>;

/// Reads the next value of a message; it is used up by that.
pub(super) struct ValueDeserializer<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
}

impl<'d, 'a> ValueDeserializer<'d, 'a> {
    #[inline]
    pub(super) const fn new(decoder: &'d mut Decoder<'a>) -> Self {
        Self { decoder }
    }

    /// Reads a list, whose length must be `expected` if that is given.
    fn list<V: Visitor<'a>>(self, expected: Option<usize>, visitor: V) -> Result<V::Value> {
        let length = self.decoder.list()?;
        if let Some(expected) = expected
            && expected != length
        {
            return Err(miscounted(expected, length));
        }
        let mut items = Items::new(self.decoder, length);
        let value = visitor.visit_seq(&mut items)?;
        if items.taken() < length {
            return Err(miscounted(items.taken(), length));
        }
        self.decoder.leave();
        Ok(value)
    }

    /// Reads a list, or the numbers of a vector.
    fn sequence<V: Visitor<'a>>(self, expected: Option<usize>, visitor: V) -> Result<V::Value> {
        match self.decoder.kind()? {
            Kind::Vector => match self.decoder.value()? {
                Value::Vector(vector) => numbers(&vector, visitor),
                other => Err(unreadable(&other)),
            },
            _ => self.list(expected, visitor),
        }
    }

    /// Reads a map, the properties of a node or relationship, or the coordinates of a point.
    fn map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        if self.decoder.kind()? == Kind::Point {
            return match self.decoder.value()? {
                Value::Point(point) => visitor.visit_map(Coordinates::of(&point)),
                other => Err(unreadable(&other)),
            };
        }
        let head = self.decoder.properties()?;
        let mut entries = Entries::new(self.decoder, head.properties);
        let value = visitor.visit_map(&mut entries)?;
        if entries.left() > 0 {
            return Err(unread(entries.left(), head.properties));
        }
        self.decoder.skip_entity(&head)?;
        Ok(value)
    }

    /// Reads text, or a value that has a written form.
    fn text<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        match self.decoder.kind()? {
            Kind::Date
            | Kind::Time
            | Kind::LocalTime
            | Kind::DateTime
            | Kind::LocalDateTime
            | Kind::Duration
            | Kind::Point
            | Kind::Uuid => visitor.visit_string(written(&self.decoder.value()?)?),
            _ => visitor.visit_borrowed_str(self.decoder.string()?),
        }
    }

    fn bytes<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        match self.decoder.kind()? {
            Kind::Uuid => match self.decoder.value()? {
                Value::Uuid(uuid) => visitor.visit_bytes(uuid.as_bytes()),
                other => Err(unreadable(&other)),
            },
            _ => visitor.visit_borrowed_bytes(self.decoder.bytes()?),
        }
    }

    /// Reads the name of a variant without content, or a map from the name to the content.
    fn variant<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        match self.decoder.kind()? {
            Kind::String => visitor.visit_enum(BorrowedStrDeserializer::new(self.decoder.string()?)),
            Kind::Map => {
                let length = self.decoder.map()?;
                if length != 1 {
                    let expected = "a MAP of one entry, the name and content of a variant";
                    return Err(DecodeError::custom(format_args!("expected {expected}, found {length}")));
                }
                let value = visitor.visit_enum(Variant::new(self.decoder))?;
                self.decoder.leave();
                Ok(value)
            }
            other => Err(mismatch("STRING or MAP", other)),
        }
    }

    fn null<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        match self.decoder.null()? {
            true => visitor.visit_unit(),
            false => Err(mismatch("NULL", self.decoder.kind()?)),
        }
    }
}

/// Writes the methods for types that [`FromValue`] reads as well, by the same rules.
macro_rules! scalars {
    ($($method:ident $visit:ident $type:ty;)+) => {
        $(
            #[inline]
            fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
                visitor.$visit(<$type>::decode(self.decoder)?)
            }
        )+
    };
}

impl<'a> Deserializer<'a> for ValueDeserializer<'_, 'a> {
    type Error = DecodeError;

    scalars! {
        deserialize_bool visit_bool bool;
        deserialize_i8 visit_i8 i8;
        deserialize_i16 visit_i16 i16;
        deserialize_i32 visit_i32 i32;
        deserialize_i64 visit_i64 i64;
        deserialize_i128 visit_i128 i128;
        deserialize_u8 visit_u8 u8;
        deserialize_u16 visit_u16 u16;
        deserialize_u32 visit_u32 u32;
        deserialize_u64 visit_u64 u64;
        deserialize_u128 visit_u128 u128;
        deserialize_f32 visit_f32 f32;
        deserialize_f64 visit_f64 f64;
        deserialize_char visit_char char;
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        match self.decoder.kind()? {
            Kind::Null => self.null(visitor),
            Kind::Boolean => self.deserialize_bool(visitor),
            Kind::Integer => self.deserialize_i64(visitor),
            Kind::Float => self.deserialize_f64(visitor),
            Kind::Bytes => self.bytes(visitor),
            Kind::List | Kind::Vector => self.sequence(None, visitor),
            Kind::Map | Kind::Node | Kind::Relationship => self.map(visitor),
            Kind::Path | Kind::Unsupported | Kind::Broken => Err(unreadable(&self.decoder.value()?)),
            Kind::String
            | Kind::Date
            | Kind::Time
            | Kind::LocalTime
            | Kind::DateTime
            | Kind::LocalDateTime
            | Kind::Duration
            | Kind::Point
            | Kind::Uuid => self.text(visitor),
        }
    }

    #[inline]
    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.text(visitor)
    }

    #[inline]
    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.text(visitor)
    }

    fn deserialize_bytes<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.bytes(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.bytes(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        if self.decoder.null()? { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.null(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.null(visitor)
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.sequence(None, visitor)
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, length: usize, visitor: V) -> Result<V::Value> {
        self.sequence(Some(length), visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(self, _: &'static str, length: usize, visitor: V) -> Result<V::Value> {
        self.sequence(Some(length), visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.map(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.map(visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.variant(visitor).map_err(|error| error.of_enum(name))
    }

    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.text(visitor)
    }

    #[inline]
    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value> {
        self.decoder.skip()?;
        visitor.visit_unit()
    }
}

fn numbers<'a, V: Visitor<'a>>(vector: &Vector, visitor: V) -> Result<V::Value> {
    fn all<'a, V: Visitor<'a>>(numbers: impl Iterator<Item = Number>, visitor: V) -> Result<V::Value> {
        let mut numbers = SeqDeserializer::new(numbers);
        let value = visitor.visit_seq(&mut numbers)?;
        numbers.end()?;
        Ok(value)
    }
    match vector {
        Vector::Int8(it) => all(it.iter().copied().map(Number::integer), visitor),
        Vector::Int16(it) => all(it.iter().copied().map(Number::integer), visitor),
        Vector::Int32(it) => all(it.iter().copied().map(Number::integer), visitor),
        Vector::Int64(it) => all(it.iter().copied().map(Number::integer), visitor),
        Vector::Float32(it) => all(it.iter().copied().map(Number::float), visitor),
        Vector::Float64(it) => all(it.iter().copied().map(Number::float), visitor),
    }
}

/// Returns the written form of a value, without what a query has around it.
fn written(value: &Value) -> Result<String> {
    Ok(match value {
        Value::Date(it) => it.to_string(),
        Value::Time(it) => it.to_string(),
        Value::LocalTime(it) => it.to_string(),
        Value::DateTime(it) => it.to_string(),
        Value::LocalDateTime(it) => it.to_string(),
        Value::Duration(it) => it.to_string(),
        Value::Point(it) => it.to_string(),
        Value::Uuid(it) => it.to_string(),
        other => return Err(unreadable(other)),
    })
}

#[cold]
fn unreadable(value: &Value) -> DecodeError {
    let reason = match value {
        Value::Path(_) => "a PATH has no form in serde; return `nodes(p)` and `relationships(p)`".to_owned(),
        other => other.to_string(),
    };
    DecodeError::new(DecodeFault::Unrepresentable { reason })
}

/// Makes the error for a value of another kind.
#[cold]
pub(super) fn mismatch(expected: &'static str, found: Kind) -> DecodeError {
    let expected = expected.into();
    DecodeError::new(match found {
        Kind::Null => DecodeFault::Null { expected },
        found => DecodeFault::Mismatch { expected, found },
    })
}

#[cold]
fn miscounted(expected: usize, found: usize) -> DecodeError {
    DecodeError::custom(format_args!("expected a LIST of {expected} items, found {found}"))
}

#[cold]
fn unread(left: usize, length: usize) -> DecodeError {
    DecodeError::custom(format_args!("the type leaves {left} of {length} entries unread"))
}
