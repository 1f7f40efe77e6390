//! Writes typed values straight into a message's bytes.

use super::error::{EncodeError, EncodeFault};
use crate::bolt::wire::structure::{Dialect, Unencodable, encode_value};
use crate::packstream::Writer;
use crate::value::{Uuid, Value};

type Result = std::result::Result<(), EncodeError>;

/// A writer of values; what [`ToValue`](super::ToValue) writes into.
#[derive(Debug)]
pub struct Encoder<'b> {
    writer: Writer<'b>,
    dialect: Dialect,
    dialect_bound: bool,
}

impl<'b> Encoder<'b> {
    /// Appends values to `out` in the forms of `dialect`.
    #[inline]
    pub const fn new(out: &'b mut Vec<u8>, dialect: Dialect) -> Self {
        Self { writer: Writer::new(out), dialect, dialect_bound: false }
    }

    /// Tells whether a value was written that another dialect writes differently.
    #[inline]
    pub const fn is_dialect_bound(&self) -> bool {
        self.dialect_bound
    }

    /// Appends a null.
    #[inline]
    pub fn null(&mut self) -> Result {
        self.writer.null();
        Ok(())
    }

    /// Appends a boolean.
    #[inline]
    pub fn boolean(&mut self, value: bool) -> Result {
        self.writer.boolean(value);
        Ok(())
    }

    /// Appends an integer.
    #[inline]
    pub fn integer(&mut self, value: i64) -> Result {
        self.writer.integer(value);
        Ok(())
    }

    /// Appends a float.
    #[inline]
    pub fn float(&mut self, value: f64) -> Result {
        self.writer.float(value);
        Ok(())
    }

    /// Appends a string.
    ///
    /// # Errors
    /// [`EncodeFault::TooLarge`] from 4 GiB on.
    #[inline]
    pub fn string(&mut self, value: &str) -> Result {
        if self.writer.short_string(value) { Ok(()) } else { self.long_string(value) }
    }

    #[inline(never)]
    fn long_string(&mut self, value: &str) -> Result {
        Ok(self.writer.string(value)?)
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// [`EncodeFault::TooLarge`] from 4 GiB on.
    #[inline]
    pub fn bytes(&mut self, value: &[u8]) -> Result {
        Ok(self.writer.bytes(value)?)
    }

    /// Opens a list; the caller appends exactly `length` values.
    ///
    /// # Errors
    /// [`EncodeFault::TooLarge`] from 2³² items on.
    #[inline]
    pub fn list(&mut self, length: usize) -> Result {
        Ok(self.writer.list(length)?)
    }

    /// Opens a map; the caller appends exactly `length` keys by [`string`](Self::string), each with its value.
    ///
    /// # Errors
    /// [`EncodeFault::TooLarge`] from 2³² entries on.
    #[inline]
    pub fn map(&mut self, length: usize) -> Result {
        Ok(self.writer.map(length)?)
    }

    /// Opens a list whose length [`close`](Self::close) says later.
    pub fn open_list(&mut self) -> usize {
        self.writer.open_list()
    }

    /// Opens a map whose length [`close`](Self::close) says later.
    pub fn open_map(&mut self) -> usize {
        self.writer.open_map()
    }

    /// Writes the length of a list or map that was opened without one.
    ///
    /// # Errors
    /// [`EncodeFault::TooLarge`] from 2³² on.
    pub fn close(&mut self, opened: usize, length: usize) -> Result {
        Ok(self.writer.patch(opened, length)?)
    }

    /// Appends a UUID, which servers know from Bolt 6.1 on; send its text to older ones.
    ///
    /// # Errors
    /// [`EncodeFault::NeedsProtocol`] before Bolt 6.1.
    pub fn uuid(&mut self, value: &Uuid) -> Result {
        self.value(&Value::Uuid(*value))
    }

    /// Appends a value of any kind.
    ///
    /// # Errors
    /// [`EncodeFault::NeedsProtocol`] for a kind that the protocol version lacks, [`EncodeFault::NotSendable`] for
    /// nodes, relationships and paths.
    pub fn value(&mut self, value: &Value) -> Result {
        encode_value(&mut self.writer, self.dialect, value, &mut self.dialect_bound).map_err(EncodeError::from)
    }

    /// Appends bytes that are PackStream in this dialect already.
    #[inline]
    pub(crate) fn raw(&mut self, packed: &[u8]) {
        self.writer.raw(packed);
    }

    /// Notes that raw bytes hold values that another dialect writes differently.
    #[inline]
    pub(crate) const fn mark_dialect_bound(&mut self) {
        self.dialect_bound = true;
    }

    /// Returns how much has been written, to come back to with [`written`](Self::written).
    #[inline]
    pub(super) const fn position(&self) -> usize {
        self.writer.len()
    }

    /// Makes room for so many bytes more.
    #[inline]
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.writer.reserve(bytes);
    }

    /// Returns what was written from a position on.
    #[cfg(feature = "serde")]
    pub(super) fn written(&self, position: usize) -> &[u8] {
        self.writer.written(position)
    }

    /// Takes back what was written from a position on.
    #[cfg(feature = "serde")]
    pub(super) fn truncate(&mut self, position: usize) {
        self.writer.truncate(position);
    }

    #[inline]
    pub(crate) const fn dialect(&self) -> Dialect {
        self.dialect
    }
}

impl From<Unencodable> for EncodeError {
    #[cold]
    fn from(error: Unencodable) -> Self {
        match error {
            Unencodable::NeedsProtocol { kind, since } => Self::new(EncodeFault::NeedsProtocol { kind, since }),
            Unencodable::NotSendable(kind) => Self::new(EncodeFault::NotSendable { kind }),
            Unencodable::TooLarge(error) => error.into(),
        }
    }
}
