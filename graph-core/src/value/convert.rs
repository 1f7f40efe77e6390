//! How the types of Rust become values.
//!
//! Every conversion keeps the value exactly; where that may fail it is a `TryFrom`. A single `u8` has no conversion, since a
//! `Vec<u8>` could then as well be a list of integers as the byte array that it is here: write `u16::from(byte)`.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use super::{
    BrokenValue, Date, DateTime, Duration, LocalDateTime, LocalTime, Node, OutOfRange, Path, Point, Relationship, Time,
    Unsupported, Uuid, Value, Vector,
};

/// Writes conversions that put what they are given into a variant.
macro_rules! from {
    ($($type:ty as $variant:ident($it:ident) = $field:expr;)*) => {
        $(
            impl From<$type> for Value {
                fn from($it: $type) -> Self {
                    Self::$variant($field)
                }
            }
        )*
    };
}

from! {
    bool as Boolean(it) = it;
    i8 as Integer(it) = it.into();
    i16 as Integer(it) = it.into();
    i32 as Integer(it) = it.into();
    i64 as Integer(it) = it;
    u16 as Integer(it) = it.into();
    u32 as Integer(it) = it.into();
    f32 as Float(it) = it.into();
    f64 as Float(it) = it;
    String as String(it) = it;
    &str as String(it) = it.to_owned();
    &String as String(it) = it.clone();
    Cow<'_, str> as String(it) = it.into_owned();
    Box<str> as String(it) = it.into();
    char as String(it) = it.to_string();
    Vec<u8> as Bytes(it) = it;
    &[u8] as Bytes(it) = it.to_vec();
    Node as Node(it) = Box::new(it);
    Relationship as Relationship(it) = Box::new(it);
    Path as Path(it) = Box::new(it);
    Date as Date(it) = it;
    Time as Time(it) = it;
    LocalTime as LocalTime(it) = it;
    DateTime as DateTime(it) = it;
    LocalDateTime as LocalDateTime(it) = it;
    Duration as Duration(it) = it;
    Point as Point(it) = it;
    Vector as Vector(it) = Box::new(it);
    Uuid as Uuid(it) = it;
    Unsupported as Unsupported(it) = Box::new(it);
    BrokenValue as Broken(it) = Box::new(it);
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(elements: Vec<T>) -> Self {
        elements.into_iter().collect()
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(elements: [T; N]) -> Self {
        elements.into_iter().collect()
    }
}

impl<T: Clone + Into<Value>> From<&[T]> for Value {
    fn from(elements: &[T]) -> Self {
        elements.iter().cloned().collect()
    }
}

/// Collects a list.
impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::List(elements.into_iter().map(Into::into).collect())
    }
}

/// Makes null of `None`.
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<K: Into<String>, V: Into<Value>> From<BTreeMap<K, V>> for Value {
    fn from(entries: BTreeMap<K, V>) -> Self {
        entries.into_iter().collect()
    }
}

impl<K: Into<String>, V: Into<Value>, S: BuildHasher> From<HashMap<K, V, S>> for Value {
    fn from(entries: HashMap<K, V, S>) -> Self {
        entries.into_iter().collect()
    }
}

/// Collects a map. Of entries with the same key, the last one stays.
impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

/// Writes conversions of integers that do not all fit into 64 bits with a sign.
macro_rules! try_from {
    ($($type:ty),*) => {
        $(
            impl TryFrom<$type> for Value {
                type Error = OutOfRange;

                /// Returns the integer.
                ///
                /// # Errors
                /// When it is larger than a 64-bit integer with a sign can be.
                fn try_from(value: $type) -> Result<Self, OutOfRange> {
                    let refuse = || OutOfRange::new("integer", value as i128, i64::MIN, i64::MAX);
                    i64::try_from(value).map(Self::Integer).map_err(|_| refuse())
                }
            }
        )*
    };
}

try_from!(u64, usize, isize);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_value() {
        assert_eq!(Value::from(i8::MIN), Value::Integer(-128));
        assert_eq!(Value::from(i16::MIN), Value::Integer(-32_768));
        assert_eq!(Value::from(i32::MIN), Value::Integer(i32::MIN.into()));
        assert_eq!(Value::from(i64::MIN), Value::Integer(i64::MIN));
        assert_eq!(Value::from(u16::MAX), Value::Integer(65_535));
        assert_eq!(Value::from(u32::MAX), Value::Integer(4_294_967_295));
        assert_eq!(Value::from(0.1_f32), Value::Float(0.1_f32.into()));
        assert_eq!(Value::from(0.1_f64), Value::Float(0.1));
        assert_eq!(Value::from(true), Value::Boolean(true));
    }

    #[test]
    fn integers_that_may_not_fit_are_tried() {
        assert_eq!(Value::try_from(7_u64), Ok(Value::Integer(7)));
        assert_eq!(Value::try_from(7_usize), Ok(Value::Integer(7)));
        assert_eq!(Value::try_from(-7_isize), Ok(Value::Integer(-7)));
        assert_eq!(Value::try_from(i64::MAX.unsigned_abs()), Ok(Value::Integer(i64::MAX)));
        let refused = Value::try_from(u64::MAX).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "integer 18446744073709551615 is outside -9223372036854775808..=9223372036854775807"
        );
    }

    #[test]
    fn text_of_every_owner_is_a_string() {
        let text = Value::String("é".to_owned());
        assert_eq!(Value::from("é"), text);
        assert_eq!(Value::from('é'), text);
        assert_eq!(Value::from(&"é".to_owned()), text);
        assert_eq!(Value::from("é".to_owned()), text);
        assert_eq!(Value::from(Cow::Borrowed("é")), text);
        assert_eq!(Value::from(Box::<str>::from("é")), text);
    }

    #[test]
    fn bytes_are_bytes_and_other_elements_are_a_list() {
        assert_eq!(Value::from(vec![1_u8, 2]), Value::Bytes(vec![1, 2]));
        assert_eq!(Value::from(&[1_u8, 2][..]), Value::Bytes(vec![1, 2]));
        let list = Value::List(vec![Value::Integer(1), Value::Integer(2)]);
        assert_eq!(Value::from(vec![1, 2]), list);
        assert_eq!(Value::from([1, 2]), list);
        assert_eq!(Value::from(&[1_i16, 2][..]), list);
        assert_eq!((1..=2).collect::<Value>(), list);
        assert_eq!(Value::from(vec![vec![1, 2]]), Value::List(vec![list]));
    }

    #[test]
    fn none_is_null_wherever_it_stands() {
        assert_eq!(Value::from(None::<i64>), Value::Null);
        assert_eq!(Value::from(Some(vec![Some(1), None])), Value::List(vec![Value::Integer(1), Value::Null]));
        assert!(Value::default().is_null());
    }

    #[test]
    fn maps_of_every_kind_are_equal_and_sorted() {
        let entries = [("b", 2), ("a", 1)];
        let map = Value::from(BTreeMap::from(entries));
        assert_eq!(map.to_string(), "{a: 1, b: 2}");
        assert_eq!(Value::from(HashMap::from(entries)), map);
        assert_eq!(entries.into_iter().collect::<Value>(), map);
        assert_eq!([("a", 1), ("a", 2)].into_iter().collect::<Value>().to_string(), "{a: 2}");
    }
}
