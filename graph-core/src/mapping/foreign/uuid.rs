//! Identifiers of `uuid`.

use uuid::Uuid;

use crate::mapping::{DecodeError, Decoder, EncodeError, Encoder, FromValue, ToValue, ValueType};
use crate::value::{self, Kind};

impl<'a> FromValue<'a> for Uuid {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    /// Reads a string or a native UUID.
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        value::Uuid::decode(decoder).map(Self::from)
    }
}

impl ToValue for Uuid {
    /// Sends its text.
    ///
    /// Servers have native UUIDs from Bolt 6.1 on, and one of these never equals a text. So that a server that is
    /// brought up to date still finds what it had, this type is a text everywhere; [`value::Uuid`] is sent as a native
    /// one.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.string(self.hyphenated().encode_lower(&mut Self::encode_buffer()))
    }
}

single_column!([] Uuid);

impl From<value::Uuid> for Uuid {
    fn from(own: value::Uuid) -> Self {
        Self::from_bytes(*own.as_bytes())
    }
}

impl From<Uuid> for value::Uuid {
    fn from(uuid: Uuid) -> Self {
        Self::from_bytes(uuid.into_bytes())
    }
}
