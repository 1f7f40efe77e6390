//! Conditions on the entities of a query, and the order of its rows.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, BitXor, Not};

use super::kind::sealed::Parts;
use crate::cypher::{Expression, Operator};

/// A condition on the entities `E`.
///
/// The methods of a [`Property`](super::Property) make it; `and`, `or`, `xor` and `not` combine it, and so do the
/// operators `&`, `|`, `^` and `!`. A comparison with null is neither true nor false, and finds nothing.
pub struct Filter<E> {
    expression: Expression,
    of: PhantomData<fn() -> E>,
}

impl<E> Filter<E> {
    pub(crate) const fn new(expression: Expression) -> Self {
        Self { expression, of: PhantomData }
    }

    /// Asks for all of these; for nothing if there is none.
    pub fn all(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Expression::All(filters.into_iter().map(|filter| filter.expression).collect()))
    }

    /// Asks for one of these; finds nothing if there is none.
    pub fn any(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Expression::Any(filters.into_iter().map(|filter| filter.expression).collect()))
    }

    /// Asks for another condition too.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(Expression::All(match self.expression {
            Expression::All(mut of) if !of.is_empty() => {
                of.push(other.expression);
                of
            }
            first => vec![first, other.expression],
        }))
    }

    /// Asks for this condition or another.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::new(Expression::Any(match self.expression {
            Expression::Any(mut of) if !of.is_empty() => {
                of.push(other.expression);
                of
            }
            first => vec![first, other.expression],
        }))
    }

    /// Asks for one of two conditions, but not both.
    #[must_use]
    pub fn xor(self, other: Self) -> Self {
        Self::new(Expression::operation(self.expression, Operator::Xor, other.expression))
    }

    /// Asks for the opposite.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "it is implemented, and this reads better in a chain")]
    pub fn not(self) -> Self {
        Self::new(Expression::Not(Box::new(self.expression)))
    }
}

/// What a query for `N` can be filtered by: a [`Filter`] on `N`, or maybe none.
#[diagnostic::on_unimplemented(
    message = "`{N}` is not filtered by `{Self}`",
    label = "a condition on something else",
    note = "ask for properties of `{N}`; what stands before or after it in a pattern is filtered where it stands"
)]
pub trait Condition<N> {
    #[doc(hidden)]
    fn into_condition(self) -> Option<Parts>;
}

impl<N> Condition<N> for Filter<N> {
    fn into_condition(self) -> Option<Parts> {
        Some(Parts(self.expression))
    }
}

impl<N, C: Condition<N>> Condition<N> for Option<C> {
    fn into_condition(self) -> Option<Parts> {
        self?.into_condition()
    }
}

/// A value that the rows of a query for `E` are ordered by.
pub struct Order<E> {
    pub(crate) by: Expression,
    pub(crate) descending: bool,
    of: PhantomData<fn() -> E>,
}

impl<E> Order<E> {
    pub(crate) const fn new(by: Expression, descending: bool) -> Self {
        Self { by, descending, of: PhantomData }
    }
}

impl<E> BitAnd for Filter<E> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<E> BitOr for Filter<E> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<E> BitXor for Filter<E> {
    type Output = Self;

    fn bitxor(self, other: Self) -> Self {
        self.xor(other)
    }
}

impl<E> Not for Filter<E> {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Self::new(self.expression.clone())
    }
}

impl<E> Clone for Order<E> {
    fn clone(&self) -> Self {
        Self::new(self.by.clone(), self.descending)
    }
}

impl<E> fmt::Debug for Filter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.expression).finish()
    }
}

impl<E> fmt::Debug for Order<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("by", &self.by).field("descending", &self.descending).finish()
    }
}
