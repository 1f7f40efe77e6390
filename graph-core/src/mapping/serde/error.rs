//! What serde's errors become.

use std::fmt::Display;

use serde::de::{Expected, Unexpected};
use serde::{de, ser};

use super::super::{DecodeError, DecodeFault, EncodeError};
use crate::value::Kind;

impl de::Error for DecodeError {
    fn custom<M: Display>(message: M) -> Self {
        Self::custom(message)
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let text = expected.to_string();
        match kind(found) {
            Some(Kind::Null) => Self::new(DecodeFault::Null { expected: text.into() }),
            Some(found) => Self::new(DecodeFault::Mismatch { expected: text.into(), found }),
            None => Self::custom(format_args!("expected {text}, found {found}")),
        }
    }

    /// Names a number, as it would be named out of range, and of other values the kind alone.
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        match (found, kind(found)) {
            (Unexpected::Signed(number), _) => Self::custom(format_args!("expected {expected}, found {number}")),
            (Unexpected::Unsigned(number), _) => Self::custom(format_args!("expected {expected}, found {number}")),
            (_, Some(kind)) => Self::custom(format_args!("expected {expected}, found another {kind}")),
            (_, None) => Self::custom(format_args!("expected {expected}, found {found}")),
        }
    }

    fn unknown_variant(_: &str, variants: &'static [&'static str]) -> Self {
        Self::unknown_variant("the enum", variants)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::missing_property(name)
    }
}

/// The kind of database value that serde speaks of, if it is one.
fn kind(found: Unexpected<'_>) -> Option<Kind> {
    Some(match found {
        Unexpected::Bool(_) => Kind::Boolean,
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => Kind::Integer,
        Unexpected::Float(_) => Kind::Float,
        Unexpected::Char(_) | Unexpected::Str(_) => Kind::String,
        Unexpected::Bytes(_) => Kind::Bytes,
        Unexpected::Unit | Unexpected::Option => Kind::Null,
        Unexpected::Seq => Kind::List,
        Unexpected::Map => Kind::Map,
        _ => return None,
    })
}

impl ser::Error for EncodeError {
    /// Drops the message: only the type's author knows whether the value is in it.
    fn custom<M: Display>(_: M) -> Self {
        Self::custom("the type's `Serialize` refuses the value; its message is left out, since it may show the value")
    }
}
