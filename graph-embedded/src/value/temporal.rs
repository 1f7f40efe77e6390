//! How dates, times and durations of the engine become those of Bolt, and back.
//!
//! The engine's temporal types have public fields but no public name, so they are read by field and built through
//! their `Deserialize`, which takes a sequence of parts.

use boltr::types::{
    BoltDate, BoltDateTime, BoltDateTimeZoneId, BoltDuration, BoltLocalDateTime, BoltLocalTime, BoltTime, BoltValue,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike};
use graphdblite::Value;
use serde::de::value::{Error as PartError, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

use crate::failure::{Failure, Outcome, code};

const NANOS_PER_SECOND: i64 = 1_000_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

/// A temporal value as it goes on the wire; anything else becomes null.
pub(super) fn to_bolt(value: Value) -> BoltValue {
    match value {
        Value::Date(date) => BoltValue::Date(BoltDate { days: days(date.0) }),
        Value::LocalTime(time) => BoltValue::LocalTime(BoltLocalTime { nanoseconds: nanoseconds(time.0) }),
        Value::Time(time) => BoltValue::Time(BoltTime {
            nanoseconds: nanoseconds(time.0),
            tz_offset_seconds: i64::from(time.1.local_minus_utc()),
        }),
        Value::LocalDateTime(at) => BoltValue::LocalDateTime(BoltLocalDateTime {
            seconds: at.0.and_utc().timestamp(),
            nanoseconds: i64::from(at.0.nanosecond()),
        }),
        Value::DateTime(at) => {
            let offset = i64::from(at.1.local_minus_utc());
            let seconds = at.0.and_utc().timestamp() - offset;
            let nanoseconds = i64::from(at.0.nanosecond());
            match at.2 {
                Some(tz_id) => BoltValue::DateTimeZoneId(BoltDateTimeZoneId { seconds, nanoseconds, tz_id }),
                None => BoltValue::DateTime(BoltDateTime { seconds, nanoseconds, tz_offset_seconds: offset }),
            }
        }
        Value::Duration(duration) => BoltValue::Duration(BoltDuration {
            months: duration.months,
            days: duration.days,
            seconds: duration.seconds.saturating_add(duration.nanos.div_euclid(NANOS_PER_SECOND)),
            nanoseconds: duration.nanos.rem_euclid(NANOS_PER_SECOND),
        }),
        _ => BoltValue::Null,
    }
}

fn days(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp().div_euclid(SECONDS_PER_DAY)
}

fn nanoseconds(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight()) * NANOS_PER_SECOND + i64::from(time.nanosecond())
}

/// A temporal parameter as the engine takes it.
pub(super) fn from_bolt(value: &BoltValue) -> Outcome<Value> {
    match value {
        BoltValue::Date(date) => {
            let day = instant(date.days.checked_mul(SECONDS_PER_DAY), 0)?;
            build(Value::Date, date_parts(day.date()))
        }
        BoltValue::LocalTime(time) => build(Value::LocalTime, time_parts(clock(time.nanoseconds)?)),
        BoltValue::Time(time) => {
            let mut parts = time_parts(clock(time.nanoseconds)?);
            parts.push(Part::Number(time.tz_offset_seconds));
            build(Value::Time, parts)
        }
        BoltValue::LocalDateTime(at) => {
            let at = instant(Some(at.seconds), at.nanoseconds)?;
            build(Value::LocalDateTime, date_time_parts(at))
        }
        BoltValue::DateTime(at) => {
            let local = at.seconds.checked_add(at.tz_offset_seconds);
            let mut parts = date_time_parts(instant(local, at.nanoseconds)?);
            parts.push(Part::Number(at.tz_offset_seconds));
            build(Value::DateTime, parts)
        }
        BoltValue::DateTimeZoneId(at) => zoned(at),
        BoltValue::Duration(duration) => build(
            Value::Duration,
            [duration.months, duration.days, duration.seconds, duration.nanoseconds].map(Part::Number).into(),
        ),
        _ => Err(Failure::new(code::TYPE, "not a temporal value")),
    }
}

fn zoned(at: &BoltDateTimeZoneId) -> Outcome<Value> {
    let zone: chrono_tz::Tz =
        at.tz_id.parse().map_err(|_| Failure::new(code::ARGUMENT, "a date-time parameter has an unknown time zone"))?;
    let utc = instant(Some(at.seconds), at.nanoseconds)?;
    let offset = i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc());
    let local = at.seconds.checked_add(offset);
    let mut parts = date_time_parts(instant(local, at.nanoseconds)?);
    parts.push(Part::Number(offset));
    parts.push(Part::Name(at.tz_id.clone()));
    build(Value::DateTime, parts)
}

fn out_of_range() -> Failure {
    Failure::new(code::ARGUMENT, "a temporal parameter is outside the range of the embedded server")
}

fn instant(seconds: Option<i64>, nanoseconds: i64) -> Outcome<NaiveDateTime> {
    let nanoseconds = u32::try_from(nanoseconds).ok();
    seconds
        .zip(nanoseconds)
        .and_then(|(seconds, nanoseconds)| DateTime::from_timestamp(seconds, nanoseconds))
        .map(|at| at.naive_utc())
        .ok_or_else(out_of_range)
}

fn clock(nanoseconds: i64) -> Outcome<NaiveTime> {
    let seconds = u32::try_from(nanoseconds.div_euclid(NANOS_PER_SECOND)).ok();
    let fraction = u32::try_from(nanoseconds.rem_euclid(NANOS_PER_SECOND)).ok();
    seconds
        .zip(fraction)
        .and_then(|(seconds, fraction)| NaiveTime::from_num_seconds_from_midnight_opt(seconds, fraction))
        .ok_or_else(out_of_range)
}

/// One element of the sequence that an engine type is built from.
enum Part {
    Number(i64),
    Name(String),
}

fn date_parts(date: NaiveDate) -> Vec<Part> {
    [i64::from(date.year()), i64::from(date.month()), i64::from(date.day())].map(Part::Number).into()
}

fn time_parts(time: NaiveTime) -> Vec<Part> {
    [time.hour(), time.minute(), time.second(), time.nanosecond()].map(|part| Part::Number(i64::from(part))).into()
}

fn date_time_parts(at: NaiveDateTime) -> Vec<Part> {
    let mut parts = date_parts(at.date());
    parts.extend(time_parts(at.time()));
    parts
}

/// Builds the engine type that `variant` takes; the type is inferred, since it has no name outside the engine.
fn build<T: DeserializeOwned>(variant: fn(T) -> Value, parts: Vec<Part>) -> Outcome<Value> {
    T::deserialize(SeqDeserializer::<_, PartError>::new(parts.into_iter())).map(variant).map_err(|_| out_of_range())
}

impl IntoDeserializer<'_, PartError> for Part {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Part {
    type Error = PartError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PartError> {
        match self {
            Self::Number(number) => visitor.visit_i64(number),
            Self::Name(name) => visitor.visit_string(name),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, PartError> {
        visitor.visit_some(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
