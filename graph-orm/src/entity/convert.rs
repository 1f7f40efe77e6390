//! Values that are stored as something else.

use std::fmt;
use std::marker::PhantomData;

use graph_core::mapping::{DecodeError, Decoder, EncodeError, Encoder, FromValue, ToValue, ValueType};

/// What stores values of type `T` as something else, for fields with `#[graph(with = …)]`.
///
/// An `Option` of such a value is null for `None`, and never comes to the converter. The handle of the property has the
/// type that is stored, so that a query compares what the database has.
///
/// ```
/// use std::net::Ipv4Addr;
///
/// use graph_orm::entity::Convert;
/// use graph_orm::prelude::*;
///
/// /// Addresses as numbers, which can be compared.
/// struct AsNumber;
///
/// impl Convert<Ipv4Addr> for AsNumber {
///     type Stored = i64;
///     type Error = std::num::TryFromIntError;
///
///     fn to_stored(address: &Ipv4Addr) -> Result<i64, Self::Error> {
///         Ok(i64::from(address.to_bits()))
///     }
///
///     fn from_stored(number: i64) -> Result<Ipv4Addr, Self::Error> {
///         u32::try_from(number).map(Ipv4Addr::from_bits)
///     }
/// }
///
/// #[derive(Node)]
/// struct Host {
///     #[graph(key)]
///     name: String,
///     #[graph(with = AsNumber)]
///     address: Ipv4Addr,
///     #[graph(with = AsNumber)]
///     gateway: Option<Ipv4Addr>,
/// }
///
/// assert_eq!(Host::node().filter(Host::ADDRESS.lt(256)).to_cypher()?, "MATCH (n:Host)\nWHERE n.address < $p0\nRETURN n");
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not convert a `{T}`",
    label = "no converter of this type",
    note = "implement `graph_orm::entity::Convert<{T}>` for it; `#[graph(json)]` wants the feature `serde_json`, and a type \
            that implements `Serialize` and `DeserializeOwned`"
)]
pub trait Convert<T> {
    /// What the database has.
    type Stored: ToValue + for<'a> FromValue<'a>;

    /// Why a value has no counterpart. Keep the value out of its message, which becomes part of an error.
    type Error: fmt::Display;

    /// Returns what is stored of a value.
    ///
    /// # Errors
    /// The reason why it cannot be stored.
    fn to_stored(value: &T) -> Result<Self::Stored, Self::Error>;

    /// Returns the value of what is stored.
    ///
    /// # Errors
    /// The reason why it is no such value.
    fn from_stored(stored: Self::Stored) -> Result<T, Self::Error>;
}

/// The converter of `#[graph(json)]`: JSON as a text, with the feature `serde_json`.
///
/// ```
/// # #[cfg(feature = "serde_json")] {
/// use graph_orm::prelude::*;
/// use graph_orm::entity::Json;
///
/// #[derive(Node)]
/// struct Film {
///     #[graph(key)]
///     title: String,
///     #[graph(json)]
///     awards: Vec<(String, u16)>,
///     // The same, by its name.
///     #[graph(with = Json)]
///     cuts: Option<Vec<String>>,
/// }
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Json;

#[cfg(feature = "serde_json")]
impl<T: serde::Serialize + serde::de::DeserializeOwned> Convert<T> for Json {
    type Stored = String;
    type Error = JsonError;

    fn to_stored(value: &T) -> Result<String, JsonError> {
        serde_json::to_string(value).map_err(|_| JsonError::NotWritten)
    }

    fn from_stored(stored: String) -> Result<T, JsonError> {
        // The words of the parser have the value in them.
        serde_json::from_str(&stored).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => JsonError::AnotherType { column: error.column() },
            _ => JsonError::NoJson { column: error.column() },
        })
    }
}

/// Why a value is no JSON, or JSON no value.
#[cfg(feature = "serde_json")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// The value's type has no form in JSON.
    NotWritten,
    /// The text is no JSON from this column on.
    NoJson {
        /// Counted from 1.
        column: usize,
    },
    /// The JSON before this column is that of another type.
    AnotherType {
        /// Counted from 1.
        column: usize,
    },
}

#[cfg(feature = "serde_json")]
impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWritten => f.write_str("the value has no form in JSON"),
            Self::NoJson { column } => write!(f, "the text is no JSON at column {column}"),
            Self::AnotherType { column } => write!(f, "the JSON is that of another type at column {column}"),
        }
    }
}

#[cfg(feature = "serde_json")]
impl std::error::Error for JsonError {}

/// A value that a converter reads and writes.
#[doc(hidden)]
#[derive(Debug)]
pub struct With<C, T>(T, PhantomData<fn() -> C>);

/// Writes what is stored of a value.
///
/// # Errors
/// The converter's.
#[doc(hidden)]
pub fn encode_with<C: Convert<T>, T>(value: &T, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
    C::to_stored(value).map_err(EncodeError::custom)?.encode(encoder)
}

/// Writes what is stored of a value, or null.
///
/// # Errors
/// The converter's.
#[doc(hidden)]
pub fn encode_optional_with<C: Convert<T>, T>(value: &Option<T>, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
    match value {
        Some(value) => encode_with::<C, T>(value, encoder),
        None => encoder.null(),
    }
}

impl<'a, C: Convert<T>, T> FromValue<'a> for With<C, T> {
    const TYPE: ValueType = <C::Stored as FromValue<'a>>::TYPE;

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let value = C::from_stored(C::Stored::decode(decoder)?).map_err(DecodeError::custom)?;
        Ok(Self(value, PhantomData))
    }

    fn absent() -> Option<Self> {
        Some(Self(C::from_stored(C::Stored::absent()?).ok()?, PhantomData))
    }
}

/// What is left when a value has been converted.
#[doc(hidden)]
pub trait Converted {
    /// The field's own type.
    type Value;

    /// Returns the value.
    fn into_value(self) -> Self::Value;
}

impl<C, T> Converted for With<C, T> {
    type Value = T;

    fn into_value(self) -> T {
        self.0
    }
}

impl<C, T> Converted for Option<With<C, T>> {
    type Value = Option<T>;

    fn into_value(self) -> Option<T> {
        self.map(With::into_value)
    }
}
