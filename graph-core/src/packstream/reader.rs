//! Reads primitive values from the bytes of one message.

use std::fmt;

use ascii::AsAsciiStr as _;

use super::marker::{
    BYTES_8, BYTES_16, BYTES_32, FALSE, FLOAT_64, INT_8, INT_16, INT_32, INT_64, LIST_8, LIST_16, LIST_32, MAP_8,
    MAP_16, MAP_32, NULL, STRING_8, STRING_16, STRING_32, TRUE, UUID,
};
use super::{PackError, limits};

/// A cursor over PackStream bytes that hands out primitive values and borrows strings and bytes.
///
/// Every method consumes what it returns and nothing else; after an error the position is unspecified.
///
/// ```
/// use graph_core::packstream::Reader;
///
/// let mut reader = Reader::new(&[0x92, 0x01, 0x82, b'h', b'i']);
/// assert_eq!(reader.list()?, 2);
/// assert_eq!(reader.integer()?, 1);
/// assert_eq!(reader.string()?, "hi");
/// assert!(reader.is_empty());
/// # Ok::<(), graph_core::packstream::PackError>(())
/// ```
///
/// `Debug` shows how many bytes are left.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

/// What kind of value comes next, told by its marker alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is the PackStream type of its name")]
pub enum Token {
    Null,
    Boolean,
    Integer,
    Float,
    Bytes,
    String,
    List,
    Map,
    /// A structure with this tag.
    Structure(u8),
    Uuid,
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("left", &self.rest.len()).finish()
    }
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    #[inline]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns the bytes not read yet.
    #[inline]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Tells whether everything was read.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the next marker without consuming it.
    ///
    /// # Errors
    /// [`PackError::UnexpectedEnd`] at the end of the message.
    #[inline]
    pub fn peek(&self) -> Result<u8, PackError> {
        self.rest.first().copied().ok_or(PackError::UnexpectedEnd { needed: 1, available: 0 })
    }

    /// Returns the tag of the structure that comes next, if one does.
    #[inline]
    pub const fn structure_tag(&self) -> Option<u8> {
        match self.rest {
            [0xB0..=0xBF, tag, ..] => Some(*tag),
            _ => None,
        }
    }

    /// Returns the kind of the next value without consuming it.
    ///
    /// # Errors
    /// [`PackError::UnknownMarker`], or [`PackError::UnexpectedEnd`] at the end of the message.
    pub fn token(&self) -> Result<Token, PackError> {
        let marker = self.peek()?;
        Ok(match marker {
            0x00..=0x7F | 0xF0..=0xFF | INT_8..=INT_64 => Token::Integer,
            0x80..=0x8F | STRING_8..=STRING_32 => Token::String,
            0x90..=0x9F | LIST_8..=LIST_32 => Token::List,
            0xA0..=0xAF | MAP_8..=MAP_32 => Token::Map,
            0xB0..=0xBF => match self.rest.get(1) {
                Some(tag) => Token::Structure(*tag),
                None => return Err(PackError::UnexpectedEnd { needed: 1, available: 0 }),
            },
            NULL => Token::Null,
            FLOAT_64 => Token::Float,
            FALSE | TRUE => Token::Boolean,
            BYTES_8..=BYTES_32 => Token::Bytes,
            UUID => Token::Uuid,
            _ => return Err(PackError::UnknownMarker(marker)),
        })
    }

    /// Consumes a null if one comes next and tells whether it did.
    ///
    /// # Errors
    /// [`PackError::UnexpectedEnd`] at the end of the message.
    #[inline]
    pub fn null(&mut self) -> Result<bool, PackError> {
        match self.rest.split_first() {
            Some((&NULL, rest)) => {
                self.rest = rest;
                Ok(true)
            }
            Some(_) => Ok(false),
            None => Err(PackError::UnexpectedEnd { needed: 1, available: 0 }),
        }
    }

    /// Reads a boolean.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn boolean(&mut self) -> Result<bool, PackError> {
        match self.marker()? {
            TRUE => Ok(true),
            FALSE => Ok(false),
            other => Err(PackError::Mismatch(other)),
        }
    }

    /// Reads an integer of any width.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn integer(&mut self) -> Result<i64, PackError> {
        let Some((&marker, body)) = self.rest.split_first() else { return Err(self.ended(1)) };
        let tiny = marker.cast_signed();
        if tiny >= -16 {
            self.rest = body;
            return Ok(i64::from(tiny));
        }
        let (value, rest) = match marker {
            INT_8 => widened(body.split_first_chunk(), |bytes| i64::from(i8::from_be_bytes(bytes))),
            INT_16 => widened(body.split_first_chunk(), |bytes| i64::from(i16::from_be_bytes(bytes))),
            INT_32 => widened(body.split_first_chunk(), |bytes| i64::from(i32::from_be_bytes(bytes))),
            INT_64 => widened(body.split_first_chunk(), i64::from_be_bytes),
            other => return Err(PackError::Mismatch(other)),
        }
        .ok_or_else(|| self.ended(1 << (marker - INT_8)))?;
        self.rest = rest;
        Ok(value)
    }

    /// Reads a float.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn float(&mut self) -> Result<f64, PackError> {
        match self.rest.split_first() {
            Some((&FLOAT_64, body)) => {
                let Some((bytes, rest)) = body.split_first_chunk() else { return Err(self.ended(8)) };
                self.rest = rest;
                Ok(f64::from_be_bytes(*bytes))
            }
            Some((&other, _)) => Err(PackError::Mismatch(other)),
            None => Err(self.ended(1)),
        }
    }

    /// Reads a string, borrowed from the message.
    ///
    /// # Errors
    /// [`PackError::InvalidUtf8`], [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn string(&mut self) -> Result<&'a str, PackError> {
        let bytes = self.string_bytes()?;
        text(bytes)
    }

    /// Reads a string's bytes without checking that they are UTF-8, for comparing them with known names.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn string_bytes(&mut self) -> Result<&'a [u8], PackError> {
        let short = match self.rest {
            [marker @ 0x80..=0x8F, body @ ..] => body.split_at_checked(usize::from(marker & 0x0F)),
            [STRING_8, length, body @ ..] => body.split_at_checked(usize::from(*length)),
            _ => None,
        };
        let Some((bytes, rest)) = short else { return self.long_string() };
        self.rest = rest;
        Ok(bytes)
    }

    /// Reads a string of any length; the short ones are read in place.
    fn long_string(&mut self) -> Result<&'a [u8], PackError> {
        let marker = self.marker()?;
        let length = match marker {
            0x80..=0x8F => usize::from(marker & 0x0F),
            STRING_8 => usize::from(u8::from_be_bytes(self.array()?)),
            STRING_16 => usize::from(u16::from_be_bytes(self.array()?)),
            STRING_32 => self.length_32()?,
            other => return Err(PackError::Mismatch(other)),
        };
        self.take(length)
    }

    /// Reads bytes, borrowed from the message.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn bytes(&mut self) -> Result<&'a [u8], PackError> {
        let length = match self.marker()? {
            BYTES_8 => usize::from(u8::from_be_bytes(self.array()?)),
            BYTES_16 => usize::from(u16::from_be_bytes(self.array()?)),
            BYTES_32 => self.length_32()?,
            other => return Err(PackError::Mismatch(other)),
        };
        self.take(length)
    }

    /// Reads a list's header and returns how many items follow.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`] when the message has
    /// fewer bytes left than the list declares items.
    #[inline]
    pub fn list(&mut self) -> Result<usize, PackError> {
        if let [marker @ 0x90..=0x9F, body @ ..] = self.rest {
            let length = usize::from(marker & 0x0F);
            if length <= body.len() {
                self.rest = body;
                return Ok(length);
            }
        }
        self.long_list()
    }

    /// Reads the header of a list of any length; the short ones are read in place.
    fn long_list(&mut self) -> Result<usize, PackError> {
        let marker = self.marker()?;
        let length = match marker {
            0x90..=0x9F => usize::from(marker & 0x0F),
            LIST_8 => usize::from(u8::from_be_bytes(self.array()?)),
            LIST_16 => usize::from(u16::from_be_bytes(self.array()?)),
            LIST_32 => self.length_32()?,
            other => return Err(PackError::Mismatch(other)),
        };
        self.has(length)
    }

    /// Reads a map's header and returns how many entries, each a key and a value, follow.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`] when the message has
    /// fewer bytes left than the map declares entries.
    #[inline]
    pub fn map(&mut self) -> Result<usize, PackError> {
        if let [marker @ 0xA0..=0xAF, body @ ..] = self.rest {
            let length = usize::from(marker & 0x0F);
            if length <= body.len() {
                self.rest = body;
                return Ok(length);
            }
        }
        self.long_map()
    }

    /// Reads the header of a map of any length; the short ones are read in place.
    fn long_map(&mut self) -> Result<usize, PackError> {
        let marker = self.marker()?;
        let length = match marker {
            0xA0..=0xAF => usize::from(marker & 0x0F),
            MAP_8 => usize::from(u8::from_be_bytes(self.array()?)),
            MAP_16 => usize::from(u16::from_be_bytes(self.array()?)),
            MAP_32 => self.length_32()?,
            other => return Err(PackError::Mismatch(other)),
        };
        self.has(length)
    }

    /// Reads a structure's header and returns its tag and how many fields follow.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn structure(&mut self) -> Result<(u8, u8), PackError> {
        match self.marker()? {
            marker @ 0xB0..=0xBF => {
                let [tag] = self.array()?;
                Ok((tag, marker & 0x0F))
            }
            other => Err(PackError::Mismatch(other)),
        }
    }

    /// Reads a structure's header that must have this tag and number of fields.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another value or tag, [`PackError::FieldCount`], [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn structure_of(&mut self, tag: u8, fields: u8) -> Result<(), PackError> {
        let marker = self.peek()?;
        match self.structure()? {
            (found, count) if found == tag && count == fields => Ok(()),
            (found, count) if found == tag => Err(PackError::FieldCount { tag, expected: fields, found: count }),
            _ => Err(PackError::Mismatch(marker)),
        }
    }

    /// Reads a UUID.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    pub fn uuid(&mut self) -> Result<[u8; 16], PackError> {
        match self.marker()? {
            UUID => self.array(),
            other => Err(PackError::Mismatch(other)),
        }
    }

    /// Skips one value of any kind, however deep, without recursion.
    ///
    /// # Errors
    /// [`PackError::UnknownMarker`], [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn skip(&mut self) -> Result<(), PackError> {
        // Counts the values still to skip; containers add their items. Each takes a byte at least, so the loop is
        // bounded by the message, and the saturation of a false length ends in `UnexpectedEnd`.
        let mut pending: usize = 1;
        while pending > 0 {
            let Some((&marker, body)) = self.rest.split_first() else { return Err(self.ended(1)) };
            let Skip { bytes, values } = SKIP[usize::from(marker)];
            if values == Skip::SIZED {
                self.rest = body;
                pending = self.skip_sized(marker, pending - 1)?;
                continue;
            }
            let Some((_, rest)) = body.split_at_checked(usize::from(bytes)) else {
                return Err(self.ended(usize::from(bytes)));
            };
            self.rest = rest;
            pending = (pending - 1).saturating_add(usize::from(values));
        }
        Ok(())
    }

    /// Skips what follows a marker that a length or count comes after, and returns how many values are pending then.
    fn skip_sized(&mut self, marker: u8, pending: usize) -> Result<usize, PackError> {
        let length = match marker {
            BYTES_8 | STRING_8 | LIST_8 | MAP_8 => usize::from(u8::from_be_bytes(self.array()?)),
            BYTES_16 | STRING_16 | LIST_16 | MAP_16 => usize::from(u16::from_be_bytes(self.array()?)),
            BYTES_32 | STRING_32 | LIST_32 | MAP_32 => self.length_32()?,
            other => return Err(PackError::UnknownMarker(other)),
        };
        match marker {
            LIST_8 | LIST_16 | LIST_32 => Ok(pending.saturating_add(self.has(length)?)),
            MAP_8 | MAP_16 | MAP_32 => Ok(pending.saturating_add(self.has(length)?.saturating_mul(2))),
            _ => self.take(length).map(|_| pending),
        }
    }

    /// Returns how many items to reserve for a declared length; see [`limits`].
    #[inline]
    pub fn reservation<T>(declared: usize) -> usize {
        limits::reservation(declared, size_of::<T>())
    }

    /// The error for a message that has fewer bytes than this behind the next marker.
    #[cold]
    const fn ended(&self, needed: usize) -> PackError {
        PackError::UnexpectedEnd { needed, available: self.rest.len().saturating_sub(1) }
    }

    #[inline]
    fn marker(&mut self) -> Result<u8, PackError> {
        let [marker] = self.array()?;
        Ok(marker)
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Result<[u8; N], PackError> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(*bytes)
            }
            None => Err(PackError::UnexpectedEnd { needed: N, available: self.rest.len() }),
        }
    }

    #[inline]
    fn take(&mut self, length: usize) -> Result<&'a [u8], PackError> {
        match self.rest.split_at_checked(length) {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(PackError::UnexpectedEnd { needed: length, available: self.rest.len() }),
        }
    }

    fn length_32(&mut self) -> Result<usize, PackError> {
        let length = u32::from_be_bytes(self.array()?);
        usize::try_from(length).map_err(|_| PackError::UnexpectedEnd { needed: usize::MAX, available: self.rest.len() })
    }

    /// Items take a byte each at least, so a larger count than there are bytes is false.
    #[inline]
    fn has(&self, items: usize) -> Result<usize, PackError> {
        if items > self.rest.len() {
            return Err(PackError::UnexpectedEnd { needed: items, available: self.rest.len() });
        }
        Ok(items)
    }
}

/// Returns the text that a string's bytes are.
#[inline]
fn text(bytes: &[u8]) -> Result<&str, PackError> {
    match bytes.as_ascii_str() {
        Ok(ascii) => Ok(ascii.as_str()),
        Err(_) => {
            std::str::from_utf8(bytes).map_err(|error| PackError::InvalidUtf8 { valid_up_to: error.valid_up_to() })
        }
    }
}

/// Reads an integer's bytes, which are behind its marker.
#[inline]
fn widened<'a, const N: usize>(
    split: Option<(&[u8; N], &'a [u8])>,
    widen: impl FnOnce([u8; N]) -> i64,
) -> Option<(i64, &'a [u8])> {
    split.map(|(bytes, rest)| (widen(*bytes), rest))
}

/// What follows a marker: this many bytes, then this many values.
#[derive(Clone, Copy)]
struct Skip {
    bytes: u8,
    values: u8,
}

impl Skip {
    /// Stands for a length or count that follows, or for no marker at all; a tiny map has 30 values at most.
    const SIZED: u8 = u8::MAX;
}

static SKIP: [Skip; 256] = skip_table();

const fn skip_table() -> [Skip; 256] {
    let mut table = [Skip { bytes: 0, values: Skip::SIZED }; 256];
    let mut marker = 0;
    while marker < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop stops at 255")]
        let byte = marker as u8;
        let nibble = byte & 0x0F;
        let (bytes, values) = match byte {
            0x00..=0x7F | 0xF0..=0xFF | NULL | FALSE | TRUE => (0, 0),
            0x80..=0x8F => (nibble, 0),
            0x90..=0x9F => (0, nibble),
            0xA0..=0xAF => (0, nibble * 2),
            0xB0..=0xBF => (1, nibble),
            FLOAT_64 | INT_64 => (8, 0),
            INT_8 => (1, 0),
            INT_16 => (2, 0),
            INT_32 => (4, 0),
            UUID => (16, 0),
            _ => (0, Skip::SIZED),
        };
        table[marker] = Skip { bytes, values };
        marker += 1;
    }
    table
}
