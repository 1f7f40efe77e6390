//! How a value of the database becomes a Rust type.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use super::error::DecodeFault;
use super::{DecodeError, Decoder, FromRecord, Plan, Row, RowShape, ValueType};
use crate::packstream::Reader;
use crate::value::{
    Date, DateTime, Duration, Kind, LocalDateTime, LocalTime, Node, Path, Point, Relationship, Time, Uuid, Value,
    Vector,
};

/// A type that a value of the database becomes, read straight from the message.
///
/// Integers convert only when they fit: 300 into a `u8` is an error. A float reads floats alone; an integer is not
/// widened silently. `Option<T>` takes null, and a property that is missing. `&'a str` and `&'a [u8]` borrow from the
/// message, for loops that look at one record at a time.
///
/// ```
/// use graph_core::bolt::Dialect;
/// use graph_core::mapping::{Decoder, FromValue};
///
/// let bytes = [0x93, 0x01, 0xC0, 0x03];
/// let list = Vec::<Option<u8>>::decode(&mut Decoder::new(&bytes, Dialect::NEWEST))?;
/// assert_eq!(list, [Some(1), None, Some(3)]);
/// # Ok::<(), graph_core::mapping::DecodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a database value cannot become `{Self}`",
    label = "`{Self}` does not implement `FromValue`",
    note = "derive it: `#[derive(FromValue)]` for a newtype, an enum of names or a struct of map keys",
    note = "a type that only has serde goes into `Serde<{Self}>`"
)]
pub trait FromValue<'a>: Sized {
    /// The kind of value that the type reads, for schema checks and messages.
    const TYPE: ValueType;

    /// Reads the next value.
    ///
    /// # Errors
    /// A [`DecodeError`] that says what was expected and what was found.
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError>;

    /// Returns what stands for a property that is missing: `None` for an `Option`, nothing for other types.
    #[inline]
    fn absent() -> Option<Self> {
        None
    }
}

/// Makes a scalar a row of one column.
macro_rules! single_column {
    ($([$($generics:tt)*] $type:ty),+ $(,)?) => {$(
        impl<'r, $($generics)*> crate::mapping::FromRecord<'r> for $type {
            const SHAPE: &'static crate::mapping::RowShape = &crate::mapping::RowShape::Positional(1);

            #[inline]
            fn from_row(
                mut row: crate::mapping::Row<'r>,
                _: &crate::mapping::Plan,
            ) -> Result<Self, crate::mapping::DecodeError> {
                row.column()
            }
        }
    )+};
}

macro_rules! integers {
    ($($type:ty)+) => {$(
        impl<'a> FromValue<'a> for $type {
            const TYPE: ValueType = ValueType::Of(Kind::Integer);

            #[inline]
            fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
                let found = decoder.integer()?;
                Self::try_from(found).map_err(|_| DecodeError::out_of_range(stringify!($type), found))
            }
        }
        single_column!([] $type);
    )+};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl<'a> FromValue<'a> for bool {
    const TYPE: ValueType = ValueType::Of(Kind::Boolean);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.boolean()
    }
}

impl<'a> FromValue<'a> for f64 {
    const TYPE: ValueType = ValueType::Of(Kind::Float);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.float()
    }
}

impl<'a> FromValue<'a> for f32 {
    const TYPE: ValueType = ValueType::Of(Kind::Float);

    /// Rounds to the nearest `f32`; a float beyond its range is an error.
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let wide = decoder.float()?;
        #[expect(clippy::cast_possible_truncation, reason = "rounding is this impl's documented meaning")]
        let narrow = wide as Self;
        if narrow.is_infinite() && wide.is_finite() {
            return Err(DecodeError::custom("the FLOAT does not fit f32"));
        }
        Ok(narrow)
    }
}

impl<'a> FromValue<'a> for &'a str {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.string()
    }
}

impl<'a> FromValue<'a> for String {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.string().map(str::to_owned)
    }
}

impl<'a> FromValue<'a> for char {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let mut characters = decoder.string()?.chars();
        match (characters.next(), characters.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(DecodeError::custom("expected a STRING of one character")),
        }
    }
}

impl<'a> FromValue<'a> for &'a [u8] {
    const TYPE: ValueType = ValueType::Of(Kind::Bytes);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.bytes()
    }
}

/// Bytes that are owned; a `Vec<u8>` is a list of small integers.
impl<'a> FromValue<'a> for bytes::Bytes {
    const TYPE: ValueType = ValueType::Of(Kind::Bytes);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.bytes().map(Self::copy_from_slice)
    }
}

impl<'a, T: FromValue<'a>> FromValue<'a> for Option<T> {
    const TYPE: ValueType = ValueType::Nullable(&T::TYPE);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        if decoder.null()? {
            return Ok(None);
        }
        T::decode(decoder).map(Some)
    }

    #[inline]
    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<'a> FromValue<'a> for () {
    const TYPE: ValueType = ValueType::Nullable(&ValueType::Any);

    /// Takes any value and keeps nothing of it.
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.skip()
    }
}

/// Reads a list's items into any collection, each error with its index.
#[inline]
fn items<'a, T: FromValue<'a>>(
    decoder: &mut Decoder<'a>,
    mut keep: impl FnMut(T),
    count: usize,
) -> Result<(), DecodeError> {
    for index in 0..count {
        match T::decode(decoder) {
            Ok(item) => keep(item),
            Err(error) => return Err(error.in_item(index)),
        }
    }
    decoder.leave();
    Ok(())
}

impl<'a, T: FromValue<'a>> FromValue<'a> for Vec<T> {
    const TYPE: ValueType = ValueType::List(&T::TYPE);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let count = decoder.list()?;
        let mut list = Self::with_capacity(Reader::reservation::<T>(count));
        items(decoder, |item| list.push(item), count)?;
        Ok(list)
    }
}

impl<'a, T: FromValue<'a>, const N: usize> FromValue<'a> for [T; N] {
    const TYPE: ValueType = ValueType::List(&T::TYPE);

    /// Reads a list of exactly as many items, in place.
    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let count = decoder.list()?;
        if count != N {
            return Err(DecodeError::custom(format_args!("expected {N} items, found {count}")));
        }
        let mut places = [const { None }; N];
        let mut empty = places.iter_mut();
        items(decoder, |item| _ = empty.next().map(|place| *place = Some(item)), count)?;
        Ok(places.map(|item| item.unwrap_or_else(|| unreachable!("as many items were read as there are places"))))
    }
}

impl<'a, T: FromValue<'a> + Eq + Hash, S: BuildHasher + Default> FromValue<'a> for HashSet<T, S> {
    const TYPE: ValueType = ValueType::List(&T::TYPE);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let count = decoder.list()?;
        let mut set = Self::default();
        items(decoder, |item| _ = set.insert(item), count)?;
        Ok(set)
    }
}

impl<'a, T: FromValue<'a> + Ord> FromValue<'a> for BTreeSet<T> {
    const TYPE: ValueType = ValueType::List(&T::TYPE);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let count = decoder.list()?;
        let mut set = Self::new();
        items(decoder, |item| _ = set.insert(item), count)?;
        Ok(set)
    }
}

/// Reads a map's entries into any collection, each error with its key.
#[inline]
fn entries<'a, K: From<&'a str>, V: FromValue<'a>>(
    decoder: &mut Decoder<'a>,
    mut keep: impl FnMut(K, V),
) -> Result<(), DecodeError> {
    let count = decoder.map()?;
    for _ in 0..count {
        let key = decoder.string()?;
        match V::decode(decoder) {
            Ok(value) => keep(key.into(), value),
            Err(error) => return Err(error.in_property(key.to_owned())),
        }
    }
    decoder.leave();
    Ok(())
}

impl<'a, K, V, S> FromValue<'a> for HashMap<K, V, S>
where
    K: From<&'a str> + Eq + Hash,
    V: FromValue<'a>,
    S: BuildHasher + Default,
{
    const TYPE: ValueType = ValueType::Of(Kind::Map);

    #[inline]
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let mut map = Self::default();
        entries(decoder, |key, value| _ = map.insert(key, value))?;
        Ok(map)
    }
}

impl<'a, K: From<&'a str> + Ord, V: FromValue<'a>> FromValue<'a> for BTreeMap<K, V> {
    const TYPE: ValueType = ValueType::Of(Kind::Map);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        entries(decoder, |key, value| _ = map.insert(key, value))?;
        Ok(map)
    }
}

/// Types that wrap another and read just as it does.
macro_rules! transparent {
    ($($wrapper:ident)+) => {$(
        impl<'a, T: FromValue<'a>> FromValue<'a> for $wrapper<T> {
            const TYPE: ValueType = T::TYPE;

            fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
                T::decode(decoder).map(Self::new)
            }

            fn absent() -> Option<Self> {
                T::absent().map(Self::new)
            }
        }
        single_column!([T: FromValue<'r>] $wrapper<T>);
    )+};
}

transparent!(Box Arc);

impl<'a> FromValue<'a> for Box<str> {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.string().map(Self::from)
    }
}

impl<'a> FromValue<'a> for Arc<str> {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.string().map(Self::from)
    }
}

impl<'a> FromValue<'a> for Cow<'a, str> {
    const TYPE: ValueType = ValueType::Of(Kind::String);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.string().map(Cow::Borrowed)
    }
}

impl<'a> FromValue<'a> for Value {
    const TYPE: ValueType = ValueType::Any;

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.value()
    }

    fn absent() -> Option<Self> {
        Some(Self::Null)
    }
}

/// Reads a structure through [`Value`], which for these kinds is a value on the stack and no tree.
macro_rules! structures {
    ($($type:ident $unwrap:expr;)+) => {$(
        impl<'a> FromValue<'a> for $type {
            const TYPE: ValueType = ValueType::Of(Kind::$type);

            fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
                match decoder.value()? {
                    Value::$type(value) => Ok($unwrap(value)),
                    other => Err(misfit(Kind::$type, other)),
                }
            }
        }
        single_column!([] $type);
    )+};
}

structures! {
    Date std::convert::identity;
    Time std::convert::identity;
    LocalTime std::convert::identity;
    DateTime std::convert::identity;
    LocalDateTime std::convert::identity;
    Duration std::convert::identity;
    Point std::convert::identity;
    Vector |boxed: Box<Vector>| *boxed;
    Node |boxed: Box<Node>| *boxed;
    Relationship |boxed: Box<Relationship>| *boxed;
    Path |boxed: Box<Path>| *boxed;
}

/// Reads a native UUID, or a string that is one: servers before Bolt 6.1 have only strings.
impl<'a> FromValue<'a> for Uuid {
    const TYPE: ValueType = ValueType::Of(Kind::Uuid);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        match decoder.value()? {
            Value::Uuid(uuid) => Ok(uuid),
            Value::String(text) => text.parse().map_err(DecodeError::custom),
            other => Err(misfit(Kind::Uuid, other)),
        }
    }
}

#[cold]
fn misfit(expected: Kind, found: Value) -> DecodeError {
    let expected = Cow::Owned(expected.to_string());
    DecodeError::new(match found {
        Value::Null => DecodeFault::Null { expected },
        Value::Broken(broken) => DecodeFault::Unrepresentable { reason: broken.to_string() },
        other => DecodeFault::Mismatch { expected, found: other.kind() },
    })
}

/// Reads a list of exactly as many items as the tuple has places.
macro_rules! pairs {
    ($($count:literal $($item:ident)+;)+) => {$(
        impl<'a, $($item: FromValue<'a>),+> FromValue<'a> for ($($item,)+) {
            const TYPE: ValueType = ValueType::List(&ValueType::Any);

            fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
                let found = decoder.list()?;
                if found != $count {
                    return Err(DecodeError::custom(format_args!("expected a LIST of {} items, found {found}", $count)));
                }
                let tuple = ($($item::decode(decoder)?,)+);
                decoder.leave();
                Ok(tuple)
            }
        }
    )+};
}

pairs! {
    2 A B;
    3 A B C;
    4 A B C D;
    5 A B C D E;
    6 A B C D E F;
}

single_column! {
    [] bool,
    [] f64,
    [] f32,
    [] char,
    [] &'r str,
    [] &'r [u8],
    [] String,
    [] Box<str>,
    [] Arc<str>,
    [] Cow<'r, str>,
    [] bytes::Bytes,
    [] Value,
    [] Uuid,
    [T: FromValue<'r>] Option<T>,
    [T: FromValue<'r>] Vec<T>,
    [T: FromValue<'r>, const N: usize] [T; N],
    [T: FromValue<'r> + Eq + Hash, S: BuildHasher + Default] HashSet<T, S>,
    [T: FromValue<'r> + Ord] BTreeSet<T>,
    [K: From<&'r str> + Eq + Hash, V: FromValue<'r>, S: BuildHasher + Default] HashMap<K, V, S>,
    [K: From<&'r str> + Ord, V: FromValue<'r>] BTreeMap<K, V>,
}

/// A row nobody looks at: for queries run for their effect.
impl<'r> FromRecord<'r> for () {
    const SHAPE: &'static RowShape = &RowShape::Any;

    #[inline]
    fn from_row(_: Row<'r>, _: &Plan) -> Result<Self, DecodeError> {
        Ok(())
    }
}
