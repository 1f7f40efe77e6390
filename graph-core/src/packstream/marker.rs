//! The marker bytes that open every PackStream value.

/// The absence of a value.
pub const NULL: u8 = 0xC0;
/// A 64-bit float, big-endian, in the next eight bytes.
pub const FLOAT_64: u8 = 0xC1;
/// The boolean false.
pub const FALSE: u8 = 0xC2;
/// The boolean true.
pub const TRUE: u8 = 0xC3;
/// A signed integer in the next byte.
pub const INT_8: u8 = 0xC8;
/// A signed integer in the next two bytes.
pub const INT_16: u8 = 0xC9;
/// A signed integer in the next four bytes.
pub const INT_32: u8 = 0xCA;
/// A signed integer in the next eight bytes.
pub const INT_64: u8 = 0xCB;
/// Bytes whose length is in the next byte.
pub const BYTES_8: u8 = 0xCC;
/// Bytes whose length is in the next two bytes.
pub const BYTES_16: u8 = 0xCD;
/// Bytes whose length is in the next four bytes.
pub const BYTES_32: u8 = 0xCE;
/// A string of up to 15 bytes; the length is the low nibble.
pub const TINY_STRING: u8 = 0x80;
/// A string whose length is in the next byte.
pub const STRING_8: u8 = 0xD0;
/// A string whose length is in the next two bytes.
pub const STRING_16: u8 = 0xD1;
/// A string whose length is in the next four bytes.
pub const STRING_32: u8 = 0xD2;
/// A list of up to 15 items; the length is the low nibble.
pub const TINY_LIST: u8 = 0x90;
/// A list whose length is in the next byte.
pub const LIST_8: u8 = 0xD4;
/// A list whose length is in the next two bytes.
pub const LIST_16: u8 = 0xD5;
/// A list whose length is in the next four bytes.
pub const LIST_32: u8 = 0xD6;
/// A map of up to 15 entries; the length is the low nibble.
pub const TINY_MAP: u8 = 0xA0;
/// A map whose length is in the next byte.
pub const MAP_8: u8 = 0xD8;
/// A map whose length is in the next two bytes.
pub const MAP_16: u8 = 0xD9;
/// A map whose length is in the next four bytes.
pub const MAP_32: u8 = 0xDA;
/// A structure of up to 15 fields; the count is the low nibble, the tag the next byte.
pub const TINY_STRUCTURE: u8 = 0xB0;
/// A UUID in the next sixteen bytes, from Bolt 6.1 on.
pub const UUID: u8 = 0xE0;
