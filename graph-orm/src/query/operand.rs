//! What a property is compared with, and which types have what can be asked of them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use graph_core::mapping::ToValue;
use graph_core::value::Point;

use super::kind::sealed::Parts;
use super::{Kind, Property};
use crate::cypher::Expression;

/// What stands beside a property of type `V` in a filter on `E`: a value of its type, or another property of `E`.
#[diagnostic::on_unimplemented(
    message = "a property of type `{V}` of `{E}` is not compared with `{Self}`",
    label = "another type than that of the property",
    note = "give a value of type `{V}`, or another property of `{E}` that has this type"
)]
pub trait Operand<E, V> {
    #[doc(hidden)]
    fn into_parts(self) -> Parts;
}

/// What a property of type `V` is set to: a value of its type, or what is computed of other properties of `E`.
///
/// Whatever is an [`Operand`] is one.
#[diagnostic::on_unimplemented(
    message = "a property of type `{V}` of `{E}` is not set to `{Self}`",
    label = "another type than that of the property",
    note = "set it to a value of type `{V}`, or to another property of `{E}` that has this type"
)]
pub trait Assigned<E, V>: Operand<E, V> {}

#[diagnostic::do_not_recommend]
impl<E, V, T: Operand<E, V>> Assigned<E, V> for T {}

impl<E, V: ToValue> Operand<E, V> for V {
    fn into_parts(self) -> Parts {
        Parts(Expression::value(&self))
    }
}

impl<E, V: ToValue> Operand<E, V> for &V {
    fn into_parts(self) -> Parts {
        Parts(Expression::value(self))
    }
}

impl<E, V, K: Kind> Operand<E, V> for Property<E, V, K> {
    fn into_parts(self) -> Parts {
        Parts(self.into_expression())
    }
}

/// Texts are compared with what they borrow as.
macro_rules! texts {
    ($($text:ty)+) => {$(
        impl<E> Operand<E, $text> for &str {
            fn into_parts(self) -> Parts {
                Parts(Expression::value(self))
            }
        }
    )+};
}

texts!(String Box<str> Arc<str> Cow<'_, str>);

/// A type that is text in the database.
#[diagnostic::on_unimplemented(
    message = "a property of type `{Self}` is no text",
    label = "`{Self}` does not implement `Text`",
    note = "write `impl graph_orm::query::Text for {Self} {{}}` for a newtype around a string"
)]
pub trait Text {}

impl Text for String {}
impl Text for &str {}
impl Text for Box<str> {}
impl Text for Arc<str> {}
impl Text for Cow<'_, str> {}
impl Text for char {}

/// A type that is a number in the database.
#[diagnostic::on_unimplemented(
    message = "a property of type `{Self}` is no number",
    label = "`{Self}` does not implement `Number`",
    note = "implement `graph_orm::query::Number` for a newtype around a number"
)]
pub trait Number {
    /// What a sum of many is.
    type Sum;
}

macro_rules! numbers {
    ($sum:ty: $($type:ty)+) => {$(
        impl Number for $type {
            type Sum = $sum;
        }
    )+};
}

numbers!(i64: i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
numbers!(f64: f32 f64);

/// A type that is a list in the database.
#[diagnostic::on_unimplemented(
    message = "a property of type `{Self}` is no list",
    label = "`{Self}` does not implement `List`",
    note = "lists are `Vec<T>`, arrays and sets; of a text, ask with `contains`"
)]
pub trait List {
    /// What it is a list of.
    type Item;
}

impl<T> List for Vec<T> {
    type Item = T;
}

impl<T, const N: usize> List for [T; N] {
    type Item = T;
}

impl<T, S> List for HashSet<T, S> {
    type Item = T;
}

impl<T> List for BTreeSet<T> {
    type Item = T;
}

/// A type that is a point in the database.
#[diagnostic::on_unimplemented(
    message = "a property of type `{Self}` is no place",
    label = "`{Self}` does not implement `Place`",
    note = "distances are measured between values of type `graph_orm::value::Point`"
)]
pub trait Place {}

impl Place for Point {}
