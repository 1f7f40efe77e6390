//! What a time zone is, and which offset it has at a given time.
//!
//! Names are looked up in the time zone database of the operating system (on Windows, in one that is compiled in), through a
//! process-wide cache. The database only covers the years −9999 to 9999. Beyond them, its rules are applied to the same day
//! of an earlier or later cycle of 400 years, after which the Gregorian calendar repeats to the weekday: that is what the
//! rule "last Sunday in March" means in the year 20,000, and what servers answer as well.

use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::calendar::{self, DAYS_PER_CYCLE, SECONDS_PER_DAY};
use super::error::{OutOfRange, UnknownZone};

/// The largest offset that a server accepts, in seconds: 18 hours.
pub(super) const MAX_OFFSET: i64 = 18 * 3_600;

const SECONDS_PER_CYCLE: i64 = DAYS_PER_CYCLE * SECONDS_PER_DAY;
/// Everything between is looked up as it is; 4 cycles of 400 years from the edges of the database at most.
const LOOKED_UP_FROM: i64 = calendar::epoch_day(-8_000, 1, 1) * SECONDS_PER_DAY;
const LOOKED_UP_TO: i64 = calendar::epoch_day(8_000, 1, 1) * SECONDS_PER_DAY;

/// Where the clock stood that a date-time was read from.
///
/// # Examples
///
/// ```
/// use graph_core::value::{DateTime, Zone};
///
/// let noted: DateTime = "2024-07-01T12:00:00+02:00[Europe/Paris]".parse()?;
/// assert_eq!(noted.zone(), Zone::Named { name: "Europe/Paris", offset_seconds: 7_200 });
/// # Ok::<(), graph_core::value::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zone<'a> {
    /// A fixed number of seconds east of UTC.
    Offset(i32),
    /// A zone of the time zone database.
    Named {
        /// The name, such as `Europe/Paris`.
        name: &'a str,
        /// Seconds east of UTC, at the instant of the date-time.
        offset_seconds: i32,
    },
}

pub(super) fn check_offset(offset_seconds: i64) -> Result<i32, OutOfRange> {
    // Within ±64,800 after the check, which fits.
    OutOfRange::check("offset seconds", offset_seconds, -MAX_OFFSET, MAX_OFFSET).map(|offset| offset as i32)
}

/// Returns the zone of that name, whatever the case of its letters.
pub(super) fn named(name: &str) -> Result<TimeZone, UnknownZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()).ok_or_else(|| UnknownZone::new(name))
}

/// Returns the seconds east of UTC at an instant, or none if that is no instant of this calendar.
pub(super) fn offset_at(zone: &TimeZone, utc_seconds: i64) -> Option<i32> {
    let instant = Timestamp::from_second(within_database(utc_seconds)).ok()?;
    Some(zone.to_offset(instant).seconds())
}

/// Returns the seconds east of UTC for the time on a local clock.
///
/// Where the clock is set back, the time comes twice: the first one is meant, whose offset is the earlier one. Where it is
/// set forward, the time does not come at all: with the offset from before, it is as much later as the clock was set.
pub(super) fn offset_for_local(zone: &TimeZone, local_seconds: i64) -> Option<i32> {
    let instant = Timestamp::from_second(within_database(local_seconds)).ok()?;
    let clock = TimeZone::UTC.to_datetime(instant);
    let (AmbiguousOffset::Unambiguous { offset: before }
    | AmbiguousOffset::Gap { before, .. }
    | AmbiguousOffset::Fold { before, .. }) = zone.to_ambiguous_timestamp(clock).offset();
    Some(before.seconds())
}

/// Moves a time by whole cycles of the calendar into the years that the database covers.
const fn within_database(seconds: i64) -> i64 {
    match seconds {
        LOOKED_UP_TO.. => LOOKED_UP_TO + (seconds - LOOKED_UP_TO) % SECONDS_PER_CYCLE,
        ..LOOKED_UP_FROM => LOOKED_UP_FROM - (LOOKED_UP_FROM - seconds) % SECONDS_PER_CYCLE,
        _ => seconds,
    }
}
