//! Typed queries: from the nodes of a type over relationships to others, with conditions on each step.

use std::fmt;
use std::marker::PhantomData;

use super::kind::Computed;
use super::plan::Plan;
use super::{Columns, Condition, Embedding, Filter, Order, Property, Select};
use crate::cypher::{Cypher, Expression, Function, InvalidName, Procedure, Variable};
use crate::entity::{Entity, Node, SoftDelete};

/// Starts typed queries for the nodes of a type.
pub trait Queried: Node + Sized {
    /// Looks for nodes of this type.
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
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let oldest: Option<Person> =
    ///     Person::node().filter(Person::AGE.is_not_null()).order_by(Person::AGE.desc()).first(&driver).await?;
    /// # let _ = oldest; Ok(()) }
    /// ```
    fn node() -> Find<(Self,), Self> {
        const { Self::META.assert_has_label() };
        Find { plan: Plan::of(Self::META), row: PhantomData }
    }

    /// Looks for nodes of this type, also those that are [deleted and still there](SoftDelete).
    ///
    /// It is the beginning of the query alone that sees them: the nodes that its steps come to are not deleted.
    fn with_deleted() -> Find<(Self,), Self>
    where
        Self: SoftDelete,
    {
        const { Self::META.assert_has_label() };
        Find { plan: Plan::with_deleted(Self::META), row: PhantomData }
    }

    /// Looks for nodes of this type by words, in its full-text index, and gives how well each fits; the best come first.
    ///
    /// The text is in the [query syntax of Lucene](https://neo4j.com/docs/cypher-manual/current/indexes/semantic-indexes/full-text-indexes/):
    /// `dream*`, `"lost ark"`, `robot AND future`. A type without a full-text index does not compile; of several, the first
    /// is asked, and [`search_in`](Self::search_in) asks another one.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Film {
    ///     #[graph(key)]
    ///     title: String,
    ///     #[graph(fulltext)]
    ///     summary: String,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let found: Vec<(Film, f64)> = Film::search("dream~").limit(10).all(&driver).await?;
    /// let good = Film::search("dream~").filter_with(|(_, score)| score.score().gt(0.5));
    /// # let _ = (found, good); Ok(()) }
    /// ```
    ///
    /// ```compile_fail,E0080
    /// # use graph_orm::prelude::*;
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    /// }
    ///
    /// let found = Person::search("Ann"); // `Person` has no full-text index
    /// ```
    fn search(text: &str) -> Find<(Self, f64), Self> {
        const { super::search::assert_full_text(Self::META) };
        Self::search_in(&super::search::full_text(Self::META), text)
    }

    /// Looks for nodes of this type by words, in a full-text index of any name.
    fn search_in(index: &str, text: &str) -> Find<(Self, f64), Self> {
        let arguments = vec![Expression::value(index), Expression::value(text)];
        Find { plan: Plan::scored(Self::META, Procedure::FullText, arguments), row: PhantomData }
    }

    /// Looks for the nodes of this type whose vectors are most like this one, at most so many, in its vector index, and
    /// gives how much they are alike; the nearest come first.
    ///
    /// A condition of the query leaves out some of those that were found. A type without a vector index does not
    /// compile; of several, the first is asked, and [`nearest_in`](Self::nearest_in) asks another one.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Film {
    ///     #[graph(key)]
    ///     title: String,
    ///     #[graph(vector(dims = 3, similarity = "cosine"))]
    ///     embedding: Vec<f32>,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let alike: Vec<(Film, f64)> = Film::nearest([0.1, 0.7, 0.2], 10).all(&driver).await?;
    /// # let _ = alike; Ok(()) }
    /// ```
    fn nearest(to: impl Embedding, count: u32) -> Find<(Self, f64), Self> {
        const { super::search::assert_vector(Self::META) };
        Self::nearest_in(&super::search::vector(Self::META), to, count)
    }

    /// Looks for the nodes of this type whose vectors are most like this one, in a vector index of any name.
    fn nearest_in(index: &str, to: impl Embedding, count: u32) -> Find<(Self, f64), Self> {
        let arguments = vec![Expression::value(index), Expression::value(&count), Expression::value(&to)];
        Find { plan: Plan::scored(Self::META, Procedure::Nearest, arguments), row: PhantomData }
    }

    /// Asks whether a node of this type is of another one too: whether it has that one's label.
    fn is_a<L: Node>() -> Filter<Self> {
        Filter::new(Expression::Labelled(Variable::ITSELF, L::META.labels().first().copied().into_iter().collect()))
    }

    /// Asks whether a node has a label that its type does not speak of.
    fn has_label(label: &'static str) -> Filter<Self> {
        Filter::new(Expression::Labelled(Variable::ITSELF, vec![label]))
    }

    /// The server's own id of a node, from Bolt 5.0 on.
    fn element_id() -> Property<Self, String, Computed> {
        Property::computed(Expression::call(Function::ElementId, Expression::Variable(Variable::ITSELF)))
    }
}

impl<N: Node> Queried for N {}

/// A typed query whose rows are `R` and whose last step is an `N`.
///
/// [`filter`](Self::filter) and [`order_by`](Self::order_by) speak of the last step. The methods that run it take what
/// runs queries: `&Driver`, `&mut Session` or `&Tx`. Nothing runs before, and [`to_cypher`](Self::to_cypher) shows what
/// will.
#[must_use = "a query does nothing until it is run"]
pub struct Find<R, N> {
    plan: Plan,
    row: PhantomData<fn() -> (R, N)>,
}

impl<R, N> Find<R, N> {
    /// Asks for a condition on the last step, beside those before.
    pub fn filter(mut self, condition: impl Condition<N>) -> Self {
        self.plan.filter(condition.into_condition().map(|condition| condition.0));
        self
    }

    /// Orders the rows by the last step, after what they are ordered by already.
    pub fn order_by(mut self, order: Order<N>) -> Self {
        self.plan.order_by(order.by, order.descending);
        self
    }

    /// Leaves rows out that are the same as one before.
    pub fn distinct(mut self) -> Self {
        self.plan.distinct();
        self
    }

    /// Leaves out the first rows.
    pub fn skip(mut self, rows: u64) -> Self {
        self.plan.skip(rows);
        self
    }

    /// Ends after so many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.plan.limit(rows);
        self
    }

    /// Gives properties and computed values of the last step instead of whole entities.
    ///
    /// Where one of them speaks of many rows, such as a count, the others are what these are grouped by.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    ///     city: Option<String>,
    ///     age: u8,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let cities: Vec<(Option<String>, u64, Option<f64>)> = Person::node()
    ///     .select((Person::CITY, Person::NAME.count(), Person::AGE.average()))
    ///     .order_by(Person::NAME.count().desc())
    ///     .all(&driver)
    ///     .await?;
    /// # let _ = cities; Ok(()) }
    /// ```
    pub fn select<C: Columns<N>>(self, columns: C) -> Select<C::Row, N> {
        Select::new(self.plan, super::select::projections(columns.into_columns()))
    }

    /// Returns the text that will run, with the names of its parameters.
    ///
    /// # Errors
    /// The [`InvalidName`] of a label, property or type that cannot be one.
    pub fn to_cypher(&self) -> Result<String, InvalidName> {
        self.statement().to_cypher()
    }

    pub(crate) fn statement(&self) -> Cypher {
        self.plan.statement()
    }

    pub(crate) const fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(super) const fn plan_mut(&mut self) -> &mut Plan {
        &mut self.plan
    }

    pub(super) fn into_plan(self) -> Plan {
        self.plan
    }

    pub(super) fn map<S, M>(self, change: impl FnOnce(&mut Plan)) -> Find<S, M> {
        let mut plan = self.plan;
        change(&mut plan);
        Find { plan, row: PhantomData }
    }
}

impl<R, N: Entity> Find<R, N> {
    /// Gives the properties that a row type is made of instead of whole entities.
    ///
    /// The row type's fields are named as properties of the last step; one that is not does not compile.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    ///     age: u8,
    ///     biography: String,
    /// }
    ///
    /// #[derive(FromRecord)]
    /// struct Card {
    ///     name: String,
    ///     age: u8,
    /// }
    ///
    /// let cards = Person::node().project::<Card>();
    /// assert_eq!(cards.to_cypher()?, "MATCH (n:Person)\nRETURN n.name AS name, n.age AS age");
    /// # Ok::<(), graph_orm::cypher::InvalidName>(())
    /// ```
    ///
    /// ```compile_fail,E0080
    /// # use graph_orm::prelude::*;
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    /// }
    ///
    /// #[derive(FromRecord)]
    /// struct Card {
    ///     nam: String,
    /// }
    ///
    /// let cards = Person::node().project::<Card>(); // `Person` has no property `nam`
    /// ```
    pub fn project<T: for<'r> graph_core::mapping::FromRecord<'r>>(self) -> Select<T, N> {
        let shape = const { super::projection::checked::<N, T>() };
        Select::new(self.plan, super::projection::columns(shape))
    }
}

impl<R, N> Clone for Find<R, N> {
    fn clone(&self) -> Self {
        Self { plan: self.plan.clone(), row: PhantomData }
    }
}

impl<R, N> fmt::Debug for Find<R, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Find").field("cypher", &self.to_cypher()).finish()
    }
}
