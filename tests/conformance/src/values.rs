//! Values as the suite writes them.

use graph_core::value::{
    Date, DateTime, Duration, LocalDateTime, LocalTime, Map, Node, Path, Point, Relationship, Time, Value, Zone,
};
use graph_core::{Params, Record};
use serde_json::{Value as Json, json};

use crate::failure::Failure;

/// Reads a value of the suite's.
pub(crate) fn read(json: &Json) -> Result<Value, Failure> {
    let data = &json["data"];
    let value = &data["value"];
    Ok(match json["name"].as_str().unwrap_or_default() {
        "CypherNull" => Value::Null,
        "CypherBool" => Value::Boolean(value.as_bool().ok_or_else(|| unreadable(json))?),
        "CypherInt" => Value::Integer(value.as_i64().ok_or_else(|| unreadable(json))?),
        "CypherFloat" => Value::Float(float(value).ok_or_else(|| unreadable(json))?),
        "CypherString" => Value::String(value.as_str().ok_or_else(|| unreadable(json))?.to_owned()),
        "CypherBytes" => Value::Bytes(bytes(value.as_str().unwrap_or_default()).ok_or_else(|| unreadable(json))?),
        "CypherList" => {
            Value::List(value.as_array().ok_or_else(|| unreadable(json))?.iter().map(read).collect::<Result<_, _>>()?)
        }
        "CypherMap" => Value::Map(read_map(value)?),
        "CypherPoint" => Value::Point(point(data).ok_or_else(|| unreadable(json))?),
        "CypherDate" => Value::Date(date(data).ok_or_else(|| unreadable(json))?),
        "CypherTime" => time(data).ok_or_else(|| unreadable(json))?,
        "CypherDateTime" => date_time(data).ok_or_else(|| unreadable(json))?,
        "CypherDuration" => {
            let part = |field: &str| data[field].as_i64().unwrap_or_default();
            Value::Duration(
                Duration::new(part("months"), part("days"), part("seconds"), part("nanoseconds"))
                    .map_err(|_| unreadable(json))?,
            )
        }
        _ => return Err(unreadable(json)),
    })
}

/// Reads a map whose values are the suite's.
pub(crate) fn read_map(json: &Json) -> Result<Map, Failure> {
    let Some(entries) = json.as_object() else { return Ok(Map::new()) };
    entries.iter().map(|(key, value)| Ok((key.clone(), read(value)?))).collect()
}

/// Reads the parameters or metadata of a request; none where it has none.
pub(crate) fn read_params(json: &Json) -> Result<Params, Failure> {
    let mut params = Params::new();
    for (name, value) in read_map(json)? {
        params.insert(&name, value);
    }
    Ok(params)
}

fn unreadable(json: &Json) -> Failure {
    Failure::Backend(format!("no value that this program reads: {json}"))
}

fn float(json: &Json) -> Option<f64> {
    match json.as_str() {
        Some("+Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some("NaN") => Some(f64::NAN),
        Some(_) => None,
        None => json.as_f64(),
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).ok()).collect()
}

fn point(data: &Json) -> Option<Point> {
    let (x, y, z) = (float(&data["x"])?, float(&data["y"])?, float(&data["z"]));
    Some(match (data["system"].as_str()?, z) {
        ("cartesian", None) => Point::cartesian(x, y),
        ("cartesian", Some(z)) => Point::cartesian_3d(x, y, z),
        ("wgs84", None) => Point::wgs84(x, y),
        ("wgs84", Some(z)) => Point::wgs84_3d(x, y, z),
        _ => return None,
    })
}

fn date(data: &Json) -> Option<Date> {
    let year = i32::try_from(data["year"].as_i64()?).ok()?;
    Date::new(year, small(&data["month"])?, small(&data["day"])?).ok()
}

fn small(json: &Json) -> Option<u8> {
    u8::try_from(json.as_i64()?).ok()
}

fn local_time(data: &Json) -> Option<LocalTime> {
    let nanosecond = u32::try_from(data["nanosecond"].as_i64()?).ok()?;
    LocalTime::new(small(&data["hour"])?, small(&data["minute"])?, small(&data["second"])?, nanosecond).ok()
}

fn time(data: &Json) -> Option<Value> {
    let local = local_time(data)?;
    match data["utc_offset_s"].as_i64() {
        Some(offset) => Some(Value::Time(Time::new(local, i32::try_from(offset).ok()?).ok()?)),
        None => Some(Value::LocalTime(local)),
    }
}

fn date_time(data: &Json) -> Option<Value> {
    let local = LocalDateTime::new(date(data)?, local_time(data)?);
    let Some(offset) = data["utc_offset_s"].as_i64() else { return Some(Value::LocalDateTime(local)) };
    let utc = local.epoch_second() - offset;
    let nanosecond = i64::from(local.nanosecond());
    Some(Value::DateTime(match data["timezone_id"].as_str() {
        Some(zone) => DateTime::from_utc_named(utc, nanosecond, zone).ok()?,
        None => DateTime::from_utc_offset(utc, nanosecond, offset).ok()?,
    }))
}

/// Writes a record's values.
pub(crate) fn write_record(record: &Record) -> Result<Json, Failure> {
    let values = record.values().map_err(|error| Failure::Driver(error.into()))?;
    let written: Vec<Json> = values.iter().map(write).collect::<Result<_, _>>()?;
    Ok(json!({"values": written}))
}

/// Writes a value.
pub(crate) fn write(value: &Value) -> Result<Json, Failure> {
    Ok(match value {
        Value::Null => json!({"name": "CypherNull", "data": {"value": null}}),
        Value::Boolean(value) => typed("CypherBool", (*value).into()),
        Value::Integer(value) => typed("CypherInt", (*value).into()),
        Value::Float(value) => typed("CypherFloat", float_text(*value)),
        Value::String(value) => text(value),
        Value::Bytes(value) => {
            let hex: Vec<String> = value.iter().map(|byte| format!("{byte:02x}")).collect();
            typed("CypherBytes", hex.join(" ").into())
        }
        Value::List(items) => list(items.iter().map(write).collect::<Result<_, _>>()?),
        Value::Map(map) => write_map(map)?,
        Value::Node(node) => write_node(node)?,
        Value::Relationship(relationship) => write_relationship(relationship)?,
        Value::Path(path) => write_path(path)?,
        Value::Point(point) => write_point(*point)?,
        Value::Date(date) => json!({"name": "CypherDate", "data": date_fields(*date)}),
        Value::Time(time) => {
            let mut data = time_fields(time.local());
            data["utc_offset_s"] = time.offset_seconds().into();
            json!({"name": "CypherTime", "data": data})
        }
        Value::LocalTime(time) => json!({"name": "CypherTime", "data": time_fields(*time)}),
        Value::LocalDateTime(local) => json!({"name": "CypherDateTime", "data": date_time_fields(*local)}),
        Value::DateTime(date_time) => {
            let mut data = date_time_fields(date_time.local());
            data["utc_offset_s"] = date_time.offset_seconds().into();
            if let Zone::Named { name, .. } = date_time.zone() {
                data["timezone_id"] = name.into();
            }
            json!({"name": "CypherDateTime", "data": data})
        }
        Value::Duration(duration) => json!({"name": "CypherDuration", "data": {
            "months": duration.months(), "days": duration.days(),
            "seconds": duration.seconds(), "nanoseconds": duration.nanoseconds(),
        }}),
        Value::Broken(broken) => return Err(Failure::unusable_value(broken.reason())),
        other => return Err(Failure::Backend(format!("the suite has no name for {}", other.kind()))),
    })
}

fn typed(name: &str, value: Json) -> Json {
    json!({"name": name, "data": {"value": value}})
}

fn text(text: &str) -> Json {
    typed("CypherString", text.into())
}

fn list(items: Vec<Json>) -> Json {
    typed("CypherList", items.into())
}

fn float_text(value: f64) -> Json {
    if value.is_nan() {
        "NaN".into()
    } else if value.is_infinite() {
        if value > 0.0 { "+Infinity".into() } else { "-Infinity".into() }
    } else {
        value.into()
    }
}

pub(crate) fn write_entries(map: &Map) -> Result<Json, Failure> {
    let entries = map.iter().map(|(key, value)| Ok((key.clone(), write(value)?)));
    Ok(Json::Object(entries.collect::<Result<_, Failure>>()?))
}

fn write_map(map: &Map) -> Result<Json, Failure> {
    Ok(typed("CypherMap", write_entries(map)?))
}

fn write_id(id: Option<i64>) -> Json {
    // The suite's number for what has none.
    typed("CypherInt", id.unwrap_or(-1).into())
}

fn write_node(node: &Node) -> Result<Json, Failure> {
    Ok(json!({"name": "Node", "data": {
        "id": write_id(node.id()),
        "labels": list(node.labels().iter().map(|label| text(label)).collect()),
        "props": write_map(node.properties())?,
        "elementId": text(node.element_id()),
    }}))
}

fn write_relationship(relationship: &Relationship) -> Result<Json, Failure> {
    Ok(json!({"name": "Relationship", "data": {
        "id": write_id(relationship.id()),
        "startNodeId": write_id(relationship.start_id()),
        "endNodeId": write_id(relationship.end_id()),
        "type": text(relationship.type_name()),
        "props": write_map(relationship.properties())?,
        "elementId": text(relationship.element_id()),
        "startNodeElementId": text(relationship.start_element_id()),
        "endNodeElementId": text(relationship.end_element_id()),
    }}))
}

fn write_path(path: &Path) -> Result<Json, Failure> {
    Ok(json!({"name": "Path", "data": {
        "nodes": list(path.nodes().map(write_node).collect::<Result<_, _>>()?),
        "relationships": list(path.relationships().map(write_relationship).collect::<Result<_, _>>()?),
    }}))
}

fn write_point(point: Point) -> Result<Json, Failure> {
    let system = match point.srid() {
        7203 | 9157 => "cartesian",
        4326 | 4979 => "wgs84",
        other => return Err(Failure::Backend(format!("the suite has no name for the coordinate system {other}"))),
    };
    Ok(json!({"name": "CypherPoint", "data": {
        "system": system, "x": float_text(point.x()), "y": float_text(point.y()), "z": point.z().map(float_text),
    }}))
}

fn date_fields(date: Date) -> Json {
    json!({"year": date.year(), "month": date.month(), "day": date.day()})
}

fn time_fields(time: LocalTime) -> Json {
    json!({
        "hour": time.hour(), "minute": time.minute(), "second": time.second(), "nanosecond": time.nanosecond(),
    })
}

fn date_time_fields(local: LocalDateTime) -> Json {
    let (date, time) = (local.date(), local.time());
    json!({
        "year": date.year(), "month": date.month(), "day": date.day(),
        "hour": time.hour(), "minute": time.minute(), "second": time.second(), "nanosecond": time.nanosecond(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_as_the_same_value() {
        let values = [
            Value::Null,
            true.into(),
            i64::MIN.into(),
            0.1.into(),
            f64::NEG_INFINITY.into(),
            "a\u{1F600}".into(),
            Value::Bytes(vec![0, 0xAB, 0xFF]),
            vec![Value::from(1), Value::from(vec![Value::Null])].into(),
            [("key", Value::from(2))].into_iter().collect(),
            Point::cartesian_3d(1.0, 2.0, -3.5).into(),
            Point::wgs84(12.5, 56.25).into(),
            "-0044-03-15".parse::<Date>().expect("a date").into(),
            "12:34:56.000000789+01:00".parse::<Time>().expect("a time").into(),
            "12:34:56".parse::<LocalTime>().expect("a time").into(),
            "2022-06-07T11:52:05".parse::<LocalDateTime>().expect("a date-time").into(),
            "2022-06-07T11:52:05-00:30".parse::<DateTime>().expect("a date-time").into(),
            "2022-06-07T11:52:05+02:00[Europe/Stockholm]".parse::<DateTime>().expect("a date-time").into(),
            Duration::new(-1, 2, -3, 4).expect("a duration").into(),
        ];
        for value in values {
            let written = write(&value).unwrap_or_else(|_| panic!("{value} is not written"));
            let read = read(&written).unwrap_or_else(|_| panic!("{written} is not read"));
            assert_eq!(read, value);
        }
    }

    #[test]
    fn what_the_suite_has_no_name_for_is_refused() {
        assert!(matches!(read(&json!({"name": "CypherVector", "data": {}})), Err(Failure::Backend(_))));
    }
}
