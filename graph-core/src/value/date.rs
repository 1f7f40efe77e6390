//! What a day of the calendar is.

use std::fmt;
use std::str::FromStr;

use super::calendar::{self, Civil};
use super::error::{OutOfRange, ParseError};
use super::iso::Reader;

/// A day of the proleptic Gregorian calendar, in the years −999,999,999 to +999,999,999.
///
/// # Examples
///
/// ```
/// use graph_core::value::Date;
///
/// let date = Date::new(2024, 2, 29)?;
/// assert_eq!(date.epoch_day(), 19_782);
/// assert_eq!(date.to_string(), "2024-02-29");
/// assert_eq!("2024-02-29".parse(), Ok(date));
/// # Ok::<(), graph_core::value::OutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// `Date::MIN.epoch_day <= epoch_day <= Date::MAX.epoch_day`
    epoch_day: i64,
}

impl Date {
    /// The first of January of the year −999,999,999.
    pub const MIN: Self = Self { epoch_day: calendar::epoch_day(calendar::MIN_YEAR, 1, 1) };
    /// The last of December of the year +999,999,999.
    pub const MAX: Self = Self { epoch_day: calendar::epoch_day(calendar::MAX_YEAR, 12, 31) };

    /// Returns the date of a year, a month from 1 and a day from 1.
    ///
    /// # Errors
    /// When the calendar has no such date.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, OutOfRange> {
        let year = OutOfRange::check("year", year.into(), calendar::MIN_YEAR, calendar::MAX_YEAR)?;
        let month = OutOfRange::check("month", month.into(), 1, 12)?;
        let day = OutOfRange::check("day", day.into(), 1, calendar::days_in_month(year, month))?;
        Ok(Self { epoch_day: calendar::epoch_day(year, month, day) })
    }

    /// Returns the date that many days after the first of January 1970.
    ///
    /// # Errors
    /// When that is before [`Date::MIN`] or after [`Date::MAX`].
    pub fn from_epoch_day(epoch_day: i64) -> Result<Self, OutOfRange> {
        OutOfRange::check("epoch day", epoch_day, Self::MIN.epoch_day, Self::MAX.epoch_day)
            .map(|epoch_day| Self { epoch_day })
    }

    /// Returns the days since the first of January 1970, negative before it.
    #[must_use]
    pub const fn epoch_day(self) -> i64 {
        self.epoch_day
    }

    /// Returns the year; the year 0 comes before the year 1.
    #[must_use]
    pub const fn year(self) -> i32 {
        calendar::civil(self.epoch_day).year
    }

    /// Returns the month, from 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        calendar::civil(self.epoch_day).month
    }

    /// Returns the day of the month, from 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        calendar::civil(self.epoch_day).day
    }

    /// Reads `[±]Y…YYYY-MM-DD`.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        let year = reader.year()?;
        reader.expect(b'-')?;
        let month = reader.two_digits()?;
        reader.expect(b'-')?;
        let day = reader.two_digits()?;
        Self::new(year, month, day).map_err(|cause| reader.refuse(cause))
    }
}

impl fmt::Display for Date {
    /// Writes four digits of the year or more; a year past 9999 has a plus sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day } = calendar::civil(self.epoch_day);
        match year {
            ..0 => write!(f, "-{:04}", year.unsigned_abs())?,
            0..=9999 => write!(f, "{year:04}")?,
            _ => write!(f, "+{year}")?,
        }
        write!(f, "-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Reader::new(text, "a date like 2024-01-31").whole(Self::read)
    }
}
