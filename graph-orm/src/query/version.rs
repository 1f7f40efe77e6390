//! How a statement writes an entity in the version alone that its writer has seen.

use crate::cypher::{Assignment, Clause, Expression, Function, Operator, Variable};
use crate::entity::Entity;

/// The parameter of a version, where no properties have it.
pub(crate) const VERSION: &str = "version";

/// Whether what is written was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nobody loaded it, or its type has no versions: it is created, unless it is there.
    New,
    /// It was loaded, and is not created again when it is gone.
    Loaded,
}

impl Origin {
    pub(crate) fn of(entity: &impl Entity) -> Self {
        if entity.loaded_version().is_some_and(|version| version > 0) { Self::Loaded } else { Self::New }
    }
}

/// Goes on with the entity where it has this version, and with null where it has another one; what is set of null is set
/// of nothing, so that the row stays and tells of it. An entity without a version has the version 0.
///
/// The version is set to itself and nothing more before it is looked at. That takes the entity's lock, so that nobody
/// comes between the look and the write. A server takes the lock before it reads the property where an expression is
/// made of it, and afterwards where the property stands alone, which would set what somebody else has written since
/// back to what it was: hence the sum.
pub(super) fn only_in(
    version: Expression,
    (entity, property): (Variable, &'static str),
    kept: impl IntoIterator<Item = Variable>,
) -> [Clause; 2] {
    let stored = Expression::Property(entity, property);
    let unchanged = Expression::operation(stored, Operator::Plus, Expression::Integer(0));
    let same = Expression::operation(stored_or_zero(entity, property), Operator::Equal, version);
    let entity_or_null = Expression::when(same, Expression::Variable(entity));
    [
        Clause::Set(vec![Assignment::Property(entity, property, unchanged)]),
        Clause::with(kept.into_iter().map(Into::into).chain([entity.being(entity_or_null)]), None),
    ]
}

/// Counts one more write than this version.
pub(super) fn next(entity: Variable, property: &'static str, version: Expression) -> Assignment {
    Assignment::Property(entity, property, Expression::operation(version, Operator::Plus, Expression::Integer(1)))
}

/// The version that the database has.
pub(super) fn stored_or_zero(entity: Variable, property: &'static str) -> Expression {
    Expression::Call(Function::Coalesce, vec![Expression::Property(entity, property), Expression::Integer(0)])
}
