//! How the written forms of ISO 8601 are read, one part after the other.

use std::fmt;

use super::error::{OutOfRange, ParseCause, ParseError};

/// Text that is being read from the front, as part of a form to name in errors.
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    text: &'a str,
    position: usize,
    expected: &'static str,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(text: &'a str, expected: &'static str) -> Self {
        Self { text, position: 0, expected }
    }

    /// Reads with `read`, and then expects the end of the text.
    pub(super) fn whole<T>(mut self, read: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        let value = read(&mut self)?;
        if self.is_at_end() { Ok(value) } else { Err(self.unexpected()) }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Passes over `byte` if it comes next.
    pub(super) fn accept(&mut self, byte: u8) -> bool {
        let found = self.rest().as_bytes().first() == Some(&byte);
        self.position += usize::from(found);
        found
    }

    pub(super) fn require(&mut self, byte: u8) -> Result<(), ParseError> {
        if self.accept(byte) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn unexpected(&self) -> ParseError {
        self.refuse(ParseCause::Syntax { position: self.position })
    }

    pub(super) fn refuse(&self, cause: impl Into<ParseCause>) -> ParseError {
        ParseError::new(self.expected, cause)
    }

    /// Takes the digits that come next, at least `min` and at most `max` of them.
    pub(super) fn digits(&mut self, min: usize, max: usize) -> Result<&'a str, ParseError> {
        let found = self.rest().bytes().take(max).take_while(u8::is_ascii_digit).count();
        let digits = self.rest().get(..found).unwrap_or_default();
        self.position += found;
        if found < min { Err(self.unexpected()) } else { Ok(digits) }
    }

    pub(super) fn two_digits(&mut self) -> Result<u8, ParseError> {
        let digits = self.digits(2, 2)?;
        digits.parse().map_err(|_| self.unexpected())
    }

    /// Reads a year: four digits, or a sign and four to nine digits.
    pub(super) fn year(&mut self) -> Result<i32, ParseError> {
        let negative = self.accept(b'-');
        let signed = negative || self.accept(b'+');
        let digits = self.digits(4, if signed { 9 } else { 4 })?;
        let year: i32 = digits.parse().map_err(|_| self.unexpected())?;
        Ok(if negative { -year } else { year })
    }

    /// Reads a fraction of up to nine digits as nanoseconds, or zero if there is none.
    pub(super) fn fraction(&mut self) -> Result<u32, ParseError> {
        if !self.accept(b'.') {
            return Ok(0);
        }
        let digits = self.digits(1, 9)?;
        // At most nine digits, so at most 999,999,999.
        Ok(digits.bytes().chain([b'0'; 9]).take(9).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
    }

    /// Reads `Z`, `±HH:MM` or `±HH:MM:SS` as seconds east of UTC.
    pub(super) fn offset(&mut self) -> Result<i32, ParseError> {
        if self.accept(b'Z') {
            return Ok(0);
        }
        let negative = self.accept(b'-');
        if !negative {
            self.require(b'+')?;
        }
        let hours = self.two_digits()?;
        self.require(b':')?;
        let minutes = self.sixtieths("offset minute")?;
        let seconds = if self.accept(b':') { self.sixtieths("offset second")? } else { 0 };
        let offset = i32::from(hours) * 3_600 + i32::from(minutes) * 60 + i32::from(seconds);
        Ok(if negative { -offset } else { offset })
    }

    /// Takes the text up to the byte `end`, and passes over that.
    pub(super) fn until(&mut self, end: char) -> Result<&'a str, ParseError> {
        let (text, _) = self.rest().split_once(end).ok_or_else(|| self.unexpected())?;
        self.position += text.len() + end.len_utf8();
        Ok(text)
    }

    fn sixtieths(&mut self, field: &'static str) -> Result<u8, ParseError> {
        let value = self.two_digits()?;
        OutOfRange::check(field, value.into(), 0, 59).map_err(|cause| self.refuse(cause))?;
        Ok(value)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }
}

/// Writes nanoseconds as a decimal fraction without trailing zeros, or nothing at all for zero.
pub(super) fn write_fraction(f: &mut fmt::Formatter<'_>, nanoseconds: u32) -> fmt::Result {
    if nanoseconds == 0 {
        return Ok(());
    }
    let (mut value, mut width) = (nanoseconds, 9);
    while value.is_multiple_of(10) {
        value /= 10;
        width -= 1;
    }
    write!(f, ".{value:0width$}")
}

/// Writes seconds east of UTC as `Z`, `±HH:MM` or `±HH:MM:SS`.
pub(super) fn write_offset(f: &mut fmt::Formatter<'_>, offset_seconds: i32) -> fmt::Result {
    if offset_seconds == 0 {
        return f.write_str("Z");
    }
    let sign = if offset_seconds < 0 { '-' } else { '+' };
    let absolute = offset_seconds.unsigned_abs();
    write!(f, "{sign}{:02}:{:02}", absolute / 3_600, absolute / 60 % 60)?;
    if !absolute.is_multiple_of(60) {
        write!(f, ":{:02}", absolute % 60)?;
    }
    Ok(())
}
