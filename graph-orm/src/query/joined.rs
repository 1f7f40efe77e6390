//! Conditions, orders and columns that speak of several steps of a pattern.

use std::fmt;
use std::marker::PhantomData;

use super::select::{Column, Columns, Parts, projections};
use super::{Computed, Condition, Find, Kind, Named, Order, Perhaps, Property, Select};
use crate::cypher::{Expression, Function, Variable};
use crate::entity::Entity;

/// What values of several steps are values of.
#[derive(Debug)]
pub enum Joined {}

/// A step of a pattern, of what the row has for it.
pub struct At<T> {
    variable: Variable,
    of: PhantomData<fn() -> T>,
}

impl<T: Entity> At<T> {
    /// Returns a property of this step.
    pub fn get<V, K: Kind>(self, property: Property<T, V, K>) -> Property<Joined, V, K::Computed> {
        Property::computed(property.into_expression().bound_to(self.variable))
    }
}

impl<T: Entity> At<Option<T>> {
    /// Returns a property of this step, null where the step is missing.
    pub fn get<V, K: Kind>(self, property: Property<T, V, K>) -> Property<Joined, V, Perhaps> {
        Property::computed(property.into_expression().bound_to(self.variable))
    }
}

impl At<f64> {
    /// Returns how well the node fits what was searched for, the better the greater.
    pub fn score(self) -> Property<Joined, f64, Computed> {
        Property::computed(Expression::Variable(self.variable))
    }
}

impl<T> At<T> {
    /// Counts the rows that have this step.
    pub fn count(self) -> Property<Joined, u64, Computed> {
        Property::computed(Expression::call(Function::Count, Expression::Variable(self.variable)))
    }

    /// Counts the different entities at this step.
    pub fn count_distinct(self) -> Property<Joined, u64, Computed> {
        Property::computed(Expression::OfDistinct(Function::Count, Box::new(Expression::Variable(self.variable))))
    }

    /// Collects what the rows have at this step into a list.
    pub fn collect(self) -> Property<Joined, Vec<T>, Computed> {
        Property::computed(Expression::call(Function::Collect, Expression::Variable(self.variable)))
    }

    /// Names the column that this becomes.
    pub const fn named(self, name: &'static str) -> Named<Self> {
        Named::new(self, name)
    }
}

impl<T> Column<Joined> for At<T> {
    type Output = T;

    fn into_column(self) -> Parts {
        Parts::new(Expression::Variable(self.variable))
    }
}

impl<T> Columns<Joined> for At<T> {
    type Row = T;

    fn into_columns(self) -> Vec<Parts> {
        vec![self.into_column()]
    }
}

/// Rows whose steps can be spoken of.
pub trait Steps {
    /// A handle for each step: the only one itself, or a tuple.
    type Handles;

    #[doc(hidden)]
    fn handles(steps: &[Variable]) -> Self::Handles;
}

impl<A> Steps for (A,) {
    type Handles = At<A>;

    fn handles(steps: &[Variable]) -> At<A> {
        At::step(steps, 0)
    }
}

macro_rules! steps {
    ($($($piece:ident $place:literal)+;)+) => {$(
        impl<$($piece),+> Steps for ($($piece,)+) {
            type Handles = ($(At<$piece>,)+);

            fn handles(steps: &[Variable]) -> Self::Handles {
                ($(At::<$piece>::step(steps, $place),)+)
            }
        }
    )+};
}

steps! {
    A 0 B 1;
    A 0 B 1 C 2;
    A 0 B 1 C 2 D 3;
    A 0 B 1 C 2 D 3 F 4;
    A 0 B 1 C 2 D 3 F 4 G 5;
    A 0 B 1 C 2 D 3 F 4 G 5 H 6;
    A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7;
    A 0 B 1 C 2 D 3 F 4 G 5 H 6 I 7 J 8;
}

impl<R: Steps, N> Find<R, N> {
    /// Asks for a condition on several steps, which the closure is given handles of.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    ///     born: i64,
    /// }
    ///
    /// #[derive(Relationship)]
    /// #[graph(from = Person, to = Person)]
    /// struct ParentOf;
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let impossible = Person::node()
    ///     .out::<ParentOf>()
    ///     .to::<Person>()
    ///     .filter_with(|(parent, _, child)| child.get(Person::BORN).le(parent.get(Person::BORN)))
    ///     .all(&driver)
    ///     .await?;
    /// # let _: Vec<(Person, ParentOf, Person)> = impossible; Ok(()) }
    /// ```
    pub fn filter_with<C: Condition<Joined>>(mut self, condition: impl FnOnce(R::Handles) -> C) -> Self {
        let condition = condition(R::handles(self.plan().steps())).into_condition();
        self.plan_mut().filter_rows(condition.map(|condition| condition.0));
        self
    }

    /// Orders the rows by what the closure makes of the steps, after what they are ordered by already.
    pub fn order_with(mut self, order: impl FnOnce(R::Handles) -> Order<Joined>) -> Self {
        let order = order(R::handles(self.plan().steps()));
        self.plan_mut().order_by(order.by, order.descending);
        self
    }

    /// Gives what the closure takes of the steps instead of whole entities.
    ///
    /// ```
    /// use graph_orm::prelude::*;
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
    /// let sizes = Person::node()
    ///     .out::<WorksFor>()
    ///     .to::<Company>()
    ///     .select_with(|(person, _, company)| (company.get(Company::NAME), person.count()));
    /// assert_eq!(
    ///     sizes.to_cypher()?,
    ///     "MATCH (n:Person)-[r1:WORKS_FOR]->(n1:Company)\nRETURN n1.name AS name, count(n) AS c2",
    /// );
    /// # Ok::<(), graph_orm::cypher::InvalidName>(())
    /// ```
    pub fn select_with<C: Columns<Joined>>(self, columns: impl FnOnce(R::Handles) -> C) -> Select<C::Row, Joined> {
        let columns = columns(R::handles(self.plan().steps())).into_columns();
        Select::new(self.into_plan(), projections(columns))
    }
}

impl<T> At<T> {
    fn step(steps: &[Variable], place: usize) -> Self {
        // A row has a handle for each of its steps.
        Self { variable: steps.get(place).copied().unwrap_or(Variable::ITSELF), of: PhantomData }
    }
}

impl<T> Clone for At<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for At<T> {}

impl<T> fmt::Debug for At<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("At").field(&self.variable).finish()
    }
}
