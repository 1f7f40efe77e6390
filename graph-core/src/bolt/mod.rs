//! The Bolt protocol as a passive client: bytes in, events out, no clock and no socket.
//!
//! The protocol is that of the [Bolt specification](https://neo4j.com/docs/bolt/current/).

pub mod wire;

pub use wire::structure::Dialect;
