//! Dates, times and durations of `time`.

use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset};

use crate::value;

/// The day 1970-01-01 as `time` counts days.
const EPOCH: i64 = 2_440_588;

by_way_of! {
    Date, "time::Date", value::Date, date, |date| own_date(*date);
    Time, "time::Time", value::LocalTime, clock, |clock| own_clock(*clock);
    PrimitiveDateTime, "time::PrimitiveDateTime", value::LocalDateTime,
        |own| Some(PrimitiveDateTime::new(date(own.date())?, clock(own.time())?)),
        |local| Some(value::LocalDateTime::new(own_date(local.date())?, own_clock(local.time())?));
    /// The instant and the offset; the name of a zone is not kept.
    OffsetDateTime, "time::OffsetDateTime", value::DateTime,
        |own| {
            let offset = UtcOffset::from_whole_seconds(own.offset_seconds()).ok()?;
            instant(&own)?.to_offset(offset).into()
        },
        |noted| {
            let second = noted.unix_timestamp();
            value::DateTime::from_utc_offset(second, noted.nanosecond().into(), noted.offset().whole_seconds().into()).ok()
        };
    /// The instant; its offset or zone is not kept.
    UtcDateTime, "time::UtcDateTime", value::DateTime,
        |own| Some(instant(&own)?.to_utc()),
        |noted| value::DateTime::from_utc_offset(noted.unix_timestamp(), noted.nanosecond().into(), 0).ok();
    /// Months and days have no fixed length, so that a duration with any is not held.
    Duration, "time::Duration", value::Duration,
        |own| {
            let whole = own.months() == 0 && own.days() == 0;
            Duration::seconds(own.seconds()).checked_add(Duration::nanoseconds(own.nanoseconds().into())).filter(|_| whole)
        },
        |amount| value::Duration::new(0, 0, amount.whole_seconds(), amount.subsec_nanoseconds().into()).ok();
}

fn date(own: value::Date) -> Option<Date> {
    Date::from_julian_day((own.epoch_day() + EPOCH).try_into().ok()?).ok()
}

fn own_date(date: Date) -> Option<value::Date> {
    value::Date::from_epoch_day(i64::from(date.to_julian_day()) - EPOCH).ok()
}

fn clock(own: value::LocalTime) -> Option<Time> {
    Time::from_hms_nano(own.hour(), own.minute(), own.second(), own.nanosecond()).ok()
}

fn own_clock(clock: Time) -> Option<value::LocalTime> {
    let (hour, minute, second, nanosecond) = clock.as_hms_nano();
    value::LocalTime::new(hour, minute, second, nanosecond).ok()
}

fn instant(own: &value::DateTime) -> Option<OffsetDateTime> {
    OffsetDateTime::from_unix_timestamp(own.utc_second()).ok()?.replace_nanosecond(own.nanosecond()).ok()
}
