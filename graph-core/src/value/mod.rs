//! What a graph value is: everything that a server can answer with and a query can take.
//!
//! The room knows no bytes, protocol tags or versions, opens nothing and reads no clock. The one outside fact that a value
//! can need, what a time zone name means, is looked up in [`zone`](Zone).

mod accessors;
mod calendar;
mod convert;
mod date;
mod datetime;
mod display;
mod duration;
mod error;
mod graph;
mod iso;
mod kind;
mod path;
mod spatial;
mod time;
mod unsupported;
mod uuid;
mod vector;
mod zone;

#[cfg(test)]
mod sweep;

use std::collections::BTreeMap;

pub use self::date::Date;
pub use self::datetime::{DateTime, LocalDateTime};
pub use self::duration::Duration;
pub use self::error::{OutOfRange, ParseError, UnknownZone, ZonedError};
pub use self::graph::{Node, Relationship};
pub use self::kind::Kind;
pub use self::path::{Hop, Hops, InvalidPath, Path};
pub use self::spatial::Point;
pub use self::time::{LocalTime, Time};
pub use self::unsupported::{BrokenValue, Unsupported};
pub use self::uuid::Uuid;
pub use self::vector::{ElementType, Vector};
pub use self::zone::Zone;

/// The entries of a map, and the properties of a node or relationship.
///
/// A server does not promise any order of its keys. Sorting them makes equal maps print, compare and travel alike, so that
/// logs and tests are stable from run to run.
///
/// # Examples
///
/// ```
/// use graph_core::value::{Map, Value};
///
/// let map = Map::from([("b".to_owned(), Value::Null), ("a".to_owned(), true.into())]);
/// assert_eq!(Value::Map(map).to_string(), "{a: true, b: null}");
/// ```
pub type Map = BTreeMap<String, Value>;

/// One value of a graph database, of whatever type.
///
/// The larger types are boxed, so that a value takes 32 bytes and a list of integers does not pay for paths.
///
/// # Examples
///
/// ```
/// use graph_core::value::Value;
///
/// let row = Value::from(vec!["Ada", "Grace"]);
/// let names: Vec<_> = row.as_list().unwrap_or_default().iter().filter_map(Value::as_str).collect();
/// assert_eq!(names, ["Ada", "Grace"]);
/// assert_eq!(row.to_string(), "['Ada', 'Grace']");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Value {
    /// No value, which is also what a missing property reads as.
    #[default]
    Null,
    /// True or false.
    Boolean(bool),
    /// A signed whole number of 64 bits, the only integer type of a server.
    Integer(i64),
    /// A floating point number of 64 bits.
    Float(f64),
    /// Text.
    String(String),
    /// A byte array.
    Bytes(Vec<u8>),
    /// A list, whose elements may be of different types.
    List(Vec<Value>),
    /// A map from text to values.
    Map(Map),
    /// A node of the graph.
    Node(Box<Node>),
    /// A relationship of the graph.
    Relationship(Box<Relationship>),
    /// An alternation of nodes and relationships.
    Path(Box<Path>),
    /// A day of the calendar.
    Date(Date),
    /// A time of day with its offset from UTC.
    Time(Time),
    /// A time of day, wherever it may be.
    LocalTime(LocalTime),
    /// An instant, with the offset or time zone that it was noted in.
    DateTime(DateTime),
    /// A day and a time of day, wherever that may be.
    LocalDateTime(LocalDateTime),
    /// An amount of time in months, days and seconds.
    Duration(Duration),
    /// A position in a coordinate system.
    Point(Point),
    /// A fixed-length sequence of numbers of one type.
    Vector(Box<Vector>),
    /// A universally unique identifier.
    Uuid(Uuid),
    /// A value of a type that the negotiated protocol version cannot carry.
    Unsupported(Box<Unsupported>),
    /// A value that arrived, but that none of the types here can represent.
    Broken(Box<BrokenValue>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_takes_32_bytes() {
        assert_eq!(size_of::<Value>(), 32);
        assert_eq!(size_of::<Option<Value>>(), 32);
        assert_eq!(size_of::<DateTime>(), 24);
    }

    #[test]
    fn values_can_be_shared_between_threads() {
        const fn shared<T: Send + Sync + Unpin + 'static>() {}
        const { shared::<Value>() }
    }

    #[test]
    fn an_accessor_answers_for_its_type_only() {
        let number = Value::Integer(1);
        assert_eq!(
            (number.as_int(), number.as_float(), number.as_bool(), number.as_str()),
            (Some(1), None, None, None)
        );
        let text = Value::from("a");
        assert_eq!((text.as_str(), text.as_bytes(), text.is_null()), (Some("a"), None, false));
        let nested = Value::from(vec![Value::from(vec![1_u8]), [("k", 1.5)].into_iter().collect()]);
        let [bytes, map] = nested.as_list().unwrap() else { panic!("two elements") };
        assert_eq!(bytes.as_bytes(), Some(&[1][..]));
        assert_eq!(map.as_map().unwrap().get("k").and_then(Value::as_float), Some(1.5));
        let date = Value::from(Date::MIN);
        assert_eq!((date.as_date(), date.as_date_time(), date.kind()), (Some(Date::MIN), None, Kind::Date));
    }
}
