//! Queries that give columns: properties and computed values.

use std::fmt;
use std::marker::PhantomData;

use graph_core::mapping::FromRecord;

use super::plan::Plan;
use super::{Computed, Kind, Order, Property};
use crate::cypher::{Column as Name, Cypher, Expression, Function, InvalidName, Projection, Variable};

/// A column of a query on `E`: a property, or what is computed from some.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no column of a query for `{E}`",
    label = "not a property of `{E}`",
    note = "select properties such as `{E}::NAME`, what is computed from them, or `count_rows()`"
)]
pub trait Column<E> {
    /// What the row has.
    type Output;

    #[doc(hidden)]
    fn into_column(self) -> Parts;
}

/// Columns of a query on `E`: one, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` are no columns of a query for `{E}`",
    label = "not all of these are properties of `{E}`",
    note = "select properties such as `{E}::NAME`, what is computed from them, or `count_rows()`; up to eight in a tuple"
)]
pub trait Columns<E> {
    /// The row: the only column itself, or a tuple.
    type Row;

    #[doc(hidden)]
    fn into_columns(self) -> Vec<Parts>;
}

/// A column that nobody outside can take apart.
#[derive(Debug)]
#[expect(unnameable_types, reason = "it hides the tree of statements in the signatures of public traits")]
pub struct Parts {
    expression: Expression,
    name: Option<&'static str>,
}

impl Parts {
    /// A column of an expression; a property gives it its name.
    pub(super) const fn new(expression: Expression) -> Self {
        let name = match expression {
            Expression::Property(_, name) => Some(name),
            _ => None,
        };
        Self { expression, name }
    }
}

/// Counts the rows.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     name: String,
///     city: String,
/// }
///
/// let query = Person::node().select((Person::CITY, count_rows()));
/// assert_eq!(query.to_cypher()?, "MATCH (n:Person)\nRETURN n.city AS city, count(*) AS c2");
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
pub fn count_rows<E>() -> Property<E, u64, Computed> {
    Property::computed(Expression::Call(Function::Count, Vec::new()))
}

impl<E, V, K: Kind> Property<E, V, K> {
    /// Names the column that this becomes: for a row type whose fields have names.
    pub fn named(self, name: &'static str) -> Named<Self> {
        Named::new(self, name)
    }
}

/// A column with another name.
#[derive(Debug, Clone, Copy)]
pub struct Named<C> {
    column: C,
    name: &'static str,
}

impl<C> Named<C> {
    pub(super) const fn new(column: C, name: &'static str) -> Self {
        Self { column, name }
    }
}

impl<E, V, K: Kind> Column<E> for Property<E, V, K> {
    type Output = K::Value<V>;

    fn into_column(self) -> Parts {
        Parts::new(self.into_expression())
    }
}

impl<E, C: Column<E>> Column<E> for Named<C> {
    type Output = C::Output;

    fn into_column(self) -> Parts {
        Parts { name: Some(self.name), ..self.column.into_column() }
    }
}

macro_rules! single {
    ($([$($generics:tt)*] $column:ty;)+) => {$(
        impl<E, $($generics)*> Columns<E> for $column {
            type Row = <$column as Column<E>>::Output;

            fn into_columns(self) -> Vec<Parts> {
                vec![self.into_column()]
            }
        }
    )+};
}

single! {
    [V, K: Kind] Property<E, V, K>;
    [C: Column<E>] Named<C>;
}

macro_rules! columns {
    ($($($column:ident)+;)+) => {$(
        impl<Entity, $($column: Column<Entity>),+> Columns<Entity> for ($($column,)+) {
            type Row = ($($column::Output,)+);

            #[expect(non_snake_case, reason = "a variable is named as its type")]
            fn into_columns(self) -> Vec<Parts> {
                let ($($column,)+) = self;
                vec![$($column.into_column()),+]
            }
        }
    )+};
}

columns! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

/// A typed query whose rows are `T`, made of columns of `E`.
#[must_use = "a query does nothing until it is run"]
pub struct Select<T, E> {
    plan: Plan,
    row: PhantomData<fn() -> (T, E)>,
}

impl<T, E> Select<T, E> {
    pub(super) fn new(mut plan: Plan, columns: Vec<Projection>) -> Self {
        plan.select(columns);
        Self { plan, row: PhantomData }
    }

    /// Takes the columns for the fields of another row type: by name for a struct with named fields, else by position.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    ///     city: String,
    /// }
    ///
    /// #[derive(FromRecord)]
    /// struct City {
    ///     city: String,
    ///     people: u64,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let cities =
    ///     Person::node().select((Person::CITY, count_rows().named("people"))).rows::<City>().all(&driver).await?;
    /// # let _ = cities; Ok(()) }
    /// ```
    pub fn rows<U: for<'r> FromRecord<'r>>(self) -> Select<U, E> {
        Select { plan: self.plan, row: PhantomData }
    }

    /// Orders the rows, after what they are ordered by already. In a query that counts or groups, by what it selects.
    pub fn order_by(mut self, order: Order<E>) -> Self {
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
}

const COLUMN: Variable = Variable::new("c");

/// Names columns that have none, or one that is taken, by their place.
pub(super) fn projections(columns: Vec<Parts>) -> Vec<Projection> {
    let mut taken: Vec<&'static str> = Vec::new();
    (1..)
        .zip(columns)
        .map(|(place, Parts { expression, name })| {
            let name = name.filter(|name| !taken.contains(name));
            taken.extend(name);
            let column = name.map_or(Name::Variable(COLUMN.numbered(place)), Name::Named);
            Projection { expression, column: Some(column) }
        })
        .collect()
}

impl<T, E> Clone for Select<T, E> {
    fn clone(&self) -> Self {
        Self { plan: self.plan.clone(), row: PhantomData }
    }
}

impl<T, E> fmt::Debug for Select<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Select").field("cypher", &self.to_cypher()).finish()
    }
}
