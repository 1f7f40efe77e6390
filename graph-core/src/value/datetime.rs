//! What a day with a time of day is, with and without an offset or time zone.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::tz::TimeZone;

use super::calendar::SECONDS_PER_DAY;
use super::error::{OutOfRange, ParseCause, ParseError, ZonedError};
use super::iso::{self, Reader};
use super::time::{NANOSECONDS_PER_SECOND, check_nanosecond};
use super::zone::{self, Zone};
use super::{Date, LocalTime};

/// A day and a time of day to the nanosecond, wherever that may be.
///
/// # Examples
///
/// ```
/// use graph_core::value::{Date, LocalDateTime, LocalTime};
///
/// let noon = LocalDateTime::new(Date::new(2024, 1, 2)?, LocalTime::new(12, 0, 0, 0)?);
/// assert_eq!(noon.to_string(), "2024-01-02T12:00:00");
/// assert_eq!("2024-01-02T12:00:00".parse(), Ok(noon));
/// # Ok::<(), graph_core::value::OutOfRange>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// `MIN_SECOND <= epoch_second <= MAX_SECOND`, as if the clock stood in UTC.
    epoch_second: i64,
    /// `nanosecond < 10⁹`
    nanosecond: u32,
}

const MIN_SECOND: i64 = Date::MIN.epoch_day() * SECONDS_PER_DAY;
const MAX_SECOND: i64 = Date::MAX.epoch_day() * SECONDS_PER_DAY + SECONDS_PER_DAY - 1;

impl LocalDateTime {
    /// The first nanosecond of [`Date::MIN`].
    pub const MIN: Self = Self { epoch_second: MIN_SECOND, nanosecond: 0 };
    /// The last nanosecond of [`Date::MAX`].
    pub const MAX: Self = Self { epoch_second: MAX_SECOND, nanosecond: 999_999_999 };

    /// Returns the given time of the given day.
    #[must_use]
    pub const fn new(date: Date, time: LocalTime) -> Self {
        let epoch_second = date.epoch_day() * SECONDS_PER_DAY + time.second_of_day();
        Self { epoch_second, nanosecond: time.nanosecond() }
    }

    /// Returns the time that many seconds and nanoseconds after the start of 1970, on the same clock.
    ///
    /// # Errors
    /// When the seconds lie outside the years of [`Date`], or the nanoseconds outside a second.
    pub fn from_epoch_second(epoch_second: i64, nanosecond: i64) -> Result<Self, OutOfRange> {
        let epoch_second = OutOfRange::check("epoch second", epoch_second, MIN_SECOND, MAX_SECOND)?;
        Ok(Self { epoch_second, nanosecond: check_nanosecond(nanosecond)? })
    }

    /// Returns the seconds since the start of 1970 on the same clock, negative before it.
    #[must_use]
    pub const fn epoch_second(self) -> i64 {
        self.epoch_second
    }

    /// Returns the day.
    #[must_use]
    pub fn date(self) -> Date {
        // The range of the seconds is that of `Date`.
        Date::from_epoch_day(self.epoch_second.div_euclid(SECONDS_PER_DAY)).unwrap_or(Date::MAX)
    }

    /// Returns the time of day.
    #[must_use]
    pub fn time(self) -> LocalTime {
        let second_of_day = self.epoch_second.rem_euclid(SECONDS_PER_DAY);
        let nanosecond_of_day = second_of_day * NANOSECONDS_PER_SECOND + i64::from(self.nanosecond);
        // A remainder of a division by a day fits into one.
        LocalTime::from_nanosecond_of_day(nanosecond_of_day).unwrap_or(LocalTime::MAX)
    }

    /// Returns the nanosecond of the second, from 0 to 999,999,999.
    #[must_use]
    pub const fn nanosecond(self) -> u32 {
        self.nanosecond
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        let date = Date::read(reader)?;
        reader.require(b'T')?;
        Ok(Self::new(date, LocalTime::read(reader)?))
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date(), self.time())
    }
}

impl FromStr for LocalDateTime {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Reader::new(text, "a local date-time like 2024-01-31T21:40:32.142").whole(Self::read)
    }
}

/// An instant to the nanosecond, with the offset or the time zone that it was noted in.
///
/// Two of them are equal when the instant, the offset and the name of the zone are. They are ordered by the instant, then
/// by the offset and the name.
///
/// # Examples
///
/// ```
/// use graph_core::value::DateTime;
///
/// let noted = DateTime::from_utc_named(1_704_164_645, 6, "Europe/Paris")?;
/// assert_eq!(noted.to_string(), "2024-01-02T04:04:05.000000006+01:00[Europe/Paris]");
/// assert_eq!(noted.hour(), 4);
/// assert_eq!(noted.to_string().parse(), Ok(noted));
/// # Ok::<(), graph_core::value::ZonedError>(())
/// ```
#[derive(Clone)]
pub struct DateTime {
    /// The local date-time, `utc_second + offset_seconds`, is within the range of [`LocalDateTime`].
    utc_second: i64,
    /// `nanosecond < 10⁹`
    nanosecond: u32,
    /// Within ±[`zone::MAX_OFFSET`].
    offset_seconds: i32,
    /// Unknown, and thus without a name, if the date-time has an offset only. Keeping the zone instead of its name takes
    /// one word instead of two, shared with all other values of that zone.
    zone: TimeZone,
}

impl DateTime {
    /// Returns the instant at which a clock, that many seconds ahead of UTC, shows the given time.
    ///
    /// # Errors
    /// When the offset is more than 18 hours.
    pub fn new(local: LocalDateTime, offset_seconds: i32) -> Result<Self, OutOfRange> {
        Self::from_local_offset(local.epoch_second, local.nanosecond.into(), offset_seconds.into())
    }

    /// Returns the instant at which a clock in the named zone shows the given time.
    ///
    /// See [`from_local_named`](Self::from_local_named) for times that come twice or not at all.
    ///
    /// # Errors
    /// When the zone is not known, or moves the time out of the years of [`Date`].
    pub fn in_zone(local: LocalDateTime, zone_name: &str) -> Result<Self, ZonedError> {
        Self::from_local_named(local.epoch_second, local.nanosecond.into(), zone_name)
    }

    /// Returns the instant that many seconds and nanoseconds after the start of 1970 in UTC, noted at an offset in seconds.
    ///
    /// # Errors
    /// When the local time lies outside the years of [`Date`], the nanoseconds outside a second, or the offset is more
    /// than 18 hours.
    pub fn from_utc_offset(utc_second: i64, nanosecond: i64, offset_seconds: i64) -> Result<Self, OutOfRange> {
        let offset_seconds = zone::check_offset(offset_seconds)?;
        Self::assemble(utc_second, nanosecond, offset_seconds, TimeZone::unknown())
    }

    /// Returns the instant that many seconds and nanoseconds after the start of 1970 in UTC, noted in the named zone.
    ///
    /// # Errors
    /// When the zone is not known, the local time lies outside the years of [`Date`], or the nanoseconds outside a second.
    pub fn from_utc_named(utc_second: i64, nanosecond: i64, zone_name: &str) -> Result<Self, ZonedError> {
        let zone = zone::named(zone_name)?;
        Ok(Self::at(utc_second, nanosecond, zone)?)
    }

    /// Returns the instant at which a clock at an offset shows that many seconds and nanoseconds after the start of 1970.
    ///
    /// # Errors
    /// When the local time lies outside the years of [`Date`], the nanoseconds outside a second, or the offset is more
    /// than 18 hours.
    pub fn from_local_offset(local_second: i64, nanosecond: i64, offset_seconds: i64) -> Result<Self, OutOfRange> {
        let offset_seconds = zone::check_offset(offset_seconds)?;
        let utc_second = utc_second(local_second, offset_seconds)?;
        Self::assemble(utc_second, nanosecond, offset_seconds, TimeZone::unknown())
    }

    /// Returns the instant at which a clock in the named zone shows that many seconds and nanoseconds after the start of 1970.
    ///
    /// Where the clock was set back, a local time comes twice: the first one is meant, with the earlier offset. Where it
    /// was set forward, a local time is skipped: it is read as if the clock had not been set yet, and so the result shows a
    /// later local time.
    ///
    /// # Errors
    /// When the zone is not known, the local time lies outside the years of [`Date`], or the nanoseconds outside a second.
    pub fn from_local_named(local_second: i64, nanosecond: i64, zone_name: &str) -> Result<Self, ZonedError> {
        let zone = zone::named(zone_name)?;
        let offset_seconds = zone::offset_for_local(&zone, local_second);
        let utc_second = utc_second(local_second, offset_seconds)?;
        Ok(Self::at(utc_second, nanosecond, zone)?)
    }

    /// Returns the seconds since the start of 1970 in UTC, negative before it.
    #[must_use]
    pub const fn utc_second(&self) -> i64 {
        self.utc_second
    }

    /// Returns what the clock showed.
    #[must_use]
    pub fn local(&self) -> LocalDateTime {
        LocalDateTime { epoch_second: self.utc_second + i64::from(self.offset_seconds), nanosecond: self.nanosecond }
    }

    /// Returns the offset in seconds east of UTC at this instant.
    #[must_use]
    pub const fn offset_seconds(&self) -> i32 {
        self.offset_seconds
    }

    /// Returns the offset, or the named zone with its offset at this instant.
    #[must_use]
    pub fn zone(&self) -> Zone<'_> {
        match self.zone.iana_name() {
            Some(name) => Zone::Named { name, offset_seconds: self.offset_seconds },
            None => Zone::Offset(self.offset_seconds),
        }
    }

    /// Returns the local year.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.local().date().year()
    }

    /// Returns the local month, from 1 to 12.
    #[must_use]
    pub fn month(&self) -> u8 {
        self.local().date().month()
    }

    /// Returns the local day of the month, from 1 to 31.
    #[must_use]
    pub fn day(&self) -> u8 {
        self.local().date().day()
    }

    /// Returns the local hour, from 0 to 23.
    #[must_use]
    pub fn hour(&self) -> u8 {
        self.local().time().hour()
    }

    /// Returns the local minute, from 0 to 59.
    #[must_use]
    pub fn minute(&self) -> u8 {
        self.local().time().minute()
    }

    /// Returns the local second, from 0 to 59.
    #[must_use]
    pub fn second(&self) -> u8 {
        self.local().time().second()
    }

    /// Returns the nanosecond of the second, from 0 to 999,999,999.
    #[must_use]
    pub const fn nanosecond(&self) -> u32 {
        self.nanosecond
    }

    fn at(utc_second: i64, nanosecond: i64, zone: TimeZone) -> Result<Self, OutOfRange> {
        let offset_seconds = zone::offset_at(&zone, utc_second);
        Self::assemble(utc_second, nanosecond, offset_seconds, zone)
    }

    fn assemble(utc_second: i64, nanosecond: i64, offset_seconds: i32, zone: TimeZone) -> Result<Self, OutOfRange> {
        let local_second = utc_second.checked_add(offset_seconds.into()).ok_or_else(|| second_range(utc_second))?;
        let local = LocalDateTime::from_epoch_second(local_second, nanosecond)?;
        Ok(Self { utc_second, nanosecond: local.nanosecond, offset_seconds, zone })
    }

    /// Reads a local date-time with an offset, a zone in brackets, or both.
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        let local = LocalDateTime::read(reader)?;
        if reader.accept(b'[') {
            let name = reader.until(']')?;
            return Self::in_zone(local, name).map_err(|cause| reader.refuse(cause));
        }
        let noted = Self::new(local, reader.offset()?).map_err(|cause| reader.refuse(cause))?;
        if !reader.accept(b'[') {
            return Ok(noted);
        }
        let name = reader.until(']')?;
        // The offset tells which of two equal local times is meant.
        let named = Self::from_utc_named(noted.utc_second, noted.nanosecond.into(), name)
            .map_err(|cause| reader.refuse(cause))?;
        match named.offset_seconds == noted.offset_seconds {
            true => Ok(named),
            false => Err(reader.refuse(ParseCause::OffsetOfZone)),
        }
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local())?;
        iso::write_offset(f, self.offset_seconds)?;
        match self.zone() {
            Zone::Named { name, .. } => write!(f, "[{name}]"),
            Zone::Offset(_) => Ok(()),
        }
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DateTime")
            .field("utc_second", &self.utc_second)
            .field("nanosecond", &self.nanosecond)
            .field("zone", &self.zone())
            .finish()
    }
}

impl FromStr for DateTime {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Reader::new(text, "a date-time like 2024-01-31T21:40:32.142+01:00[Europe/Paris]").whole(Self::read)
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        let instant = |it: &Self| (it.utc_second, it.nanosecond, it.offset_seconds);
        instant(self).cmp(&instant(other)).then_with(|| self.zone().cmp(&other.zone()))
    }
}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for DateTime {}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.utc_second, self.nanosecond, self.zone()).hash(state);
    }
}

fn utc_second(local_second: i64, offset_seconds: i32) -> Result<i64, OutOfRange> {
    local_second.checked_sub(offset_seconds.into()).ok_or_else(|| second_range(local_second))
}

fn second_range(second: i64) -> OutOfRange {
    OutOfRange::new("epoch second", second, MIN_SECOND, MAX_SECOND)
}

#[cfg(test)]
mod tests;
