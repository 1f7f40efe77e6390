//! The Bolt protocol as a passive client: bytes in, events out, no clock and no socket.
//!
//! The protocol is that of the [Bolt specification](https://neo4j.com/docs/bolt/current/).

pub mod machine;
pub mod message;
pub mod state;
pub mod wire;

pub use wire::structure::Dialect;
pub use wire::version::Version;
