//! How a statement writes when an entity was created and changed: by the server's clock, once for the whole statement.

use crate::cypher::{Assignment, Clause, Expression, Function, Variable};
use crate::entity::EntityMeta;

/// Says of what the clause before has created when that was.
pub(super) fn on_create(meta: &EntityMeta, entity: Variable) -> Option<Clause> {
    created(meta, entity).map(|stamp| Clause::OnCreate(vec![stamp]))
}

pub(super) fn created(meta: &EntityMeta, entity: Variable) -> Option<Assignment> {
    meta.created().map(|property| now(entity, property))
}

pub(super) fn updated(meta: &EntityMeta, entity: Variable) -> Option<Assignment> {
    meta.updated().map(|property| now(entity, property))
}

pub(super) fn now(entity: Variable, property: &'static str) -> Assignment {
    Assignment::Property(entity, property, Expression::Call(Function::Now, Vec::new()))
}
