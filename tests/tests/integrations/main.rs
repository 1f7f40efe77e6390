//! Types of other crates: are they the values that they stand for, and is what they cannot hold an error?

mod bookmarks;
mod decimals;
mod graphs;
mod json;
mod temporal;
mod texts;

use std::fmt::Debug;

use graph_core::bolt::Dialect;
use graph_core::mapping::{Decoder, EncodeError, Encoder, FromValue, ToValue};

fn encoded(value: &(impl ToValue + ?Sized)) -> Result<Vec<u8>, EncodeError> {
    let mut bytes = Vec::new();
    value.encode(&mut Encoder::new(&mut bytes, Dialect::NEWEST))?;
    Ok(bytes)
}

/// The foreign value is sent as the own one, and read from it.
#[track_caller]
fn same<T: ToValue + for<'a> FromValue<'a> + PartialEq + Debug>(foreign: &T, own: &impl ToValue) {
    let bytes = encoded(own).expect("an own value can be sent");
    assert_eq!(encoded(foreign).as_deref().ok(), Some(bytes.as_slice()), "{foreign:?} is sent as another value");
    assert_eq!(decoded::<T>(own).as_ref(), Ok(foreign));
}

/// Reads the foreign type from a value; the message if it does not fit.
fn decoded<T: for<'a> FromValue<'a>>(own: &impl ToValue) -> Result<T, String> {
    let bytes = encoded(own).expect("an own value can be sent");
    T::decode(&mut Decoder::new(&bytes, Dialect::NEWEST)).map_err(|error| error.to_string())
}

#[track_caller]
fn unsendable(value: &impl ToValue) -> String {
    encoded(value).expect_err("the database has no such value").to_string()
}
