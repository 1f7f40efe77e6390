//! The parameters of a query, given as a struct or map of serde.

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};

use super::super::{EncodeError, Encoder};
use super::refuse::refuse;
use super::serializer::Container;

/// Returns how many parameters [`write`] appends; none if it fails.
///
/// Only the serialized form knows: attributes skip, flatten and rename fields. The type is asked twice then, this time
/// without a look into the values.
pub(super) fn count<T: Serialize>(params: &T) -> usize {
    params.serialize(Parameters(Count(0))).unwrap_or(0)
}

/// Appends the names and values of the parameters.
pub(super) fn write<T: Serialize>(params: &T, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
    params.serialize(Parameters(Container::entries(encoder)))
}

/// Hands the fields of a struct or the entries of a map to `C`.
struct Parameters<C>(C);

#[cold]
fn refused(what: &str) -> EncodeError {
    EncodeError::custom(format_args!("query parameters are a struct or a map with string keys, not {what}"))
}

impl<C> Serializer for Parameters<C>
where
    C: SerializeMap<Error = EncodeError> + SerializeStruct<Ok = <C as SerializeMap>::Ok, Error = EncodeError>,
{
    type Ok = <C as SerializeMap>::Ok;
    type Error = EncodeError;
    type SerializeSeq = Impossible<Self::Ok, EncodeError>;
    type SerializeTuple = Impossible<Self::Ok, EncodeError>;
    type SerializeTupleStruct = Impossible<Self::Ok, EncodeError>;
    type SerializeTupleVariant = Impossible<Self::Ok, EncodeError>;
    type SerializeMap = C;
    type SerializeStruct = C;
    type SerializeStructVariant = Impossible<Self::Ok, EncodeError>;

    fn serialize_map(self, _: Option<usize>) -> Result<C, EncodeError> {
        Ok(self.0)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<C, EncodeError> {
        Ok(self.0)
    }

    fn serialize_unit(self) -> Result<Self::Ok, EncodeError> {
        SerializeMap::end(self.0)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Self::Ok, EncodeError> {
        SerializeMap::end(self.0)
    }

    fn serialize_none(self) -> Result<Self::Ok, EncodeError> {
        SerializeMap::end(self.0)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok, EncodeError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Self::Ok, EncodeError> {
        value.serialize(self)
    }

    refuse! { refused: numbers; text; bytes; sequences; unit_variants; variants; }
}

/// Counts fields and entries.
struct Count(usize);

impl SerializeMap for Count {
    type Ok = usize;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), EncodeError> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), EncodeError> {
        self.0 += 1;
        Ok(())
    }

    fn end(self) -> Result<usize, EncodeError> {
        Ok(self.0)
    }
}

impl SerializeStruct for Count {
    type Ok = usize;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, _: &T) -> Result<(), EncodeError> {
        self.0 += 1;
        Ok(())
    }

    fn end(self) -> Result<usize, EncodeError> {
        Ok(self.0)
    }
}
