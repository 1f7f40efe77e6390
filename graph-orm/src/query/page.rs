//! Pages of the nodes of a type, each beginning where the one before ended.

use std::fmt;

use super::{Find, Fixed, Operand, Order, Property, Select};
use crate::cypher::{Cypher, Expression, InvalidName, Operator};
use crate::entity::Entity;

/// A page of nodes about to be read, in the order of a key, from behind a place in it.
///
/// Nodes that come and go meanwhile shift nothing: a page begins behind a key, not behind so many rows.
#[must_use = "a page is read by `load`"]
pub struct Page<N, V> {
    find: Find<(N,), N>,
    key: Property<N, V, Fixed>,
    rows: usize,
    after: Option<Expression>,
    is_backwards: bool,
}

/// Some nodes in their order, and where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paged<N, V> {
    /// The nodes of the page.
    pub nodes: Vec<N>,
    /// What the next page comes [`after`](Page::after); `None` when this is the last one.
    pub next: Option<V>,
}

/// The reason for which there are no pages: the property is no key by itself, so that a page would leave nodes out.
///
/// [`Error::custom_ref`](graph_core::Error::custom_ref) finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartOfKey {
    property: &'static str,
    key: &'static [&'static str],
}

impl<N: Entity> Find<(N,), N> {
    /// Gives the nodes in the order of a key, so many at a time.
    ///
    /// A key has no value twice and none that is null; another property does not compile, and a version or a part of a
    /// compound key is an error. What the query is ordered by already comes first, and should be nothing.
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
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let mut page = Person::node().page(Person::NAME, 50).load(&driver).await?;
    /// while let Some(last) = page.next {
    ///     page = Person::node().page(Person::NAME, 50).after(&*last).load(&driver).await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn page<V>(self, key: Property<N, V, Fixed>, rows: usize) -> Page<N, V> {
        Page { find: self, key, rows, after: None, is_backwards: false }
    }
}

impl<N: Entity, V> Page<N, V> {
    /// Begins behind this key.
    pub fn after(mut self, key: impl Operand<N, V>) -> Self {
        self.after = Some(key.into_parts().0);
        self
    }

    /// Goes from the greatest key to the least.
    pub const fn backwards(mut self) -> Self {
        self.is_backwards = true;
        self
    }

    /// Returns the text that will run, with the names of its parameters.
    ///
    /// # Errors
    /// The [`InvalidName`] of a label, property or type that cannot be one.
    pub fn to_cypher(&self) -> Result<String, InvalidName> {
        self.statement().to_cypher()
    }

    fn statement(&self) -> Cypher {
        self.clone().into_select().0.statement()
    }

    /// Tells why the property does not lead through all nodes.
    pub(crate) fn part_of_key(&self) -> Option<PartOfKey> {
        let (property, key) = (self.key.name(), N::META.key());
        (key != [property]).then_some(PartOfKey { property, key })
    }

    /// The query for one row more than the page has, each with its key; and how many the page has.
    pub(crate) fn into_select(self) -> (Select<(N, V), super::Joined>, usize) {
        let Self { mut find, key, rows, after, is_backwards } = self;
        let operator = if is_backwards { Operator::Less } else { Operator::Greater };
        if let Some(after) = after {
            find = find.filter(super::Filter::new(Expression::operation(key.into_expression(), operator, after)));
        }
        let ordered = find.order_by(Order::new(key.into_expression(), is_backwards));
        let limit = u64::try_from(rows).unwrap_or(u64::MAX).saturating_add(1);
        (ordered.limit(limit).select_with(|node| (node, node.get(key))), rows)
    }
}

impl<N, V> Paged<N, V> {
    /// Takes a page off the rows, the last of which may belong to the next one.
    pub(crate) fn of(mut found: Vec<(N, V)>, rows: usize) -> Self {
        let is_last = found.len() <= rows;
        found.truncate(rows);
        let (nodes, mut keys): (Vec<N>, Vec<V>) = found.into_iter().unzip();
        Self { nodes, next: if is_last { None } else { keys.pop() } }
    }
}

impl fmt::Display for PartOfKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { property, key } = self;
        write!(f, "pages follow a key of one property; {property} is not the key, which is {}", key.join(" and "))
    }
}

impl std::error::Error for PartOfKey {}

impl<N, V> Clone for Page<N, V> {
    fn clone(&self) -> Self {
        let Self { find, key, rows, after, is_backwards } = self;
        Self { find: find.clone(), key: *key, rows: *rows, after: after.clone(), is_backwards: *is_backwards }
    }
}

impl<N, V> fmt::Debug for Page<N, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("of", &self.find).field("rows", &self.rows).finish_non_exhaustive()
    }
}
