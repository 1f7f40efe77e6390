//! How statements leave out the nodes that are deleted and still there, and which delete and restore them.

use super::plan::both;
use super::stamp::now;
use crate::cypher::{Assignment, Clause, Expression, Match, NodePattern, Pattern, Variable};
use crate::entity::EntityMeta;

/// Asks for a node that is not deleted; nothing for a type that removes what is deleted.
pub(super) fn there(meta: &EntityMeta, node: Variable) -> Option<Expression> {
    meta.deleted().map(|property| Expression::IsNull(Box::new(Expression::Property(node, property))))
}

/// Asks for two nodes that are not deleted.
pub(super) fn both_there(from: (&EntityMeta, Variable), to: (&EntityMeta, Variable)) -> Option<Expression> {
    both(there(from.0, from.1), there(to.0, to.1))
}

/// Finds a node that is not deleted.
pub(super) fn find(meta: &EntityMeta, node: Variable, pattern: NodePattern) -> Clause {
    matching(vec![pattern.into()], there(meta, node))
}

/// Finds a node that is deleted and still there.
pub(super) fn find_deleted(property: &'static str, node: Variable, pattern: NodePattern) -> Clause {
    let deleted = Expression::IsNotNull(Box::new(Expression::Property(node, property)));
    matching(vec![pattern.into()], Some(deleted))
}

/// Finds what is there under a condition.
pub(super) fn matching(patterns: Vec<Pattern>, filter: Option<Expression>) -> Clause {
    Clause::Match(Match { patterns, filter, optional: false })
}

/// Deletes a node by its stamp.
pub(super) fn delete(property: &'static str, node: Variable) -> Assignment {
    now(node, property)
}

/// Takes a deletion back.
pub(super) const fn restore(property: &'static str, node: Variable) -> Assignment {
    Assignment::Property(node, property, Expression::Null)
}
