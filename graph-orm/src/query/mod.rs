//! What the mapper asks of a database, as statements with their parameters; nothing here runs.

mod node;

pub use node::NodeStatements;
pub(crate) use node::{KEY, PROPERTIES};
