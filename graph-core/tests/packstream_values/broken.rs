use graph_core::bolt::Dialect;
use graph_core::mapping::{DecodeFault, Decoder, FromRecord, FromValue, Keys, Plan, Record, Row};
use graph_core::value::{Date, DateTime, Duration, Kind, LocalDateTime, LocalTime, Path, Point, Time, Value, Vector};

use crate::{BOLT_4, BOLT_6_1, bytes, decode};

/// Bytes of a value that arrives whole and means nothing, with its kind, how many parts are kept, and part of the reason.
fn broken() -> Vec<(Dialect, Vec<u8>, Kind, usize, &'static str)> {
    let newest = |notation, kind, parts, reason| (BOLT_6_1, bytes(notation), kind, parts, reason);
    let oldest = |notation, kind, parts, reason| (BOLT_4, bytes(notation), kind, parts, reason);
    let empty = "B4 4E 00 90 A0 81 'x'";
    let path = |rest: &str| (BOLT_6_1, bytes(&format!("B3 50 91 {empty} {rest}")), Kind::Path);
    let in_path = |(dialect, bytes, kind), parts, reason| (dialect, bytes, kind, parts, reason);
    vec![
        newest("B1 44 CB 7F FF FF FF FF FF FF FF", Kind::Date, 1, "epoch day 9223372036854775807 is outside"),
        newest("B1 74 FF", Kind::LocalTime, 1, "nanosecond of day -1"),
        newest("B1 74 CB 00 00 4E 94 91 4F 00 00", Kind::LocalTime, 1, "nanosecond of day 86400000000000"),
        newest("B2 54 00 CA 00 00 FD 21", Kind::Time, 2, "offset seconds 64801"),
        newest("B2 54 FF 00", Kind::Time, 2, "nanosecond of day -1"),
        newest("B2 64 CB 7F FF FF FF FF FF FF FF 00", Kind::LocalDateTime, 2, "epoch second"),
        newest("B2 64 00 CA 3B 9A CA 00", Kind::LocalDateTime, 2, "nanosecond 1000000000"),
        newest("B2 64 00 FF", Kind::LocalDateTime, 2, "nanosecond -1"),
        newest("B3 49 00 00 CA FF FF 02 DF", Kind::DateTime, 3, "offset seconds -64801"),
        newest("B3 49 CB 80 00 00 00 00 00 00 00 00 00", Kind::DateTime, 3, "epoch second"),
        newest("B3 69 00 00 8F 'Europe/Atlantis'", Kind::DateTime, 3, "unknown time zone \"Europe/Atlantis\""),
        newest("B3 69 00 FF 83 'UTC'", Kind::DateTime, 3, "nanosecond -1"),
        oldest("B3 46 CB 7F FF FF FF FF FF FF FF 00 FF", Kind::DateTime, 3, "epoch second"),
        oldest("B3 66 00 00 80", Kind::DateTime, 3, "unknown time zone \"\""),
        newest("B4 45 00 00 CB 7F FF FF FF FF FF FF FF CA 3B 9A CA 00", Kind::Duration, 4, "seconds"),
        newest("B3 58 FF C1 00 00 00 00 00 00 00 00 C1 00 00 00 00 00 00 00 00", Kind::Point, 3, "out of range"),
        newest("B3 58 C9 13 73 C1 00 00 00 00 00 00 00 00 C1 00 00 00 00 00 00 00 00", Kind::Point, 3, "coordinates 2"),
        newest("B2 56 CC 01 C4 CC 01 00", Kind::Vector, 2, "element type"),
        newest("B2 56 CC 00 CC 00", Kind::Vector, 2, "element type"),
        newest("B2 56 CC 01 C9 CC 03 00 01 02", Kind::Vector, 2, "broken length"),
        in_path(path("90 91 01"), 1, "odd number"),
        in_path(path("90 92 01 00"), 2, "relationship that it lacks"),
        in_path(path("90 92 00 00"), 2, "relationship 0"),
        in_path(path("91 B4 72 01 81 'R' A0 81 'r' 92 01 01"), 2, "node that it lacks"),
        in_path(path("91 B4 72 01 81 'R' A0 81 'r' 92 01 FF"), 2, "out of range"),
        newest("B3 50 90 90 90", Kind::Path, 0, "without nodes"),
    ]
}

#[test]
fn a_value_without_a_representation_keeps_its_parts_and_the_reason() {
    for (dialect, bytes, kind, parts, reason) in broken() {
        let value = decode(&bytes, dialect).expect("it arrived whole");
        let broken = value.as_broken().unwrap_or_else(|| panic!("{value} is whole"));
        assert_eq!(broken.intended_kind(), kind, "{value}");
        assert_eq!(broken.parts().len(), parts, "{value}");
        assert!(broken.reason().contains(reason), "{value}");
    }
}

#[test]
fn a_broken_field_leaves_its_neighbours_alone() {
    let keys = Keys::from_names(["before", "broken", "after"]);
    for (dialect, bytes, kind, _, reason) in broken() {
        let fields = [&[0x93, 0x01][..], &bytes, &[0x83, b'e', b'n', b'd']].concat();
        let row = Row::new(&fields, &keys, dialect).expect("three columns");
        let record = Record::from_row(row, &Plan::default()).expect("any record is one");
        assert_eq!(record.get::<i64>("before").expect("whole"), 1);
        assert_eq!(record.get::<&str>("after").expect("whole"), "end");
        assert_eq!(record.get::<Value>("broken").expect("a value").kind(), Kind::Broken);

        let error = misfit(kind, &bytes, dialect).in_column("broken");
        let unrepresentable = matches!(error.fault(), DecodeFault::Unrepresentable { .. });
        assert!(unrepresentable && error.to_string().contains(reason), "{error}");
    }
}

/// Reads the bytes as the type that they claim to be.
fn misfit(kind: Kind, bytes: &[u8], dialect: Dialect) -> graph_core::mapping::DecodeError {
    let decoder = &mut Decoder::new(bytes, dialect);
    match kind {
        Kind::Date => Date::decode(decoder).expect_err("broken"),
        Kind::LocalTime => LocalTime::decode(decoder).expect_err("broken"),
        Kind::Time => Time::decode(decoder).expect_err("broken"),
        Kind::LocalDateTime => LocalDateTime::decode(decoder).expect_err("broken"),
        Kind::DateTime => DateTime::decode(decoder).expect_err("broken"),
        Kind::Duration => Duration::decode(decoder).expect_err("broken"),
        Kind::Point => Point::decode(decoder).expect_err("broken"),
        Kind::Vector => Vector::decode(decoder).expect_err("broken"),
        Kind::Path => Path::decode(decoder).expect_err("broken"),
        other => panic!("{other} is not among the broken ones"),
    }
}

#[test]
fn values_at_the_edges_of_their_range_are_whole() {
    for value in [
        Value::from(Date::MIN),
        Date::MAX.into(),
        LocalTime::MAX.into(),
        LocalDateTime::MIN.into(),
        LocalDateTime::MAX.into(),
        Time::new(LocalTime::MAX, 64_800).expect("18 hours").into(),
        Time::new(LocalTime::MIDNIGHT, -64_800).expect("18 hours").into(),
        DateTime::new(LocalDateTime::MIN, 64_800).expect("18 hours").into(),
        DateTime::new(LocalDateTime::MAX, -64_800).expect("18 hours").into(),
        Duration::new(i64::MIN, i64::MIN, i64::MIN, 0).expect("in range").into(),
        Duration::new(i64::MAX, i64::MAX, i64::MAX, 999_999_999).expect("in range").into(),
    ] {
        for dialect in [BOLT_6_1, BOLT_4] {
            let bytes = crate::encode(&value, dialect).expect("sendable");
            assert_eq!(decode(&bytes, dialect), Ok(value.clone()));
        }
    }
}
