//! What an amount of time is.

use std::fmt;
use std::str::FromStr;

use super::error::{OutOfRange, ParseError};
use super::iso::{self, Reader};
use super::time::NANOSECONDS_PER_SECOND;

/// An amount of time in months, days, seconds and nanoseconds.
///
/// The parts are kept apart, since months and days have no fixed length; each may have a sign of its own. Durations are
/// equal when all parts are, and have no order. Nanoseconds are counted upwards from the second below, and so are never
/// negative: half a second less than zero has −1 seconds and 500,000,000 nanoseconds.
///
/// A server refuses durations of more than about 292 billion years in all.
///
/// # Examples
///
/// ```
/// use graph_core::value::Duration;
///
/// let duration = Duration::new(14, 3, 4 * 3_600 + 5, 500_000_000)?;
/// assert_eq!(duration.to_string(), "P1Y2M3DT4H5.5S");
/// assert_eq!("P1Y2M3DT4H5.5S".parse(), Ok(duration));
/// # Ok::<(), graph_core::value::OutOfRange>(())
/// ```
// Packed, since the four fields would otherwise take 32 bytes, which leaves no room for the tag of a `Value` of 32 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(Rust, packed(4))]
pub struct Duration {
    months: i64,
    days: i64,
    seconds: i64,
    /// `nanoseconds < 10⁹`
    nanoseconds: u32,
}

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self { months: 0, days: 0, seconds: 0, nanoseconds: 0 };

    /// Returns the sum of months, days, seconds and nanoseconds, each of any sign.
    ///
    /// Nanoseconds beyond a second are carried over to the seconds.
    ///
    /// # Errors
    /// When that carry takes the seconds out of 64 bits.
    pub fn new(months: i64, days: i64, seconds: i64, nanoseconds: i64) -> Result<Self, OutOfRange> {
        let carry = nanoseconds.div_euclid(NANOSECONDS_PER_SECOND);
        let total =
            seconds.checked_add(carry).ok_or_else(|| exceeds("seconds", i128::from(seconds) + i128::from(carry)))?;
        // A remainder of a division by 10⁹ fits.
        let nanoseconds = nanoseconds.rem_euclid(NANOSECONDS_PER_SECOND) as u32;
        Ok(Self { months, days, seconds: total, nanoseconds })
    }

    /// Returns the months; a year has twelve.
    #[must_use]
    pub const fn months(self) -> i64 {
        self.months
    }

    /// Returns the days; a week has seven.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.days
    }

    /// Returns the whole seconds, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Returns the nanoseconds to add to the seconds, from 0 to 999,999,999.
    #[must_use]
    pub const fn nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// Reads `PnYnMnWnDTnHnMn.nS`, of which at least one part must be there, and one after a `T`.
    fn read(reader: &mut Reader<'_>) -> Result<Self, ParseError> {
        reader.require(b'P')?;
        let months = sum(reader, "months", &[(b'Y', 12), (b'M', 1)])?;
        let days = sum(reader, "days", &[(b'W', 7), (b'D', 1)])?;
        if !reader.accept(b'T') {
            let found = months.or(days).ok_or_else(|| reader.unexpected());
            return found.map(|_| Self { months: months.unwrap_or(0), days: days.unwrap_or(0), ..Self::ZERO });
        }
        let minutes = sum(reader, "minutes", &[(b'H', 60), (b'M', 1)])?;
        let rest = seconds(reader)?;
        if minutes.is_none() && rest.is_none() {
            return Err(reader.unexpected());
        }
        let (whole, nanoseconds) = rest.unwrap_or((0, 0));
        let seconds = i128::from(minutes.unwrap_or(0)) * 60 + whole;
        let seconds = in_range(reader, "seconds", seconds)?;
        Self::new(months.unwrap_or(0), days.unwrap_or(0), seconds, nanoseconds).map_err(|cause| reader.refuse(cause))
    }
}

/// Adds up the amounts that have these units, in this order, each times its factor.
fn sum(reader: &mut Reader<'_>, field: &'static str, units: &[(u8, i128)]) -> Result<Option<i64>, ParseError> {
    let mut sum = None;
    for &(unit, factor) in units {
        let mut ahead = reader.clone();
        match amount(&mut ahead) {
            Ok((_, amount)) if ahead.accept(unit) => {
                *reader = ahead;
                // An amount has at most 19 digits and a factor at most two.
                sum = Some(sum.unwrap_or(0) + amount * factor);
            }
            _ => {}
        }
    }
    sum.map(|sum| in_range(reader, field, sum)).transpose()
}

/// Reads whole seconds and nanoseconds of one sign, if there are any.
fn seconds(reader: &mut Reader<'_>) -> Result<Option<(i128, i64)>, ParseError> {
    if reader.is_at_end() {
        return Ok(None);
    }
    let (negative, whole) = amount(reader)?;
    let fraction = i64::from(reader.fraction()?);
    reader.require(b'S')?;
    Ok(Some((whole, if negative { -fraction } else { fraction })))
}

/// Reads a whole number, and whether it has a minus sign, which is not lost on zero.
fn amount(reader: &mut Reader<'_>) -> Result<(bool, i128), ParseError> {
    let negative = reader.accept(b'-');
    if !negative {
        reader.accept(b'+');
    }
    // As many digits as the largest number of 64 bits has.
    let digits: i128 = reader.digits(1, 19)?.parse().map_err(|_| reader.unexpected())?;
    Ok((negative, if negative { -digits } else { digits }))
}

fn in_range(reader: &Reader<'_>, field: &'static str, value: i128) -> Result<i64, ParseError> {
    i64::try_from(value).map_err(|_| reader.refuse(exceeds(field, value)))
}

fn exceeds(field: &'static str, value: i128) -> OutOfRange {
    OutOfRange::new(field, value, i64::MIN, i64::MAX)
}

impl fmt::Display for Duration {
    /// Writes years, months, days, hours, minutes and seconds that are not zero, each with its own sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { months, days, seconds, nanoseconds } = *self;
        if *self == Self::ZERO {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        write_amount(f, months / 12, 'Y')?;
        write_amount(f, months % 12, 'M')?;
        write_amount(f, days, 'D')?;
        if seconds == 0 && nanoseconds == 0 {
            return Ok(());
        }
        f.write_str("T")?;
        // Rounded towards zero, as hours and minutes are, the seconds and their fraction have one sign.
        let round_up = seconds < 0 && nanoseconds > 0;
        let whole = seconds + i64::from(round_up);
        let fraction = if round_up { 1_000_000_000 - nanoseconds } else { nanoseconds };
        write_amount(f, whole / 3_600, 'H')?;
        write_amount(f, whole / 60 % 60, 'M')?;
        if whole % 60 == 0 && fraction == 0 {
            return Ok(());
        }
        write!(f, "{}{}", if seconds < 0 { "-" } else { "" }, (whole % 60).unsigned_abs())?;
        iso::write_fraction(f, fraction)?;
        f.write_str("S")
    }
}

fn write_amount(f: &mut fmt::Formatter<'_>, amount: i64, unit: char) -> fmt::Result {
    if amount == 0 { Ok(()) } else { write!(f, "{amount}{unit}") }
}

impl FromStr for Duration {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Reader::new(text, "a duration like P1Y2M3DT4H5.5S").whole(Self::read)
    }
}

impl TryFrom<std::time::Duration> for Duration {
    type Error = OutOfRange;

    /// Returns the same seconds and nanoseconds.
    ///
    /// # Errors
    /// When the seconds need more than 63 bits.
    fn try_from(duration: std::time::Duration) -> Result<Self, OutOfRange> {
        let seconds = duration.as_secs();
        let seconds = i64::try_from(seconds).map_err(|_| exceeds("seconds", seconds.into()))?;
        Self::new(0, 0, seconds, duration.subsec_nanos().into())
    }
}

impl TryFrom<Duration> for std::time::Duration {
    type Error = OutOfRange;

    /// Returns the same seconds and nanoseconds.
    ///
    /// # Errors
    /// When the duration is negative, or has months or days, which have no fixed length.
    fn try_from(duration: Duration) -> Result<Self, OutOfRange> {
        OutOfRange::check("months", duration.months, 0, 0)?;
        OutOfRange::check("days", duration.days, 0, 0)?;
        let seconds =
            u64::try_from(duration.seconds).map_err(|_| OutOfRange::new("seconds", duration.seconds(), 0, i64::MAX))?;
        Ok(Self::new(seconds, duration.nanoseconds))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sweep::Sweep;
    use super::*;

    type Parts = (i64, i64, i64, i64);

    /// Months, days, seconds, nanoseconds and text, as a server has them.
    const GOLDEN: [(Parts, &str); 16] = [
        ((0, 0, 0, 0), "PT0S"),
        ((14, 3, 14_405, 500_000_000), "P1Y2M3DT4H5.5S"),
        ((167, 0, 19_970, -82_000_000), "P13Y11MT5H32M49.918S"),
        ((109, 0, 0, -1_943_419_793), "P9Y1MT-1.943419793S"),
        ((50, -1, -3_384_189, 0), "P4Y2M-1DT-940H-3M-9S"),
        ((-1, 0, 0, 1_196_435_126), "P-1MT1.196435126S"),
        ((-14, 0, 0, 0), "P-1Y-2M"),
        ((0, 14, 0, 0), "P14D"),
        ((0, 0, -1, 500_000_000), "PT-0.5S"),
        ((0, 0, 0, -1), "PT-0.000000001S"),
        ((0, 0, -60, 0), "PT-1M"),
        ((0, 0, -61, 500_000_000), "PT-1M-0.5S"),
        ((0, 0, 3_600, 1), "PT1H0.000000001S"),
        ((0, -1, -1, -500_000_000), "P-1DT-1.5S"),
        (
            (i64::MAX, i64::MAX, i64::MAX, 999_999_999),
            concat!("P768614336404564650Y7M9223372036854775807D", "T2562047788015215H30M7.999999999S",),
        ),
        (
            (i64::MIN, i64::MIN, i64::MIN, 0),
            concat!("P-768614336404564650Y-8M-9223372036854775808D", "T-2562047788015215H-30M-8S",),
        ),
    ];

    #[test]
    fn durations_are_written_and_read_as_a_server_does() {
        for ((months, days, seconds, nanoseconds), text) in GOLDEN {
            let duration = Duration::new(months, days, seconds, nanoseconds).unwrap();
            assert_eq!(duration.to_string(), text);
            assert_eq!(text.parse(), Ok(duration));
        }
    }

    #[test]
    fn any_duration_survives_being_written() {
        let mut sweep = Sweep::new(5);
        for round in 0..8_000 {
            let width = i64::MAX >> (round % 64);
            let mut any = || sweep.between(-width, width);
            let (months, days, seconds) = (any(), any(), any() / 2);
            let nanoseconds = if round % 3 == 0 { 0 } else { any() };
            let duration = Duration::new(months, days, seconds, nanoseconds).unwrap();
            assert_eq!(duration.to_string().parse(), Ok(duration));
        }
    }

    #[test]
    fn nanoseconds_are_carried_over_to_the_second_below() {
        let duration = Duration::new(0, 0, 0, -1).unwrap();
        assert_eq!((duration.seconds(), duration.nanoseconds()), (-1, 999_999_999));
        assert_eq!(Duration::new(0, 0, 1, -500_000_000), Duration::new(0, 0, 0, 500_000_000));
        assert_eq!(Duration::new(0, 0, i64::MAX, 1_000_000_000).unwrap_err().field(), "seconds");
        assert_eq!(Duration::new(0, 0, i64::MIN, -1).unwrap_err().field(), "seconds");
    }

    #[test]
    fn weeks_and_mixed_signs_are_read() {
        assert_eq!("P1W".parse().ok(), Duration::new(0, 7, 0, 0).ok());
        assert_eq!("P1Y-1M".parse().ok(), Duration::new(11, 0, 0, 0).ok());
        assert_eq!("PT1M-0.5S".parse().ok(), Duration::new(0, 0, 60, -500_000_000).ok());
        assert_eq!("PT+1H".parse().ok(), Duration::new(0, 0, 3_600, 0).ok());
        assert_eq!("P0D".parse(), Ok(Duration::ZERO));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "P",
            "PT",
            "P1YT",
            "1Y",
            "P1",
            "P1S",
            "PT1Y",
            "P1M1Y",
            "P1D1M",
            "PT1S1M",
            "P1.5D",
            "PT1.S",
            "PT.5S",
            "p1d",
            "PT1.0000000001S",
            "P1D ",
            "P--1D",
            "P12345678901234567890D",
        ] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }

    #[test]
    fn parts_beyond_64_bits_are_refused_by_name() {
        use std::error::Error;
        for (text, field) in [
            ("P9223372036854775808D", "days"),
            ("P768614336404564651Y", "months"),
            ("PT9223372036854775807H", "minutes"),
            ("PT9223372036854775807S", ""),
            ("PT1M9223372036854775807S", "seconds"),
        ] {
            match text.parse::<Duration>() {
                Ok(_) => assert_eq!(field, "", "{text}"),
                Err(refused) => {
                    let cause = refused.source().unwrap().to_string();
                    assert!(!field.is_empty() && cause.starts_with(field), "{text}: {cause}");
                }
            }
        }
    }

    #[test]
    fn the_standard_duration_is_taken_over_where_it_can_be() {
        let standard = std::time::Duration::new(3, 5);
        let duration = Duration::try_from(standard).unwrap();
        assert_eq!(Ok(duration), Duration::new(0, 0, 3, 5));
        assert_eq!(std::time::Duration::try_from(duration), Ok(standard));

        let field = |months, days, seconds| {
            let duration = Duration::new(months, days, seconds, 0).unwrap();
            std::time::Duration::try_from(duration).unwrap_err().field()
        };
        assert_eq!(field(1, 0, 0), "months");
        assert_eq!(field(0, -1, 0), "days");
        assert_eq!(field(0, 0, -1), "seconds");
        assert_eq!(Duration::try_from(std::time::Duration::MAX).unwrap_err().field(), "seconds");
    }
}
