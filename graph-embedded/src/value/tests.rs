use boltr::types::{BoltDateTimeZoneId, BoltDuration, BoltTime};

use super::*;

fn there_and_back(value: &BoltValue) -> BoltValue {
    to_bolt(from_bolt(value).expect("the engine takes the value"))
}

#[test]
fn temporal_values_survive_the_way_in_and_out() {
    let values = [
        BoltValue::Date(boltr::types::BoltDate { days: -1 }),
        BoltValue::LocalTime(boltr::types::BoltLocalTime { nanoseconds: 86_399_999_999_999 }),
        BoltValue::Time(BoltTime { nanoseconds: 1, tz_offset_seconds: -3_600 }),
        BoltValue::LocalDateTime(boltr::types::BoltLocalDateTime { seconds: -2, nanoseconds: 5 }),
        BoltValue::DateTime(boltr::types::BoltDateTime {
            seconds: 1_700_000_000,
            nanoseconds: 123_456_789,
            tz_offset_seconds: 19_800,
        }),
        BoltValue::DateTimeZoneId(BoltDateTimeZoneId {
            seconds: 1_700_000_000,
            nanoseconds: 0,
            tz_id: "Europe/Stockholm".into(),
        }),
        BoltValue::Duration(BoltDuration { months: 14, days: -3, seconds: -1, nanoseconds: 7 }),
    ];
    for value in values {
        assert_eq!(there_and_back(&value), value);
    }
}

#[test]
fn a_date_beyond_the_engine_is_refused() {
    let far = BoltValue::Date(boltr::types::BoltDate { days: i64::MAX });
    assert_eq!(from_bolt(&far).expect_err("out of range").code, code::ARGUMENT);
}

#[test]
fn bytes_and_points_are_refused_by_name() {
    let bytes = from_bolt(&BoltValue::List(vec![BoltValue::Bytes(vec![1])]));
    assert!(bytes.expect_err("no bytes").message.contains("byte array"));
    let point = BoltValue::Point2D(boltr::types::BoltPoint2D { srid: 7203, x: 0.0, y: 0.0 });
    assert!(from_bolt(&point).expect_err("no points").message.contains("point"));
}

fn node(id: u64) -> Node {
    Node { id: NodeId(id), labels: Vec::new(), properties: Properties::new() }
}

fn edge(seq: u64, src: u64, dst: u64) -> Edge {
    Edge { src: NodeId(src), dst: NodeId(dst), label: "R".into(), seq, properties: Properties::new() }
}

#[test]
fn a_path_names_each_node_once_and_marks_backward_steps() {
    let path = PathValue {
        nodes: vec![node(7), node(9), node(7), node(8)],
        edges: vec![edge(3, 7, 9), edge(4, 7, 9), edge(5, 7, 8)],
    };
    let BoltValue::Path(path) = to_bolt(Value::Path(path)) else {
        panic!("a path stays a path");
    };
    assert_eq!(path.nodes.iter().map(|n| n.id).collect::<Vec<_>>(), [7, 9, 8]);
    assert_eq!(path.rels.iter().map(|r| r.id).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(path.indices, [1, 1, -2, 0, 3, 2]);
}

#[test]
fn a_path_of_one_node_has_no_steps() {
    let BoltValue::Path(path) = to_bolt(Value::Path(PathValue::single(node(1)))) else {
        panic!("a path stays a path");
    };
    assert_eq!((path.nodes.len(), path.rels.len(), path.indices.len()), (1, 0, 0));
}
