//! Reads primitive values from the bytes of one message.

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
#[derive(Debug, Clone, Copy)]
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
        let marker = self.marker()?;
        let tiny = marker.cast_signed();
        if tiny >= -16 {
            return Ok(i64::from(tiny));
        }
        match marker {
            INT_8 => Ok(i64::from(i8::from_be_bytes(self.array()?))),
            INT_16 => Ok(i64::from(i16::from_be_bytes(self.array()?))),
            INT_32 => Ok(i64::from(i32::from_be_bytes(self.array()?))),
            INT_64 => Ok(i64::from_be_bytes(self.array()?)),
            other => Err(PackError::Mismatch(other)),
        }
    }

    /// Reads a float.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn float(&mut self) -> Result<f64, PackError> {
        match self.marker()? {
            FLOAT_64 => Ok(f64::from_be_bytes(self.array()?)),
            other => Err(PackError::Mismatch(other)),
        }
    }

    /// Reads a string, borrowed from the message.
    ///
    /// # Errors
    /// [`PackError::InvalidUtf8`], [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn string(&mut self) -> Result<&'a str, PackError> {
        let bytes = self.string_bytes()?;
        std::str::from_utf8(bytes).map_err(|error| PackError::InvalidUtf8 { valid_up_to: error.valid_up_to() })
    }

    /// Reads a string's bytes without checking that they are UTF-8, for comparing them with known names.
    ///
    /// # Errors
    /// [`PackError::Mismatch`] for another kind of value, [`PackError::UnexpectedEnd`].
    #[inline]
    pub fn string_bytes(&mut self) -> Result<&'a [u8], PackError> {
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
            pending -= 1;
            let marker = self.marker()?;
            match SKIP[usize::from(marker)] {
                Skip::Inline(bytes) => {
                    self.take(usize::from(bytes))?;
                }
                Skip::Length8 => {
                    let length = usize::from(u8::from_be_bytes(self.array()?));
                    self.take(length)?;
                }
                Skip::Length16 => {
                    let length = usize::from(u16::from_be_bytes(self.array()?));
                    self.take(length)?;
                }
                Skip::Length32 => {
                    let length = self.length_32()?;
                    self.take(length)?;
                }
                Skip::Items(items) => pending = pending.saturating_add(usize::from(items)),
                Skip::Structure(fields) => {
                    self.take(1)?;
                    pending = pending.saturating_add(usize::from(fields));
                }
                Skip::Container(width, per_item) => {
                    let items = match width {
                        1 => usize::from(u8::from_be_bytes(self.array()?)),
                        2 => usize::from(u16::from_be_bytes(self.array()?)),
                        _ => self.length_32()?,
                    };
                    pending = pending.saturating_add(self.has(items)?.saturating_mul(usize::from(per_item)));
                }
                Skip::Unknown => return Err(PackError::UnknownMarker(marker)),
            }
        }
        Ok(())
    }

    /// Returns how many items to reserve for a declared length; see [`limits`].
    #[inline]
    pub fn reservation<T>(declared: usize) -> usize {
        limits::reservation(declared, size_of::<T>())
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

/// What follows a marker.
#[derive(Clone, Copy)]
enum Skip {
    /// This many bytes.
    Inline(u8),
    /// A length of that width, and as many bytes.
    Length8,
    Length16,
    Length32,
    /// This many values.
    Items(u8),
    /// A tag and this many fields.
    Structure(u8),
    /// A count of this width, and for each item this many values.
    Container(u8, u8),
    Unknown,
}

static SKIP: [Skip; 256] = skip_table();

const fn skip_table() -> [Skip; 256] {
    let mut table = [Skip::Unknown; 256];
    let mut marker = 0;
    while marker < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop stops at 255")]
        let byte = marker as u8;
        let nibble = byte & 0x0F;
        table[marker] = match byte {
            0x00..=0x7F | 0xF0..=0xFF | NULL | FALSE | TRUE => Skip::Inline(0),
            0x80..=0x8F => Skip::Inline(nibble),
            0x90..=0x9F => Skip::Items(nibble),
            0xA0..=0xAF => Skip::Items(nibble * 2),
            0xB0..=0xBF => Skip::Structure(nibble),
            FLOAT_64 | INT_64 => Skip::Inline(8),
            INT_8 => Skip::Inline(1),
            INT_16 => Skip::Inline(2),
            INT_32 => Skip::Inline(4),
            BYTES_8 | STRING_8 => Skip::Length8,
            BYTES_16 | STRING_16 => Skip::Length16,
            BYTES_32 | STRING_32 => Skip::Length32,
            LIST_8 => Skip::Container(1, 1),
            LIST_16 => Skip::Container(2, 1),
            LIST_32 => Skip::Container(4, 1),
            MAP_8 => Skip::Container(1, 2),
            MAP_16 => Skip::Container(2, 2),
            MAP_32 => Skip::Container(4, 2),
            UUID => Skip::Inline(16),
            _ => Skip::Unknown,
        };
        marker += 1;
    }
    table
}
