//! A typed mapper between Rust structs and graph databases that speak Bolt.

#![forbid(unsafe_code)]

pub mod entity;

#[doc(hidden)]
pub mod __private;

pub use graph_core::mapping::{
    DecodeError, DecodeFault, EncodeError, EncodeFault, FromRecord, FromValue, Keys, Params, Record, ToParams, ToValue,
};
pub use graph_core::{params, value};
pub use graph_derive::{FromRecord, FromValue, Node, Relationship, ToParams, ToValue};

/// The driver that the mapper runs on.
pub use graph_core as core;

pub use crate::entity::{Entity, Node, Relationship};

/// What most programs use: the derives with their traits, and the parameters of a query.
pub mod prelude {
    pub use crate::{Entity, FromRecord, FromValue, Node, Params, Record, Relationship, ToParams, ToValue, params};
}
