//! Dates, times and durations of `chrono`.

use chrono::{
    DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc,
};

use crate::value;

/// The day 1970-01-01 as `chrono` counts days.
const EPOCH: i64 = 719_163;

by_way_of! {
    NaiveDate, "chrono::NaiveDate", value::Date, date, |date| own_date(*date);
    /// There are no leap seconds in the database.
    NaiveTime, "chrono::NaiveTime", value::LocalTime, time, |time| own_time(*time);
    /// There are no leap seconds in the database.
    NaiveDateTime, "chrono::NaiveDateTime", value::LocalDateTime,
        |own| Some(NaiveDateTime::new(date(own.date())?, time(own.time())?)),
        |local| Some(value::LocalDateTime::new(own_date(local.date())?, own_time(local.time())?));
    /// The instant and the offset; the name of a zone is not kept.
    DateTime<FixedOffset>, "chrono::DateTime", value::DateTime,
        |own| {
            let offset = FixedOffset::east_opt(own.offset_seconds())?;
            Some(DateTime::from_timestamp(own.utc_second(), own.nanosecond())?.with_timezone(&offset))
        },
        |noted| own_instant(noted.timestamp(), noted.timestamp_subsec_nanos(), noted.offset().local_minus_utc());
    /// The instant; its offset or zone is not kept.
    DateTime<Utc>, "chrono::DateTime", value::DateTime,
        |own| DateTime::from_timestamp(own.utc_second(), own.nanosecond()),
        |noted| own_instant(noted.timestamp(), noted.timestamp_subsec_nanos(), 0);
    /// Months and days have no fixed length, so that a duration with any is not held.
    TimeDelta, "chrono::TimeDelta", value::Duration,
        |own| {
            let whole = own.months() == 0 && own.days() == 0;
            TimeDelta::new(own.seconds(), own.nanoseconds()).filter(|_| whole)
        },
        |delta| value::Duration::new(0, 0, delta.num_seconds(), delta.subsec_nanos().into()).ok();
}

fn date(own: value::Date) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt((own.epoch_day() + EPOCH).try_into().ok()?)
}

fn own_date(date: NaiveDate) -> Option<value::Date> {
    value::Date::from_epoch_day(i64::from(date.num_days_from_ce()) - EPOCH).ok()
}

fn time(own: value::LocalTime) -> Option<NaiveTime> {
    NaiveTime::from_hms_nano_opt(own.hour().into(), own.minute().into(), own.second().into(), own.nanosecond())
}

fn own_time(time: NaiveTime) -> Option<value::LocalTime> {
    // Beyond 10⁹ nanoseconds it is a leap second.
    let nanosecond_of_day = i64::from(time.num_seconds_from_midnight()) * 1_000_000_000 + i64::from(time.nanosecond());
    let own = value::LocalTime::from_nanosecond_of_day(nanosecond_of_day).ok();
    own.filter(|_| time.nanosecond() < 1_000_000_000)
}

fn own_instant(second: i64, nanosecond: u32, offset: i32) -> Option<value::DateTime> {
    value::DateTime::from_utc_offset(second, nanosecond.into(), offset.into()).ok()
}
