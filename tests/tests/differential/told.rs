//! All of a value in one line without spaces, in the form that the official driver's half has too.

use std::fmt::Write as _;

use graph_core::value::{DateTime, Map, Node, Path, Point, Relationship, Value, Vector, Zone};

pub(crate) fn told(value: &Value) -> String {
    match value {
        Value::Null => "n".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(number) => format!("i{number}"),
        Value::Float(number) => format!("d{}", bits(*number)),
        Value::String(string) => format!("s{}", text(string)),
        Value::Bytes(bytes) => format!("b{}", hex(bytes)),
        Value::Uuid(uuid) => format!("u{}", hex(uuid.as_bytes())),
        Value::List(items) => format!("[{}]", items.iter().map(told).collect::<Vec<_>>().join(",")),
        Value::Map(map) => map_told(map),
        Value::Date(date) => format!("D{}", date.epoch_day()),
        Value::LocalTime(time) => format!("t{}", time.nanosecond_of_day()),
        Value::Time(time) => format!("T{},{}", time.local().nanosecond_of_day(), time.offset_seconds()),
        Value::LocalDateTime(local) => format!("L{},{}", local.epoch_second(), local.nanosecond()),
        Value::DateTime(instant) => date_time_told(instant),
        Value::Duration(it) => {
            let nanoseconds = i128::from(it.seconds()) * 1_000_000_000 + i128::from(it.nanoseconds());
            format!("E{},{},{nanoseconds}", it.months(), it.days())
        }
        Value::Point(point) => point_told(*point),
        Value::Vector(vector) => vector_told(vector),
        Value::Node(node) => node_told(node),
        Value::Relationship(relationship) => relationship_told(relationship),
        Value::Path(path) => path_told(path),
        other => panic!("{other} is nothing that the official driver makes"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes everything");
        hex
    })
}

fn text(string: &str) -> String {
    hex(string.as_bytes())
}

fn bits(number: f64) -> String {
    hex(&number.to_be_bytes())
}

/// By the keys' bytes, in which order the map is.
fn map_told(map: &Map) -> String {
    let entries: Vec<_> = map.iter().map(|(key, value)| format!("{}:{}", text(key), told(value))).collect();
    format!("{{{}}}", entries.join(","))
}

fn date_time_told(instant: &DateTime) -> String {
    let kind = match instant.zone() {
        Zone::Offset(_) => "O".to_owned(),
        Zone::Named { name, .. } => format!("Z{},", text(name)),
    };
    format!("{kind}{},{},{}", instant.utc_second(), instant.nanosecond(), instant.offset_seconds())
}

fn point_told(point: Point) -> String {
    let coordinates: Vec<_> = [Some(point.x()), Some(point.y()), point.z()].into_iter().flatten().map(bits).collect();
    format!("P{},{}", point.srid(), coordinates.join(","))
}

fn vector_told(vector: &Vector) -> String {
    let (kind, numbers) = match vector {
        Vector::Int8(numbers) => ("i8", numbers.iter().flat_map(|n| n.to_be_bytes()).collect::<Vec<_>>()),
        Vector::Int16(numbers) => ("i16", numbers.iter().flat_map(|n| n.to_be_bytes()).collect()),
        Vector::Int32(numbers) => ("i32", numbers.iter().flat_map(|n| n.to_be_bytes()).collect()),
        Vector::Int64(numbers) => ("i64", numbers.iter().flat_map(|n| n.to_be_bytes()).collect()),
        Vector::Float32(numbers) => ("f32", numbers.iter().flat_map(|n| n.to_be_bytes()).collect()),
        Vector::Float64(numbers) => ("f64", numbers.iter().flat_map(|n| n.to_be_bytes()).collect()),
        other => panic!("{other:?} is nothing that the official driver has"),
    };
    format!("V{kind},{}", hex(&numbers))
}

fn node_told(node: &Node) -> String {
    let mut labels: Vec<_> = node.labels().iter().map(|label| text(label)).collect();
    labels.sort();
    let id = node.id().expect("servers still send it");
    format!("N{id},{}[{}]{}", text(node.element_id()), labels.join(","), map_told(node.properties()))
}

fn relationship_told(it: &Relationship) -> String {
    let id = it.id().expect("servers still send it");
    let [own, start, end] = [it.element_id(), it.start_element_id(), it.end_element_id()].map(text);
    format!("R{id},{own},{},{start},{end}{}", text(it.type_name()), map_told(it.properties()))
}

fn path_told(path: &Path) -> String {
    let mut parts = vec![node_told(path.start())];
    for hop in path.hops() {
        parts.extend([relationship_told(hop.relationship()), node_told(hop.to())]);
    }
    format!("({})", parts.join(";"))
}
