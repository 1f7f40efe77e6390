//! What a universally unique identifier is.

use std::fmt;
use std::str::FromStr;

use super::error::{ParseCause, ParseError};

/// A universally unique identifier of 128 bits.
///
/// # Examples
///
/// ```
/// use graph_core::value::Uuid;
///
/// let id: Uuid = "01890A5D-AC96-774B-BCCE-B302099A8057".parse()?;
/// assert_eq!(id.to_string(), "01890a5d-ac96-774b-bcce-b302099a8057");
/// assert_eq!(id.version(), Some(7));
/// # Ok::<(), graph_core::value::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Uuid([u8; 16]);

/// Where the hyphens are, counted in characters.
const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const TEXT_LENGTH: usize = 36;

impl Uuid {
    /// Returns the identifier whose bits are all zero.
    #[must_use]
    pub const fn nil() -> Self {
        Self([0; 16])
    }

    /// Returns the identifier of 16 bytes in the order in which they are written.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the 16 bytes in the order in which they are written.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Returns the version, from 1 to 8, if the identifier is of the variant of RFC 9562.
    #[must_use]
    pub const fn version(&self) -> Option<u8> {
        let version = self.0[6] >> 4;
        let standard_variant = self.0[8] >> 6 == 0b10;
        if standard_variant && version >= 1 && version <= 8 { Some(version) } else { None }
    }
}

impl fmt::Display for Uuid {
    /// Writes the hyphenated form in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uuid({self})")
    }
}

impl FromStr for Uuid {
    type Err = ParseError;

    /// Reads the hyphenated form, in lower or upper case; other forms are refused.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let refuse = |position| {
            let expected = "a UUID like 01890a5d-ac96-774b-bcce-b302099a8057";
            ParseError::new(expected, ParseCause::Syntax { position })
        };
        let mut bits = 0_u128;
        for (position, byte) in text.bytes().enumerate() {
            if HYPHENS.contains(&position) {
                if byte != b'-' {
                    return Err(refuse(position));
                }
                continue;
            }
            let digit = char::from(byte).to_digit(16).filter(|_| position < TEXT_LENGTH);
            bits = bits << 4 | u128::from(digit.ok_or_else(|| refuse(position))?);
        }
        if text.len() == TEXT_LENGTH { Ok(Self(bits.to_be_bytes())) } else { Err(refuse(text.len())) }
    }
}
