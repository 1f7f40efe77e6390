//! How a caller looks into a value of which the type is not known beforehand.

use super::{
    BrokenValue, Date, DateTime, Duration, LocalDateTime, LocalTime, Map, Node, Path, Point, Relationship, Time,
    Unsupported, Uuid, Value, Vector,
};

/// Writes one accessor per line: name, variant, result, and what the variant's field becomes.
macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $variant:ident($field:ident) -> $type:ty = $result:expr;)*) => {
        impl Value {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(&self) -> Option<$type> {
                    match self {
                        Self::$variant($field) => Some($result),
                        _ => None,
                    }
                }
            )*
        }
    };
}

accessors! {
    /// Returns the truth value, if the value is a boolean.
    as_bool: Boolean(it) -> bool = *it;
    /// Returns the whole number, if the value is an integer.
    as_int: Integer(it) -> i64 = *it;
    /// Returns the floating point number, if the value is a float; an integer is none.
    as_float: Float(it) -> f64 = *it;
    /// Returns the text, if the value is a string.
    as_str: String(it) -> &str = it;
    /// Returns the bytes, if the value is a byte array.
    as_bytes: Bytes(it) -> &[u8] = it;
    /// Returns the elements, if the value is a list.
    as_list: List(it) -> &[Value] = it;
    /// Returns the entries, if the value is a map.
    as_map: Map(it) -> &Map = it;
    /// Returns the node, if the value is one.
    as_node: Node(it) -> &Node = it;
    /// Returns the relationship, if the value is one.
    as_relationship: Relationship(it) -> &Relationship = it;
    /// Returns the path, if the value is one.
    as_path: Path(it) -> &Path = it;
    /// Returns the day, if the value is a date.
    as_date: Date(it) -> Date = *it;
    /// Returns the time of day with its offset, if the value is one.
    as_time: Time(it) -> Time = *it;
    /// Returns the local time of day, if the value is one.
    as_local_time: LocalTime(it) -> LocalTime = *it;
    /// Returns the instant with its offset or zone, if the value is one.
    as_date_time: DateTime(it) -> &DateTime = it;
    /// Returns the local day and time, if the value is one.
    as_local_date_time: LocalDateTime(it) -> LocalDateTime = *it;
    /// Returns the amount of time, if the value is a duration.
    as_duration: Duration(it) -> Duration = *it;
    /// Returns the position, if the value is a point.
    as_point: Point(it) -> Point = *it;
    /// Returns the vector, if the value is one.
    as_vector: Vector(it) -> &Vector = it;
    /// Returns the identifier, if the value is a UUID.
    as_uuid: Uuid(it) -> Uuid = *it;
    /// Returns what is known of the value, if its type is not supported.
    as_unsupported: Unsupported(it) -> &Unsupported = it;
    /// Returns what is known of the value, if it has no representation.
    as_broken: Broken(it) -> &BrokenValue = it;
}

impl Value {
    /// Returns whether the value is null.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}
