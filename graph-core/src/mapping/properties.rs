//! A struct whose fields are properties: what a node, a relationship, a map and a flattened field have in common.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::decoder::EntityHead;
use super::row::NamedShape;
use super::{DecodeError, Decoder, FromColumns, FromValue};

/// A struct whose fields are read from properties by name; what `#[graph(flatten)]` takes in a node or map.
///
/// `FromValue` on a struct, `Node` and `Relationship` derive it. A map takes every property that no other field takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened into properties",
    label = "`{Self}` is no set of properties",
    note = "flatten a struct that derives `FromValue` or `Node`, or a map for the properties that are left"
)]
pub trait FromProperties<'a>: FromColumns<'a> {
    /// Reads the properties that follow `head` and ends the entity. `whole` has the names that the type takes which
    /// this one is part of.
    ///
    /// # Errors
    /// The [`DecodeError`] of the first property that does not fit.
    fn from_properties(
        decoder: &mut Decoder<'a>,
        head: &EntityHead<'a>,
        whole: &NamedShape,
    ) -> Result<Self, DecodeError>;
}

/// The properties of a map or entity, each matched with the fields of a struct in their declared order.
///
/// Properties mostly come in one order, so that trying the fields one after another finds each at once, and costs no
/// more than a list of names when they do not.
#[derive(Debug)]
pub struct Properties<'d, 'a> {
    decoder: &'d mut Decoder<'a>,
    left: usize,
    /// The next property's name; empty after the last, which no field's name is.
    key: &'a [u8],
}

impl<'d, 'a> Properties<'d, 'a> {
    /// Starts at the first property.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`](super::DecodeFault::Malformed) when no key comes next.
    #[inline]
    pub fn new(decoder: &'d mut Decoder<'a>, head: &EntityHead<'a>) -> Result<Self, DecodeError> {
        let key = if head.properties > 0 { decoder.key()? } else { &[] };
        Ok(Self { decoder, left: head.properties, key })
    }

    /// Tells whether every property was read or skipped.
    #[inline]
    pub const fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Returns how many properties were not read or skipped yet.
    #[inline]
    pub const fn left(&self) -> usize {
        self.left
    }

    /// Tells whether the next property has this name, which is not empty.
    #[inline]
    pub fn at(&self, name: &'static str) -> bool {
        self.key == name.as_bytes()
    }

    /// Returns the decoder at the next property's value, which its type reads before [`advance`](Self::advance).
    #[inline]
    pub const fn decoder(&mut self) -> &mut Decoder<'a> {
        self.decoder
    }

    /// Goes on after a property that was read.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`](super::DecodeFault::Malformed) when no key comes next.
    #[inline]
    pub fn advance(&mut self) -> Result<(), DecodeError> {
        self.left = self.left.saturating_sub(1);
        self.key = if self.left > 0 { self.decoder.key()? } else { &[] };
        Ok(())
    }

    /// Skips the next property unless one was read since this many were `left`, for then no field takes it.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`](super::DecodeFault::Malformed) when the bytes are no value.
    #[inline]
    pub fn skip_unless_moved(&mut self, left: usize) -> Result<(), DecodeError> {
        if self.left == left && left > 0 {
            self.decoder.skip()?;
            self.advance()?;
        }
        Ok(())
    }
}

fn rest<'a, K: From<&'a str>, V: FromValue<'a>>(
    decoder: &mut Decoder<'a>,
    head: &EntityHead<'a>,
    whole: &NamedShape,
    mut keep: impl FnMut(K, V),
) -> Result<(), DecodeError> {
    for _ in 0..head.properties {
        let name = decoder.string()?;
        if whole.takes(name) {
            decoder.skip()?;
            continue;
        }
        match V::decode(decoder) {
            Ok(value) => keep(name.into(), value),
            Err(error) => return Err(error.in_property(name.to_owned())),
        }
    }
    decoder.skip_entity(head)
}

impl<'a, K, V, S> FromProperties<'a> for HashMap<K, V, S>
where
    K: From<&'a str> + Eq + Hash,
    V: FromValue<'a>,
    S: BuildHasher + Default,
{
    fn from_properties(
        decoder: &mut Decoder<'a>,
        head: &EntityHead<'a>,
        whole: &NamedShape,
    ) -> Result<Self, DecodeError> {
        let mut map = Self::default();
        rest(decoder, head, whole, |key, value| _ = map.insert(key, value))?;
        Ok(map)
    }
}

impl<'a, K: From<&'a str> + Ord, V: FromValue<'a>> FromProperties<'a> for BTreeMap<K, V> {
    fn from_properties(
        decoder: &mut Decoder<'a>,
        head: &EntityHead<'a>,
        whole: &NamedShape,
    ) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        rest(decoder, head, whole, |key, value| _ = map.insert(key, value))?;
        Ok(map)
    }
}
