//! This crate's own values in serde: their written forms in JSON and the like, and as parameters what they are.
//!
//! Serde has no dates. So a value is a newtype struct around its written form, which other formats do not show, and its
//! name, which no type of an application has, tells the serializer of parameters what to send.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeStruct, Serializer};

use super::super::EncodeError;
use crate::bolt::Dialect;
use crate::bolt::wire::structure::decode_value;
use crate::packstream::Reader;
use crate::value::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, Node, Path, Point, Relationship, Time, Uuid, Value, Vector,
};

/// The name of one of this crate's types as a newtype struct.
macro_rules! name {
    ($type:literal) => {
        concat!("graph_core::value::", $type)
    };
}

/// A type of value that is sent as what it is, and not as what serde sees of it.
#[derive(Clone, Copy)]
pub(super) struct Native {
    restore: fn(&Value) -> Option<Value>,
}

impl Native {
    /// Returns the type whose newtype struct has this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        // Almost every newtype struct is none of these, and is found to be none by its first letters.
        let restore = match name.strip_prefix(name!(""))? {
            "Date" => from_text::<Date>,
            "Time" => from_text::<Time>,
            "LocalTime" => from_text::<LocalTime>,
            "DateTime" => from_text::<DateTime>,
            "LocalDateTime" => from_text::<LocalDateTime>,
            "Duration" => from_text::<Duration>,
            "Uuid" => from_text::<Uuid>,
            "Point" => point,
            "Vector<i8>" => integers::<i8>,
            "Vector<i16>" => integers::<i16>,
            "Vector<i32>" => integers::<i32>,
            "Vector<i64>" => integers::<i64>,
            "Vector<f32>" => vector_of_f32,
            "Vector<f64>" => vector_of_f64,
            _ => return None,
        };
        Some(Self { restore })
    }

    /// Returns the value whose written form has been encoded.
    pub(super) fn restore(self, written: &[u8]) -> Result<Value, EncodeError> {
        let form = decode_value(&mut Reader::new(written), Dialect::NEWEST, 0).ok();
        let refused = || EncodeError::custom("the name of the newtype struct is reserved for another type");
        form.and_then(|form| (self.restore)(&form)).ok_or_else(refused)
    }
}

fn from_text<T: FromStr + Into<Value>>(form: &Value) -> Option<Value> {
    form.as_str()?.parse::<T>().ok().map(Into::into)
}

fn point(form: &Value) -> Option<Value> {
    let parts = form.as_map()?;
    let axis = |name| parts.get(name).and_then(Value::as_float);
    let srid = parts.get("srid")?.as_int()?.try_into().ok()?;
    Point::new(srid, axis("x")?, axis("y")?, axis("z")).ok().map(Value::from)
}

fn integers<N: TryFrom<i64>>(form: &Value) -> Option<Value>
where
    Vector: From<Vec<N>>,
{
    let numbers = form.as_list()?.iter().map(|number| N::try_from(number.as_int()?).ok());
    Some(Vector::from(numbers.collect::<Option<Vec<N>>>()?).into())
}

fn vector_of_f64(form: &Value) -> Option<Value> {
    Some(Vector::from(form.as_list()?.iter().map(Value::as_float).collect::<Option<Vec<_>>>()?).into())
}

fn vector_of_f32(form: &Value) -> Option<Value> {
    #[expect(clippy::cast_possible_truncation, reason = "it was widened from an f32")]
    let numbers = form.as_list()?.iter().map(|number| number.as_float().map(|number| number as f32));
    Some(Vector::from(numbers.collect::<Option<Vec<_>>>()?).into())
}

/// Types that are text: what their `Display` writes and their `FromStr` reads.
macro_rules! texts {
    ($($type:ident $name:literal, $expected:literal;)+) => {
        $(
            #[doc = concat!("Writes ", $expected, " as text.")]
            impl Serialize for $type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_newtype_struct(name!($name), &Text(self))
                }
            }

            #[doc = concat!("Reads ", $expected, " from text.")]
            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let visitor = TextVisitor { expected: $expected, read: PhantomData };
                    deserializer.deserialize_newtype_struct(name!($name), visitor)
                }
            }
        )+
    };
}

texts! {
    Date "Date", "a date";
    Time "Time", "a time with an offset";
    LocalTime "LocalTime", "a local time";
    DateTime "DateTime", "a date-time";
    LocalDateTime "LocalDateTime", "a local date-time";
    Duration "Duration", "a duration";
    Uuid "Uuid", "a UUID";
}

struct Text<'v, T>(&'v T);

impl<T: fmt::Display> Serialize for Text<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

struct TextVisitor<T> {
    expected: &'static str,
    read: PhantomData<T>,
}

impl<'de, T: FromStr<Err: Error>> Visitor<'de> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<T, D::Error> {
        inner.deserialize_str(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|error: T::Err| match error.source() {
            Some(cause) => E::custom(format_args!("{error}: {cause}")),
            None => E::custom(error),
        })
    }
}

/// Writes the parts as a map of `srid`, `x`, `y` and `z`.
impl Serialize for Point {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(name!("Point"), &Parts(self))
    }
}

struct Parts<'v>(&'v Point);

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let z = self.0.z();
        let mut parts = serializer.serialize_struct("Point", 3 + usize::from(z.is_some()))?;
        parts.serialize_field("srid", &self.0.srid())?;
        parts.serialize_field("x", &self.0.x())?;
        parts.serialize_field("y", &self.0.y())?;
        match z {
            Some(z) => parts.serialize_field("z", &z)?,
            None => parts.skip_field("z")?,
        }
        parts.end()
    }
}

/// Reads the parts from a map of `srid`, `x`, `y` and `z`.
impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(name!("Point"), PointVisitor)
    }
}

struct PointVisitor;

impl<'de> Visitor<'de> for PointVisitor {
    type Value = Point;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point as a map of srid, x, y and z")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Point, D::Error> {
        inner.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut parts: A) -> Result<Point, A::Error> {
        use de::Error as _;
        let (mut srid, mut x, mut y, mut z) = (None, None, None, None);
        while let Some(name) = parts.next_key::<String>()? {
            match name.as_str() {
                "srid" => srid = Some(parts.next_value()?),
                "x" => x = Some(parts.next_value()?),
                "y" => y = Some(parts.next_value()?),
                "z" => z = parts.next_value()?,
                _ => return Err(A::Error::unknown_field(&name, &["srid", "x", "y", "z"])),
            }
        }
        let missing = A::Error::missing_field;
        let srid = srid.ok_or_else(|| missing("srid"))?;
        let (x, y) = (x.ok_or_else(|| missing("x"))?, y.ok_or_else(|| missing("y"))?);
        Point::new(srid, x, y, z).map_err(A::Error::custom)
    }
}

/// Writes the numbers as a sequence.
impl Serialize for Vector {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Int8(it) => serializer.serialize_newtype_struct(name!("Vector<i8>"), it),
            Self::Int16(it) => serializer.serialize_newtype_struct(name!("Vector<i16>"), it),
            Self::Int32(it) => serializer.serialize_newtype_struct(name!("Vector<i32>"), it),
            Self::Int64(it) => serializer.serialize_newtype_struct(name!("Vector<i64>"), it),
            Self::Float32(it) => serializer.serialize_newtype_struct(name!("Vector<f32>"), it),
            Self::Float64(it) => serializer.serialize_newtype_struct(name!("Vector<f64>"), it),
        }
    }
}

/// Writes the properties as a map, without labels and id.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.properties())
    }
}

/// Writes the properties as a map, without type and ids.
impl Serialize for Relationship {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.properties())
    }
}

/// Writes the properties of the nodes and relationships on the way, in turns, as a sequence.
impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hops = self.hops().flat_map(|hop| [hop.relationship().properties(), hop.to().properties()]);
        serializer.collect_seq(std::iter::once(self.start().properties()).chain(hops))
    }
}

/// Writes the value as a format without types of its own has it; a value that could not be read is an error.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(it) => serializer.serialize_bool(*it),
            Self::Integer(it) => serializer.serialize_i64(*it),
            Self::Float(it) => serializer.serialize_f64(*it),
            Self::String(it) => serializer.serialize_str(it),
            Self::Bytes(it) => serializer.serialize_bytes(it),
            Self::List(it) => serializer.collect_seq(it),
            Self::Map(it) => serializer.collect_map(it),
            Self::Node(it) => it.serialize(serializer),
            Self::Relationship(it) => it.serialize(serializer),
            Self::Path(it) => it.serialize(serializer),
            Self::Date(it) => it.serialize(serializer),
            Self::Time(it) => it.serialize(serializer),
            Self::LocalTime(it) => it.serialize(serializer),
            Self::DateTime(it) => it.serialize(serializer),
            Self::LocalDateTime(it) => it.serialize(serializer),
            Self::Duration(it) => it.serialize(serializer),
            Self::Point(it) => it.serialize(serializer),
            Self::Vector(it) => it.serialize(serializer),
            Self::Uuid(it) => it.serialize(serializer),
            Self::Unsupported(_) | Self::Broken(_) => Err(S::Error::custom(self)),
        }
    }
}
