//! chrono, time and jiff.

use graph_core::value::{Date, DateTime, Duration, LocalDateTime, LocalTime};

use super::{decoded, same, unsendable};

fn date(year: i32, month: u8, day: u8) -> Date {
    Date::new(year, month, day).expect("a date")
}

fn clock(hour: u8, minute: u8, second: u8, nanosecond: u32) -> LocalTime {
    LocalTime::new(hour, minute, second, nanosecond).expect("a time")
}

/// 2024-02-29T23:59:58.000000007, half past five ahead of UTC.
fn noted() -> DateTime {
    DateTime::new(LocalDateTime::new(date(2024, 2, 29), clock(23, 59, 58, 7)), 19_800).expect("a date-time")
}

fn duration(months: i64, days: i64, seconds: i64, nanoseconds: i64) -> Duration {
    Duration::new(months, days, seconds, nanoseconds).expect("a duration")
}

const CALENDAR: &str = "hold this DURATION";

#[test]
fn chrono_holds_dates_times_instants_and_seconds() {
    use chrono::{DateTime as Noted, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Utc};

    let naive = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date");
    for (year, month, day) in [(2024, 2, 29), (1969, 12, 31), (-44, 3, 15), (262_142, 12, 31), (-262_143, 1, 1)] {
        same(&naive(year, month.into(), day.into()), &date(year, month, day));
    }
    let time = NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999).expect("a time");
    same(&time, &clock(23, 59, 59, 999_999_999));
    same(&NaiveDateTime::new(naive(1, 1, 1), time), &LocalDateTime::new(date(1, 1, 1), clock(23, 59, 59, 999_999_999)));
    let east = FixedOffset::east_opt(19_800).expect("an offset");
    let local = naive(2024, 2, 29).and_hms_nano_opt(23, 59, 58, 7).expect("a time");
    same(&east.from_local_datetime(&local).single().expect("one instant"), &noted());
    let utc: Noted<Utc> = decoded(&noted()).expect("an instant");
    assert_eq!(utc.to_rfc3339(), "2024-02-29T18:29:58.000000007+00:00");
    same(&utc, &DateTime::from_utc_offset(noted().utc_second(), 7, 0).expect("a date-time"));
    same(&TimeDelta::new(-2, 500_000_000).expect("a duration"), &duration(0, 0, -2, 500_000_000));
}

#[test]
fn what_chrono_or_the_database_cannot_hold_is_an_error() {
    use chrono::{DateTime as Noted, NaiveDate, NaiveTime, TimeDelta, Utc};

    let error = decoded::<NaiveDate>(&date(262_143, 1, 1)).expect_err("too late");
    assert_eq!(error, "a chrono::NaiveDate cannot hold this DATE");
    decoded::<Noted<Utc>>(&DateTime::from_utc_offset(i64::from(u32::MAX) * 86_400, 0, 0).expect("far off"))
        .unwrap_err();
    for calendar in [duration(1, 0, 0, 0), duration(0, -1, 0, 0), duration(0, 0, i64::MAX, 0)] {
        assert!(decoded::<TimeDelta>(&calendar).unwrap_err().contains(CALENDAR));
    }
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("a leap second");
    assert_eq!(unsendable(&leap), "a LOCAL TIME cannot hold this chrono::NaiveTime");
    let leap = NaiveDate::from_ymd_opt(2016, 12, 31).expect("a date").and_time(leap);
    unsendable(&leap);
    unsendable(&leap.and_utc());
    assert_eq!(decoded::<NaiveDate>(&clock(1, 2, 3, 4)).unwrap_err(), "expected DATE, found LOCAL TIME");
}

#[test]
fn time_holds_dates_times_instants_and_seconds() {
    use time::{
        Date as Day, Duration as Amount, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset,
    };

    let day = |year, month, day| Day::from_calendar_date(year, month, day).expect("a date");
    same(&day(2024, Month::February, 29), &date(2024, 2, 29));
    same(&Day::MAX, &date(Day::MAX.year(), 12, 31));
    same(&Day::MIN, &date(Day::MIN.year(), 1, 1));
    let last = Time::from_hms_nano(23, 59, 58, 7).expect("a time");
    same(&last, &clock(23, 59, 58, 7));
    let local = PrimitiveDateTime::new(day(2024, Month::February, 29), last);
    same(&local, &LocalDateTime::new(date(2024, 2, 29), clock(23, 59, 58, 7)));
    let east = UtcOffset::from_whole_seconds(19_800).expect("an offset");
    same(&local.assume_offset(east), &noted());
    let utc: UtcDateTime = decoded(&noted()).expect("an instant");
    assert_eq!((utc.hour(), utc.minute(), utc.nanosecond()), (18, 29, 7));
    same(&utc, &DateTime::from_utc_offset(noted().utc_second(), 7, 0).expect("a date-time"));
    same(&Amount::new(-1, -500_000_000), &duration(0, 0, -2, 500_000_000));
    same(&Amount::MAX, &duration(0, 0, i64::MAX, 999_999_999));
    let far =
        DateTime::new(LocalDateTime::new(date(9999, 12, 31), clock(23, 0, 0, 0)), -18 * 3600).expect("a date-time");
    decoded::<OffsetDateTime>(&far).expect_err("in UTC it is beyond the calendar");
}

#[test]
fn what_time_or_the_database_cannot_hold_is_an_error() {
    use time::{Date as Day, Duration as Amount, OffsetDateTime, PrimitiveDateTime, UtcOffset};

    let error = decoded::<Day>(&date(1_000_000, 1, 1)).expect_err("too late");
    assert_eq!(error, "a time::Date cannot hold this DATE");
    decoded::<PrimitiveDateTime>(&LocalDateTime::MAX).unwrap_err();
    for calendar in [duration(1, 0, 0, 0), duration(0, 1, 0, 0)] {
        assert!(decoded::<Amount>(&calendar).unwrap_err().contains(CALENDAR));
    }
    let odd = UtcOffset::from_hms(25, 0, 0).expect("time knows it");
    let odd = OffsetDateTime::UNIX_EPOCH.to_offset(odd);
    assert_eq!(unsendable(&odd), "a ZONED DATETIME cannot hold this time::OffsetDateTime");
}

#[test]
fn jiff_holds_dates_times_instants_zones_and_spans() {
    use jiff::civil::{self, Date as Day};
    use jiff::{SignedDuration, Span, Timestamp, ToSpan as _, Zoned};

    same(&civil::date(2024, 2, 29), &date(2024, 2, 29));
    same(&Day::MIN, &date(-9999, 1, 1));
    same(&civil::time(23, 59, 58, 7), &clock(23, 59, 58, 7));
    let local = civil::date(2024, 2, 29).at(23, 59, 58, 7);
    same(&local, &LocalDateTime::new(date(2024, 2, 29), clock(23, 59, 58, 7)));
    let utc: Timestamp = decoded(&noted()).expect("an instant");
    assert_eq!(utc.to_string(), "2024-02-29T18:29:58.000000007Z");
    same(&Timestamp::new(-1, -5).expect("an instant"), &DateTime::from_utc_offset(-2, 999_999_995, 0).expect("one"));
    let offset: Zoned = decoded(&noted()).expect("a date-time at an offset");
    assert_eq!(offset.to_string(), "2024-02-29T23:59:58.000000007+05:30[+05:30]");
    same(&offset, &noted());
    let paris = DateTime::from_utc_named(1_704_164_645, 6, "Europe/Paris").expect("a date-time");
    let zoned: Zoned = decoded(&paris).expect("a date-time in a zone");
    assert_eq!(zoned.to_string(), "2024-01-02T04:04:05.000000006+01:00[Europe/Paris]");
    same(&zoned, &paris);
    same(&SignedDuration::new(-1, -500_000_000), &duration(0, 0, -2, 500_000_000));

    let span = |own| decoded::<Span>(&own).expect("a span").fieldwise();
    assert_eq!(span(duration(14, 3, 3_600, 5)), 14.months().days(3).seconds(3_600).nanoseconds(5).fieldwise());
    assert_eq!(span(duration(0, 0, -1, 999_999_999)), Span::new().nanoseconds(-1).fieldwise());
    for (foreign, own) in [
        (1.year().months(2).weeks(1).days(3).hours(1).minutes(1).seconds(1), duration(14, 10, 3_661, 0)),
        (1_500.milliseconds().microseconds(2_000_001).nanoseconds(3), duration(0, 0, 3, 500_001_003)),
        (-1.months().nanoseconds(1), duration(-1, 0, -1, 999_999_999)),
    ] {
        assert_eq!(super::encoded(&foreign).ok(), super::encoded(&own).ok(), "{foreign}");
    }
}

#[test]
fn what_jiff_or_the_database_cannot_hold_is_an_error() {
    use jiff::tz::{Offset, TimeZone};
    use jiff::{SignedDuration, Span, Timestamp, Zoned, civil};

    let error = decoded::<civil::Date>(&date(10_000, 1, 1)).expect_err("too late");
    assert_eq!(error, "a jiff::civil::Date cannot hold this DATE");
    decoded::<Timestamp>(&DateTime::from_utc_offset(i64::from(u32::MAX) * 86_400, 0, 0).expect("far")).unwrap_err();
    for mixed in [duration(1, -1, 0, 0), duration(0, 1, -1, 0), duration(i64::MAX, 0, 0, 0)] {
        assert_eq!(decoded::<Span>(&mixed).unwrap_err(), "a jiff::Span cannot hold this DURATION");
    }
    assert!(decoded::<SignedDuration>(&duration(0, 1, 0, 0)).unwrap_err().contains(CALENDAR));
    let east = Timestamp::UNIX_EPOCH.to_zoned(TimeZone::fixed(Offset::MAX));
    assert_eq!(unsendable(&east), "a ZONED DATETIME cannot hold this jiff::Zoned");
    let posix = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").expect("a rule");
    unsendable(&Zoned::new(Timestamp::UNIX_EPOCH, posix));
}
