use std::collections::HashSet;

use graph_core::bolt::Dialect;
use graph_core::bolt::wire::structure::{StructureError, Unencodable, encode_value};
use graph_core::packstream::{PackError, Reader, Writer};
use graph_core::value::{
    Date, DateTime, Duration, Kind, LocalDateTime, LocalTime, Map, Node, Path, Point, Relationship, Time, Unsupported,
    Uuid, Value, Vector,
};

use crate::{ALL, BOLT_4, BOLT_4_UTC, BOLT_5, BOLT_6_0, BOLT_6_1, bytes, decode, encode};

/// A value and its bytes in some dialects.
pub(crate) struct Golden {
    pub(crate) bytes: Vec<u8>,
    pub(crate) value: Value,
    pub(crate) dialects: &'static [Dialect],
}

const UTC: &[Dialect] = &[BOLT_6_1, BOLT_6_0, BOLT_5, BOLT_4_UTC];
const ELEMENT_IDS: &[Dialect] = &[BOLT_6_1, BOLT_6_0, BOLT_5];
const NUMBERS: &[Dialect] = &[BOLT_4_UTC, BOLT_4];

pub(crate) fn golden() -> Vec<Golden> {
    [scalars(), containers(), entities(), temporals(), zoned(), points_and_vectors()].into_iter().flatten().collect()
}

fn entry(dialects: &'static [Dialect], notation: &str, value: impl Into<Value>) -> Golden {
    Golden { bytes: bytes(notation), value: value.into(), dialects }
}

fn map(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Map {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn scalars() -> Vec<Golden> {
    vec![
        entry(&ALL, "C0", Value::Null),
        entry(&ALL, "C3", true),
        entry(&ALL, "C2", false),
        entry(&ALL, "F0", -16),
        entry(&ALL, "C8 EF", -17),
        entry(&ALL, "CB 80 00 00 00 00 00 00 00", i64::MIN),
        entry(&ALL, "C1 3F F1 99 99 99 99 99 9A", 1.1),
        entry(&ALL, "C1 7F F0 00 00 00 00 00 00", f64::INFINITY),
        entry(&ALL, "C1 80 00 00 00 00 00 00 00", -0.0),
        entry(&ALL, "80", ""),
        entry(&ALL, "85 'hyv' C3 A4", "hyvä"),
        entry(&ALL, "D0 10 'sixteen letters.'", "sixteen letters."),
        entry(&ALL, "CC 00", Vec::<u8>::new()),
        entry(&ALL, "CC 03 00 FF 7F", vec![0_u8, 255, 127]),
    ]
}

fn containers() -> Vec<Golden> {
    let nested = Value::from(vec![Value::from(1), Value::Null, vec!["a"].into(), Map::new().into()]);
    vec![
        entry(&ALL, "90", Value::List(Vec::new())),
        entry(&ALL, "94 01 C0 91 81 'a' A0", nested),
        entry(&ALL, "D4 10 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01 01", vec![1; 16]),
        entry(&ALL, "A0", Map::new()),
        entry(
            &ALL,
            "A2 81 'a' 01 81 'b' A1 81 'c' C0",
            map([("a", 1.into()), ("b", map([("c", Value::Null)]).into())]),
        ),
    ]
}

fn node(id: i64, element_id: &str) -> Node {
    Node::new(element_id, vec!["Person".into()], map([("name", "Ada".into())])).with_id(id)
}

fn knows(element_id: &str, start: &str, end: &str) -> Relationship {
    Relationship::new(element_id, "KNOWS", start, end, map([("since", 2024.into())])).with_ids(1, 7, 8)
}

fn entities() -> Vec<Golden> {
    let path = |ids: [&str; 3]| {
        let [ada, bo, knows_id] = ids;
        let nodes = vec![node(8, bo), node(7, ada)];
        Path::new(nodes, vec![knows(knows_id, ada, bo)]).expect("a path against the relationship")
    };
    vec![
        entry(ELEMENT_IDS, "B4 4E 07 91 86 'Person' A1 84 'name' 83 'Ada' 86 '4:db:7'", node(7, "4:db:7")),
        entry(NUMBERS, "B3 4E 07 91 86 'Person' A1 84 'name' 83 'Ada'", node(7, "7")),
        entry(ELEMENT_IDS, "B4 4E 00 90 A0 81 'x'", Node::new("x", Vec::new(), Map::new()).with_id(0)),
        entry(
            ELEMENT_IDS,
            "B8 52 01 07 08 85 'KNOWS' A1 85 'since' C9 07 E8 86 '5:db:1' 86 '4:db:7' 86 '4:db:8'",
            knows("5:db:1", "4:db:7", "4:db:8"),
        ),
        entry(NUMBERS, "B5 52 01 07 08 85 'KNOWS' A1 85 'since' C9 07 E8", knows("1", "7", "8")),
        entry(
            ELEMENT_IDS,
            "B3 50 92 B4 4E 08 91 86 'Person' A1 84 'name' 83 'Ada' 86 '4:db:8'
                      B4 4E 07 91 86 'Person' A1 84 'name' 83 'Ada' 86 '4:db:7'
                   91 B4 72 01 85 'KNOWS' A1 85 'since' C9 07 E8 86 '5:db:1'
                   92 FF 01",
            path(["4:db:7", "4:db:8", "5:db:1"]),
        ),
        entry(
            NUMBERS,
            "B3 50 92 B3 4E 08 91 86 'Person' A1 84 'name' 83 'Ada'
                      B3 4E 07 91 86 'Person' A1 84 'name' 83 'Ada'
                   91 B3 72 01 85 'KNOWS' A1 85 'since' C9 07 E8
                   92 FF 01",
            path(["7", "8", "1"]),
        ),
        entry(
            &ALL,
            "B4 3F 89 'HYPERCUBE' 06 02 A2 84 'more' 01 87 'message' 86 'update'",
            Unsupported::new("HYPERCUBE", (6, 2)).with_message("update"),
        ),
        entry(&ALL, "B4 3F 89 'HYPERCUBE' 06 02 A0", Unsupported::new("HYPERCUBE", (6, 2))),
    ]
}

fn temporals() -> Vec<Golden> {
    let noon = LocalTime::new(12, 0, 0, 0).expect("a time");
    let leap_day = Date::new(2024, 2, 29).expect("a date");
    vec![
        entry(&ALL, "B1 44 C9 4D 46", leap_day),
        entry(&ALL, "B1 44 FF", Date::new(1969, 12, 31).expect("a date")),
        entry(&ALL, "B1 74 CB 00 00 27 4A 48 A7 80 00", noon),
        entry(&ALL, "B1 74 00", LocalTime::MIDNIGHT),
        entry(&ALL, "B2 54 CB 00 00 27 4A 48 A7 80 00 C9 0E 10", Time::new(noon, 3_600).expect("a time")),
        entry(&ALL, "B2 54 00 C9 F1 F0", Time::new(LocalTime::MIDNIGHT, -3_600).expect("a time")),
        entry(&ALL, "B2 64 CA 65 E0 71 C0 00", LocalDateTime::new(leap_day, noon)),
        entry(&ALL, "B2 64 FF CA 3B 9A C9 FF", LocalDateTime::from_epoch_second(-1, 999_999_999).expect("in range")),
        entry(
            &ALL,
            "B4 45 0E 03 C9 38 45 CA 1D CD 65 00",
            Duration::new(14, 3, 14_405, 500_000_000).expect("in range"),
        ),
        entry(&ALL, "B4 45 00 00 FF 01", Duration::new(0, 0, -1, 1).expect("in range")),
    ]
}

fn zoned() -> Vec<Golden> {
    // Noon of the first of July 2024 in Paris, which is two hours ahead of UTC then.
    let second = 1_719_828_000;
    let offset = DateTime::from_utc_offset(second, 5, 7_200).expect("in range");
    let named = DateTime::from_utc_named(second, 5, "Europe/Paris").expect("a zone");
    let zulu = DateTime::from_utc_offset(0, 0, 0).expect("in range");
    let utc = DateTime::from_utc_named(0, 0, "UTC").expect("a zone");
    vec![
        entry(UTC, "B3 49 CA 66 82 7E 20 05 C9 1C 20", offset.clone()),
        entry(UTC, "B3 69 CA 66 82 7E 20 05 8C 'Europe/Paris'", named.clone()),
        entry(UTC, "B3 49 00 00 00", zulu.clone()),
        entry(UTC, "B3 69 00 00 83 'UTC'", utc.clone()),
        entry(&[BOLT_4], "B3 46 CA 66 82 9A 40 05 C9 1C 20", offset),
        entry(&[BOLT_4], "B3 66 CA 66 82 9A 40 05 8C 'Europe/Paris'", named),
        entry(&[BOLT_4], "B3 46 00 00 00", zulu),
        entry(&[BOLT_4], "B3 66 00 00 83 'UTC'", utc),
    ]
}

fn points_and_vectors() -> Vec<Golden> {
    const VECTORS: &[Dialect] = &[BOLT_6_1, BOLT_6_0];
    let vector = |notation, value| entry(VECTORS, notation, value);
    vec![
        entry(
            &ALL,
            "B3 58 C9 1C 23 C1 3F F0 00 00 00 00 00 00 C1 C0 00 00 00 00 00 00 00",
            Point::cartesian(1.0, -2.0),
        ),
        entry(&ALL, "B3 58 C9 10 E6 C1 40 29 00 00 00 00 00 00 C1 40 4B A0 00 00 00 00 00", Point::wgs84(12.5, 55.25)),
        entry(
            &ALL,
            "B4 59 C9 23 C5 C1 3F F0 00 00 00 00 00 00 C1 40 00 00 00 00 00 00 00 C1 40 08 00 00 00 00 00 00",
            Point::cartesian_3d(1.0, 2.0, 3.0),
        ),
        entry(
            &ALL,
            "B4 59 C9 13 73 C1 3F F0 00 00 00 00 00 00 C1 40 00 00 00 00 00 00 00 C1 40 08 00 00 00 00 00 00",
            Point::wgs84_3d(1.0, 2.0, 3.0),
        ),
        vector("B2 56 CC 01 C8 CC 02 01 FF", Vector::from(vec![1_i8, -1])),
        vector("B2 56 CC 01 C9 CC 04 00 01 FF FF", Vector::from(vec![1_i16, -1])),
        vector("B2 56 CC 01 CA CC 08 00 00 00 01 FF FF FF FF", Vector::from(vec![1_i32, -1])),
        vector("B2 56 CC 01 CB CC 10 00 00 00 00 00 00 00 01 FF FF FF FF FF FF FF FF", Vector::from(vec![1_i64, -1])),
        vector("B2 56 CC 01 C6 CC 08 3F 80 00 00 BF 00 00 00", Vector::from(vec![1.0_f32, -0.5])),
        vector(
            "B2 56 CC 01 C1 CC 10 3F F0 00 00 00 00 00 00 BF E0 00 00 00 00 00 00",
            Vector::from(vec![1.0_f64, -0.5]),
        ),
        vector("B2 56 CC 01 C8 CC 00", Vector::from(Vec::<i8>::new())),
        entry(
            &[BOLT_6_1],
            "E0 01 89 0A 5D AC 96 77 4B BC CE B3 02 09 9A 80 57",
            "01890a5d-ac96-774b-bcce-b302099a8057".parse::<Uuid>().expect("a UUID"),
        ),
    ]
}

/// Kinds of which a server sends values and takes none.
fn is_sendable(value: &Value) -> bool {
    !matches!(value.kind(), Kind::Node | Kind::Relationship | Kind::Path | Kind::Unsupported)
}

#[test]
fn values_are_read_from_their_golden_bytes() {
    let mut kinds = HashSet::new();
    for Golden { bytes, value, dialects } in golden() {
        kinds.insert(value.kind());
        for dialect in dialects {
            assert_eq!(decode(&bytes, *dialect).as_ref(), Ok(&value), "{bytes:02X?}");
        }
    }
    assert_eq!(kinds.len(), 21, "every kind but broken ones is among them: {kinds:?}");
}

#[test]
fn values_are_written_as_their_golden_bytes() {
    let mut kinds = HashSet::new();
    for Golden { bytes, value, dialects } in golden().into_iter().filter(|it| is_sendable(&it.value)) {
        kinds.insert(value.kind());
        for dialect in dialects {
            assert_eq!(encode(&value, *dialect).as_ref(), Ok(&bytes), "{value}");
        }
    }
    assert_eq!(kinds.len(), 17, "every kind that can be sent is among them: {kinds:?}");
}

#[test]
fn a_graph_cannot_be_sent() {
    for Golden { value, .. } in golden().into_iter().filter(|it| !is_sendable(&it.value)) {
        assert_eq!(encode(&value, BOLT_6_1), Err(Unencodable::NotSendable(value.kind())));
        let within = Value::from(vec![Value::from(map([("deep", value.clone())]))]);
        assert_eq!(encode(&within, BOLT_6_1), Err(Unencodable::NotSendable(value.kind())));
    }
}

#[test]
fn what_an_older_protocol_lacks_is_refused_with_the_version_that_has_it() {
    let vector = Value::from(Vector::from(vec![1_i8]));
    let uuid = Value::from(Uuid::nil());
    for dialect in [BOLT_5, BOLT_4_UTC, BOLT_4] {
        let refused = Unencodable::NeedsProtocol { kind: Kind::Vector, since: "6.0" };
        assert_eq!(encode(&vector, dialect), Err(refused));
    }
    for dialect in [BOLT_6_0, BOLT_5, BOLT_4_UTC, BOLT_4] {
        let refused = Unencodable::NeedsProtocol { kind: Kind::Uuid, since: "6.1" };
        assert_eq!(encode(&uuid, dialect), Err(refused));
    }
}

#[test]
fn a_value_whose_bytes_depend_on_the_version_is_known_as_such() {
    for Golden { value, .. } in golden().into_iter().filter(|it| is_sendable(&it.value)) {
        let mut dialect_bound = false;
        let within = Value::from(vec![Value::from(1), value.clone(), Value::from("a")]);
        encode_value(&mut Writer::new(&mut Vec::new()), BOLT_6_1, &within, &mut dialect_bound).expect("sendable");
        let encoded: Vec<_> = ALL.iter().map(|dialect| encode(&value, *dialect)).collect();
        let differs = encoded.windows(2).any(|pair| pair[0] != pair[1]);
        assert_eq!(dialect_bound, differs, "{value}");
    }
}

#[test]
fn the_other_form_of_a_date_time_is_no_value_of_a_dialect() {
    let legacy = bytes("B3 46 00 00 00");
    let modern = bytes("B3 69 00 00 83 'UTC'");
    for dialect in [BOLT_6_1, BOLT_6_0, BOLT_5, BOLT_4_UTC] {
        assert_eq!(decode(&legacy, dialect), Err(StructureError::UnknownTag(0x46)));
    }
    assert_eq!(decode(&modern, BOLT_4), Err(StructureError::UnknownTag(0x69)));
}

#[test]
fn a_structure_with_another_number_of_fields_is_refused() {
    for Golden { mut bytes, value, dialects } in golden() {
        let [marker @ 0xB0..=0xBF, tag, ..] = *bytes.as_slice() else { continue };
        for fields in (0..16).filter(|fields| *fields != marker & 0x0F) {
            bytes[0] = 0xB0 | fields;
            bytes.resize(bytes.len() + 16, 0);
            let mut reader = Reader::new(&bytes);
            let outcome = graph_core::bolt::wire::structure::decode_value(&mut reader, dialects[0], 0);
            let refused = PackError::FieldCount { tag, expected: marker & 0x0F, found: fields };
            assert_eq!(outcome, Err(StructureError::Malformed(refused)), "{value}");
        }
    }
}

#[test]
fn every_truncation_is_an_error() {
    for Golden { bytes, value, dialects } in golden() {
        for dialect in dialects {
            for cut in 0..bytes.len() {
                let outcome = decode(&bytes[..cut], *dialect);
                let ended = matches!(outcome, Err(StructureError::Malformed(PackError::UnexpectedEnd { .. })));
                assert!(ended, "{value} cut at {cut}: {outcome:?}");
                assert!(Reader::new(&bytes[..cut]).skip().is_err(), "{value} cut at {cut}");
            }
        }
    }
}

#[test]
fn values_are_skipped_as_a_whole() {
    for Golden { mut bytes, value, .. } in golden() {
        bytes.push(0x2A);
        let mut reader = Reader::new(&bytes);
        reader.skip().expect("a value");
        assert_eq!(reader.rest(), [0x2A], "{value}");
    }
}

/// Any byte may be wrong: the answer is a value or an error, and what was read ends within the message.
#[test]
fn no_byte_makes_a_panic() {
    for Golden { bytes, dialects, .. } in golden() {
        for dialect in [dialects[0], BOLT_4] {
            for place in 0..bytes.len() {
                let mut wrong = bytes.clone();
                for byte in 0..=255 {
                    wrong[place] = byte;
                    let mut reader = Reader::new(&wrong);
                    if let Ok(value) = graph_core::bolt::wire::structure::decode_value(&mut reader, dialect, 0) {
                        let mut skipped = Reader::new(&wrong);
                        skipped.skip().expect("what can be read can be skipped");
                        assert_eq!(reader.rest(), skipped.rest(), "{value}");
                    }
                }
            }
        }
    }
}
