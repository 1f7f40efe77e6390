//! The statements over the relationships of one node.

use std::fmt;

use super::deleted::{both_there, find, matching};
use super::node::{identified, matches};
use super::stamp::{on_create, updated};
use super::version::{Origin, next, only_in};
use super::{KEY, PROPERTIES, Relation};
use crate::cypher::{
    Assignment, Clause, Cypher, Delete, Expression, Function, Hop, Match, NodePattern, Operator, Pattern, Variable,
};
use crate::entity::{Node, Relationship};

/// The parameter that the key of the node at the other end travels in.
pub(crate) const OTHER: &str = "other";
/// The parameter of the keys whose relationships may go.
pub(crate) const SEEN: &str = "seen";
/// The parameter of the keys whose relationships stay.
pub(crate) const KEPT: &str = "kept";
/// The parameter of what is wanted: a list of a key and the relationship's properties each.
pub(crate) const WANTED: &str = "wanted";

const NODE: Variable = Variable::new("n");
const END: Variable = Variable::new("m");
const LINK: Variable = Variable::new("r");
const ROW: Variable = Variable::new("row");

/// The statements that [`Links`](crate::relation::Links) run, to be looked at.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::query::Relation;
///
/// # #[derive(Node)]
/// # struct Person {
/// #     #[graph(key)]
/// #     name: String,
/// # }
/// # #[derive(Relationship)]
/// # #[graph(from = Person, to = Person)]
/// # struct Knows;
/// impl Person {
///     const FRIENDS: Relation<Self, Knows, Self> = Relation::out();
/// }
///
/// assert_eq!(
///     Person::FRIENDS.statements().disconnect().to_cypher()?,
///     "MATCH (n:Person {name: $key})-[r:KNOWS]->(m:Person {name: $other})\nDELETE r",
/// );
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
pub struct LinkStatements<N, X, M, C> {
    relation: Relation<N, X, M, C>,
}

impl<N: Node, X: Relationship, M: Node, C> LinkStatements<N, X, M, C> {
    pub(crate) const fn new(relation: Relation<N, X, M, C>) -> Self {
        Self { relation }
    }

    /// Finds both nodes, creates the relationship or changes the one that there is, and counts what it wrote.
    ///
    /// A relationship type with a key may be there several times between two nodes, once for each key; one without, once.
    pub fn connect(&self) -> Cypher {
        self.connect_one(Origin::New)
    }

    /// Does what [`connect`](Self::connect) does, but creates nothing in the place of what was loaded.
    pub(crate) fn connect_one(&self, origin: Origin) -> Cypher {
        let ends = vec![Self::start().into(), identified(END, M::META, &Expression::Parameter(OTHER)).into()];
        Cypher::new()
            .then(matching(ends, Self::ends_there()))
            .then_all(self.written(&Expression::Parameter(PROPERTIES), &Row::One(origin)))
    }

    /// Does for each row what [`connect`](Self::connect) does for one: a key, the key of the other end, the properties.
    pub fn connect_all(&self) -> Cypher {
        let row = |place| Expression::Variable(ROW).item(place);
        let ends = vec![identified(NODE, N::META, &row(0)).into(), identified(END, M::META, &row(1)).into()];
        Cypher::new()
            .then(Clause::Unwind(Expression::Parameter(WANTED), ROW))
            .then(matching(ends, Self::ends_there()))
            .then_all(self.written(&row(2), &Row::OfMany))
    }

    /// Deletes the relationships between two nodes.
    pub fn disconnect(&self) -> Cypher {
        let other = identified(END, M::META, &Expression::Parameter(OTHER));
        Cypher::new()
            .then(Clause::find(Pattern::from(Self::start()).then(self.hop(), other)))
            .then(Clause::Delete(LINK, Delete::Refusing))
    }

    /// Deletes the relationships to the nodes that were seen and are not wanted, and creates or changes those that are.
    pub fn replace(&self) -> Cypher {
        let gone = Expression::All(vec![
            matches(END, M::META, Expression::Parameter(SEEN)),
            Expression::Not(Box::new(matches(END, M::META, Expression::Parameter(KEPT)))),
        ]);
        let before = Match { patterns: vec![self.joined(Self::start_known())], filter: Some(gone), optional: true };
        let row = Expression::Variable(ROW);
        Cypher::new()
            .then(find(N::META, NODE, Self::start()))
            .then(Clause::Match(before))
            .then(Clause::Delete(LINK, Delete::Refusing))
            .then(Clause::distinct([NODE.into()]))
            .then(Clause::Unwind(Expression::Parameter(WANTED), ROW))
            .then(find(M::META, END, identified(END, M::META, &row.clone().item(0))))
            .then_all(self.written(&row.item(1), &Row::OfMany))
    }

    /// Counts the relationships.
    pub fn count(&self) -> Cypher {
        Cypher::new()
            .then(matching(vec![self.joined(Self::start())], Self::ends_there()))
            .then(Clause::give([Expression::call(Function::Count, Expression::Variable(LINK)).named("total")]))
    }

    /// Finds the relationships with the nodes at their end.
    pub fn all(&self) -> Cypher {
        Cypher::new()
            .then(matching(vec![self.joined(Self::start())], Self::ends_there()))
            .then(Clause::give([LINK.into(), END.into()]))
    }

    fn start() -> NodePattern {
        identified(NODE, N::META, &Expression::Parameter(KEY))
    }

    /// Leaves out what is deleted at either end.
    fn ends_there() -> Option<Expression> {
        both_there((N::META, NODE), (M::META, END))
    }

    const fn start_known() -> NodePattern {
        NodePattern::known(NODE)
    }

    fn joined(&self, start: NodePattern) -> Pattern {
        let end = NodePattern::of(END, M::META.labels().first().copied());
        Pattern::from(start).then(self.hop(), end)
    }

    fn hop(&self) -> Hop {
        self.relation.hop(LINK)
    }

    /// Creates or changes the relationship between the two nodes that were found, and counts it; of a type with versions
    /// only what is new or in its version, and beside them those that are there.
    fn written(&self, properties: &Expression, row: &Row) -> Vec<Clause> {
        let keys = X::META.key().iter();
        let hop = keys.fold(self.hop(), |hop, name| hop.with(name, properties.clone().entry(name)));
        let pattern = Pattern::from(Self::start_known()).then(hop, NodePattern::known(END));
        let stamp = on_create(X::META, LINK);
        let set = [Assignment::Properties(LINK, properties.clone())].into_iter().chain(updated(X::META, LINK));
        let connected = Expression::call(Function::Count, Expression::Variable(LINK)).named("connected");
        let Some(name) = X::META.version() else {
            let merge = [Clause::Merge(pattern)].into_iter().chain(stamp);
            return merge.chain([Clause::Set(set.collect()), Clause::give([connected])]).collect();
        };
        let version = properties.clone().entry(name);
        let (kept, first) = match row {
            Row::One(Origin::New) => (None, vec![Clause::Merge(pattern)]),
            Row::One(Origin::Loaded) => (None, vec![Clause::find(pattern)]),
            Row::OfMany => (Some(ROW), vec![new_or_there(&version, &pattern), Clause::Merge(pattern)]),
        };
        let stamp = stamp.filter(|_| matches!(first.last(), Some(Clause::Merge(_))));
        let checked = only_in(version.clone(), (LINK, name), kept);
        let met = Expression::Call(Function::Count, Vec::new()).named("met");
        let set = Clause::Set(set.chain([next(LINK, name, version)]).collect());
        first.into_iter().chain(stamp).chain(checked).chain([set, Clause::give([connected, met])]).collect()
    }
}

/// Whether what is written comes in a row among others.
enum Row {
    One(Origin),
    OfMany,
}

/// Goes on with rows whose relationship is new or there: what was loaded and is gone is not created again.
fn new_or_there(version: &Expression, pattern: &Pattern) -> Clause {
    let new = Expression::operation(version.clone(), Operator::Equal, Expression::Integer(0));
    let there = Match { patterns: vec![pattern.clone()], filter: None, optional: false };
    let wanted = Expression::Any(vec![new, Expression::exists(there)]);
    Clause::with([NODE, END, ROW].map(Into::into), Some(wanted))
}

impl<N, X, M, C> Clone for LinkStatements<N, X, M, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N, X, M, C> Copy for LinkStatements<N, X, M, C> {}

impl<N, X, M, C> fmt::Debug for LinkStatements<N, X, M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkStatements").field("of", &self.relation).finish()
    }
}
