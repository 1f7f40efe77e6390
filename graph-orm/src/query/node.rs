//! The statements over the nodes of one type.

use std::fmt;
use std::marker::PhantomData;

use super::deleted::{self, find, there};
use super::plan::both;
use super::stamp::{created, on_create, updated};
use super::version::{Origin, VERSION, next, only_in, stored_or_zero};
use crate::cypher::{Assignment, Clause, Cypher, Delete, Expression, Function, NodePattern, Operator, Variable};
use crate::entity::{EntityMeta, Node};

/// The parameter that a key travels in: its value, or a list of them for a compound key.
pub(crate) const KEY: &str = "key";
/// The parameter that a node's properties travel in.
pub(crate) const PROPERTIES: &str = "properties";

/// The parameter of many keys.
pub(crate) const KEYS: &str = "keys";
/// The parameter of many nodes: a list of a key, the node's properties, and for types with versions the node's place.
pub(crate) const ROWS: &str = "rows";

const NODE: Variable = Variable::new("n");
const ROW: Variable = Variable::new("row");

/// The statements that a [`Repository`](crate::Repository) runs, to be looked at.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     name: String,
///     age: Option<u8>,
/// }
///
/// let statements = Repository::<Person>::new().statements();
/// assert_eq!(statements.find().to_cypher()?, "MATCH (n:Person {name: $key})\nRETURN n");
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
pub struct NodeStatements<T: Node> {
    node: PhantomData<fn() -> T>,
}

impl<T: Node> NodeStatements<T> {
    pub(crate) const fn new() -> Self {
        Self { node: PhantomData }
    }

    /// Creates the node or changes the one with its key, and returns it as it is then.
    ///
    /// Its properties are added by `+=`: what the database has beside them stays, and one that is null is removed.
    /// Setting them by `=` would remove everything that the Rust type does not know. The key alone, with the type's
    /// own label, decides which node it is; further labels are added, since a node that lacks one is the same node.
    pub fn save(&self) -> Cypher {
        save(T::META, Origin::New)
    }

    /// Does for each row what [`save`](Self::save) does for one, and counts them.
    pub fn save_all(&self) -> Cypher {
        save_all(T::META, Origin::New)
    }

    /// Creates the node, and returns it.
    pub fn insert(&self) -> Cypher {
        insert(T::META)
    }

    /// Sets properties of the node with a key, and returns it; without any it only finds it.
    pub(crate) fn patch(&self, changes: Vec<(&'static str, Expression)>) -> Cypher {
        Cypher::new()
            .then(find(T::META, NODE, by_key(T::META)))
            .then_all(changed(T::META, changes))
            .then(Clause::give([NODE.into()]))
    }

    /// Finds the nodes with these keys.
    pub fn find_many(&self) -> Cypher {
        let filter = both(Some(matches(NODE, T::META, Expression::Parameter(KEYS))), there(T::META, NODE));
        Cypher::new().then(deleted::matching(vec![any(T::META).into()], filter)).then(Clause::give([NODE.into()]))
    }

    /// Finds the node with a key.
    pub fn find(&self) -> Cypher {
        Cypher::new().then(find(T::META, NODE, by_key(T::META))).then(Clause::give([NODE.into()]))
    }

    /// Finds every node of the type.
    pub fn all(&self) -> Cypher {
        Cypher::new().then(find(T::META, NODE, any(T::META))).then(Clause::give([NODE.into()]))
    }

    /// Tells whether there is a node with a key.
    pub fn exists(&self) -> Cypher {
        let found = Expression::operation(count(), Operator::Greater, Expression::Integer(0));
        Cypher::new().then(find(T::META, NODE, by_key(T::META))).then(Clause::give([found.named("found")]))
    }

    /// Counts the nodes of the type.
    pub fn count(&self) -> Cypher {
        Cypher::new().then(find(T::META, NODE, any(T::META))).then(Clause::give([count().named("total")]))
    }

    /// Deletes the node with a key; one of a type with [soft deletion](crate::entity::SoftDelete) by its stamp, and counts
    /// it.
    pub fn delete(&self, how: Delete) -> Cypher {
        match T::META.deleted() {
            Some(property) => Cypher::new()
                .then(find(T::META, NODE, by_key(T::META)))
                .then(set(T::META, deleted::delete(property, NODE)))
                .then(Clause::give([count().named("deleted")])),
            None => self.purge(how),
        }
    }

    /// Takes back the deletion of the node with a key, and counts it.
    pub(crate) fn restore(&self, property: &'static str) -> Cypher {
        Cypher::new()
            .then(deleted::find_deleted(property, NODE, by_key(T::META)))
            .then(set(T::META, deleted::restore(property, NODE)))
            .then(Clause::give([count().named("restored")]))
    }

    /// Removes the node with a key.
    pub(crate) fn purge(&self, how: Delete) -> Cypher {
        Cypher::new().then(Clause::find(by_key(T::META))).then(Clause::Delete(NODE, how))
    }
}

/// Creates or changes a node of a type, which for an enum is not the enum itself.
pub(crate) fn save(meta: &EntityMeta, origin: Origin) -> Cypher {
    let properties = Expression::Parameter(PROPERTIES);
    Cypher::new()
        .then_all(met(meta, origin, by_key(meta)))
        .then_all(written(meta, &Expression::Parameter(KEY), &properties, []))
        .then(Clause::give([NODE.into()]))
}

/// Creates or changes many nodes of a type, and counts them; of a type with versions it returns the places of those that
/// were written.
pub(crate) fn save_all(meta: &EntityMeta, origin: Origin) -> Cypher {
    let row = |place| Expression::Variable(ROW).item(place);
    let saved = match meta.version() {
        Some(_) => {
            let there = Expression::IsNotNull(Box::new(Expression::Variable(NODE)));
            Expression::call(Function::Collect, Expression::when(there, row(2)))
        }
        None => count(),
    };
    Cypher::new()
        .then(Clause::Unwind(Expression::Parameter(ROWS), ROW))
        .then_all(met(meta, origin, identified(NODE, meta, &row(0))))
        .then_all(written(meta, &row(0), &row(1), [ROW]))
        .then(Clause::give([saved.named("saved")]))
}

/// Creates a node of a type, in its first version.
pub(crate) fn insert(meta: &EntityMeta) -> Cypher {
    let node = NodePattern::of(NODE, meta.labels().iter().copied());
    let version = meta.version().map(|name| Assignment::Property(NODE, name, Expression::Integer(1)));
    let properties = Assignment::Properties(NODE, Expression::Parameter(PROPERTIES));
    let key = generated(meta, &Expression::Parameter(KEY));
    let stamps = created(meta, NODE).into_iter().chain(updated(meta, NODE));
    Cypher::new()
        .then(Clause::Create(node.into()))
        .then(Clause::Set([properties].into_iter().chain(key).chain(version).chain(stamps).collect()))
        .then(Clause::give([NODE.into()]))
}

/// Sets properties of a node that is there in the version of the parameter, and returns it; null in another one.
pub(crate) fn patch_loaded(
    meta: &EntityMeta,
    version: &'static str,
    changes: Vec<(&'static str, Expression)>,
) -> Cypher {
    Cypher::new()
        .then(find(meta, NODE, by_key(meta)))
        .then_all(only_in(Expression::Parameter(VERSION), (NODE, version), []))
        .then_all(changed(meta, changes))
        .then(Clause::give([NODE.into()]))
}

/// Deletes a node that is there in the version of the parameter, and counts the nodes that are there in any; beside them
/// those that are deleted by a stamp, which no server counts.
pub(crate) fn delete_loaded(meta: &EntityMeta, version: &'static str, how: Delete) -> Cypher {
    let met = Expression::Call(Function::Count, Vec::new()).named("met");
    let seen = Cypher::new().then(find(meta, NODE, by_key(meta))).then_all(only_in(
        Expression::Parameter(VERSION),
        (NODE, version),
        [],
    ));
    match meta.deleted() {
        Some(property) => {
            seen.then(set(meta, deleted::delete(property, NODE))).then(Clause::give([met, count().named("deleted")]))
        }
        None => seen.then(Clause::Delete(NODE, how)).then(Clause::give([met])),
    }
}

/// Finds the node that is written, or creates it unless it was loaded.
fn met(meta: &EntityMeta, origin: Origin, node: NodePattern) -> impl Iterator<Item = Clause> {
    let (clause, stamp) = match origin {
        Origin::Loaded if meta.version().is_some() => (Clause::find(node), None),
        Origin::Loaded | Origin::New => (Clause::Merge(node.into()), on_create(meta, NODE)),
    };
    [clause].into_iter().chain(stamp)
}

/// Writes the labels that a type has beside its own and the properties, in the version that these have alone.
fn written(
    meta: &EntityMeta,
    key: &Expression,
    properties: &Expression,
    kept: impl IntoIterator<Item = Variable>,
) -> impl Iterator<Item = Clause> {
    let version = meta.version().map(|name| (name, properties.clone().entry(name)));
    let checked = version.clone().map(|(name, version)| only_in(version, (NODE, name), kept));
    let (_, more) = labels(meta);
    let labels = (!more.is_empty()).then(|| Assignment::Labels(NODE, more.to_vec()));
    let properties = Assignment::Properties(NODE, properties.clone());
    let version = version.map(|(name, version)| next(NODE, name, version));
    let assignments = labels.into_iter().chain([properties]).chain(generated(meta, key)).chain(version);
    let assignments = assignments.chain(updated(meta, NODE)).collect();
    checked.into_iter().flatten().chain([Clause::Set(assignments)])
}

/// Sets a key that may be generated, in whose place the properties have none.
fn generated(meta: &EntityMeta, key: &Expression) -> Option<Assignment> {
    match meta.key() {
        [only] if meta.has_generated_key() => Some(Assignment::Property(NODE, only, key.clone())),
        _ => None,
    }
}

/// Sets some properties, if any.
fn changed(meta: &EntityMeta, changes: Vec<(&'static str, Expression)>) -> Option<Clause> {
    let set = |(name, value): (_, Expression)| Assignment::Property(NODE, name, value.bound_to(NODE));
    let changes: Vec<_> = changes.into_iter().map(set).collect();
    (!changes.is_empty()).then(|| counted(meta, changes))
}

/// Makes one change that the mapper makes by itself.
fn set(meta: &EntityMeta, change: Assignment) -> Clause {
    counted(meta, vec![change])
}

/// Makes changes of a node whose version nobody has seen, and counts and stamps them.
fn counted(meta: &EntityMeta, mut changes: Vec<Assignment>) -> Clause {
    changes.extend(meta.version().map(|name| next(NODE, name, stored_or_zero(NODE, name))));
    changes.extend(updated(meta, NODE));
    Clause::Set(changes)
}

fn any(meta: &EntityMeta) -> NodePattern {
    NodePattern::of(NODE, [labels(meta).0])
}

fn count() -> Expression {
    Expression::call(Function::Count, Expression::Variable(NODE))
}

fn by_key(meta: &EntityMeta) -> NodePattern {
    identified(NODE, meta, &Expression::Parameter(KEY))
}

/// A node that has this key: its value, or a list of them for a compound one.
pub(super) fn identified(variable: Variable, meta: &EntityMeta, key: &Expression) -> NodePattern {
    let pattern = NodePattern::of(variable, [labels(meta).0]);
    match meta.key() {
        [only] => pattern.with(only, key.clone()),
        compound => compound
            .iter()
            .enumerate()
            .fold(pattern, |pattern, (position, name)| pattern.with(name, key.clone().item(position))),
    }
}

/// Asks whether a node has one of these keys.
pub(super) fn matches(variable: Variable, meta: &EntityMeta, keys: Expression) -> Expression {
    let mut key: Vec<_> = meta.key().iter().map(|name| Expression::Property(variable, name)).collect();
    let key = if key.len() == 1 { key.swap_remove(0) } else { Expression::List(key) };
    Expression::operation(key, Operator::In, keys)
}

/// Splits a type's own label from those that it has beside it.
fn labels(meta: &EntityMeta) -> (&'static str, &'static [&'static str]) {
    match meta.labels() {
        [own, more @ ..] => (own, more),
        [] => ("", &[]),
    }
}

impl<T: Node> Clone for NodeStatements<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Node> Copy for NodeStatements<T> {}

impl<T: Node> fmt::Debug for NodeStatements<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NodeStatements")
    }
}
