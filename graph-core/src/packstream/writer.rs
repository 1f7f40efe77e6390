//! Appends primitive values to a buffer, each in its shortest form.

use std::fmt;

use super::PackError;
use super::marker::{
    BYTES_8, BYTES_16, BYTES_32, FALSE, FLOAT_64, INT_8, INT_16, INT_32, INT_64, LIST_8, LIST_16, LIST_32, MAP_8,
    MAP_16, MAP_32, NULL, STRING_8, STRING_16, STRING_32, TINY_LIST, TINY_MAP, TINY_STRING, TINY_STRUCTURE, TRUE, UUID,
};

/// A writer that appends PackStream to a buffer of the caller's.
///
/// ```
/// use graph_core::packstream::Writer;
///
/// let mut bytes = Vec::new();
/// let mut writer = Writer::new(&mut bytes);
/// writer.map(1)?;
/// writer.string("n")?;
/// writer.integer(-17);
/// assert_eq!(bytes, [0xA1, 0x81, b'n', 0xC8, 0xEF]);
/// # Ok::<(), graph_core::packstream::PackError>(())
/// ```
///
/// `Debug` shows how many bytes there are.
pub struct Writer<'b> {
    out: &'b mut Vec<u8>,
}

/// The three markers of a kind of value whose length is written after them.
struct Sized {
    one: u8,
    two: u8,
    four: u8,
}

impl fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("written", &self.out.len()).finish()
    }
}

impl<'b> Writer<'b> {
    /// Appends to `out`.
    #[inline]
    pub const fn new(out: &'b mut Vec<u8>) -> Self {
        Self { out }
    }

    /// Returns how many bytes the buffer holds.
    #[inline]
    pub const fn len(&self) -> usize {
        self.out.len()
    }

    /// Tells whether the buffer is empty.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.out.is_empty()
    }

    /// Makes room for so many bytes more.
    #[inline]
    pub fn reserve(&mut self, bytes: usize) {
        self.out.reserve(bytes);
    }

    /// Returns what the buffer holds from a position on.
    #[cfg(feature = "serde")]
    pub(crate) fn written(&self, position: usize) -> &[u8] {
        self.out.get(position..).unwrap_or_default()
    }

    /// Shortens the buffer to a position.
    #[cfg(feature = "serde")]
    pub(crate) fn truncate(&mut self, position: usize) {
        self.out.truncate(position);
    }

    /// Appends a null.
    #[inline]
    pub fn null(&mut self) {
        self.out.push(NULL);
    }

    /// Appends a boolean.
    #[inline]
    pub fn boolean(&mut self, value: bool) {
        self.out.push(if value { TRUE } else { FALSE });
    }

    /// Appends an integer.
    #[inline]
    pub fn integer(&mut self, value: i64) {
        if let Ok(tiny) = i8::try_from(value) {
            if tiny >= -16 {
                self.out.push(tiny.cast_unsigned());
            } else {
                self.out.extend_from_slice(&[INT_8, tiny.cast_unsigned()]);
            }
        } else if let Ok(short) = i16::try_from(value) {
            let [a, b] = short.to_be_bytes();
            self.out.extend_from_slice(&[INT_16, a, b]);
        } else if let Ok(int) = i32::try_from(value) {
            let [a, b, c, d] = int.to_be_bytes();
            self.out.extend_from_slice(&[INT_32, a, b, c, d]);
        } else {
            let mut bytes = [INT_64; 9];
            bytes[1..].copy_from_slice(&value.to_be_bytes());
            self.out.extend_from_slice(&bytes);
        }
    }

    /// Appends a float.
    #[inline]
    pub fn float(&mut self, value: f64) {
        let mut bytes = [FLOAT_64; 9];
        bytes[1..].copy_from_slice(&value.to_be_bytes());
        self.out.extend_from_slice(&bytes);
    }

    /// Appends a string.
    ///
    /// # Errors
    /// [`PackError::TooLong`] from 4 GiB on.
    #[inline]
    pub fn string(&mut self, value: &str) -> Result<(), PackError> {
        if self.short_string(value) { Ok(()) } else { self.long_string(value) }
    }

    /// Appends a string if it has less than 256 bytes, as most have, and tells whether it did.
    #[inline]
    pub(crate) fn short_string(&mut self, value: &str) -> bool {
        let Ok(length) = u8::try_from(value.len()) else { return false };
        if length < 16 {
            self.out.extend_from_slice(&[TINY_STRING | length]);
        } else {
            self.out.extend_from_slice(&[STRING_8, length]);
        }
        self.out.extend_from_slice(value.as_bytes());
        true
    }

    #[inline(never)]
    fn long_string(&mut self, value: &str) -> Result<(), PackError> {
        self.sized(value.len(), &Sized { one: STRING_8, two: STRING_16, four: STRING_32 })?;
        self.out.extend_from_slice(value.as_bytes());
        Ok(())
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// [`PackError::TooLong`] from 4 GiB on.
    pub fn bytes(&mut self, value: &[u8]) -> Result<(), PackError> {
        self.sized(value.len(), &Sized { one: BYTES_8, two: BYTES_16, four: BYTES_32 })?;
        self.out.extend_from_slice(value);
        Ok(())
    }

    /// Appends a list's header; the caller appends as many items.
    ///
    /// # Errors
    /// [`PackError::TooLong`] from 2³² items on.
    #[inline]
    pub fn list(&mut self, length: usize) -> Result<(), PackError> {
        match u8::try_from(length) {
            Ok(tiny) if tiny < 16 => self.out.push(TINY_LIST | tiny),
            _ => self.sized(length, &Sized { one: LIST_8, two: LIST_16, four: LIST_32 })?,
        }
        Ok(())
    }

    /// Appends a map's header; the caller appends as many keys, each with its value.
    ///
    /// # Errors
    /// [`PackError::TooLong`] from 2³² entries on.
    #[inline]
    pub fn map(&mut self, length: usize) -> Result<(), PackError> {
        match u8::try_from(length) {
            Ok(tiny) if tiny < 16 => self.out.push(TINY_MAP | tiny),
            _ => self.sized(length, &Sized { one: MAP_8, two: MAP_16, four: MAP_32 })?,
        }
        Ok(())
    }

    /// Appends a structure's header; the caller appends as many fields. Only the low four bits of `fields` count.
    #[inline]
    pub fn structure(&mut self, tag: u8, fields: u8) {
        self.out.extend_from_slice(&[TINY_STRUCTURE | (fields & 0x0F), tag]);
    }

    /// Appends a UUID in Bolt 6.1's form.
    pub fn uuid(&mut self, value: &[u8; 16]) {
        self.out.push(UUID);
        self.out.extend_from_slice(value);
    }

    /// Appends bytes that are PackStream already.
    #[inline]
    pub fn raw(&mut self, packed: &[u8]) {
        self.out.extend_from_slice(packed);
    }

    /// Appends a list's header whose length is known only later; returns where [`Writer::patch`] puts it.
    pub fn open_list(&mut self) -> usize {
        self.out.extend_from_slice(&[LIST_32, 0, 0, 0, 0]);
        self.out.len()
    }

    /// Appends a map's header whose length is known only later; returns where [`Writer::patch`] puts it.
    pub fn open_map(&mut self) -> usize {
        self.out.extend_from_slice(&[MAP_32, 0, 0, 0, 0]);
        self.out.len()
    }

    /// Writes the length of a list or map that was opened without one.
    ///
    /// # Errors
    /// [`PackError::TooLong`] from 2³² on.
    pub fn patch(&mut self, opened: usize, length: usize) -> Result<(), PackError> {
        let length = u32::try_from(length).map_err(|_| PackError::TooLong(length))?;
        if let Some(header) = opened.checked_sub(4).and_then(|start| self.out.get_mut(start..opened)) {
            header.copy_from_slice(&length.to_be_bytes());
        }
        Ok(())
    }

    fn sized(&mut self, length: usize, markers: &Sized) -> Result<(), PackError> {
        if let Ok(one) = u8::try_from(length) {
            self.out.extend_from_slice(&[markers.one, one]);
        } else if let Ok(two) = u16::try_from(length) {
            let [a, b] = two.to_be_bytes();
            self.out.extend_from_slice(&[markers.two, a, b]);
        } else {
            let four = u32::try_from(length).map_err(|_| PackError::TooLong(length))?;
            let [a, b, c, d] = four.to_be_bytes();
            self.out.extend_from_slice(&[markers.four, a, b, c, d]);
        }
        Ok(())
    }
}
