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

#[cfg(test)]
mod tests {
    use super::super::sweep::Sweep;
    use super::*;

    const TEXT: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
    const BYTES: [u8; 16] =
        [0x01, 0x89, 0x0a, 0x5d, 0xac, 0x96, 0x77, 0x4b, 0xbc, 0xce, 0xb3, 0x02, 0x09, 0x9a, 0x80, 0x57];

    #[test]
    fn bytes_are_in_the_order_of_the_text() {
        assert_eq!(Uuid::from_bytes(BYTES).to_string(), TEXT);
        assert_eq!(TEXT.parse::<Uuid>().unwrap().as_bytes(), &BYTES);
        assert_eq!(TEXT.to_uppercase().parse(), Ok(Uuid::from_bytes(BYTES)));
        assert_eq!(Uuid::nil().to_string(), "00000000-0000-0000-0000-000000000000");
        assert_eq!(format!("{:?}", Uuid::from_bytes(BYTES)), format!("Uuid({TEXT})"));
    }

    #[test]
    fn any_uuid_survives_being_written() {
        let mut sweep = Sweep::new(6);
        for _ in 0..2_000 {
            let mut bytes = [0; 16];
            bytes.fill_with(|| u8::try_from(sweep.between(0, 255)).unwrap());
            let uuid = Uuid::from_bytes(bytes);
            assert_eq!(uuid.to_string().parse(), Ok(uuid));
        }
    }

    #[test]
    fn only_the_standard_variant_has_a_version() {
        let version = |text: &str| text.parse::<Uuid>().unwrap().version();
        assert_eq!(version("f47ac10b-58cc-4372-a567-0e02b2c3d479"), Some(4));
        assert_eq!(version(TEXT), Some(7));
        assert_eq!(version("f47ac10b-58cc-4372-0567-0e02b2c3d479"), None);
        assert_eq!(version("f47ac10b-58cc-9372-a567-0e02b2c3d479"), None);
        assert_eq!(Uuid::nil().version(), None);
    }

    #[test]
    fn a_wrong_character_is_refused_where_it_stands() {
        for position in 0..TEXT_LENGTH {
            for wrong in ["g", " ", "+", "é"] {
                let mut text = TEXT.to_owned();
                text.replace_range(position..=position, wrong);
                let message = text.parse::<Uuid>().unwrap_err().to_string();
                assert!(message.ends_with(&format!("unexpected text at byte {position}")), "{text}: {message}");
            }
        }
    }

    #[test]
    fn other_forms_are_refused() {
        let bare = TEXT.replace('-', "");
        for text in ["", &TEXT[..35], &format!("{TEXT}0"), &format!("{TEXT}-"), &format!("{{{TEXT}}}"), &bare] {
            assert!(text.parse::<Uuid>().is_err(), "{text}");
        }
        assert!(format!("urn:uuid:{TEXT}").parse::<Uuid>().is_err());
    }
}
