//! The bytes of the records that are measured, as a server sends them: a list of the columns.

use graph_core::bolt::Dialect;
use graph_core::mapping::{EncodeError, Encoder};
use graph_core::value::{Map, Value};

/// The names of the columns of [`mixed`].
pub const MIXED_COLUMNS: [&str; 7] = ["id", "score", "name", "active", "numbers", "place", "nothing"];

/// Makes a record of one integer.
pub fn integer(value: i64) -> Vec<u8> {
    list(&[value.into()])
}

/// Makes the record of seven columns; its map's entries come as Neo4j sends them.
pub fn mixed() -> Vec<u8> {
    let place: Map =
        [("city", Value::from("Oslo")), ("x", 1.into()), ("y", 2.into())].map(|(k, v)| (k.into(), v)).into();
    let numbers: Vec<Value> = (1..=5_i64).map(Value::from).collect();
    list(&[
        1_000_000.into(),
        1.5.into(),
        "twenty characters ab".into(),
        true.into(),
        Value::List(numbers),
        Value::Map(place),
        Value::Null,
    ])
}

/// Makes a record of one node, with two labels and six properties; servers before Bolt 5 give it no element id.
pub fn node(with_element_id: bool) -> Vec<u8> {
    let mut record = vec![0x91, 0xB3 + u8::from(with_element_id), b'N'];
    let mut encoder = Encoder::new(&mut record, Dialect::NEWEST);
    let properties: [(&str, Value); 6] = [
        ("email", "ann@example.org".into()),
        ("name", "Ann Example".into()),
        ("age", 42.into()),
        ("score", 1.5.into()),
        ("active", true.into()),
        ("city", "Oslo".into()),
    ];
    let mut fields = || -> Result<(), EncodeError> {
        encoder.integer(123_456)?;
        encoder.list(2)?;
        encoder.string("Person")?;
        encoder.string("Employee")?;
        encoder.map(properties.len())?;
        for (name, value) in &properties {
            encoder.string(name)?;
            encoder.value(value)?;
        }
        if with_element_id { encoder.string("4:5b2f7a4e-7a52-4a0b-9c3e-1d2f3a4b5c6d:123456") } else { Ok(()) }
    };
    fields().expect("every version has them");
    record
}

fn list(values: &[Value]) -> Vec<u8> {
    let mut record = Vec::new();
    let mut encoder = Encoder::new(&mut record, Dialect::NEWEST);
    encoder.list(values.len()).expect("a short list");
    for value in values {
        encoder.value(value).expect("every version has it");
    }
    record
}
