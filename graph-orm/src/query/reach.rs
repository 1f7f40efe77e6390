//! What can be reached from some nodes over relationships of one type.

use std::fmt;
use std::marker::PhantomData;
use std::ops::RangeBounds;

use super::deleted::{matching, there};
use super::plan::Plan;
use super::{Find, Relation};
use crate::cypher::{Clause, Cypher, Hop, InvalidName, Match, NodePattern, Pattern, Variable};
use crate::entity::{EntityMeta, Node, Relationship};

/// A query for the nodes that are reached from others, and for the relationships between them.
#[must_use = "a query does nothing until it is run"]
pub struct Reach<N, X> {
    plan: Plan,
    steps: Hop,
    /// The relationship once more, in one direction, so that each is found once.
    each: Hop,
    /// What is reached.
    meta: &'static EntityMeta,
    of: PhantomData<fn() -> (N, X)>,
}

impl<N: Node> Find<(N,), N> {
    /// Goes on to all nodes that are so many relationships away, such as `..=3` or `1..=3`, and to what joins them.
    ///
    /// [`load`](Reach::load) makes a [`SubGraph`](crate::subgraph::SubGraph) of it, with one statement.
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
    /// struct Knows;
    ///
    /// impl Person {
    ///     const FRIENDS: Relation<Self, Knows, Self> = Relation::either();
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let circle = Person::node().filter(Person::NAME.eq("Ann")).reach(Person::FRIENDS, ..=2).load(&driver).await?;
    /// for (from, _, to) in circle.links() {
    ///     println!("{} knows {}", circle[from].name, circle[to].name);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn reach<X: Relationship, C>(
        self,
        relation: Relation<N, X, N, C>,
        hops: impl RangeBounds<usize>,
    ) -> Reach<N, X> {
        let span = super::step::span(&hops, 0);
        Reach {
            plan: self.into_plan(),
            steps: relation.hop(WAY).spanning(span),
            each: relation.hop(LINK).one_way(),
            meta: N::META,
            of: PhantomData,
        }
    }
}

impl<N, X> Reach<N, X> {
    /// Returns the text that will run, with the names of its parameters.
    ///
    /// # Errors
    /// The [`InvalidName`] of a label, property or type that cannot be one.
    pub fn to_cypher(&self) -> Result<String, InvalidName> {
        self.statement().to_cypher()
    }

    pub(crate) fn statement(&self) -> Cypher {
        let labelled = |variable| NodePattern::of(variable, self.meta.labels().first().copied());
        let way = Pattern::from(NodePattern::known(self.plan.end())).then(self.steps.clone(), labelled(REACHED));
        let link = Pattern::from(NodePattern::known(REACHED)).then(self.each.clone(), labelled(OTHER));
        self.plan
            .going_on()
            .then(matching(vec![way], there(self.meta, REACHED)))
            .then(Clause::distinct([REACHED.into()]))
            .then(Clause::Match(Match { patterns: vec![link], filter: there(self.meta, OTHER), optional: true }))
            .then(Clause::give([REACHED.into(), LINK.into()]))
    }
}

const WAY: Variable = Variable::new("w");
const REACHED: Variable = Variable::new("m");
const LINK: Variable = Variable::new("r");
const OTHER: Variable = Variable::new("o");

impl<N, X> Clone for Reach<N, X> {
    fn clone(&self) -> Self {
        let Self { plan, steps, each, meta, of } = self;
        Self { plan: plan.clone(), steps: steps.clone(), each: each.clone(), meta, of: *of }
    }
}

impl<N, X> fmt::Debug for Reach<N, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reach").field("cypher", &self.to_cypher()).finish()
    }
}
