//! A row type whose fields are properties of an entity.

use graph_core::mapping::{FromRecord, NamedShape, RowShape};

use crate::cypher::{Expression, Projection, Variable};
use crate::entity::{Entity, EntityMeta, equal};

/// Returns the columns of a row type, all of which are properties of an entity type.
///
/// # Panics
/// At compile time, when one is not.
pub(super) const fn checked<E: Entity, T: for<'r> FromRecord<'r>>() -> &'static NamedShape {
    let shape = match <T as FromRecord<'static>>::SHAPE {
        RowShape::Named(shape) | RowShape::Entity(shape) => shape,
        RowShape::Any | RowShape::Positional(_) => {
            panic!("the columns of a projection have names: derive `FromRecord` for a struct with named fields")
        }
    };
    check(E::META, shape);
    shape
}

const fn check(meta: &EntityMeta, shape: &NamedShape) {
    let mut at = 0;
    while at < shape.columns.len() {
        assert!(
            has(meta, shape.columns[at].name),
            "a field of the projection is no property of the entity: name it as the property is named in the database"
        );
        at += 1;
    }
    let mut at = 0;
    while at < shape.flattened.len() {
        check(meta, shape.flattened[at]);
        at += 1;
    }
}

const fn has(meta: &EntityMeta, name: &str) -> bool {
    let properties = meta.properties();
    let mut at = 0;
    while at < properties.len() {
        if equal(properties[at].name(), name) {
            return true;
        }
        at += 1;
    }
    let flattened = meta.flattened();
    let mut at = 0;
    while at < flattened.len() {
        if takes(flattened[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn takes(shape: &NamedShape, name: &str) -> bool {
    let mut at = 0;
    while at < shape.columns.len() {
        if equal(shape.columns[at].name, name) {
            return true;
        }
        at += 1;
    }
    let mut at = 0;
    while at < shape.flattened.len() {
        if takes(shape.flattened[at], name) {
            return true;
        }
        at += 1;
    }
    false
}

/// Returns a column for each name, the property of that name.
pub(super) fn columns(shape: &NamedShape) -> Vec<Projection> {
    let own = shape.columns.iter().map(|column| Expression::Property(Variable::ITSELF, column.name).named(column.name));
    own.chain(shape.flattened.iter().flat_map(|inner| columns(inner))).collect()
}
