//! Some of the relationships of a node, and what is loaded with the nodes at their end.

use std::fmt;
use std::marker::PhantomData;

use graph_core::mapping::{DecodeError, Decoder, FromValue};

use super::deleted::there;
use super::kind::sealed::Parts;
use super::plan::both;
use super::relation::{Cardinality, Many};
use super::{Computed, Condition, Fetch, Filter, Property, Related, Relation};
use crate::cypher::{Expression, Function, Match, NodePattern, Pattern, Variable};
use crate::entity::{Node, Relationship};

/// Some of the relationships of a [`Relation`], and what is loaded with the nodes at their end.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::query::Relation;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     name: String,
/// }
///
/// #[derive(Relationship)]
/// #[graph(from = Person, to = Person)]
/// struct Knows {
///     since: i64,
/// }
///
/// impl Person {
///     const FRIENDS: Relation<Self, Knows, Self> = Relation::out();
/// }
///
/// let old_friends = Person::FRIENDS.link(Knows::SINCE.lt(2000));
/// assert_eq!(
///     Person::node().filter(old_friends.exists()).to_cypher()?,
///     "MATCH (n:Person)\nWHERE EXISTS { MATCH (n)-[x1:KNOWS]->(m1:Person) WHERE x1.since < $p0 }\nRETURN n",
/// );
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
#[must_use = "it speaks of relationships and loads nothing itself"]
pub struct Branch<N, X, M, C = Many, P = ()> {
    relation: Relation<N, X, M, C>,
    /// Conditions on the nodes and on the relationships, each still bound to nothing.
    filter: Option<Expression>,
    link: Option<Expression>,
    /// What is loaded of each node, bound to nothing too.
    more: Option<Expression>,
    plan: PhantomData<fn() -> P>,
}

impl<N: Node, X: Relationship, M: Node, C> Branch<N, X, M, C> {
    pub(super) const fn of(relation: Relation<N, X, M, C>) -> Self {
        Self { relation, filter: None, link: None, more: None, plan: PhantomData }
    }

    /// Loads what the nodes at the end are connected with too.
    pub fn with<P: Fetch<M>>(self, plan: P) -> Branch<N, X, M, C, P> {
        let more = plan.into_parts().map(|parts| parts.0);
        Branch { relation: self.relation, filter: self.filter, link: self.link, more, plan: PhantomData }
    }
}

impl<N: Node, X: Relationship, M: Node, C, P> Branch<N, X, M, C, P> {
    /// Speaks of the nodes alone for which this holds.
    pub fn filter(mut self, condition: impl Condition<M>) -> Self {
        self.filter = both(self.filter.take(), condition.into_condition().map(|condition| condition.0));
        self
    }

    /// Speaks of the relationships alone for which this holds.
    pub fn link(mut self, condition: impl Condition<X>) -> Self {
        self.link = both(self.link.take(), condition.into_condition().map(|condition| condition.0));
        self
    }

    /// Asks for a node that has such a relationship.
    pub fn exists(self) -> Filter<N> {
        Filter::new(Expression::exists(self.found().0))
    }

    /// Counts such relationships of a node, to filter or order by, or to select.
    pub fn count(self) -> Property<N, u64, Computed> {
        let each = Expression::for_each(self.found().0, Expression::Integer(1));
        Property::computed(Expression::call(Function::Size, each))
    }

    /// The pattern, from whatever it is bound to later, with the variables of its relationship and its node.
    fn found(&self) -> (Match, [Variable; 2]) {
        let inner = [&self.filter, &self.link, &self.more].into_iter().flatten();
        let depth = 1 + inner.map(Expression::depth).max().unwrap_or(0);
        let (link, node) = (LINK.numbered(depth), NODE.numbered(depth));
        let bound = |condition: &Option<Expression>, to| condition.clone().map(|condition| condition.bound_to(to));
        let filter = both(bound(&self.link, link), bound(&self.filter, node));
        let filter = both(filter, there(M::META, node));
        let end = NodePattern::of(node, M::META.labels().first().copied());
        let pattern = Pattern::from(NodePattern::known(Variable::ITSELF)).then(self.relation.hop(link), end);
        (Match { patterns: vec![pattern], filter, optional: false }, [link, node])
    }
}

impl<N, X, M, C, P> Fetch<N> for Branch<N, X, M, C, P>
where
    N: Node,
    X: Relationship + for<'r> FromValue<'r> + Send + 'static,
    M: Node + for<'r> FromValue<'r> + Send + 'static,
    C: Cardinality,
    P: Fetch<M>,
{
    type Loaded = C::Of<Related<X, M, P::Loaded>>;

    const VALUES: usize = 1;

    /// A list with a list for each relationship: itself, its node, and what is loaded of that.
    fn into_parts(self) -> Option<Parts> {
        let (what, [link, node]) = self.found();
        let more = self.more.map(|more| more.bound_to(node));
        let item = [Expression::Variable(link), Expression::Variable(node)].into_iter().chain(more);
        Some(Parts(Expression::for_each(what, Expression::List(item.collect()))))
    }

    fn read(decoder: &mut Decoder<'_>) -> Result<Self::Loaded, DecodeError> {
        let found = (0..decoder.list()?)
            .map(|place| related::<X, M, P>(decoder).map_err(|error| error.in_item(place)))
            .collect::<Result<Vec<_>, _>>()?;
        decoder.leave();
        let count = found.len();
        C::of(found).map_err(|wanted| {
            let relationship = X::META.label_or_type();
            let nodes = [N::META.name(), M::META.name()];
            DecodeError::custom(format_args!(
                "the model says {wanted} {relationship} between a {} and its {}, the database has {count}",
                nodes[0], nodes[1],
            ))
        })
    }
}

fn related<X, M, P>(decoder: &mut Decoder<'_>) -> Result<Related<X, M, P::Loaded>, DecodeError>
where
    X: for<'r> FromValue<'r>,
    M: for<'r> FromValue<'r>,
    P: Fetch<M>,
{
    let (found, wanted) = (decoder.list()?, 2 + P::VALUES);
    if found != wanted {
        return Err(DecodeError::custom(format_args!("expected a LIST of {wanted} items, found {found}")));
    }
    let related = Related { link: X::decode(decoder)?, node: M::decode(decoder)?, more: P::read(decoder)? };
    decoder.leave();
    Ok(related)
}

const LINK: Variable = Variable::new("x");
const NODE: Variable = Variable::new("m");

impl<N, X, M, C, P> Clone for Branch<N, X, M, C, P> {
    fn clone(&self) -> Self {
        let Self { relation, filter, link, more, plan } = self;
        Self { relation: *relation, filter: filter.clone(), link: link.clone(), more: more.clone(), plan: *plan }
    }
}

impl<N, X, M, C, P> fmt::Debug for Branch<N, X, M, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Branch").field("of", &self.relation).finish_non_exhaustive()
    }
}
