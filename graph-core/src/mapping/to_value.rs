//! How a Rust value becomes a parameter.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

use super::Encoder;
use super::error::{EncodeError, EncodeFault};
use crate::value::{Date, DateTime, Duration, LocalDateTime, LocalTime, Point, Time, Uuid, Value, Vector};

/// A type that can be sent as a parameter, written straight into the message.
///
/// ```
/// use graph_core::bolt::Dialect;
/// use graph_core::mapping::{Encoder, ToValue};
///
/// let mut bytes = Vec::new();
/// vec![Some(1_u8), None].encode(&mut Encoder::new(&mut bytes, Dialect::NEWEST))?;
/// assert_eq!(bytes, [0x92, 0x01, 0xC0]);
/// # Ok::<(), graph_core::mapping::EncodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent as a parameter",
    label = "`{Self}` does not implement `ToValue`",
    note = "derive it: `#[derive(ToValue)]` for a newtype, an enum of names or a struct",
    note = "a type that only has serde goes into `Serde(value)`"
)]
pub trait ToValue {
    /// Appends the value.
    ///
    /// # Errors
    /// An [`EncodeError`] that names the field and never its value.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError>;
}

macro_rules! small_integers {
    ($($type:ty)+) => {$(
        impl ToValue for $type {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
                encoder.integer(i64::from(*self))
            }
        }
    )+};
}

small_integers!(i8 i16 i32 i64 u8 u16 u32);

macro_rules! wide_integers {
    ($($type:ty)+) => {$(
        impl ToValue for $type {
            /// Refuses what does not fit a 64-bit integer instead of wrapping it.
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
                match i64::try_from(*self) {
                    Ok(value) => encoder.integer(value),
                    Err(_) => Err(EncodeError::new(EncodeFault::OutOfRange { source: stringify!($type) })),
                }
            }
        }
    )+};
}

wide_integers!(u64 usize isize i128 u128);

impl ToValue for bool {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.boolean(*self)
    }
}

impl ToValue for f64 {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.float(*self)
    }
}

impl ToValue for f32 {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.float(f64::from(*self))
    }
}

impl ToValue for str {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.string(self)
    }
}

impl ToValue for String {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.string(self)
    }
}

impl ToValue for char {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.string(self.encode_utf8(&mut [0; 4]))
    }
}

/// Bytes; a `Vec<u8>` is sent as a list of integers, as every `Vec` is.
impl ToValue for bytes::Bytes {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.bytes(self)
    }
}

/// Null.
impl ToValue for () {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.null()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        match self {
            Some(value) => value.encode(encoder),
            None => encoder.null(),
        }
    }
}

impl<T: ToValue> ToValue for [T] {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        list(encoder, self.len(), self)
    }
}

impl<T: ToValue> ToValue for Vec<T> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        list(encoder, self.len(), self)
    }
}

impl<T: ToValue, const N: usize> ToValue for [T; N] {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        list(encoder, N, self)
    }
}

impl<T: ToValue> ToValue for VecDeque<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        list(encoder, self.len(), self)
    }
}

impl<T: ToValue, S: BuildHasher> ToValue for HashSet<T, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        list(encoder, self.len(), self)
    }
}

impl<T: ToValue> ToValue for BTreeSet<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        list(encoder, self.len(), self)
    }
}

impl<K: AsRef<str>, V: ToValue, S: BuildHasher> ToValue for HashMap<K, V, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        map(encoder, self.len(), self)
    }
}

impl<K: AsRef<str>, V: ToValue> ToValue for BTreeMap<K, V> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        map(encoder, self.len(), self)
    }
}

#[inline]
fn list<'i, T: ToValue + 'i>(
    encoder: &mut Encoder<'_>,
    length: usize,
    items: impl IntoIterator<Item = &'i T>,
) -> Result<(), EncodeError> {
    encoder.list(length)?;
    let before = encoder.position();
    for (index, item) in items.into_iter().enumerate() {
        item.encode(encoder)?;
        if index == 0 && length >= LONG {
            // The first item tells about how much the others take; so the bytes of a long list need not move as they grow.
            let rest = (encoder.position() - before).saturating_mul(length);
            encoder.reserve(rest.saturating_add(rest / 4).min(MAX_RESERVATION));
        }
    }
    Ok(())
}

/// From how many items on a list is long.
const LONG: usize = 16;
/// How many bytes are reserved ahead for a list at most, 1 MiB.
const MAX_RESERVATION: usize = 1024 * 1024;

fn map<'i, K: AsRef<str> + 'i, V: ToValue + 'i>(
    encoder: &mut Encoder<'_>,
    length: usize,
    entries: impl IntoIterator<Item = (&'i K, &'i V)>,
) -> Result<(), EncodeError> {
    encoder.map(length)?;
    for (key, value) in entries {
        encoder.string(key.as_ref())?;
        value.encode(encoder).map_err(|error| error.in_field(key.as_ref().to_owned()))?;
    }
    Ok(())
}

macro_rules! references {
    ($([$($generics:tt)*] $type:ty),+ $(,)?) => {$(
        impl<$($generics)* T: ToValue + ?Sized> ToValue for $type {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
                T::encode(self, encoder)
            }
        }
    )+};
}

references!(['t,] &'t T, ['t,] &'t mut T, [] Box<T>, [] Arc<T>, [] Rc<T>);

impl<T: ToValue + ToOwned + ?Sized> ToValue for Cow<'_, T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        T::encode(self, encoder)
    }
}

impl ToValue for Value {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.value(self)
    }
}

impl ToValue for Uuid {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        encoder.uuid(self)
    }
}

macro_rules! structures {
    ($($type:ident)+) => {$(
        impl ToValue for $type {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
                encoder.value(&Value::$type(self.clone().into()))
            }
        }
    )+};
}

structures!(Date Time LocalTime DateTime LocalDateTime Duration Point Vector);

macro_rules! tuples {
    ($($count:literal $($item:ident)+;)+) => {$(
        /// A list of the tuple's items.
        impl<$($item: ToValue),+> ToValue for ($($item,)+) {
            #[expect(non_snake_case, reason = "a type parameter's name serves its value as well")]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
                let ($($item,)+) = self;
                encoder.list($count)?;
                $($item.encode(encoder)?;)+
                Ok(())
            }
        }
    )+};
}

tuples! {
    2 A B;
    3 A B C;
    4 A B C D;
    5 A B C D E;
    6 A B C D E F;
}
