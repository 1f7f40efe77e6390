//! serde_json.

use graph_core::value::{Date, Duration, Point, Uuid, Value};
use serde_json::{Value as Json, json};

use super::{decoded, encoded, same, unsendable};

#[test]
fn json_is_sent_as_the_values_that_it_consists_of() {
    let own = Value::Map(
        [
            ("a", Value::from(vec![Value::Integer(1), Value::Float(1.5), Value::Null])),
            ("b", Value::Map([("c".to_owned(), Value::from("x"))].into())),
            ("d", Value::from(true)),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into(),
    );
    same(&json!({"a": [1, 1.5, null], "b": {"c": "x"}, "d": true}), &own);
    same(&json!(i64::MIN), &i64::MIN);
}

#[test]
fn values_with_a_written_form_are_read_as_text() {
    let date = Date::new(2024, 1, 2).expect("a date");
    let duration = Duration::new(1, 2, 3, 0).expect("a duration");
    let uuid: Uuid = "f47ac10b-58cc-4372-a567-0e02b2c3d479".parse().expect("a UUID");
    let list = vec![Value::from(date), Value::from(duration), Value::from(uuid)];
    let read = json!(["2024-01-02", "P1M2DT3S", "f47ac10b-58cc-4372-a567-0e02b2c3d479"]);
    assert_eq!(decoded::<Json>(&list), Ok(read));
}

#[test]
fn what_json_or_the_database_cannot_hold_is_an_error() {
    for number in [f64::NAN, f64::INFINITY] {
        let message = "a FLOAT that is no finite number is none in JSON";
        assert_eq!(decoded::<Json>(&vec![number]), Err(format!("property `[0]`: {message}")));
    }
    let point = Point::new(7203, 1.0, 2.0, None).expect("a point");
    assert_eq!(decoded::<Json>(&point), Err("a POINT has no form in JSON".to_owned()));
    assert_eq!(decoded::<Json>(&bytes::Bytes::from_static(b"x")), Err("a BYTES has no form in JSON".to_owned()));
    let large = json!({"list": [{"n": u64::MAX}]});
    assert_eq!(
        unsendable(&large),
        "parameter `list.n`: the u64 is above i64::MAX, the largest integer of the database"
    );
    assert!(encoded(&json!(i64::MAX as u64)).is_ok());
}
