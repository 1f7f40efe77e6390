//! Types of other crates as values and parameters, each behind the feature that is called as its crate.
//!
//! What one side cannot hold is an error, in both directions; nothing is cut off or rounded in silence.

#[cfg(any(feature = "chrono", feature = "time", feature = "jiff"))]
#[macro_use]
mod temporal;

#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
#[cfg(feature = "serde_json")]
mod serde_json;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;
