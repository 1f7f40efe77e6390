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
        reader.require(b'-')?;
        let month = reader.two_digits()?;
        reader.require(b'-')?;
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

#[cfg(test)]
mod tests {
    use super::super::sweep::Sweep;
    use super::*;

    /// Epoch day and text, as a server has them.
    const GOLDEN: [(i64, &str); 12] = [
        (0, "1970-01-01"),
        (-1, "1969-12-31"),
        (19_782, "2024-02-29"),
        (11_016, "2000-02-29"),
        (-25_509, "1900-02-28"),
        (-25_508, "1900-03-01"),
        (-719_528, "0000-01-01"),
        (-719_529, "-0001-12-31"),
        (2_932_896, "9999-12-31"),
        (2_932_897, "+10000-01-01"),
        (-365_243_219_162, "-999999999-01-01"),
        (365_241_780_471, "+999999999-12-31"),
    ];

    #[test]
    fn dates_are_written_and_read_as_a_server_does() {
        for (epoch_day, text) in GOLDEN {
            let date = Date::from_epoch_day(epoch_day).unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(text.parse(), Ok(date));
            assert_eq!(Date::new(date.year(), date.month(), date.day()), Ok(date));
        }
    }

    #[test]
    fn any_date_survives_being_written() {
        let mut sweep = Sweep::new(2);
        for _ in 0..5_000 {
            let date = Date::from_epoch_day(sweep.between(Date::MIN.epoch_day, Date::MAX.epoch_day)).unwrap();
            assert_eq!(date.to_string().parse(), Ok(date));
            let near = Date::from_epoch_day(sweep.between(-800_000, 3_000_000)).unwrap();
            assert_eq!(near.to_string().parse(), Ok(near));
        }
    }

    #[test]
    fn fields_out_of_range_are_named() {
        let message = |year, month, day| Date::new(year, month, day).unwrap_err().to_string();
        assert_eq!(message(1_000_000_000, 1, 1), "year 1000000000 is outside -999999999..=999999999");
        assert_eq!(message(2024, 0, 1), "month 0 is outside 1..=12");
        assert_eq!(message(2024, 13, 1), "month 13 is outside 1..=12");
        assert_eq!(message(2024, 2, 30), "day 30 is outside 1..=29");
        assert_eq!(message(1900, 2, 29), "day 29 is outside 1..=28");
        assert_eq!(message(2024, 4, 31), "day 31 is outside 1..=30");
        assert_eq!(Date::from_epoch_day(Date::MAX.epoch_day + 1).unwrap_err().field(), "epoch day");
        assert_eq!(Date::from_epoch_day(i64::MIN).unwrap_err().field(), "epoch day");
    }

    #[test]
    fn other_texts_are_refused_where_they_go_wrong() {
        let refused = [
            ("", 0),
            ("2024", 4),
            ("2024-1-31", 6),
            ("20240131", 4),
            ("12024-01-31", 4),
            ("+123-01-31", 4),
            ("2024-01-31 ", 10),
            ("2024-01-3١", 9),
        ];
        for (text, position) in refused {
            let message = text.parse::<Date>().unwrap_err().to_string();
            assert!(message.ends_with(&format!("at byte {position}")), "{text}: {message}");
        }
    }
}
