//! Addresses of `url`, as text.

use url::Url;

use crate::mapping::{DecodeError, Decoder, EncodeError, Encoder, FromValue, ToValue, ValueType};
use crate::value::Kind;

impl<'a> FromValue<'a> for Url {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    /// Reads an absolute URL.
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        Self::parse(decoder.string()?)
            .map_err(|error| DecodeError::custom(format_args!("the STRING is no URL: {error}")))
    }
}

impl ToValue for Url {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.string(self.as_str())
    }
}

single_column!([] Url);
