//! How days since the epoch and civil dates of the proleptic Gregorian calendar relate.
//!
//! Years start in March here, so that the leap day is the last day of its year and month lengths follow one linear rule.
//! All arithmetic stays far from overflow: callers keep years within ±999,999,999.

pub(super) const MIN_YEAR: i64 = -999_999_999;
pub(super) const MAX_YEAR: i64 = 999_999_999;
pub(super) const SECONDS_PER_DAY: i64 = 86_400;
/// The Gregorian calendar repeats after 400 years, which are a whole number of weeks.
pub(super) const DAYS_PER_CYCLE: i64 = 146_097;

/// Days from the first of March of year 0 to the first of January 1970.
const EPOCH: i64 = 719_468;

/// A year, month and day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: i32,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// Returns the day, counted from the first of January 1970, of a valid civil date.
pub(super) const fn epoch_day(year: i64, month: i64, day: i64) -> i64 {
    let shifted_month = (month + 9) % 12;
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let cycle = shifted_year.div_euclid(400);
    let year_of_cycle = shifted_year.rem_euclid(400);
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    cycle * DAYS_PER_CYCLE + day_of_cycle - EPOCH
}

/// Returns the civil date of a day within the years of this calendar.
pub(super) const fn civil(epoch_day: i64) -> Civil {
    let shifted_day = epoch_day + EPOCH;
    let cycle = shifted_day.div_euclid(DAYS_PER_CYCLE);
    let day_of_cycle = shifted_day.rem_euclid(DAYS_PER_CYCLE);
    // Takes out the leap days that have passed, which leaves years of 365 days.
    let year_of_cycle = (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12 + 1;
    let year = cycle * 400 + year_of_cycle + if month <= 2 { 1 } else { 0 };
    // 1 <= day <= 31, 1 <= month <= 12, and the year is within ±999,999,999.
    Civil { year: year as i32, month: month as u8, day: day as u8 }
}

pub(super) const fn is_leap_year(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Returns the length of a month from 1 to 12.
pub(super) const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sweep::Sweep;
    use super::*;

    #[test]
    fn days_follow_one_another_through_2800_years() {
        let (mut year, mut month, mut day) = (-400, 1, 1);
        for epoch_day in epoch_day(-400, 1, 1)..epoch_day(2400, 1, 1) {
            assert_eq!(super::epoch_day(year, month, day), epoch_day);
            let found = civil(epoch_day);
            assert_eq!((i64::from(found.year), i64::from(found.month), i64::from(found.day)), (year, month, day));
            day += 1;
            if day > days_in_month(year, month) {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
        assert_eq!((year, month, day), (2400, 1, 1));
    }

    #[test]
    fn leap_years_are_every_fourth_but_not_every_hundredth_but_every_four_hundredth() {
        for year in [-400, -4, 0, 4, 1600, 2000, 2024] {
            assert!(is_leap_year(year), "{year}");
        }
        for year in [-100, -1, 1, 1700, 1900, 2023, 2100] {
            assert!(!is_leap_year(year), "{year}");
        }
    }

    #[test]
    fn a_day_and_its_date_lead_to_each_other_in_all_years() {
        let (first, last) = (epoch_day(MIN_YEAR, 1, 1), epoch_day(MAX_YEAR, 12, 31));
        assert_eq!((first, last), (-365_243_219_162, 365_241_780_471));
        let mut sweep = Sweep::new(1);
        for day in std::iter::repeat_with(|| sweep.between(first, last)).take(20_000).chain([first, last]) {
            let Civil { year, month, day: of_month } = civil(day);
            assert_eq!(epoch_day(year.into(), month.into(), of_month.into()), day);
        }
    }
}
