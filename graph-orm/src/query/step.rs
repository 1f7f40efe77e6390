//! Steps of a pattern: over a relationship that the model has, to a node that it reaches.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};

use super::plan::{self, Missing};
use super::{Condition, Find, Then};
use crate::cypher::{Direction, Hop, Span, Variable};
use crate::entity::{EntityKind, Meets, Node, Relationship};

/// A step over a relationship `X` from the last step of a query; [`to`](Self::to), [`from`](Self::from) or
/// [`with`](Self::with) ends it.
#[must_use = "a step leads nowhere until it is said where to"]
pub struct Step<R, N, X, W, M = One> {
    find: Find<R, N>,
    step: plan::Step,
    way: PhantomData<Way<X, W, M>>,
}

type Way<X, W, M> = fn() -> (X, W, M);

/// A relationship that goes out.
#[derive(Debug)]
pub enum Outgoing {}

/// A relationship that comes in.
#[derive(Debug)]
pub enum Incoming {}

/// A relationship that goes either way.
#[derive(Debug)]
pub enum Undirected {}

/// A step over one relationship.
#[derive(Debug)]
pub enum One {}

/// A step over one relationship, whose row stays when there is none.
#[derive(Debug)]
pub enum Maybe {}

/// A step over several relationships, one after another.
#[derive(Debug)]
pub enum Several {}

/// What a step is in a row.
pub trait Mode: 'static {
    /// The relationship.
    type Relationship<X>;
    /// The node at its end.
    type Node<M>;
}

impl Mode for One {
    type Relationship<X> = X;
    type Node<M> = M;
}

impl Mode for Maybe {
    type Relationship<X> = Option<X>;
    type Node<M> = Option<M>;
}

impl Mode for Several {
    type Relationship<X> = Vec<X>;
    type Node<M> = M;
}

impl<R, N: Node> Find<R, N> {
    /// Goes on over relationships that go out from the last step.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    /// }
    ///
    /// #[derive(Node)]
    /// struct Company {
    ///     #[graph(key)]
    ///     name: String,
    /// }
    ///
    /// #[derive(Relationship)]
    /// #[graph(from = Person, to = Company)]
    /// struct WorksFor {
    ///     since: i64,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let veterans: Vec<(Person, WorksFor, Company)> = Person::node()
    ///     .out::<WorksFor>()
    ///     .filter(WorksFor::SINCE.lt(2000))
    ///     .to::<Company>()
    ///     .filter(Company::NAME.eq("Acme"))
    ///     .all(&driver)
    ///     .await?;
    /// # let _ = veterans; Ok(()) }
    /// ```
    pub fn out<X: Relationship>(self) -> Step<R, N, X, Outgoing>
    where
        X::From: Meets<N>,
    {
        Step::new(self, Direction::Out)
    }

    /// Goes on over relationships that come in to the last step.
    pub fn incoming<X: Relationship>(self) -> Step<R, N, X, Incoming>
    where
        X::To: Meets<N>,
    {
        Step::new(self, Direction::In)
    }

    /// Goes on over relationships of the last step in either direction, such as those between two people.
    pub fn either<X: Relationship>(self) -> Step<R, N, X, Undirected>
    where
        X::From: Meets<N>,
        X::To: Meets<N>,
    {
        Step::new(self, Direction::Either)
    }
}

impl<R, N, X: Relationship, W, M> Step<R, N, X, W, M> {
    fn new(find: Find<R, N>, direction: Direction) -> Self {
        let hop = Hop::new(Variable::ITSELF, direction);
        let hop = match X::META.kind() {
            EntityKind::Relationship { name, .. } => hop.of(name),
            EntityKind::Node { .. } => hop,
        };
        Self { find, step: plan::Step { hop, filter: None, missing: Missing::LeavesOut }, way: PhantomData }
    }

    fn arrive<E: Node>(self) -> Find<Arrived<R, X, E, M>, E>
    where
        M: Mode,
        R: Then<M::Relationship<X>, Output: Then<M::Node<E>>>,
    {
        let Self { find, step, .. } = self;
        find.map(|plan| plan.hop(step, E::META))
    }

    fn turned<O>(self) -> Step<R, N, X, W, O> {
        Step { find: self.find, step: self.step, way: PhantomData }
    }
}

/// Returns how many relationships a range allows, and at least so many where it does not say.
pub(super) fn span(range: &impl RangeBounds<usize>, unsaid: usize) -> Span {
    let least = match range.start_bound() {
        Bound::Included(least) => *least,
        Bound::Excluded(below) => below.saturating_add(1),
        Bound::Unbounded => unsaid,
    };
    let most = match range.end_bound() {
        Bound::Included(most) => Some(*most),
        Bound::Excluded(above) => Some(above.saturating_sub(1)),
        Bound::Unbounded => None,
    };
    Span::Between(least, most)
}

/// The row after a step.
type Arrived<R, X, E, M> = <<R as Then<<M as Mode>::Relationship<X>>>::Output as Then<<M as Mode>::Node<E>>>::Output;

impl<R, N, X: Relationship, W> Step<R, N, X, W> {
    /// Asks for a condition on the relationship.
    pub fn filter(mut self, condition: impl Condition<X>) -> Self {
        let condition = condition.into_condition().map(|condition| condition.0);
        self.step.filter = plan::both(self.step.filter.take(), condition);
        self
    }

    /// Keeps rows that have no such step, with `None` for the relationship and for the node. What is asked of that node
    /// is a condition on the step, not on the row; a row without it ends at a further step that is not optional.
    pub fn optional(mut self) -> Step<R, N, X, W, Maybe> {
        self.step.missing = Missing::IsNull;
        self.turned()
    }

    /// Goes over so many relationships one after another, such as `1..=3`, which the row has as a list.
    pub fn hops(mut self, range: impl RangeBounds<usize>) -> Step<R, N, X, W, Several> {
        self.step.hop = self.step.hop.spanning(span(&range, 1));
        self.turned()
    }
}

impl<R, N, X: Relationship, M: Mode> Step<R, N, X, Outgoing, M> {
    /// Arrives at the nodes that the relationship goes to.
    pub fn to<E: Node>(self) -> Find<Arrived<R, X, E, M>, E>
    where
        X::To: Meets<E>,
        R: Then<M::Relationship<X>, Output: Then<M::Node<E>>>,
    {
        self.arrive()
    }
}

impl<R, N, X: Relationship, M: Mode> Step<R, N, X, Incoming, M> {
    /// Arrives at the nodes that the relationship comes from.
    pub fn from<E: Node>(self) -> Find<Arrived<R, X, E, M>, E>
    where
        X::From: Meets<E>,
        R: Then<M::Relationship<X>, Output: Then<M::Node<E>>>,
    {
        self.arrive()
    }
}

impl<R, N, X: Relationship, M: Mode> Step<R, N, X, Undirected, M> {
    /// Arrives at the nodes at the other end.
    pub fn with<E: Node>(self) -> Find<Arrived<R, X, E, M>, E>
    where
        X::From: Meets<E>,
        X::To: Meets<E>,
        R: Then<M::Relationship<X>, Output: Then<M::Node<E>>>,
    {
        self.arrive()
    }
}

impl<R, N, X, W, M> fmt::Debug for Step<R, N, X, W, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step").field("from", &self.find).field("over", &self.step.hop).finish()
    }
}
