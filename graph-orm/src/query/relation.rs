//! Handles of relationships: constants that an application gives its node types.

use std::fmt;
use std::marker::PhantomData;

use graph_core::mapping::{DecodeError, Decoder, FromValue};

use super::kind::sealed::Parts;
use super::{Branch, Computed, Condition, Fetch, Filter, Property, Related};
use crate::cypher::{Direction, Hop, Variable};
use crate::entity::{EntityKind, Meets, Node, Relationship};

/// The relationships `X` that nodes `N` have to nodes `M`, and how many of them there may be.
///
/// It is a constant beside the type that it belongs to. What the model does not have does not compile.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::query::{AtMostOne, Relation};
///
/// #[derive(Node, Debug)]
/// struct Person {
///     #[graph(key)]
///     name: String,
/// }
///
/// #[derive(Node, Debug)]
/// struct Company {
///     #[graph(key)]
///     name: String,
/// }
///
/// #[derive(Relationship, Debug)]
/// #[graph(from = Person, to = Company)]
/// struct WorksFor {
///     since: i64,
/// }
///
/// #[derive(Relationship, Debug)]
/// #[graph(from = Person, to = Person)]
/// struct Knows;
///
/// impl Person {
///     const EMPLOYER: Relation<Self, WorksFor, Company, AtMostOne> = Relation::out();
///     const FRIENDS: Relation<Self, Knows, Self> = Relation::either();
/// }
///
/// impl Company {
///     const STAFF: Relation<Self, WorksFor, Person> = Relation::incoming();
/// }
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// // Write single relationships …
/// Person::EMPLOYER.of("Ann").connect(&driver, "Acme", &WorksFor { since: 1999 }).await?;
///
/// // … load them with their nodes, in one query …
/// for (person, employer, friends) in
///     Person::node().fetch(Person::EMPLOYER).fetch(Person::FRIENDS.with(Person::EMPLOYER)).all(&driver).await?
/// {
///     println!("{} works for {:?}", person.name, employer.map(|employer| employer.node.name));
///     for friend in friends {
///         println!("and knows {}, who works for {:?}", friend.node.name, friend.more);
///     }
/// }
///
/// // … and ask for nodes that have them.
/// let sociable = Person::node().filter(Person::FRIENDS.count().gt(10)).all(&driver).await?;
/// let startups = Company::node().filter(Company::STAFF.link(WorksFor::SINCE.lt(2020)).exists().not());
/// # let _ = (sociable, startups); Ok(()) }
/// ```
pub struct Relation<N, X, M, C = Many> {
    direction: Direction,
    of: PhantomData<Way<N, X, M, C>>,
}

type Way<N, X, M, C> = fn() -> (N, X, M, C);

/// Any number of relationships: loaded, they are a `Vec`.
#[derive(Debug)]
pub enum Many {}

/// One relationship or none: loaded, it is an `Option`. Several are an error.
#[derive(Debug)]
pub enum AtMostOne {}

/// One relationship: loaded, it is itself. None or several are an error.
#[derive(Debug)]
pub enum ExactlyOne {}

impl<N: Node, X: Relationship, M: Node, C> Relation<N, X, M, C> {
    /// Names the relationships that go out to nodes `M`.
    pub const fn out() -> Self
    where
        X::From: Meets<N>,
        X::To: Meets<M>,
    {
        Self { direction: Direction::Out, of: PhantomData }
    }

    /// Names the relationships that come in from nodes `M`.
    pub const fn incoming() -> Self
    where
        X::To: Meets<N>,
        X::From: Meets<M>,
    {
        Self { direction: Direction::In, of: PhantomData }
    }

    /// Names the relationships of either direction, such as those between two people. A new one goes out.
    pub const fn either() -> Self
    where
        X::From: Meets<N> + Meets<M>,
        X::To: Meets<N> + Meets<M>,
    {
        Self { direction: Direction::Either, of: PhantomData }
    }

    /// Loads what the nodes at the other end are connected with too.
    pub fn with<P: Fetch<M>>(self, plan: P) -> Branch<N, X, M, C, P> {
        Branch::of(self).with(plan)
    }

    /// Speaks of the nodes alone for which this holds.
    pub fn filter(self, condition: impl Condition<M>) -> Branch<N, X, M, C> {
        Branch::of(self).filter(condition)
    }

    /// Speaks of the relationships alone for which this holds.
    pub fn link(self, condition: impl Condition<X>) -> Branch<N, X, M, C> {
        Branch::of(self).link(condition)
    }

    /// Asks for a node that has such a relationship.
    pub fn exists(self) -> Filter<N> {
        Branch::of(self).exists()
    }

    /// Counts the relationships of a node, to filter or order by, or to select.
    pub fn count(self) -> Property<N, u64, Computed> {
        Branch::of(self).count()
    }

    /// The relationship in a pattern.
    pub(crate) fn hop(self, variable: Variable) -> Hop {
        let hop = Hop::new(variable, self.direction);
        match X::META.kind() {
            EntityKind::Relationship { name, .. } => hop.of(name),
            EntityKind::Node { .. } => hop,
        }
    }
}

/// How many relationships of a kind a node may have, and what they are when they are loaded.
pub trait Cardinality: 'static {
    /// What is loaded.
    type Of<T: Send + 'static>: Send + 'static;

    /// Takes what was found for what there may be; tells how many there should be if it is not.
    #[doc(hidden)]
    fn of<T: Send + 'static>(found: Vec<T>) -> Result<Self::Of<T>, &'static str>;
}

impl Cardinality for Many {
    type Of<T: Send + 'static> = Vec<T>;

    fn of<T: Send + 'static>(found: Vec<T>) -> Result<Vec<T>, &'static str> {
        Ok(found)
    }
}

impl Cardinality for AtMostOne {
    type Of<T: Send + 'static> = Option<T>;

    fn of<T: Send + 'static>(mut found: Vec<T>) -> Result<Option<T>, &'static str> {
        let first = found.pop();
        if found.is_empty() { Ok(first) } else { Err("at most one") }
    }
}

impl Cardinality for ExactlyOne {
    type Of<T: Send + 'static> = T;

    fn of<T: Send + 'static>(found: Vec<T>) -> Result<T, &'static str> {
        let only: Result<[T; 1], _> = found.try_into();
        only.map(|[only]| only).map_err(|_| "one")
    }
}

impl<N, X, M, C> Fetch<N> for Relation<N, X, M, C>
where
    N: Node,
    X: Relationship + for<'r> FromValue<'r> + Send + 'static,
    M: Node + for<'r> FromValue<'r> + Send + 'static,
    C: Cardinality,
{
    type Loaded = C::Of<Related<X, M>>;

    const VALUES: usize = 1;

    fn into_parts(self) -> Option<Parts> {
        Branch::of(self).into_parts()
    }

    fn read(decoder: &mut Decoder<'_>) -> Result<Self::Loaded, DecodeError> {
        <Branch<N, X, M, C> as Fetch<N>>::read(decoder)
    }
}

impl<N, X, M, C> Clone for Relation<N, X, M, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N, X, M, C> Copy for Relation<N, X, M, C> {}

impl<N, X, M, C> fmt::Debug for Relation<N, X, M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relation").field("direction", &self.direction).finish_non_exhaustive()
    }
}
