//! Bytes to values and back: whatever the bytes, no panic; what is read is written as the same value, and every reader
//! agrees on where it ends.

#![no_main]

use std::collections::HashMap;

use graph_core::bolt::Dialect;
use graph_core::bolt::wire::structure::{decode_value, encode_value};
use graph_core::mapping::{Decoder, FromRecord, FromValue, Keys, Plan, Record, Row};
use graph_core::packstream::{Reader, Writer};
use graph_core::value::{Date, DateTime, Duration, Node, Path, Point, Relationship, Uuid, Value, Vector};
use libfuzzer_sys::fuzz_target;

const NEWEST: Dialect = Dialect::NEWEST;
const OLDEST: Dialect = Dialect { utc: false, element_ids: false, vectors: false, uuids: false };

fuzz_target!(|data: &[u8]| {
    for dialect in [NEWEST, OLDEST] {
        whole(data, dialect);
        typed(data, dialect);
        row(data, dialect);
    }
});

fn whole(data: &[u8], dialect: Dialect) {
    let mut reader = Reader::new(data);
    let Ok(value) = decode_value(&mut reader, dialect, 0) else { return };
    let mut skipping = Reader::new(data);
    skipping.skip().expect("a value that can be read can be skipped");
    assert_eq!(skipping.rest().len(), reader.rest().len(), "both end at the same place");
    let shown = format!("{value} {value:?}");
    assert!(!shown.is_empty());
    // Entities of the graph are read only.
    let Some(written) = encoded(&value, dialect) else { return };
    let back = decode_value(&mut Reader::new(&written), dialect, 0).expect("what was written can be read");
    // By their bytes: not every float equals itself.
    assert_eq!(encoded(&back, dialect).as_ref(), Some(&written), "{value}");
}

fn encoded(value: &Value, dialect: Dialect) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    encode_value(&mut Writer::new(&mut bytes), dialect, value, &mut false).ok().map(|()| bytes)
}

fn typed(data: &[u8], dialect: Dialect) {
    let read = |data| Value::decode(&mut Decoder::new(data, dialect));
    if let Ok(numbers) = Vec::<i64>::decode(&mut Decoder::new(data, dialect)) {
        let list = numbers.into_iter().map(Value::Integer).collect();
        assert_eq!(read(data).expect("the same bytes"), Value::List(list));
    }
    if let Ok(text) = String::decode(&mut Decoder::new(data, dialect)) {
        assert_eq!(read(data).expect("the same bytes"), Value::String(text));
    }
    let _ = HashMap::<String, Option<f64>>::decode(&mut Decoder::new(data, dialect));
    let _ = Vec::<Vec<Option<&str>>>::decode(&mut Decoder::new(data, dialect));
    let _ = <&[u8]>::decode(&mut Decoder::new(data, dialect));
    let _ = Node::decode(&mut Decoder::new(data, dialect));
    let _ = Relationship::decode(&mut Decoder::new(data, dialect));
    let _ = Path::decode(&mut Decoder::new(data, dialect));
    let _ = Date::decode(&mut Decoder::new(data, dialect));
    let _ = DateTime::decode(&mut Decoder::new(data, dialect));
    let _ = Duration::decode(&mut Decoder::new(data, dialect));
    let _ = Point::decode(&mut Decoder::new(data, dialect));
    let _ = Vector::decode(&mut Decoder::new(data, dialect));
    let _ = Uuid::decode(&mut Decoder::new(data, dialect));
}

fn row(data: &[u8], dialect: Dialect) {
    let keys = Keys::from_names(["a", "b"]);
    let Ok(row) = Row::new(data, &keys, dialect) else { return };
    let Ok(record) = Record::from_row(row, &Plan::default()) else { return };
    for name in ["a", "b", "c"] {
        let value = record.get::<Value>(name);
        assert!(name != "c" || value.is_err());
        let _ = record.get::<Option<i64>>(name);
    }
    let _ = record.to::<(Value, Vec<Value>)>();
    let _ = format!("{record:?}");
}
