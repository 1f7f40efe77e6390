//! PackStream: bytes to primitive values and back; structures stay a tag and their fields.
//!
//! The format is that of the [PackStream specification]; UUID (marker `E0`) is Bolt 6.1's addition.
//! [`Reader`] borrows from the message it reads, [`Writer`] appends to the caller's buffer, and neither
//! allocates, reads a stream or knows what a structure's tag means.
//!
//! [PackStream specification]: https://neo4j.com/docs/bolt/current/packstream/

pub mod limits;
pub mod marker;

mod error;
mod reader;
mod writer;

pub use error::PackError;
pub use reader::{Reader, Token};
pub use writer::Writer;

#[cfg(test)]
mod tests;
