mod natives;
mod params;
mod rows;
mod values;

use serde::{Deserialize, Serialize};

use super::Serde;
use crate::bolt::Dialect;
use crate::bolt::wire::structure::{decode_value, tag};
use crate::mapping::{DecodeError, Decoder, EncodeError, Encoder, FromValue, ToValue};
use crate::packstream::{Reader, Writer};
use crate::value::Value;

/// Before Bolt 5.0.
const OLD: Dialect = Dialect { utc: false, element_ids: false, vectors: false, uuids: false };

fn packed(value: impl Into<Value>) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.into().encode(&mut Encoder::new(&mut bytes, Dialect::NEWEST)).expect("the value is sendable");
    bytes
}

fn map<'k>(entries: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    entries.into_iter().collect()
}

/// A node with these properties, as Bolt 5 sends it.
fn node(properties: &Value) -> Vec<u8> {
    structure(tag::NODE, &[7.into(), vec!["Person"].into(), properties.clone(), "4:db:7".into()])
}

/// A relationship with these properties, as Bolt 5 sends it.
fn relationship(properties: &Value) -> Vec<u8> {
    let ids = ["5:db:1", "4:db:7", "4:db:8"].map(Value::from);
    structure(
        tag::RELATIONSHIP,
        &[&[1.into(), 7.into(), 8.into(), "KNOWS".into(), properties.clone()], &ids[..]].concat(),
    )
}

fn structure(tag: u8, fields: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::new();
    Writer::new(&mut bytes).structure(tag, u8::try_from(fields.len()).expect("few fields"));
    fields.iter().for_each(|field| bytes.extend(packed(field.clone())));
    bytes
}

/// Reads exactly one value, or tells why not.
fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    read_as(bytes, Dialect::NEWEST)
}

fn read_as<'a, T: Deserialize<'a>>(bytes: &'a [u8], dialect: Dialect) -> Result<T, String> {
    let mut decoder = Decoder::new(bytes, dialect);
    let Serde(value) = Serde::<T>::decode(&mut decoder).map_err(|error| error.to_string())?;
    assert!(decoder.rest().is_empty(), "the whole value was read");
    Ok(value)
}

/// Returns why the value cannot be read.
#[track_caller]
fn misfit<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> DecodeError {
    match Serde::<T>::decode(&mut Decoder::new(bytes, Dialect::NEWEST)) {
        Ok(_) => panic!("the value was read"),
        Err(error) => error,
    }
}

/// Returns why the value cannot be read, as a sentence.
#[track_caller]
fn refusal<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> String {
    misfit::<T>(bytes).to_string()
}

/// Writes a value and looks at what a server would get.
fn sent<T: Serialize>(value: T) -> Result<Value, String> {
    let mut bytes = Vec::new();
    Serde(value).encode(&mut Encoder::new(&mut bytes, Dialect::NEWEST)).map_err(|error| error.to_string())?;
    let mut reader = Reader::new(&bytes);
    let value = decode_value(&mut reader, Dialect::NEWEST, 0).expect("what was written can be read");
    assert!(reader.is_empty(), "one value was written");
    Ok(value)
}

/// Returns why the value cannot be written.
#[track_caller]
fn refused<T: Serialize>(value: T) -> EncodeError {
    Serde(value).encode(&mut Encoder::new(&mut Vec::new(), Dialect::NEWEST)).expect_err("the value was written")
}
