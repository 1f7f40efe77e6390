//! Decimal numbers of `rust_decimal`, as text: the database has none.

use rust_decimal::Decimal;

use crate::mapping::{DecodeError, Decoder, EncodeError, Encoder, FromValue, ToValue, ValueType};
use crate::value::Kind;

impl<'a> FromValue<'a> for Decimal {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    /// Reads a text or an integer that it holds to the last digit; a float is no decimal number.
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        if decoder.kind()? == Kind::Integer {
            return decoder.integer().map(Self::from);
        }
        let unfit = |_| DecodeError::custom("the STRING is no number that a rust_decimal::Decimal holds exactly");
        Self::from_str_exact(decoder.string()?).map_err(unfit)
    }
}

impl ToValue for Decimal {
    /// Sends its text, which keeps every digit but is ordered as a text is.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.string(&self.to_string())
    }
}

single_column!([] Decimal);
