//! Bytes to values of any kind.

use std::sync::Arc;

use super::{Dialect, tag};
use crate::packstream::{PackError, Reader, Token, limits};
use crate::value::{
    BrokenValue, Date, DateTime, Duration, Kind, LocalDateTime, LocalTime, Map, Node, Path, Point, Relationship, Time,
    Unsupported, Uuid, Value, Vector,
};

/// Bytes that are no value in this dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StructureError {
    /// No PackStream, or fields of the wrong kind.
    #[error(transparent)]
    Malformed(#[from] PackError),
    /// A structure that this dialect does not have.
    #[error("the server sent a structure with the unknown tag {0:#04X}")]
    UnknownTag(u8),
}

type Result<T> = std::result::Result<T, StructureError>;

/// Reads a value of any kind; `depth` is how many lists, maps and entities it is in already.
///
/// A structure whose fields arrive whole but mean nothing, such as an unknown time zone, becomes
/// [`Value::Broken`] and does not fail the values around it.
///
/// # Errors
/// [`StructureError`] when the bytes are no value.
pub fn decode_value(reader: &mut Reader<'_>, dialect: Dialect, depth: u8) -> Result<Value> {
    Ok(match reader.token()? {
        Token::Null => {
            reader.null()?;
            Value::Null
        }
        Token::Boolean => Value::Boolean(reader.boolean()?),
        Token::Integer => Value::Integer(reader.integer()?),
        Token::Float => Value::Float(reader.float()?),
        Token::Bytes => Value::Bytes(reader.bytes()?.to_vec()),
        Token::String => Value::String(reader.string()?.to_owned()),
        Token::Uuid => Value::Uuid(Uuid::from_bytes(reader.uuid()?)),
        Token::List => {
            let inside = deeper(depth)?;
            let count = reader.list()?;
            let mut list = Vec::with_capacity(limits::reservation(count, size_of::<Value>()));
            for _ in 0..count {
                list.push(decode_value(reader, dialect, inside)?);
            }
            Value::List(list)
        }
        Token::Map => Value::Map(map(reader, dialect, depth)?),
        Token::Structure(_) => structure(reader, dialect, depth)?,
    })
}

/// Enters a list, map or entity, so that the recursion of this file ends.
fn deeper(depth: u8) -> Result<u8> {
    if depth < limits::MAX_DEPTH { Ok(depth + 1) } else { Err(PackError::TooDeep.into()) }
}

fn map(reader: &mut Reader<'_>, dialect: Dialect, depth: u8) -> Result<Map> {
    let inside = deeper(depth)?;
    let count = reader.map()?;
    let mut map = Map::new();
    for _ in 0..count {
        let key = reader.string()?.to_owned();
        map.insert(key, decode_value(reader, dialect, inside)?);
    }
    Ok(map)
}

fn structure(reader: &mut Reader<'_>, dialect: Dialect, depth: u8) -> Result<Value> {
    let (found, fields) = reader.structure()?;
    let element_ids = u8::from(dialect.element_ids);
    let expected = match found {
        tag::NODE => 3 + element_ids,
        tag::RELATIONSHIP => 5 + 3 * element_ids,
        tag::DATE | tag::LOCAL_TIME => 1,
        tag::TIME | tag::LOCAL_DATE_TIME | tag::VECTOR => 2,
        tag::PATH | tag::POINT_2D => 3,
        tag::DURATION | tag::POINT_3D | tag::UNSUPPORTED => 4,
        tag::DATE_TIME | tag::DATE_TIME_ZONE_ID if dialect.utc => 3,
        tag::LEGACY_DATE_TIME | tag::LEGACY_DATE_TIME_ZONE_ID if !dialect.utc => 3,
        unknown => return Err(StructureError::UnknownTag(unknown)),
    };
    if fields != expected {
        return Err(PackError::FieldCount { tag: found, expected, found: fields }.into());
    }
    match found {
        tag::NODE => Ok(Value::Node(Box::new(node(reader, dialect, depth)?))),
        tag::RELATIONSHIP => Ok(Value::Relationship(Box::new(relationship(reader, dialect, depth)?))),
        tag::PATH => path(reader, dialect, depth),
        tag::POINT_2D | tag::POINT_3D => point(reader, found),
        tag::VECTOR => vector(reader),
        tag::UNSUPPORTED => unsupported(reader),
        _ => temporal(reader, found),
    }
}

fn node(reader: &mut Reader<'_>, dialect: Dialect, depth: u8) -> Result<Node> {
    let id = reader.integer()?;
    let labels = strings(reader)?;
    let properties = map(reader, dialect, depth)?;
    let element_id = element_id(reader, dialect, id)?;
    Ok(Node::new(element_id, labels, properties).with_id(id))
}

fn strings(reader: &mut Reader<'_>) -> Result<Vec<String>> {
    let count = reader.list()?;
    let mut strings = Vec::with_capacity(limits::reservation(count, size_of::<String>()));
    for _ in 0..count {
        strings.push(reader.string()?.to_owned());
    }
    Ok(strings)
}

/// Before Bolt 5.0 there are no element ids; the number stands for them then.
fn element_id(reader: &mut Reader<'_>, dialect: Dialect, number: i64) -> Result<String> {
    Ok(if dialect.element_ids { reader.string()?.to_owned() } else { number.to_string() })
}

fn relationship(reader: &mut Reader<'_>, dialect: Dialect, depth: u8) -> Result<Relationship> {
    let (own, start, end) = (reader.integer()?, reader.integer()?, reader.integer()?);
    let type_name = reader.string()?.to_owned();
    let properties = map(reader, dialect, depth)?;
    let element = element_id(reader, dialect, own)?;
    let start_element = element_id(reader, dialect, start)?;
    let end_element = element_id(reader, dialect, end)?;
    Ok(Relationship::new(element, type_name, start_element, end_element, properties).with_ids(own, start, end))
}

/// A relationship of a path, whose ends the walk tells.
struct Unbound {
    id: i64,
    element_id: String,
    type_name: String,
    properties: Map,
}

impl Unbound {
    fn read(reader: &mut Reader<'_>, dialect: Dialect, depth: u8) -> Result<Self> {
        reader.structure_of(tag::UNBOUND_RELATIONSHIP, 3 + u8::from(dialect.element_ids))?;
        let id = reader.integer()?;
        let type_name = reader.string()?.to_owned();
        let properties = map(reader, dialect, depth)?;
        let element_id = element_id(reader, dialect, id)?;
        Ok(Self { id, element_id, type_name, properties })
    }

    fn between(self, start: &Node, end: &Node) -> Relationship {
        let (from, to) = (start.element_id(), end.element_id());
        let relationship = Relationship::new(self.element_id, self.type_name, from, to, self.properties);
        match (start.id(), end.id()) {
            (Some(start), Some(end)) => relationship.with_ids(self.id, start, end),
            _ => relationship,
        }
    }
}

/// A relationship of a path, from the first step of the walk on that takes it.
enum Place {
    Untaken(Unbound),
    /// Between the nodes of these indices.
    Between(usize, usize, Arc<Relationship>),
    /// Between two states, and in none of them after an error.
    Moving,
}

impl Place {
    /// Returns the relationship between two nodes, which are always the same ones.
    fn join(&mut self, start: (usize, &Node), end: (usize, &Node)) -> Option<Arc<Relationship>> {
        *self = match std::mem::replace(self, Self::Moving) {
            Self::Untaken(unbound) => Self::Between(start.0, end.0, Arc::new(unbound.between(start.1, end.1))),
            taken => taken,
        };
        match self {
            Self::Between(from, to, relationship) if (*from, *to) == (start.0, end.0) => Some(Arc::clone(relationship)),
            _ => None,
        }
    }
}

/// Reads the distinct nodes, the distinct relationships and the walk over them: pairs of a relationship (from 1,
/// negative against its direction) and the node it leads to (from 0).
fn path(reader: &mut Reader<'_>, dialect: Dialect, depth: u8) -> Result<Value> {
    let inside = deeper(depth)?;
    let mut nodes = Vec::new();
    for _ in 0..reader.list()? {
        reader.structure_of(tag::NODE, 3 + u8::from(dialect.element_ids))?;
        nodes.push(Arc::new(node(reader, dialect, inside)?));
    }
    let mut relationships = Vec::new();
    for _ in 0..reader.list()? {
        relationships.push(Place::Untaken(Unbound::read(reader, dialect, inside)?));
    }
    let mut walk = Vec::new();
    for _ in 0..reader.list()? {
        walk.push(reader.integer()?);
    }
    Ok(match resolve_walk(&nodes, &mut relationships, &walk) {
        Ok(path) => Value::Path(Box::new(path)),
        Err(reason) => broken(Kind::Path, walk.into_iter().map(Value::Integer).collect(), reason.as_ref()),
    })
}

/// Puts the path together from what it shares: a walk may pass a large node as often as it likes.
fn resolve_walk(
    nodes: &[Arc<Node>],
    relationships: &mut [Place],
    walk: &[i64],
) -> std::result::Result<Path, Box<dyn std::error::Error>> {
    let start = nodes.first().ok_or("a path without nodes")?;
    let (pairs, rest) = walk.as_chunks::<2>();
    if !rest.is_empty() {
        return Err("a path whose walk has an odd number of indices".into());
    }
    let (mut steps, mut at) = (Vec::with_capacity(pairs.len()), (0, &**start));
    for [step, target] in pairs {
        let index = usize::try_from(step.unsigned_abs())?.checked_sub(1).ok_or("a path with relationship 0")?;
        let place = relationships.get_mut(index).ok_or("a path with a relationship that it lacks")?;
        let target = usize::try_from(*target)?;
        let next = nodes.get(target).ok_or("a path with a node that it lacks")?;
        let there = (target, &**next);
        let taken = if *step > 0 { place.join(at, there) } else { place.join(there, at) };
        let relationship = taken.ok_or("a path with a relationship between other nodes than before")?;
        steps.push((relationship, Arc::clone(next)));
        at = there;
    }
    Ok(Path::joined(Arc::clone(start), steps))
}

fn point(reader: &mut Reader<'_>, found: u8) -> Result<Value> {
    let srid = reader.integer()?;
    let (x, y) = (reader.float()?, reader.float()?);
    let z = if found == tag::POINT_3D { Some(reader.float()?) } else { None };
    let built = u32::try_from(srid)
        .map_err(|error| error.to_string())
        .and_then(|srid| Point::new(srid, x, y, z).map_err(|error| error.to_string()));
    Ok(match built {
        Ok(point) => Value::Point(point),
        Err(reason) => {
            let mut parts = vec![Value::Integer(srid), Value::Float(x), Value::Float(y)];
            parts.extend(z.map(Value::Float));
            broken(Kind::Point, parts, Box::<dyn std::error::Error>::from(reason).as_ref())
        }
    })
}

/// Reads a vector: its element type as the PackStream marker of one such number, and the numbers, big-endian.
fn vector(reader: &mut Reader<'_>) -> Result<Value> {
    let element = reader.bytes()?;
    let data = reader.bytes()?;
    macro_rules! numbers {
        ($variant:ident $number:ty) => {{
            let (numbers, rest) = data.as_chunks();
            rest.is_empty().then(|| Vector::$variant(numbers.iter().map(|n| <$number>::from_be_bytes(*n)).collect()))
        }};
    }
    let vector = match element {
        [0xC8] => numbers!(Int8 i8),
        [0xC9] => numbers!(Int16 i16),
        [0xCA] => numbers!(Int32 i32),
        [0xCB] => numbers!(Int64 i64),
        [0xC6] => numbers!(Float32 f32),
        [0xC1] => numbers!(Float64 f64),
        _ => None,
    };
    Ok(vector.map_or_else(
        || {
            let parts = vec![Value::Bytes(element.to_vec()), Value::Bytes(data.to_vec())];
            let reason = Box::<dyn std::error::Error>::from("a vector of an unknown element type or a broken length");
            broken(Kind::Vector, parts, reason.as_ref())
        },
        |vector| Value::Vector(Box::new(vector)),
    ))
}

fn unsupported(reader: &mut Reader<'_>) -> Result<Value> {
    let name = reader.string()?;
    let (major, minor) = (reader.integer()?, reader.integer()?);
    let version = |part: i64| u8::try_from(part).unwrap_or(u8::MAX);
    let mut value = Unsupported::new(name, (version(major), version(minor)));
    for _ in 0..reader.map()? {
        if reader.string()? == "message" && reader.token()? == Token::String {
            value = value.with_message(reader.string()?);
        } else {
            reader.skip()?;
        }
    }
    Ok(Value::Unsupported(Box::new(value)))
}

fn temporal(reader: &mut Reader<'_>, found: u8) -> Result<Value> {
    match found {
        tag::DATE => {
            let days = reader.integer()?;
            Ok(built(Kind::Date, &[days], Date::from_epoch_day(days).map(Value::Date)))
        }
        tag::LOCAL_TIME => {
            let nanoseconds = reader.integer()?;
            let time = LocalTime::from_nanosecond_of_day(nanoseconds).map(Value::LocalTime);
            Ok(built(Kind::LocalTime, &[nanoseconds], time))
        }
        tag::TIME => {
            let (nanoseconds, offset) = (reader.integer()?, reader.integer()?);
            let time = Time::from_nanosecond_of_day(nanoseconds, offset).map(Value::Time);
            Ok(built(Kind::Time, &[nanoseconds, offset], time))
        }
        tag::LOCAL_DATE_TIME => {
            let (seconds, nanoseconds) = (reader.integer()?, reader.integer()?);
            let local = LocalDateTime::from_epoch_second(seconds, nanoseconds).map(Value::LocalDateTime);
            Ok(built(Kind::LocalDateTime, &[seconds, nanoseconds], local))
        }
        tag::DURATION => {
            let (months, days) = (reader.integer()?, reader.integer()?);
            let (seconds, nanoseconds) = (reader.integer()?, reader.integer()?);
            let duration = Duration::new(months, days, seconds, nanoseconds).map(Value::Duration);
            Ok(built(Kind::Duration, &[months, days, seconds, nanoseconds], duration))
        }
        tag::DATE_TIME | tag::LEGACY_DATE_TIME => {
            let (seconds, nanoseconds, offset) = (reader.integer()?, reader.integer()?, reader.integer()?);
            let instant = if found == tag::DATE_TIME {
                DateTime::from_utc_offset(seconds, nanoseconds, offset)
            } else {
                DateTime::from_local_offset(seconds, nanoseconds, offset)
            };
            Ok(built(Kind::DateTime, &[seconds, nanoseconds, offset], instant.map(Value::DateTime)))
        }
        _ => {
            let (seconds, nanoseconds) = (reader.integer()?, reader.integer()?);
            let zone = reader.string()?;
            let instant = if found == tag::DATE_TIME_ZONE_ID {
                DateTime::from_utc_named(seconds, nanoseconds, zone)
            } else {
                DateTime::from_local_named(seconds, nanoseconds, zone)
            };
            Ok(instant.map_or_else(
                |error| broken(Kind::DateTime, vec![seconds.into(), nanoseconds.into(), zone.into()], &error),
                Value::DateTime,
            ))
        }
    }
}

fn built<E: std::error::Error>(kind: Kind, parts: &[i64], value: std::result::Result<Value, E>) -> Value {
    value.unwrap_or_else(|reason| broken(kind, parts.iter().copied().map(Value::Integer).collect(), &reason))
}

#[cold]
fn broken(kind: Kind, parts: Vec<Value>, reason: &dyn std::error::Error) -> Value {
    Value::Broken(Box::new(BrokenValue::new(kind, parts, reason)))
}
