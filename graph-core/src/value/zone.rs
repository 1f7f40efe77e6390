//! What a time zone is, and which offset it has at a given time.
//!
//! Names are looked up in the time zone database of the operating system, or in a compiled-in one where there is none,
//! through a process-wide cache. The database only covers the years −9999 to 9999. Beyond them, its rules are applied to the
//! same day of another cycle of 400 years, after which the Gregorian calendar repeats to the weekday: that is what the rule
//! "last Sunday in March" means in the year 20,000, and what servers answer as well.

use std::cell::Cell;

use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::calendar::{self, DAYS_PER_CYCLE, SECONDS_PER_DAY};
use super::error::{OutOfRange, UnknownZone};

/// The largest offset that a server accepts, in seconds: 18 hours.
pub(super) const MAX_OFFSET: i64 = 18 * 3_600;

const SECONDS_PER_CYCLE: i64 = DAYS_PER_CYCLE * SECONDS_PER_DAY;
/// What lies between is looked up as it is. The margin to the edges of the database is more than a cycle.
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
    let recent = LAST.try_with(Cell::take).ok().flatten();
    let found = match recent.filter(|it| it.uses_left > 0 && it.zone.iana_name() == Some(name)) {
        Some(Recent { zone, uses_left }) => Recent { zone, uses_left: uses_left - 1 },
        None => Recent { zone: look_up(name)?, uses_left: USES },
    };
    let zone = found.zone.clone();
    // Fails only while the thread ends, when there is nothing left to speed up.
    let _ = LAST.try_with(|last| last.set(Some(found)));
    Ok(zone)
}

/// The zone that a thread asked for last, since one result seldom has more than one of them.
struct Recent {
    zone: TimeZone,
    uses_left: u16,
}

thread_local! {
    static LAST: Cell<Option<Recent>> = const { Cell::new(None) };
}

/// After so many uses the database is asked again, which notices when it was updated.
const USES: u16 = 4_096;

fn look_up(name: &str) -> Result<TimeZone, UnknownZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name().is_some()).ok_or_else(|| UnknownZone::new(name))
}

/// Returns the seconds east of UTC at an instant.
pub(super) fn offset_at(zone: &TimeZone, utc_seconds: i64) -> i32 {
    zone.to_offset(within_database(utc_seconds)).seconds()
}

/// Returns the seconds east of UTC for the time on a local clock.
///
/// Where the clock is set back, the time comes twice: the first one is meant, whose offset is the earlier one. Where it is
/// set forward, the time does not come at all: with the offset from before, it is as much later as the clock was set.
pub(super) fn offset_for_local(zone: &TimeZone, local_seconds: i64) -> i32 {
    let clock = TimeZone::UTC.to_datetime(within_database(local_seconds));
    let (AmbiguousOffset::Unambiguous { offset: before }
    | AmbiguousOffset::Gap { before, .. }
    | AmbiguousOffset::Fold { before, .. }) = zone.to_ambiguous_timestamp(clock).offset();
    before.seconds()
}

/// Moves a time by whole cycles of the calendar into the years that the database covers.
fn within_database(seconds: i64) -> Timestamp {
    let moved = match seconds {
        LOOKED_UP_TO.. => LOOKED_UP_TO + (seconds - LOOKED_UP_TO) % SECONDS_PER_CYCLE,
        ..LOOKED_UP_FROM => LOOKED_UP_FROM - (LOOKED_UP_FROM - seconds) % SECONDS_PER_CYCLE,
        _ => seconds,
    };
    // Within a cycle of the years ±8,000, where a timestamp is never refused.
    Timestamp::from_second(moved).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS_SUMMER: i32 = 7_200;
    const PARIS_WINTER: i32 = 3_600;
    /// Noon of the first of July and of the first of January 2024.
    const JULY: i64 = 1_719_835_200;
    const JANUARY: i64 = 1_704_110_400;

    #[test]
    fn rules_repeat_with_the_calendar_beyond_the_years_of_the_database() {
        let paris = named("Europe/Paris").unwrap();
        for cycles in [0, 1, 14, 15, 19, 20, 21, 1_000, 2_000_000] {
            let shift = cycles * SECONDS_PER_CYCLE;
            assert_eq!(offset_at(&paris, JULY + shift), PARIS_SUMMER, "{cycles}");
            assert_eq!(offset_at(&paris, JANUARY + shift), PARIS_WINTER, "{cycles}");
            assert_eq!(offset_for_local(&paris, JULY + shift), PARIS_SUMMER, "{cycles}");
        }
    }

    #[test]
    fn before_the_first_rule_local_mean_time_holds() {
        let paris = named("Europe/Paris").unwrap();
        for second in [calendar::epoch_day(-5_000, 1, 1) * SECONDS_PER_DAY, -30_000_000_000_000_000, i64::MIN] {
            // The longitude of Paris: 9 minutes and 21 seconds.
            assert_eq!(offset_at(&paris, second), 561);
            assert_eq!(offset_for_local(&paris, second), 561);
        }
    }

    #[test]
    fn every_second_of_64_bits_lands_within_the_database() {
        for second in [i64::MIN, LOOKED_UP_FROM - 1, LOOKED_UP_FROM, 0, LOOKED_UP_TO - 1, LOOKED_UP_TO, i64::MAX] {
            let moved = within_database(second).as_second();
            assert!((LOOKED_UP_FROM - SECONDS_PER_CYCLE..LOOKED_UP_TO + SECONDS_PER_CYCLE).contains(&moved));
            assert_eq!((i128::from(moved) - i128::from(second)) % i128::from(SECONDS_PER_CYCLE), 0);
        }
    }

    #[test]
    fn a_zone_that_is_remembered_is_not_taken_for_another_one() {
        for _ in 0..3 {
            assert_eq!(named("Europe/Paris").unwrap().iana_name(), Some("Europe/Paris"));
            assert_eq!(named("Asia/Kolkata").unwrap().iana_name(), Some("Asia/Kolkata"));
            assert_eq!(named("asia/kolkata").unwrap().iana_name(), Some("Asia/Kolkata"));
            assert!(named("Asia").is_err());
        }
        for _ in 0..2 * USES {
            assert_eq!(named("Europe/Paris").unwrap().iana_name(), Some("Europe/Paris"));
        }
    }

    #[test]
    fn names_of_no_zone_are_refused() {
        for name in ["", "Z", "+01:00", "Europe/Atlantis", "../../etc/passwd", "Etc/Unknown", "EST5EDT,M3.2.0,M11.1.0"]
        {
            assert_eq!(named(name), Err(UnknownZone::new(name)));
        }
    }
}
