//! Writes one value of a type that has serde's `Serialize`.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::super::{EncodeError, Encoder, ToValue};
use super::key::KeySerializer;
use super::native::Native;
use crate::packstream::{PackError, Reader, limits};

type Result<T> = std::result::Result<T, EncodeError>;

/// Appends one value to a message.
pub(super) struct ValueSerializer<'e, 'b> {
    encoder: &'e mut Encoder<'b>,
    /// How many lists and maps the value is in.
    depth: u8,
}

impl<'e, 'b> ValueSerializer<'e, 'b> {
    #[inline]
    pub(super) const fn new(encoder: &'e mut Encoder<'b>) -> Self {
        Self { encoder, depth: 0 }
    }

    /// Enters a list or map.
    fn deeper(self) -> Result<Self> {
        if self.depth >= limits::MAX_DEPTH {
            return Err(PackError::TooDeep.into());
        }
        Ok(Self { encoder: self.encoder, depth: self.depth + 1 })
    }

    fn list(self, length: Option<usize>) -> Result<Container<'e, 'b>> {
        let Self { encoder, depth } = self.deeper()?;
        let length = match length {
            Some(length) => {
                encoder.list(length)?;
                Length::Announced(length)
            }
            None => Length::Open(encoder.open_list()),
        };
        Ok(Container { depth, ..Container::new(encoder, length) })
    }

    fn map(self, length: Option<usize>) -> Result<Container<'e, 'b>> {
        let Self { encoder, depth } = self.deeper()?;
        let length = match length {
            Some(length) => {
                encoder.map(length)?;
                Length::Announced(length)
            }
            None => Length::Open(encoder.open_map()),
        };
        Ok(Container { depth, ..Container::new(encoder, length) })
    }

    /// Opens the map from the name of a variant to its content, which comes next.
    fn variant(self, name: &'static str) -> Result<Self> {
        let inside = self.deeper()?;
        inside.encoder.map(1)?;
        inside.encoder.string(name)?;
        Ok(inside)
    }
}

/// Writes the methods for types that have [`ToValue`] as well, by the same rules.
macro_rules! scalars {
    ($($method:ident($type:ty))+) => {
        $(
            #[inline]
            fn $method(self, value: $type) -> Result<()> {
                value.encode(self.encoder)
            }
        )+
    };
}

impl<'e, 'b> Serializer for ValueSerializer<'e, 'b> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Container<'e, 'b>;
    type SerializeTuple = Container<'e, 'b>;
    type SerializeTupleStruct = Container<'e, 'b>;
    type SerializeTupleVariant = Container<'e, 'b>;
    type SerializeMap = Container<'e, 'b>;
    type SerializeStruct = Container<'e, 'b>;
    type SerializeStructVariant = Container<'e, 'b>;

    scalars! {
        serialize_bool(bool)
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64) serialize_i128(i128)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64) serialize_u128(u128)
        serialize_f32(f32) serialize_f64(f64)
        serialize_char(char) serialize_str(&str)
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<()> {
        self.encoder.bytes(value)
    }

    fn serialize_none(self) -> Result<()> {
        self.encoder.null()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.encoder.null()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.encoder.null()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<()> {
        self.encoder.string(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<()> {
        let Some(native) = Native::named(name) else { return value.serialize(self) };
        let start = self.encoder.position();
        value.serialize(ValueSerializer { encoder: &mut *self.encoder, depth: self.depth })?;
        let value = native.restore(self.encoder.written(start))?;
        self.encoder.truncate(start);
        self.encoder.value(&value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        value.serialize(self.variant(variant)?).map_err(|error| error.in_field(variant))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Container<'e, 'b>> {
        self.list(length)
    }

    fn serialize_tuple(self, length: usize) -> Result<Container<'e, 'b>> {
        self.list(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Container<'e, 'b>> {
        self.list(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Container<'e, 'b>> {
        Ok(Container { variant: Some(variant), ..self.variant(variant)?.list(Some(length))? })
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Container<'e, 'b>> {
        self.map(length)
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Container<'e, 'b>> {
        self.map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Container<'e, 'b>> {
        Ok(Container { variant: Some(variant), ..self.variant(variant)?.map(Some(length))? })
    }
}

/// A list or map to which items or entries are being appended.
pub(super) struct Container<'e, 'b> {
    encoder: &'e mut Encoder<'b>,
    /// The depth of what it contains.
    depth: u8,
    length: Length,
    written: usize,
    /// Where the key begins that has no value yet.
    key: Option<usize>,
    /// The variant that it is the content of.
    variant: Option<&'static str>,
}

enum Length {
    /// There is no header here.
    Elsewhere,
    /// The header says so many.
    Announced(usize),
    /// The header is to be completed, at this position.
    Open(usize),
}

impl<'e, 'b> Container<'e, 'b> {
    /// Makes the entries of a map whose header the caller writes.
    pub(super) const fn entries(encoder: &'e mut Encoder<'b>) -> Self {
        Self { depth: 1, ..Self::new(encoder, Length::Elsewhere) }
    }

    const fn new(encoder: &'e mut Encoder<'b>, length: Length) -> Self {
        Self { encoder, depth: 0, length, written: 0, key: None, variant: None }
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.written += 1;
        value.serialize(self.next()).map_err(|error| self.inside(error))
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        self.written += 1;
        self.encoder.string(name)?;
        value.serialize(self.next()).map_err(|error| self.inside(error.in_field(name)))
    }

    fn next(&mut self) -> ValueSerializer<'_, 'b> {
        ValueSerializer { encoder: &mut *self.encoder, depth: self.depth }
    }

    #[cold]
    fn inside(&self, error: EncodeError) -> EncodeError {
        match self.variant {
            Some(variant) => error.in_field(variant),
            None => error,
        }
    }

    /// Ends the container. A wrong length would shift all that follows, so that the announced one is not trusted.
    fn close(self) -> Result<()> {
        match self.length {
            _ if self.key.is_some() => Err(self.unpaired()),
            Length::Elsewhere => Ok(()),
            Length::Announced(length) if length == self.written => Ok(()),
            Length::Announced(length) => Err(self.inside(EncodeError::custom(format_args!(
                "the type's `Serialize` announces {length} items and gives {}",
                self.written
            )))),
            Length::Open(opened) => self.encoder.close(opened, self.written),
        }
    }

    #[cold]
    fn unpaired(&self) -> EncodeError {
        self.inside(EncodeError::custom("the type's `Serialize` gives a key without a value, or a value without a key"))
    }
}

impl SerializeMap for Container<'_, '_> {
    type Ok = ();
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        if self.key.replace(self.encoder.position()).is_some() {
            return Err(self.unpaired());
        }
        key.serialize(KeySerializer(&mut *self.encoder)).map_err(|error| self.inside(error))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let Some(key) = self.key.take() else { return Err(self.unpaired()) };
        self.written += 1;
        value.serialize(self.next()).map_err(|error| {
            // The key is what was written first since then.
            let name = Reader::new(self.encoder.written(key)).string().unwrap_or("?").to_owned();
            self.inside(error.in_field(name))
        })
    }

    fn end(self) -> Result<()> {
        self.close()
    }
}

/// Writes what the other kinds of containers have in common.
macro_rules! containers {
    ($($trait:ident { $($method:ident = $inner:ident($($argument:ident: $type:ty),*);)+ })+) => {
        $(
            impl $trait for Container<'_, '_> {
                type Ok = ();
                type Error = EncodeError;

                $(
                    #[inline]
                    fn $method<T: Serialize + ?Sized>(&mut self, $($argument: $type,)* value: &T) -> Result<()> {
                        self.$inner($($argument,)* value)
                    }
                )+

                fn end(self) -> Result<()> {
                    self.close()
                }
            }
        )+
    };
}

containers! {
    SerializeSeq { serialize_element = item(); }
    SerializeTuple { serialize_element = item(); }
    SerializeTupleStruct { serialize_field = item(); }
    SerializeTupleVariant { serialize_field = item(); }
    SerializeStruct { serialize_field = field(name: &'static str); }
    SerializeStructVariant { serialize_field = field(name: &'static str); }
}
