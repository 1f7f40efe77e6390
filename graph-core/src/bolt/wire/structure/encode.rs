//! Values of any kind to bytes.

use super::{Dialect, tag};
use crate::packstream::{PackError, Writer, limits};
use crate::value::{DateTime, Kind, Point, Value, Vector, Zone};

/// A value that cannot be sent in this dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unencodable {
    /// A kind of value that a newer protocol version has.
    #[error("a {kind} can be sent from Bolt {since} on")]
    NeedsProtocol {
        /// The kind of value.
        kind: Kind,
        /// The first Bolt version that has it.
        since: &'static str,
    },
    /// A kind of value that is only ever received.
    #[error("a {0} cannot be sent")]
    NotSendable(Kind),
    /// Too long for PackStream, or nested too deep.
    #[error(transparent)]
    TooLarge(#[from] PackError),
}

/// Appends a value of any kind; sets `dialect_bound` when another dialect writes it differently.
///
/// # Errors
/// [`Unencodable`] when this dialect cannot carry the value, or no server would read it.
pub fn encode_value(
    writer: &mut Writer<'_>,
    dialect: Dialect,
    value: &Value,
    dialect_bound: &mut bool,
) -> Result<(), Unencodable> {
    Encoding { writer, dialect, dialect_bound, depth: 0 }.value(value)
}

struct Encoding<'w, 'b> {
    writer: &'w mut Writer<'b>,
    dialect: Dialect,
    dialect_bound: &'w mut bool,
    /// How many lists and maps the next value is in; `depth <= limits::MAX_DEPTH`, so that the recursion ends.
    depth: u8,
}

impl Encoding<'_, '_> {
    fn value(&mut self, value: &Value) -> Result<(), Unencodable> {
        let Self { writer, dialect, .. } = self;
        match value {
            Value::Null => writer.null(),
            Value::Boolean(value) => writer.boolean(*value),
            Value::Integer(value) => writer.integer(*value),
            Value::Float(value) => writer.float(*value),
            Value::String(value) => writer.string(value)?,
            Value::Bytes(value) => writer.bytes(value)?,
            Value::List(items) => {
                writer.list(items.len())?;
                self.enter()?;
                items.iter().try_for_each(|item| self.value(item))?;
                self.depth -= 1;
            }
            Value::Map(entries) => {
                writer.map(entries.len())?;
                self.enter()?;
                for (key, value) in entries {
                    self.writer.string(key)?;
                    self.value(value)?;
                }
                self.depth -= 1;
            }
            Value::Date(date) => integers(writer, tag::DATE, &[date.epoch_day()]),
            Value::LocalTime(time) => integers(writer, tag::LOCAL_TIME, &[time.nanosecond_of_day()]),
            Value::Time(time) => {
                integers(writer, tag::TIME, &[time.local().nanosecond_of_day(), time.offset_seconds().into()]);
            }
            Value::LocalDateTime(local) => {
                integers(writer, tag::LOCAL_DATE_TIME, &[local.epoch_second(), local.nanosecond().into()]);
            }
            Value::Duration(duration) => integers(
                writer,
                tag::DURATION,
                &[duration.months(), duration.days(), duration.seconds(), duration.nanoseconds().into()],
            ),
            Value::DateTime(instant) => {
                *self.dialect_bound = true;
                date_time(writer, *dialect, instant)?;
            }
            Value::Point(point) => self::point(writer, *point),
            Value::Vector(numbers) => {
                *self.dialect_bound = true;
                if !dialect.vectors {
                    return Err(Unencodable::NeedsProtocol { kind: Kind::Vector, since: "6.0" });
                }
                vector(writer, numbers)?;
            }
            Value::Uuid(uuid) => {
                *self.dialect_bound = true;
                if !dialect.uuids {
                    return Err(Unencodable::NeedsProtocol { kind: Kind::Uuid, since: "6.1" });
                }
                writer.uuid(uuid.as_bytes());
            }
            Value::Node(_) | Value::Relationship(_) | Value::Path(_) | Value::Unsupported(_) | Value::Broken(_) => {
                return Err(Unencodable::NotSendable(value.kind()));
            }
        }
        Ok(())
    }

    fn enter(&mut self) -> Result<(), PackError> {
        if self.depth >= limits::MAX_DEPTH {
            return Err(PackError::TooDeep);
        }
        self.depth += 1;
        Ok(())
    }
}

fn point(writer: &mut Writer<'_>, point: Point) {
    let z = point.z();
    writer.structure(if z.is_some() { tag::POINT_3D } else { tag::POINT_2D }, 3 + u8::from(z.is_some()));
    writer.integer(point.srid().into());
    [Some(point.x()), Some(point.y()), z].into_iter().flatten().for_each(|coordinate| writer.float(coordinate));
}

fn integers(writer: &mut Writer<'_>, tag: u8, fields: &[i64]) {
    // No structure of integers has more than four fields.
    writer.structure(tag, u8::try_from(fields.len()).unwrap_or_default());
    for field in fields {
        writer.integer(*field);
    }
}

fn date_time(writer: &mut Writer<'_>, dialect: Dialect, instant: &DateTime) -> Result<(), Unencodable> {
    let nanoseconds = i64::from(instant.nanosecond());
    let (second, by_offset, by_name) = if dialect.utc {
        (instant.utc_second(), tag::DATE_TIME, tag::DATE_TIME_ZONE_ID)
    } else {
        (instant.local().epoch_second(), tag::LEGACY_DATE_TIME, tag::LEGACY_DATE_TIME_ZONE_ID)
    };
    match instant.zone() {
        Zone::Named { name, .. } if dialect.utc || local_time_tells(instant, name) => {
            writer.structure(by_name, 3);
            writer.integer(second);
            writer.integer(nanoseconds);
            writer.string(name)?;
        }
        Zone::Named { offset_seconds, .. } | Zone::Offset(offset_seconds) => {
            integers(writer, by_offset, &[second, nanoseconds, offset_seconds.into()]);
        }
    }
    Ok(())
}

/// Tells whether the local time means this very instant in the zone. It comes twice where the clock is set back; the
/// second one can only be sent with its offset, at the loss of the name, or it would become the first.
fn local_time_tells(instant: &DateTime, zone_name: &str) -> bool {
    DateTime::in_zone(instant.local(), zone_name).is_ok_and(|read| read.utc_second() == instant.utc_second())
}

fn vector(writer: &mut Writer<'_>, numbers: &Vector) -> Result<(), PackError> {
    macro_rules! big_endian {
        ($marker:literal $numbers:expr) => {
            ($marker, $numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<u8>>())
        };
    }
    let (marker, bytes): (u8, _) = match numbers {
        Vector::Int8(numbers) => big_endian!(0xC8 numbers),
        Vector::Int16(numbers) => big_endian!(0xC9 numbers),
        Vector::Int32(numbers) => big_endian!(0xCA numbers),
        Vector::Int64(numbers) => big_endian!(0xCB numbers),
        Vector::Float32(numbers) => big_endian!(0xC6 numbers),
        Vector::Float64(numbers) => big_endian!(0xC1 numbers),
    };
    writer.structure(tag::VECTOR, 2);
    writer.bytes(&[marker])?;
    writer.bytes(&bytes)
}
