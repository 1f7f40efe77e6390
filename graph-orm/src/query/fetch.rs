//! Fetch plans: which related nodes come with the rows of a query, said by whoever asks and seen in the row's type.

use std::fmt;
use std::marker::PhantomData;

use graph_core::mapping::{DecodeError, Decoder, Row};

use super::kind::sealed::Parts;
use super::{Find, Piece, Then};
use crate::cypher::{Cypher, Expression, InvalidName};

/// What can be loaded with the nodes `N`: a [`Relation`](super::Relation) of theirs, a [`Branch`](super::Branch), or a
/// tuple of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not loaded with a `{N}`",
    label = "not a relation of `{N}`",
    note = "load a `Relation<{N}, …>`, what its `with`, `filter` and `link` return, or a tuple of these; the types at both \
            ends have to be readable: derive `Node` and `Relationship`"
)]
pub trait Fetch<N> {
    /// What the row has of it.
    type Loaded: Send + 'static;

    /// How many values of the row it takes.
    #[doc(hidden)]
    const VALUES: usize;

    #[doc(hidden)]
    fn into_parts(self) -> Option<Parts>;

    #[doc(hidden)]
    fn read(decoder: &mut Decoder<'_>) -> Result<Self::Loaded, DecodeError>;
}

/// A node that was loaded with another one, and the relationship between them.
///
/// ```
/// use graph_orm::query::Related;
///
/// /// Adds up what a relationship says of each node.
/// fn total<M>(related: &[Related<i64, M>]) -> i64 {
///     related.iter().map(|Related { link, .. }| link).sum()
/// }
/// # assert_eq!(total::<()>(&[]), 0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Related<X, M, L = ()> {
    /// The relationship.
    pub link: X,
    /// The node at its other end.
    pub node: M,
    /// What was loaded with that node.
    pub more: L,
}

/// A typed query whose rows have related nodes too.
///
/// It is one statement, and what a row has is what was asked for: nothing is loaded later.
#[must_use = "a query does nothing until it is run"]
pub struct Fetched<R, N> {
    find: Find<R, N>,
}

/// What the row has of one part of a plan.
#[derive(Debug)]
pub struct Fetching<N, P>(PhantomData<fn() -> (N, P)>);

impl<R, N> Find<R, N> {
    /// Loads related nodes of the last step with each row, in the same statement.
    ///
    /// What stands before says which rows there are, and in which order.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    /// use graph_orm::query::{AtMostOne, Relation};
    ///
    /// # #[derive(Node)]
    /// # struct Person {
    /// #     #[graph(key)]
    /// #     name: String,
    /// # }
    /// # #[derive(Node)]
    /// # struct Company {
    /// #     #[graph(key)]
    /// #     name: String,
    /// # }
    /// # #[derive(Relationship)]
    /// # #[graph(from = Person, to = Company)]
    /// # struct WorksFor;
    /// impl Person {
    ///     const EMPLOYER: Relation<Self, WorksFor, Company, AtMostOne> = Relation::out();
    /// }
    ///
    /// let query = Person::node().filter(Person::NAME.eq("Ann")).fetch(Person::EMPLOYER);
    /// assert_eq!(
    ///     query.to_cypher()?,
    ///     "MATCH (n:Person)\nWHERE n.name = $p0\n\
    ///      RETURN n, [(n)-[x1:WORKS_FOR]->(m1:Company) | [x1, m1]] AS f1",
    /// );
    /// # Ok::<(), graph_orm::cypher::InvalidName>(())
    /// ```
    pub fn fetch<P: Fetch<N>>(self, plan: P) -> Fetched<R::Output, N>
    where
        R: Then<Fetching<N, P>>,
    {
        let parts = plan.into_parts().map(|parts| parts.0);
        Fetched { find: self.map(|plan| plan.fetch(parts)) }
    }
}

impl<R, N> Fetched<R, N> {
    /// Loads more related nodes with each row.
    pub fn fetch<P: Fetch<N>>(self, plan: P) -> Fetched<R::Output, N>
    where
        R: Then<Fetching<N, P>>,
    {
        self.find.fetch(plan)
    }

    /// Returns the text that will run, with the names of its parameters.
    ///
    /// # Errors
    /// The [`InvalidName`] of a label, property or type that cannot be one.
    pub fn to_cypher(&self) -> Result<String, InvalidName> {
        self.statement().to_cypher()
    }

    pub(crate) fn statement(&self) -> Cypher {
        self.find.statement()
    }

    pub(crate) fn into_find(self) -> Find<R, N> {
        self.find
    }
}

impl<N: 'static, P: Fetch<N> + 'static> Piece for Fetching<N, P> {
    type Out = P::Loaded;

    #[inline]
    fn read(row: &mut Row<'_>) -> Result<P::Loaded, DecodeError> {
        let loaded = P::read(row.decoder()).map_err(|error| row.misfit(error))?;
        (0..P::VALUES).for_each(|_| row.advance());
        Ok(loaded)
    }
}

/// Nothing at all.
impl<N> Fetch<N> for () {
    type Loaded = ();

    const VALUES: usize = 0;

    fn into_parts(self) -> Option<Parts> {
        None
    }

    fn read(_: &mut Decoder<'_>) -> Result<(), DecodeError> {
        Ok(())
    }
}

macro_rules! plans {
    ($($($plan:ident)+;)+) => {$(
        impl<Loading, $($plan: Fetch<Loading>),+> Fetch<Loading> for ($($plan,)+) {
            type Loaded = ($($plan::Loaded,)+);

            const VALUES: usize = 1;

            #[expect(non_snake_case, reason = "a variable is named as its type")]
            fn into_parts(self) -> Option<Parts> {
                let ($($plan,)+) = self;
                let parts = [$($plan.into_parts()),+];
                Some(Parts(Expression::List(parts.into_iter().flatten().map(|part| part.0).collect())))
            }

            fn read(decoder: &mut Decoder<'_>) -> Result<Self::Loaded, DecodeError> {
                let (found, wanted) = (decoder.list()?, 0 $(+ $plan::VALUES)+);
                if found != wanted {
                    return Err(DecodeError::custom(format_args!("expected a LIST of {wanted} items, found {found}")));
                }
                let loaded = ($($plan::read(decoder)?,)+);
                decoder.leave();
                Ok(loaded)
            }
        }
    )+};
}

plans! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D F;
    A B C D F G;
}

impl<R, N> Clone for Fetched<R, N> {
    fn clone(&self) -> Self {
        Self { find: self.find.clone() }
    }
}

impl<R, N> fmt::Debug for Fetched<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetched").field("cypher", &self.to_cypher()).finish()
    }
}
