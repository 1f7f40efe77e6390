//! A typed mapper between Rust structs and graph databases that speak Bolt.

#![forbid(unsafe_code)]

pub mod cypher;
pub mod entity;
pub mod query;

mod execute;
mod repository;

#[doc(hidden)]
pub mod __private;

pub use graph_core::mapping::{
    DecodeError, DecodeFault, EncodeError, EncodeFault, FromRecord, FromValue, ToParams, ToValue,
};
#[doc(no_inline)]
pub use graph_core::*;
pub use graph_derive::{FromRecord, FromValue, Node, Relationship, ToParams, ToValue};

pub use crate::entity::{Entity, Node, Relationship};
pub use crate::repository::Repository;

/// What most programs use: the derives with their traits, and the parameters of a query.
pub mod prelude {
    pub use crate::{
        Driver, Entity, Executor, FromRecord, FromValue, Node, Params, Record, Relationship, Repository, ToParams,
        ToValue, params,
    };
}
