//! Dates and times of other crates by way of this crate's own.

use crate::mapping::{DecodeError, EncodeError, FromValue};

/// Makes a foreign type a value by way of one of this crate's own, with functions that return `None` for what the other
/// side cannot hold.
macro_rules! by_way_of {
    ($($(#[$doc:meta])* $foreign:ty, $name:literal, $own:ty, $read:expr, $write:expr;)+) => {$(
        impl<'a> crate::mapping::FromValue<'a> for $foreign {
            const TYPE: crate::mapping::ValueType = <$own as crate::mapping::FromValue<'a>>::TYPE;

            $(#[$doc])*
            fn decode(decoder: &mut crate::mapping::Decoder<'a>) -> Result<Self, crate::mapping::DecodeError> {
                let own = <$own as crate::mapping::FromValue<'a>>::decode(decoder)?;
                let read: fn($own) -> Option<Self> = $read;
                read(own).ok_or_else(|| super::temporal::unreadable::<$own>($name))
            }
        }

        impl crate::mapping::ToValue for $foreign {
            $(#[$doc])*
            fn encode(&self, encoder: &mut crate::mapping::Encoder<'_>) -> Result<(), crate::mapping::EncodeError> {
                let write: fn(&Self) -> Option<$own> = $write;
                write(self).ok_or_else(|| super::temporal::unwritable::<$own>($name))?.encode(encoder)
            }
        }

        single_column!([] $foreign);
    )+};
}

#[cold]
pub(super) fn unreadable<'a, Own: FromValue<'a>>(foreign: &str) -> DecodeError {
    DecodeError::custom(format_args!("a {foreign} cannot hold this {}", Own::TYPE))
}

#[cold]
pub(super) fn unwritable<'a, Own: FromValue<'a>>(foreign: &str) -> EncodeError {
    EncodeError::custom(format_args!("a {} cannot hold this {foreign}", Own::TYPE))
}
