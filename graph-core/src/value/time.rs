//! What a time of day is, with and without an offset from UTC.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::error::{OutOfRange, ParseError};
use super::iso::{self, Reader};
use super::zone;

pub(super) const NANOSECONDS_PER_SECOND: i64 = 1_000_000_000;
const NANOSECONDS_PER_DAY: i64 = 86_400 * NANOSECONDS_PER_SECOND;

/// A time of day to the nanosecond, wherever it may be.
///
/// # Examples
///
/// ```
/// use graph_core::value::LocalTime;
///
/// let time = LocalTime::new(21, 40, 32, 142_000_000)?;
/// assert_eq!(time.to_string(), "21:40:32.142");
/// assert_eq!("21:40:32.142".parse(), Ok(time));
/// # Ok::<(), graph_core::value::OutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// `0 <= nanosecond_of_day < NANOSECONDS_PER_DAY`
    nanosecond_of_day: i64,
}

impl LocalTime {
    /// The start of a day.
    pub const MIDNIGHT: Self = Self { nanosecond_of_day: 0 };
    /// The last nanosecond of a day.
    pub const MAX: Self = Self { nanosecond_of_day: NANOSECONDS_PER_DAY - 1 };

    /// Returns the time of an hour, minute, second and nanosecond.
    ///
    /// # Errors
    /// When one of them is out of its range. There are no leap seconds.
    pub fn new(hour: u8, minute: u8, second: u8, nanosecond: u32) -> Result<Self, OutOfRange> {
        let hour = OutOfRange::check("hour", hour.into(), 0, 23)?;
        let minute = OutOfRange::check("minute", minute.into(), 0, 59)?;
        let second = OutOfRange::check("second", second.into(), 0, 59)?;
        let nanosecond = check_nanosecond(nanosecond.into())?;
        let second_of_day = (hour * 60 + minute) * 60 + second;
        Ok(Self { nanosecond_of_day: second_of_day * NANOSECONDS_PER_SECOND + i64::from(nanosecond) })
    }

    /// Returns the time that many nanoseconds after midnight.
    ///
    /// # Errors
    /// When the number is negative or does not fit into a day.
    pub fn from_nanosecond_of_day(nanosecond_of_day: i64) -> Result<Self, OutOfRange> {
        OutOfRange::check("nanosecond of day", nanosecond_of_day, 0, NANOSECONDS_PER_DAY - 1)
            .map(|nanosecond_of_day| Self { nanosecond_of_day })
    }

    /// Returns the nanoseconds since midnight.
    #[must_use]
    pub const fn nanosecond_of_day(self) -> i64 {
        self.nanosecond_of_day
    }

    /// Returns the hour, from 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        (self.second_of_day() / 3_600) as u8
    }

    /// Returns the minute, from 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u8 {
        (self.second_of_day() / 60 % 60) as u8
    }

    /// Returns the second, from 0 to 59.
    #[must_use]
    pub const fn second(self) -> u8 {
        (self.second_of_day() % 60) as u8
    }

    /// Returns the nanosecond of the second, from 0 to 999,999,999.
    #[must_use]
    pub const fn nanosecond(self) -> u32 {
        (self.nanosecond_of_day % NANOSECONDS_PER_SECOND) as u32
    }

    pub(super) const fn second_of_day(self) -> i64 {
        self.nanosecond_of_day / NANOSECONDS_PER_SECOND
    }

    /// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fffffffff`.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        let hour = reader.two_digits()?;
        reader.require(b':')?;
        let minute = reader.two_digits()?;
        let (second, nanosecond) = match reader.accept(b':') {
            true => (reader.two_digits()?, reader.fraction()?),
            false => (0, 0),
        };
        Self::new(hour, minute, second, nanosecond).map_err(|cause| reader.refuse(cause))
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour(), self.minute(), self.second())?;
        iso::write_fraction(f, self.nanosecond())
    }
}

impl FromStr for LocalTime {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Reader::new(text, "a local time like 21:40:32.142").whole(Self::read)
    }
}

/// A time of day to the nanosecond, with its offset from UTC.
///
/// Two times are equal when both parts are; they are ordered by the instant of a day that they mean, then by the offset.
///
/// # Examples
///
/// ```
/// use graph_core::value::{LocalTime, Time};
///
/// let time = Time::new(LocalTime::new(12, 0, 0, 0)?, 3_600)?;
/// assert_eq!(time.to_string(), "12:00:00+01:00");
/// assert!(time < "12:00:00Z".parse().unwrap());
/// # Ok::<(), graph_core::value::OutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    local: LocalTime,
    /// Within ±[`zone::MAX_OFFSET`].
    offset_seconds: i32,
}

impl Time {
    /// Returns the time of day at an offset in seconds east of UTC.
    ///
    /// # Errors
    /// When the offset is more than 18 hours.
    pub fn new(local: LocalTime, offset_seconds: i32) -> Result<Self, OutOfRange> {
        let offset_seconds = zone::check_offset(offset_seconds.into())?;
        Ok(Self { local, offset_seconds })
    }

    /// Returns the time that many nanoseconds after midnight, at an offset in seconds east of UTC.
    ///
    /// # Errors
    /// When the nanoseconds do not fit into a day, or the offset is more than 18 hours.
    pub fn from_nanosecond_of_day(nanosecond_of_day: i64, offset_seconds: i64) -> Result<Self, OutOfRange> {
        let local = LocalTime::from_nanosecond_of_day(nanosecond_of_day)?;
        Ok(Self { local, offset_seconds: zone::check_offset(offset_seconds)? })
    }

    /// Returns the time of day on a clock at the offset.
    #[must_use]
    pub const fn local(self) -> LocalTime {
        self.local
    }

    /// Returns the offset in seconds east of UTC.
    #[must_use]
    pub const fn offset_seconds(self) -> i32 {
        self.offset_seconds
    }

    /// Returns the hour at the offset, from 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.local.hour()
    }

    /// Returns the minute at the offset, from 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u8 {
        self.local.minute()
    }

    /// Returns the second at the offset, from 0 to 59.
    #[must_use]
    pub const fn second(self) -> u8 {
        self.local.second()
    }

    /// Returns the nanosecond of the second, from 0 to 999,999,999.
    #[must_use]
    pub const fn nanosecond(self) -> u32 {
        self.local.nanosecond()
    }

    /// Returns nanoseconds since midnight of UTC, which may lie outside the day.
    const fn utc_nanosecond(self) -> i64 {
        self.local.nanosecond_of_day - self.offset_seconds as i64 * NANOSECONDS_PER_SECOND
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.utc_nanosecond(), self.offset_seconds).cmp(&(other.utc_nanosecond(), other.offset_seconds))
    }
}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local)?;
        iso::write_offset(f, self.offset_seconds)
    }
}

impl FromStr for Time {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Reader::new(text, "a time like 21:40:32.142+01:00").whole(|reader| {
            let local = LocalTime::read(reader)?;
            let offset_seconds = reader.offset()?;
            Self::new(local, offset_seconds).map_err(|cause| reader.refuse(cause))
        })
    }
}

pub(super) fn check_nanosecond(nanosecond: i64) -> Result<u32, OutOfRange> {
    // Below 10⁹ after the check, which fits.
    OutOfRange::check("nanosecond", nanosecond, 0, NANOSECONDS_PER_SECOND - 1).map(|nanosecond| nanosecond as u32)
}

#[cfg(test)]
mod tests {
    use super::super::sweep::Sweep;
    use super::*;

    /// Nanosecond of the day, offset and text, as a server has them.
    const GOLDEN: [(i64, i64, &str); 8] = [
        (0, 0, "00:00:00Z"),
        (10_892_165_287_307, 56_700, "03:01:32.165287307+15:45"),
        (47_273_596_218_320, 29_700, "13:07:53.59621832+08:15"),
        (68_278_000_000_000, 0, "18:57:58Z"),
        (43_200_000_000_001, -1_800, "12:00:00.000000001-00:30"),
        (43_200_500_000_000, -64_800, "12:00:00.5-18:00"),
        (86_399_999_999_999, 64_800, "23:59:59.999999999+18:00"),
        (60_000_000_000, 3_601, "00:01:00+01:00:01"),
    ];

    #[test]
    fn times_are_written_and_read_as_a_server_does() {
        for (nanosecond_of_day, offset_seconds, text) in GOLDEN {
            let time = Time::from_nanosecond_of_day(nanosecond_of_day, offset_seconds).unwrap();
            assert_eq!(time.to_string(), text);
            assert_eq!(text.parse(), Ok(time));
            let local = time.local().to_string();
            assert!(text.starts_with(&local));
            assert_eq!(local.parse(), Ok(time.local()));
        }
    }

    #[test]
    fn any_time_survives_being_taken_apart_and_written() {
        let mut sweep = Sweep::new(3);
        for _ in 0..5_000 {
            let local = LocalTime::from_nanosecond_of_day(sweep.between(0, NANOSECONDS_PER_DAY - 1)).unwrap();
            assert_eq!(LocalTime::new(local.hour(), local.minute(), local.second(), local.nanosecond()), Ok(local));
            let offset_seconds = i32::try_from(sweep.between(-zone::MAX_OFFSET, zone::MAX_OFFSET)).unwrap();
            let time = Time::new(local, offset_seconds).unwrap();
            assert_eq!(time.to_string().parse(), Ok(time));
        }
    }

    #[test]
    fn fields_out_of_range_are_named() {
        let field =
            |hour, minute, second, nanosecond| LocalTime::new(hour, minute, second, nanosecond).unwrap_err().field();
        assert_eq!(field(24, 0, 0, 0), "hour");
        assert_eq!(field(0, 60, 0, 0), "minute");
        assert_eq!(field(0, 0, 60, 0), "second");
        assert_eq!(field(0, 0, 0, 1_000_000_000), "nanosecond");
        assert_eq!(LocalTime::from_nanosecond_of_day(-1).unwrap_err().field(), "nanosecond of day");
        assert_eq!(LocalTime::from_nanosecond_of_day(NANOSECONDS_PER_DAY).unwrap_err().field(), "nanosecond of day");
        assert_eq!(Time::new(LocalTime::MIDNIGHT, 64_801).unwrap_err().field(), "offset seconds");
        assert_eq!(Time::from_nanosecond_of_day(0, i64::MIN).unwrap_err().field(), "offset seconds");
    }

    #[test]
    fn times_are_ordered_by_instant_and_then_by_offset() {
        let time = |text: &str| text.parse::<Time>().unwrap();
        assert!(time("12:00:00+01:00") < time("11:30:00Z"));
        assert!(time("12:00:00+01:00") > time("11:00:00Z"));
        assert_ne!(time("12:00:00+01:00"), time("11:00:00Z"));
    }

    #[test]
    fn seconds_may_be_left_out_and_other_texts_are_refused() {
        let local = LocalTime::new(12, 30, 0, 0).unwrap();
        assert_eq!("12:30".parse(), Ok(local));
        assert_eq!("12:30Z".parse().ok(), Time::new(local, 0).ok());
        for text in ["", "12", "12:3", "12:30:5", "12:30:05.", "12:30:05.1234567890", "12.5", "24:00", "12:60", "-1:00"]
        {
            assert!(text.parse::<LocalTime>().is_err(), "{text}");
        }
        for text in ["12:30", "12:30+1", "12:30+01:60", "12:30+19:00", "12:30+18:00:01", "12:30z", "12:30Z[UTC]"] {
            assert!(text.parse::<Time>().is_err(), "{text}");
        }
    }
}
