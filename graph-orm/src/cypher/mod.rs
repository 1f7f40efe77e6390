//! Query text: the tree that statements are built of, and the only place that writes it out.
//!
//! Values never become text; they travel as parameters. What does become text are names of the model, each through
//! [`Name`], which writes it so that it can only ever be a name.

mod clause;
mod name;
mod schema;
mod write;

pub use clause::{Assignment, Clause, Cypher, Delete, Expression, NodePattern, Projection, Variable};
pub use name::{InvalidName, Name};
pub(crate) use schema::{AWAIT_INDEX, CreateRule, On, SHOW_CONSTRAINTS, SHOW_INDEXES, SHOW_SERVER};
