use serde::{Deserialize, Serialize};

use super::*;
use crate::value::{
    BrokenValue, Date, DateTime, Duration, Kind, LocalDateTime, LocalTime, Map, Node, Path, Point, Relationship, Time,
    Unsupported, Uuid, Vector,
};

/// One of each type with a written form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Everything {
    date: Date,
    time: Time,
    local_time: LocalTime,
    offset: DateTime,
    zoned: DateTime,
    local_date_time: LocalDateTime,
    duration: Duration,
    uuid: Uuid,
    plane: Point,
    space: Point,
}

fn everything() -> Everything {
    fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
        text.parse().expect("a written form")
    }
    Everything {
        date: parsed("-0044-03-15"),
        time: parsed("21:40:32.142+01:00"),
        local_time: parsed("21:40:32.000000001"),
        offset: parsed("2024-01-31T21:40:32.142-08:00"),
        zoned: parsed("2024-01-02T04:04:05.000000006+01:00[Europe/Paris]"),
        local_date_time: parsed("+12024-01-31T21:40:32"),
        duration: parsed("P1Y2M3DT4H5.5S"),
        uuid: parsed("01890a5d-ac96-774b-bcce-b302099a8057"),
        plane: Point::wgs84(12.5, -55.25),
        space: Point::cartesian_3d(1.0, 2.0, 3.0),
    }
}

fn natives(it: &Everything) -> Value {
    map([
        ("date", it.date.into()),
        ("time", it.time.into()),
        ("local_time", it.local_time.into()),
        ("offset", it.offset.clone().into()),
        ("zoned", it.zoned.clone().into()),
        ("local_date_time", it.local_date_time.into()),
        ("duration", it.duration.into()),
        ("uuid", it.uuid.into()),
        ("plane", it.plane.into()),
        ("space", it.space.into()),
    ])
}

#[test]
fn values_are_sent_as_what_they_are_and_read_back() {
    let all = everything();
    assert_eq!(sent(&all), Ok(natives(&all)));
    assert_eq!(read::<Everything>(&packed(natives(&all))), Ok(all));
}

#[test]
fn an_older_protocol_gets_its_own_form_or_an_error() {
    let at = everything().zoned;
    let mut bytes = Vec::new();
    Serde(&at).encode(&mut Encoder::new(&mut bytes, OLD)).expect("sendable");
    assert_eq!(bytes.get(..2), Some(&[0xB3, tag::LEGACY_DATE_TIME_ZONE_ID][..]));
    assert_eq!(read_as::<DateTime>(&bytes, OLD), Ok(at));
    let error = Serde(Uuid::nil()).encode(&mut Encoder::new(&mut bytes, OLD)).expect_err("no UUIDs before 6.1");
    assert!(error.to_string().contains("can be sent from Bolt 6.1 on"), "{error}");
    let mut encoder = Encoder::new(&mut bytes, Dialect::NEWEST);
    Serde(vec![Uuid::nil()]).encode(&mut encoder).expect("sendable");
    assert!(encoder.is_dialect_bound(), "an older server is not sent these bytes");
}

#[test]
fn json_shows_written_forms() {
    let all = everything();
    let json = serde_json::to_value(&all).expect("JSON");
    let expected = serde_json::json!({
        "date": "-0044-03-15",
        "time": "21:40:32.142+01:00",
        "local_time": "21:40:32.000000001",
        "offset": "2024-01-31T21:40:32.142-08:00",
        "zoned": "2024-01-02T04:04:05.000000006+01:00[Europe/Paris]",
        "local_date_time": "+12024-01-31T21:40:32",
        "duration": "P1Y2M3DT4H5.5S",
        "uuid": "01890a5d-ac96-774b-bcce-b302099a8057",
        "plane": { "srid": 4326, "x": 12.5, "y": -55.25 },
        "space": { "srid": 9157, "x": 1.0, "y": 2.0, "z": 3.0 },
    });
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_value::<Everything>(json).expect("the same"), all);
    let error = serde_json::from_str::<Date>("\"2023-02-29\"").expect_err("no such day");
    assert_eq!(error.to_string(), "not a date like 2024-01-31: day 29 is outside 1..=28 at line 1 column 12");
    let error = serde_json::from_str::<Point>(r#"{"srid": 7203, "x": 1.0}"#).expect_err("no y");
    assert_eq!(error.to_string(), "missing field `y` at line 1 column 24");
}

#[test]
fn vectors_keep_their_type_of_numbers() {
    let vectors = [
        Vector::from(vec![i8::MIN, i8::MAX]),
        Vector::from(vec![i16::MIN, i16::MAX]),
        Vector::from(vec![i32::MIN, i32::MAX]),
        Vector::from(vec![i64::MIN, i64::MAX]),
        Vector::from(vec![0.1_f32, f32::MIN_POSITIVE]),
        Vector::from(vec![0.1_f64, f64::MAX]),
        Vector::from(Vec::<i8>::new()),
    ];
    for vector in vectors {
        assert_eq!(sent(&vector), Ok(vector.clone().into()));
    }
    assert_eq!(read(&packed(Vector::from(vec![1_i8, -1]))), Ok(vec![1_i64, -1]));
    assert_eq!(read(&packed(Vector::from(vec![0.5_f32]))), Ok(vec![0.5_f64]));
    assert_eq!(read(&packed(Vector::from(vec![0.5_f64]))), Ok([Some(0.5_f32)]));
    assert_eq!(refusal::<Vec<f64>>(&packed(Vector::from(vec![1_i8]))), "expected FLOAT, found INTEGER");
    assert_eq!(refusal::<Vec<u8>>(&packed(Vector::from(vec![300_i16]))), "expected u8, found 300");
    assert_eq!(serde_json::to_string(&Vector::from(vec![0.5_f32])).expect("JSON"), "[0.5]");
}

#[test]
fn a_value_of_any_kind_is_sent_as_it_is() {
    let all = natives(&everything());
    let value = Value::from(vec![all, Value::Null, true.into(), 1.into(), 0.5.into(), "a".into(), vec![1_u8].into()]);
    assert_eq!(sent(&value), Ok(value));
}

#[test]
fn a_graph_is_its_properties_in_json() {
    let node = |id: &str| Node::new(id, vec!["Person".into()], Map::from([("id".into(), id.into())]));
    let knows = Relationship::new("r", "KNOWS", "b", "a", Map::from([("since".into(), 2024.into())]));
    let path = Path::new(vec![node("a"), node("b")], vec![knows.clone()]).expect("a path");
    let graph = Value::from(vec![Value::from(node("a")), knows.into(), path.into()]);
    let json = serde_json::json!([
        { "id": "a" },
        { "since": 2024 },
        [{ "id": "a" }, { "since": 2024 }, { "id": "b" }],
    ]);
    assert_eq!(serde_json::to_value(&graph).expect("JSON"), json);
}

#[test]
fn what_could_not_be_read_is_an_error() {
    let unsupported = Value::from(Unsupported::new("HYPERCUBE", (6, 2)));
    assert!(serde_json::to_string(&unsupported).expect_err("unsupported").to_string().contains("HYPERCUBE"));
    let reason = Date::from_epoch_day(i64::MAX).expect_err("no such day");
    let broken = Value::from(BrokenValue::new(Kind::Date, vec![], &reason));
    assert!(serde_json::to_string(&broken).is_err());

    let message = Value::Map(Map::new());
    let bytes = structure(tag::UNSUPPORTED, &["HYPERCUBE".into(), 6.into(), 2.into(), message]);
    assert_eq!(refusal::<serde_json::Value>(&bytes), "unsupported(HYPERCUBE, which needs Bolt 6.2)");
    let bytes = structure(tag::DATE, &[i64::MAX.into()]);
    assert!(refusal::<String>(&bytes).starts_with("broken(DATE: epoch day"), "{}", refusal::<String>(&bytes));
    let empty_path = structure(tag::PATH, &[Value::List(vec![]), Value::List(vec![]), Value::List(vec![])]);
    assert!(refusal::<serde_json::Value>(&empty_path).starts_with("broken(PATH"));
}

#[test]
fn a_path_says_what_to_return_instead() {
    let node = node(&map([]));
    let bytes = [vec![0xB3, tag::PATH, 0x91], node, vec![0x90, 0x90]].concat();
    assert_eq!(
        refusal::<serde_json::Value>(&bytes),
        "a PATH has no form in serde; return `nodes(p)` and `relationships(p)`"
    );
}

#[test]
fn dates_and_times_of_other_crates_read_the_written_forms() {
    let all = everything();
    let bytes = packed(all.offset);
    assert_eq!(
        read::<chrono::DateTime<chrono::FixedOffset>>(&bytes).expect("RFC 3339").to_rfc3339(),
        "2024-01-31T21:40:32.142-08:00"
    );
    assert_eq!(read::<chrono::DateTime<chrono::Utc>>(&bytes).expect("RFC 3339").timestamp(), 1_706_766_032);
    assert_eq!(read::<jiff::Timestamp>(&bytes).expect("RFC 3339").as_second(), 1_706_766_032);
    let bytes = packed(all.zoned);
    let zoned: jiff::Zoned = read(&bytes).expect("RFC 9557");
    assert_eq!(zoned.to_string(), "2024-01-02T04:04:05.000000006+01:00[Europe/Paris]");
    let bytes = packed("2024-01-31".parse::<Date>().expect("a date"));
    assert_eq!(read::<chrono::NaiveDate>(&bytes).expect("a date").to_string(), "2024-01-31");
    assert_eq!(read::<jiff::civil::Date>(&bytes).expect("a date").to_string(), "2024-01-31");
    let bytes = packed(all.local_time);
    assert_eq!(read::<chrono::NaiveTime>(&bytes).expect("a time").to_string(), "21:40:32.000000001");
    assert_eq!(read::<jiff::civil::Time>(&bytes).expect("a time").to_string(), "21:40:32.000000001");
    let bytes = packed("2024-01-31T21:40:32".parse::<LocalDateTime>().expect("a local date-time"));
    assert_eq!(read::<chrono::NaiveDateTime>(&bytes).expect("both").to_string(), "2024-01-31 21:40:32");
    assert_eq!(read::<jiff::civil::DateTime>(&bytes).expect("both").to_string(), "2024-01-31T21:40:32");
    let bytes = packed(all.duration);
    assert_eq!(read::<jiff::Span>(&bytes).expect("a duration").to_string(), "P1Y2M3DT4H5.5S");
}

#[test]
fn uuids_are_text_or_sixteen_bytes() {
    let id = everything().uuid;
    let bytes = packed(id);
    assert_eq!(read::<uuid::Uuid>(&bytes).map(uuid::Uuid::into_bytes), Ok(*id.as_bytes()));
    assert_eq!(read::<String>(&bytes), Ok(id.to_string()));
    #[derive(Debug, PartialEq)]
    struct Raw(Vec<u8>);
    impl<'de> Deserialize<'de> for Raw {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Bytes;
            impl serde::de::Visitor<'_> for Bytes {
                type Value = Raw;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("bytes")
                }
                fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Raw, E> {
                    Ok(Raw(bytes.to_vec()))
                }
            }
            deserializer.deserialize_bytes(Bytes)
        }
    }
    assert_eq!(read(&bytes), Ok(Raw(id.as_bytes().to_vec())));
    let text = packed(id.to_string());
    assert_eq!(read::<uuid::Uuid>(&text).map(uuid::Uuid::into_bytes), Ok(*id.as_bytes()), "servers before Bolt 6.1");
}

#[test]
fn points_are_maps_for_those_who_ask_and_text_for_others() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Place {
        x: f64,
        y: f64,
        z: Option<f64>,
    }
    let flat = packed(Point::wgs84(12.5, -55.25));
    assert_eq!(read(&flat), Ok(Place { x: 12.5, y: -55.25, z: None }));
    let high = packed(Point::cartesian_3d(1.0, 2.0, 3.0));
    assert_eq!(read(&high), Ok(Place { x: 1.0, y: 2.0, z: Some(3.0) }));
    assert_eq!(read::<String>(&flat), Ok("point({srid: 4326, x: 12.5, y: -55.25})".into()));
    assert_eq!(read::<serde_json::Value>(&flat), Ok("point({srid: 4326, x: 12.5, y: -55.25})".into()));
}

#[test]
fn text_that_is_no_written_form_says_why() {
    assert_eq!(refusal::<Date>(&packed("yesterday")), "not a date like 2024-01-31: unexpected text at byte 0");
    assert_eq!(refusal::<Date>(&packed(1)), "expected STRING, found INTEGER");
    assert_eq!(
        refusal::<DateTime>(&packed("2024-01-31T21:40:32[Nowhere/Near]")),
        "not a date-time like 2024-01-31T21:40:32.142+01:00[Europe/Paris]: unknown time zone \"Nowhere/Near\""
    );
}

#[test]
fn the_name_of_a_value_in_a_type_of_another_is_refused() {
    #[derive(Serialize)]
    #[serde(rename = "graph_core::value::Date")]
    struct Impostor(i64);
    assert!(refused(Impostor(1)).to_string().contains("reserved"));
    #[derive(Serialize)]
    #[serde(rename = "graph_core::value::Other")]
    struct Free(i64);
    assert_eq!(sent(Free(1)), Ok(1.into()));
}
