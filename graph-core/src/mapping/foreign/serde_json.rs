//! JSON of `serde_json`: any value that has a form in it, and any JSON as a parameter.

use serde_json::{Map, Number, Value as Json};

use crate::mapping::{DecodeError, Decoder, EncodeError, EncodeFault, Encoder, FromValue, ToValue, ValueType};
use crate::value::{self, Value};

impl<'a> FromValue<'a> for Json {
    const TYPE: ValueType = ValueType::Any;

    /// Reads null, booleans, numbers, strings, lists and maps as what they are, nodes and relationships as maps of
    /// their properties, and dates, times, durations and UUIDs as text.
    ///
    /// NaN, infinities, bytes, points, vectors and paths have no form in JSON and are errors.
    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        json(decoder.value()?)
    }

    fn absent() -> Option<Self> {
        Some(Self::Null)
    }
}

/// Recursion is as deep as the value is, which the decoder has bounded.
fn json(value: Value) -> Result<Json, DecodeError> {
    let kind = value.kind();
    Ok(match value {
        Value::Null => Json::Null,
        Value::Boolean(value) => Json::Bool(value),
        Value::Integer(value) => Json::from(value),
        Value::Float(value) => {
            let number = Number::from_f64(value);
            Json::Number(number.ok_or_else(|| DecodeError::custom("a FLOAT that is no finite number is none in JSON"))?)
        }
        Value::String(text) => Json::String(text),
        Value::List(items) => {
            let items = items.into_iter().enumerate();
            let items = items.map(|(index, item)| json(item).map_err(|error| error.in_item(index)));
            Json::Array(items.collect::<Result<_, _>>()?)
        }
        Value::Map(entries) => object(entries)?,
        Value::Node(node) => object(node.into_properties())?,
        Value::Relationship(relationship) => object(relationship.into_properties())?,
        Value::Date(value) => Json::String(value.to_string()),
        Value::Time(value) => Json::String(value.to_string()),
        Value::LocalTime(value) => Json::String(value.to_string()),
        Value::DateTime(value) => Json::String(value.to_string()),
        Value::LocalDateTime(value) => Json::String(value.to_string()),
        Value::Duration(value) => Json::String(value.to_string()),
        Value::Uuid(value) => Json::String(value.to_string()),
        Value::Bytes(_)
        | Value::Point(_)
        | Value::Vector(_)
        | Value::Path(_)
        | Value::Unsupported(_)
        | Value::Broken(_) => {
            return Err(DecodeError::custom(format_args!("a {kind} has no form in JSON")));
        }
    })
}

fn object(entries: value::Map) -> Result<Json, DecodeError> {
    let mut object = Map::new();
    for (key, value) in entries {
        let value = json(value).map_err(|error| error.in_property(key.clone()))?;
        object.insert(key, value);
    }
    Ok(Json::Object(object))
}

impl ToValue for Json {
    /// Sends null, booleans, numbers, strings, lists and maps.
    ///
    /// A map or a list of lists can be a parameter, but no property: the database stores neither.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        match self {
            Self::Null => encoder.null(),
            Self::Bool(value) => encoder.boolean(*value),
            Self::Number(number) => encode_number(number, encoder),
            Self::String(text) => encoder.string(text),
            Self::Array(items) => items.encode(encoder),
            Self::Object(entries) => {
                encoder.map(entries.len())?;
                for (key, value) in entries {
                    encoder.string(key)?;
                    value.encode(encoder).map_err(|error| error.in_field(key.clone()))?;
                }
                Ok(())
            }
        }
    }
}

fn encode_number(number: &Number, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
    if let Some(integer) = number.as_i64() {
        encoder.integer(integer)
    } else if number.is_u64() {
        Err(EncodeError::new(EncodeFault::OutOfRange { source: "u64" }))
    } else if let Some(float) = number.as_f64() {
        encoder.float(float)
    } else {
        Err(EncodeError::custom("the number in JSON is neither an INTEGER nor a FLOAT of the database"))
    }
}

single_column!([] Json);
