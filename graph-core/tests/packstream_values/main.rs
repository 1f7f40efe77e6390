//! Every kind of value in every form that a protocol version has, from bytes and to bytes, whole, cut and broken.

mod broken;
mod depth;
mod golden;
mod paths;
mod random;
mod typed;

use graph_core::bolt::Dialect;
use graph_core::bolt::wire::structure::{StructureError, Unencodable, decode_value, encode_value};
use graph_core::packstream::{Reader, Writer};
use graph_core::value::Value;

const BOLT_6_1: Dialect = Dialect::NEWEST;
const BOLT_6_0: Dialect = Dialect { uuids: false, ..BOLT_6_1 };
const BOLT_5: Dialect = Dialect { vectors: false, ..BOLT_6_0 };
/// Bolt 4.4 whose server has agreed to date-times in UTC.
const BOLT_4_UTC: Dialect = Dialect { element_ids: false, ..BOLT_5 };
const BOLT_4: Dialect = Dialect { utc: false, ..BOLT_4_UTC };
const ALL: [Dialect; 5] = [BOLT_6_1, BOLT_6_0, BOLT_5, BOLT_4_UTC, BOLT_4];

/// Makes bytes of pairs of hexadecimal digits and of text in quotes, as in `82 'hi'`.
fn bytes(notation: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, part) in notation.split('\'').enumerate() {
        if index % 2 == 1 {
            bytes.extend(part.as_bytes());
            continue;
        }
        let pairs = part.split_whitespace().map(|pair| u8::from_str_radix(pair, 16).expect("two digits"));
        bytes.extend(pairs);
    }
    bytes
}

/// Reads exactly one value.
fn decode(bytes: &[u8], dialect: Dialect) -> Result<Value, StructureError> {
    let mut reader = Reader::new(bytes);
    let value = decode_value(&mut reader, dialect, 0)?;
    assert!(reader.is_empty(), "the whole value was read");
    Ok(value)
}

fn encode(value: &Value, dialect: Dialect) -> Result<Vec<u8>, Unencodable> {
    let mut bytes = Vec::new();
    encode_value(&mut Writer::new(&mut bytes), dialect, value, &mut false)?;
    Ok(bytes)
}
