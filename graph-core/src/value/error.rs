//! What can be wrong with the parts of a value.

use std::fmt;

/// A number outside the range that a field has.
///
/// # Examples
///
/// ```
/// use graph_core::value::Date;
///
/// let refused = Date::new(2023, 2, 29).unwrap_err();
/// assert_eq!(refused.field(), "day");
/// assert_eq!(refused.to_string(), "day 29 is outside 1..=28");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{field} {value} is outside {min}..={max}")]
pub struct OutOfRange {
    field: &'static str,
    value: i128,
    min: i64,
    max: i64,
}

impl OutOfRange {
    /// Returns the name of the field that was out of range.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }

    pub(crate) fn new(field: &'static str, value: impl Into<i128>, min: i64, max: i64) -> Self {
        Self { field, value: value.into(), min, max }
    }

    /// Returns `value` if it lies within `min..=max`.
    pub(crate) fn check(field: &'static str, value: i64, min: i64, max: i64) -> Result<i64, Self> {
        if (min..=max).contains(&value) { Ok(value) } else { Err(Self::new(field, value, min, max)) }
    }
}

/// The name of a time zone that no time zone database of this machine has.
///
/// # Examples
///
/// ```
/// use graph_core::value::{DateTime, ZonedError};
///
/// let refused = DateTime::from_utc_named(0, 0, "Europe/Atlantis").unwrap_err();
/// assert!(matches!(&refused, ZonedError::UnknownZone(zone) if zone.name() == "Europe/Atlantis"));
/// assert_eq!(refused.to_string(), r#"unknown time zone "Europe/Atlantis""#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone {name:?}")]
pub struct UnknownZone {
    name: Box<str>,
}

impl UnknownZone {
    /// The longest part of a name that is kept. The longest name in use has 32 characters.
    const KEPT: usize = 32;

    /// Returns the name, of which no more than 32 characters are kept.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn new(name: &str) -> Self {
        Self { name: name.chars().take(Self::KEPT).collect() }
    }
}

/// Why there is no such date-time in a named time zone.
///
/// # Examples
///
/// ```
/// use graph_core::value::{DateTime, ZonedError};
///
/// let refused = DateTime::from_utc_named(i64::MAX, 0, "Europe/Paris").unwrap_err();
/// assert!(matches!(refused, ZonedError::OutOfRange(range) if range.field() == "epoch second"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ZonedError {
    /// A field, or the date-time as a whole, is out of range.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// The zone is not known on this machine; its time zone database may be old, or missing.
    #[error(transparent)]
    UnknownZone(#[from] UnknownZone),
}

/// Text that is not the written form of a value.
///
/// The error tells where the text stops matching, never what it says: it may come from a parameter.
///
/// # Examples
///
/// ```
/// use graph_core::value::Date;
///
/// let refused = "2024/01/31".parse::<Date>().unwrap_err();
/// assert_eq!(refused.to_string(), "not a date like 2024-01-31: unexpected text at byte 4");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    expected: &'static str,
    cause: ParseCause,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ParseCause {
    Syntax {
        position: usize,
    },
    Zoned(ZonedError),
    /// The zone has another offset at that time than the text says.
    OffsetOfZone,
}

impl ParseError {
    pub(super) fn new(expected: &'static str, cause: impl Into<ParseCause>) -> Self {
        Self { expected, cause: cause.into() }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not {}", self.expected)?;
        match &self.cause {
            ParseCause::Syntax { position } => write!(f, ": unexpected text at byte {position}"),
            ParseCause::OffsetOfZone => f.write_str(": the zone has another offset at that time"),
            ParseCause::Zoned(_) => Ok(()),
        }
    }
}

impl std::error::Error for ParseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.cause {
            ParseCause::Zoned(cause) => Some(cause),
            ParseCause::Syntax { .. } | ParseCause::OffsetOfZone => None,
        }
    }
}

impl From<OutOfRange> for ParseCause {
    fn from(cause: OutOfRange) -> Self {
        Self::Zoned(cause.into())
    }
}

impl From<ZonedError> for ParseCause {
    fn from(cause: ZonedError) -> Self {
        Self::Zoned(cause)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time, Uuid};

    #[test]
    fn errors_of_parsing_do_not_repeat_the_text() {
        const SECRET: &str = "hunter2";
        for text in
            [SECRET.to_owned(), format!("2024-01-31{SECRET}"), format!("P1D{SECRET}"), format!("12:00:00{SECRET}")]
        {
            for refused in [
                text.parse::<Date>().unwrap_err(),
                text.parse::<LocalTime>().unwrap_err(),
                text.parse::<Time>().unwrap_err(),
                text.parse::<LocalDateTime>().unwrap_err(),
                text.parse::<DateTime>().unwrap_err(),
                text.parse::<Duration>().unwrap_err(),
                text.parse::<Uuid>().unwrap_err(),
            ] {
                assert!(!format!("{refused} {refused:?}").contains(SECRET), "{refused:?}");
            }
        }
    }
}
