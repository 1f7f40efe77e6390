//! Query text: the tree that statements are built of, and the only place that writes it out.
//!
//! Values never become text; they travel as parameters. What does become text are names of the model, each through
//! [`Name`], which writes it so that it can only ever be a name.

mod clause;
mod expression;
mod migration;
mod name;
mod pattern;
mod render;
mod schema;
mod script;
mod subquery;
#[cfg(feature = "testing")]
mod testing;
mod write;

pub(crate) use clause::{Assignment, Body, Clause, Column, Match, Procedure, Projection, Sorting};
pub use clause::{Cypher, Delete};
pub(crate) use expression::{Expression, Function, Operator, Quantifier, Variable};
pub(crate) use migration::{BREAK_LOCK, FORGET, KEEP_LOCK, RECORD, RECORDS, RELEASE_LOCK, TAKE_LOCK};
pub use name::{InvalidName, Name};
pub(crate) use pattern::{Direction, Hop, NodePattern, Pattern, Span};
pub(crate) use schema::{AWAIT_INDEX, CreateRule, On, SHOW_CONSTRAINTS, SHOW_INDEXES, SHOW_SERVER};
pub use script::UnfinishedScript;
pub(crate) use script::{ScriptStatement, StatementKind, statements};
#[cfg(feature = "testing")]
pub(crate) use testing::{
    CONSTRAINT_NAMES, DELETE_SOME, HAS_NODES, INDEX_NAMES, MARK, MARK_NAME, drop_constraint, drop_index,
};
pub(crate) use write::Text;
