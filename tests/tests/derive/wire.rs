//! Builds the messages that the tests read, and reads back those that they write.

use graph_core::bolt::Dialect;
use graph_core::mapping::{DecodeError, Decoder, Encoder, FromRecord, FromValue, Keys, Plan, Row, ToParams, ToValue};
use graph_core::packstream::Writer;
use graph_core::value::Value;

/// Encodes a value as a server would send it.
pub(crate) fn value(value: &impl ToValue) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.encode(&mut Encoder::new(&mut bytes, Dialect::NEWEST)).expect("the value is encodable");
    bytes
}

/// Encodes a map.
pub(crate) fn map(entries: &[(&str, &dyn ToValue)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, Dialect::NEWEST);
    encoder.map(entries.len()).expect("the map is short");
    for (name, value) in entries {
        encoder.string(name).expect("the name is short");
        value.encode(&mut encoder).expect("the value is encodable");
    }
    bytes
}

/// Encodes a node in the form of Bolt 5.0 and later.
pub(crate) fn node(labels: &[&str], properties: &[(&str, &dyn ToValue)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes);
    writer.structure(b'N', 4);
    writer.integer(7);
    bytes.extend(value(&labels));
    bytes.extend(map(properties));
    bytes.extend(value(&"4:graph:7"));
    bytes
}

/// Encodes a relationship in the form of Bolt 5.0 and later.
pub(crate) fn relationship(name: &str, properties: &[(&str, &dyn ToValue)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes);
    writer.structure(b'R', 8);
    for id in [9, 7, 8] {
        writer.integer(id);
    }
    bytes.extend(value(&name));
    bytes.extend(map(properties));
    for id in ["5:graph:9", "4:graph:7", "4:graph:8"] {
        bytes.extend(value(&id));
    }
    bytes
}

/// Encodes the fields of a record.
pub(crate) fn fields(columns: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    Writer::new(&mut bytes).list(columns.len()).expect("the record is short");
    bytes.extend(columns.concat());
    bytes
}

/// Reads a record that has these columns.
pub(crate) fn record<'r, T: FromRecord<'r>>(keys: &'r Keys, fields: &'r [u8]) -> Result<T, DecodeError> {
    let plan = Plan::new(T::SHAPE, keys)?;
    T::from_row(Row::new(fields, keys, Dialect::NEWEST)?, &plan)
}

/// Reads an owned row type from columns and their names.
pub(crate) fn row<T: for<'r> FromRecord<'r>>(columns: &[(&str, &dyn ToValue)]) -> Result<T, DecodeError> {
    let keys = Keys::from_names(columns.iter().map(|(name, _)| *name));
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, Dialect::NEWEST);
    encoder.list(columns.len()).expect("the record is short");
    for (_, value) in columns {
        value.encode(&mut encoder).expect("the value is encodable");
    }
    record(&keys, &bytes)
}

/// Reads one value and makes sure that nothing is left of it.
pub(crate) fn decoded<'a, T: FromValue<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    let mut decoder = Decoder::new(bytes, Dialect::NEWEST);
    let value = T::decode(&mut decoder)?;
    assert!(decoder.rest().is_empty(), "{} bytes were not read", decoder.rest().len());
    Ok(value)
}

/// Returns what a type writes as the dynamic value that a server would see.
pub(crate) fn sent(value: &impl ToValue) -> Value {
    decoded(&self::value(value)).expect("what is written can be read")
}

/// Returns the parameters that a type writes, in their order, as they would print.
pub(crate) fn parameters(params: &impl ToParams) -> Vec<String> {
    let mut bytes = Vec::new();
    params.encode_params(&mut Encoder::new(&mut bytes, Dialect::NEWEST)).expect("the parameters are encodable");
    let mut decoder = Decoder::new(&bytes, Dialect::NEWEST);
    let entries = (0..params.count()).map(|_| {
        let name = String::decode(&mut decoder).expect("a name comes first");
        format!("{name}: {}", decoder.value().expect("then its value"))
    });
    let entries = entries.collect();
    assert!(decoder.rest().is_empty(), "the count is less than what is written");
    entries
}
