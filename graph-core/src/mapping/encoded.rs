//! A value that was encoded when it was given, so that it borrows nothing.

use std::fmt;

use super::{EncodeError, Encoder, ToValue};
use crate::bolt::wire::structure::{Dialect, decode_value};
use crate::packstream::Reader;

/// A parameter's value that waits for its query.
///
/// What cannot be sent is reported when the query runs. `Debug` shows nothing of the value.
///
/// ```
/// use graph_core::mapping::{Encoded, Params};
///
/// let age = Encoded::new(&42);
/// let params = Params::new().with("age", &age).with("again", age);
/// assert_eq!(params.len(), 2);
/// ```
pub struct Encoded {
    /// The value in the newest dialect; empty for one that could not be encoded.
    packed: Vec<u8>,
    /// Whether another dialect writes a part of it differently.
    dialect_bound: bool,
    fault: Option<EncodeError>,
}

impl Encoded {
    /// Encodes a value.
    pub fn new<T: ToValue + ?Sized>(value: &T) -> Self {
        let mut packed = Vec::new();
        let mut encoder = Encoder::new(&mut packed, Dialect::NEWEST);
        let fault = value.encode(&mut encoder).err();
        let dialect_bound = encoder.is_dialect_bound();
        Self { packed, dialect_bound, fault }
    }

    /// Tells whether the value is null.
    pub fn is_null(&self) -> bool {
        self.fault.is_none() && matches!(Reader::new(&self.packed).null(), Ok(true))
    }
}

impl ToValue for Encoded {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        if let Some(fault) = &self.fault {
            return Err(fault.duplicate());
        }
        if !self.dialect_bound {
            encoder.raw(&self.packed);
            return Ok(());
        }
        if encoder.dialect() == Dialect::NEWEST {
            encoder.mark_dialect_bound();
            encoder.raw(&self.packed);
            return Ok(());
        }
        let value = decode_value(&mut Reader::new(&self.packed), Dialect::NEWEST, 0).map_err(EncodeError::custom)?;
        encoder.value(&value)
    }
}

impl Clone for Encoded {
    fn clone(&self) -> Self {
        Self {
            packed: self.packed.clone(),
            dialect_bound: self.dialect_bound,
            fault: self.fault.as_ref().map(EncodeError::duplicate),
        }
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encoded")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Params;
    use crate::value::{DateTime, Value};

    const OLDEST: Dialect = Dialect { utc: false, element_ids: false, vectors: false, uuids: false };

    fn bytes(value: &impl ToValue, dialect: Dialect) -> Vec<u8> {
        let mut bytes = Vec::new();
        value.encode(&mut Encoder::new(&mut bytes, dialect)).expect("the value is encodable");
        bytes
    }

    #[test]
    fn an_encoded_value_is_sent_as_the_value_itself() {
        let moment: DateTime = "2026-01-02T03:04:05+01:00".parse().expect("a date-time");
        let values =
            [Value::Null, Value::from("a"), Value::List(vec![Value::from(1), Value::from(2.5)]), moment.into()];
        for value in values {
            for dialect in [Dialect::NEWEST, OLDEST] {
                assert_eq!(bytes(&Encoded::new(&value), dialect), bytes(&value, dialect), "{value:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_sent_is_told_by_the_query() {
        let encoded = Encoded::new(&u64::MAX);
        assert!(!encoded.is_null());
        let params = Params::new().with("n", encoded.clone());
        let error = params.packed(Dialect::NEWEST).expect_err("too large");
        assert!(error.to_string().contains("parameter `n`"), "{error}");
    }

    #[test]
    fn null_is_known_and_nothing_is_shown() {
        assert!(Encoded::new(&None::<u8>).is_null());
        assert!(!Encoded::new(&false).is_null());
        assert_eq!(format!("{:?}", Encoded::new("secret")), "Encoded");
    }
}
