//! Dates, times and spans of `jiff`.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp, Zoned};

use crate::value;

by_way_of! {
    Date, "jiff::civil::Date", value::Date, date, |date| own_date(*date);
    Time, "jiff::civil::Time", value::LocalTime, time, |time| own_time(*time);
    DateTime, "jiff::civil::DateTime", value::LocalDateTime,
        |own| Some(DateTime::from_parts(date(own.date())?, time(own.time())?)),
        |local| Some(value::LocalDateTime::new(own_date(local.date())?, own_time(local.time())?));
    /// The instant; its offset or zone is not kept.
    Timestamp, "jiff::Timestamp", value::DateTime, |own| instant(&own), |instant| {
        let (second, nanosecond) = parts(*instant);
        value::DateTime::from_utc_offset(second, nanosecond, 0).ok()
    };
    /// The instant with its zone or offset; a zone that has neither a name nor a fixed offset is not held.
    Zoned, "jiff::Zoned", value::DateTime, zoned, own_zoned;
    /// Months and days have no fixed length, so that a duration with any is not held; [`Span`] holds them.
    SignedDuration, "jiff::SignedDuration", value::Duration,
        |own| {
            let whole = own.months() == 0 && own.days() == 0;
            SignedDuration::from_secs(own.seconds()).checked_add(SignedDuration::from_nanos(own.nanoseconds().into())).filter(|_| whole)
        },
        |amount| value::Duration::new(0, 0, amount.as_secs(), amount.subsec_nanos().into()).ok();
    /// Months, days and seconds of one sign; years are twelve months, and weeks seven days.
    Span, "jiff::Span", value::Duration, span, own_span;
}

fn date(own: value::Date) -> Option<Date> {
    Date::new(own.year().try_into().ok()?, own.month().try_into().ok()?, own.day().try_into().ok()?).ok()
}

fn own_date(date: Date) -> Option<value::Date> {
    value::Date::new(date.year().into(), date.month().try_into().ok()?, date.day().try_into().ok()?).ok()
}

fn time(own: value::LocalTime) -> Option<Time> {
    let [hour, minute, second] = [own.hour(), own.minute(), own.second()].map(i8::try_from);
    Time::new(hour.ok()?, minute.ok()?, second.ok()?, own.nanosecond().try_into().ok()?).ok()
}

fn own_time(time: Time) -> Option<value::LocalTime> {
    let [hour, minute, second] = [time.hour(), time.minute(), time.second()].map(u8::try_from);
    value::LocalTime::new(hour.ok()?, minute.ok()?, second.ok()?, time.subsec_nanosecond().try_into().ok()?).ok()
}

fn instant(own: &value::DateTime) -> Option<Timestamp> {
    Timestamp::new(own.utc_second(), own.nanosecond().try_into().ok()?).ok()
}

/// The seconds, rounded down, and the nanoseconds after them.
fn parts(instant: Timestamp) -> (i64, i64) {
    let (second, nanosecond) = (instant.as_second(), i64::from(instant.subsec_nanosecond()));
    if nanosecond < 0 { (second - 1, nanosecond + 1_000_000_000) } else { (second, nanosecond) }
}

fn zoned(own: value::DateTime) -> Option<Zoned> {
    let zone = match own.zone() {
        value::Zone::Named { name, .. } => TimeZone::get(name).ok()?,
        value::Zone::Offset(seconds) => TimeZone::fixed(Offset::from_seconds(seconds).ok()?),
    };
    Some(instant(&own)?.to_zoned(zone))
}

fn own_zoned(zoned: &Zoned) -> Option<value::DateTime> {
    let (second, nanosecond) = parts(zoned.timestamp());
    match zoned.time_zone().iana_name() {
        Some(name) => value::DateTime::from_utc_named(second, nanosecond, name).ok(),
        None => {
            let offset = zoned.time_zone().to_fixed_offset().ok()?;
            value::DateTime::from_utc_offset(second, nanosecond, offset.seconds().into()).ok()
        }
    }
}

fn span(own: value::Duration) -> Option<Span> {
    let (mut seconds, mut nanoseconds) = (own.seconds(), i64::from(own.nanoseconds()));
    if seconds < 0 && nanoseconds > 0 {
        (seconds, nanoseconds) = (seconds + 1, nanoseconds - 1_000_000_000);
    }
    let signs = [own.months(), own.days(), seconds, nanoseconds].map(i64::signum);
    if signs.contains(&1) && signs.contains(&-1) {
        return None;
    }
    let span = Span::new().try_months(own.months()).ok()?.try_days(own.days()).ok()?;
    span.try_seconds(seconds).ok()?.try_nanoseconds(nanoseconds).ok()
}

fn own_span(span: &Span) -> Option<value::Duration> {
    // Every unit of a span is far from the limits of 64 bits, but for nanoseconds, of which there are fewer than 2⁶³.
    let months = i64::from(span.get_years()) * 12 + i64::from(span.get_months());
    let days = i64::from(span.get_weeks()) * 7 + i64::from(span.get_days());
    let minutes = i64::from(span.get_hours()) * 60 + span.get_minutes();
    let (milliseconds, microseconds) = (span.get_milliseconds(), span.get_microseconds());
    let seconds = minutes * 60 + span.get_seconds() + milliseconds / 1_000 + microseconds / 1_000_000;
    let rest = milliseconds % 1_000 * 1_000_000 + microseconds % 1_000_000 * 1_000;
    value::Duration::new(months, days, seconds, rest.checked_add(span.get_nanoseconds())?).ok()
}
