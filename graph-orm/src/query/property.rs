//! Handles of properties: constants that a derive makes, which know the entity, the name and the type.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Bound, RangeBounds};

use graph_core::mapping::ToValue;

use super::kind::sealed::Parts;
use super::{
    Computable, Computed, Filter, Fixed, Kind, List, Number, Operand, Optional, Order, Perhaps, Place, Required, Stamp,
    Stored, Text,
};
use crate::cypher::{Expression, Function, Operator, Quantifier, Variable};

/// A property of the entities `E`, of the type `V`.
///
/// The derives make one for each property, named as the field in capitals. It takes no space but its name, and says
/// what a query asks:
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
/// let grown_up = Person::AGE.ge(18).and(Person::NAME.starts_with("A"));
/// assert_eq!(
///     Person::node().filter(grown_up).order_by(Person::NAME.asc()).to_cypher()?,
///     "MATCH (n:Person)\nWHERE n.age >= $p0 AND n.name STARTS WITH $p1\nRETURN n\nORDER BY n.name",
/// );
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
///
/// The methods take values of the property's own type, so that a comparison which can never hold does not compile.
pub struct Property<E, V, K = Required> {
    kind: K,
    of: PhantomData<fn() -> (E, V)>,
}

macro_rules! named {
    ($($kind:ident $constructor:ident;)+) => {$(
        impl<E, V> Property<E, V, $kind> {
            #[doc(hidden)]
            pub const fn $constructor(name: &'static str) -> Self {
                Self { kind: $kind(name), of: PhantomData }
            }

            /// Returns the property's name in the database.
            pub const fn name(&self) -> &'static str {
                self.kind.0
            }
        }
    )+};
}

named! {
    Required required;
    Optional optional;
    Fixed fixed;
    Stamp stamp;
}

// The methods are named as those of `PartialEq` and `PartialOrd`, which a handle does not implement: two handles are
// compared by the database.
impl<E, V, K: Kind> Property<E, V, K> {
    /// Asks for a value equal to this.
    pub fn eq(self, value: impl Operand<E, V>) -> Filter<E> {
        self.compare(Operator::Equal, value)
    }

    /// Asks for a value other than this; null is neither.
    pub fn ne(self, value: impl Operand<E, V>) -> Filter<E> {
        self.compare(Operator::Unequal, value)
    }

    /// Asks for a value below this.
    pub fn lt(self, value: impl Operand<E, V>) -> Filter<E> {
        self.compare(Operator::Less, value)
    }

    /// Asks for a value of at most this.
    pub fn le(self, value: impl Operand<E, V>) -> Filter<E> {
        self.compare(Operator::AtMost, value)
    }

    /// Asks for a value above this.
    pub fn gt(self, value: impl Operand<E, V>) -> Filter<E> {
        self.compare(Operator::Greater, value)
    }

    /// Asks for a value of at least this.
    pub fn ge(self, value: impl Operand<E, V>) -> Filter<E> {
        self.compare(Operator::AtLeast, value)
    }

    /// Asks for a value in a range, such as `18..65` or `..=17`; the range of everything asks for nothing.
    pub fn within(self, range: impl RangeBounds<V>) -> Filter<E>
    where
        V: ToValue,
    {
        let of = self.into_expression();
        let side = |operators: [Operator; 2], bound: Bound<&V>| {
            let [included, excluded] = operators;
            match bound {
                Bound::Included(value) => Some((included, Expression::value(value))),
                Bound::Excluded(value) => Some((excluded, Expression::value(value))),
                Bound::Unbounded => None,
            }
        };
        let sides = [
            side([Operator::AtLeast, Operator::Greater], range.start_bound()),
            side([Operator::AtMost, Operator::Less], range.end_bound()),
        ];
        let sides = sides.into_iter().flatten();
        Filter::new(Expression::All(
            sides.map(|(operator, value)| Expression::operation(of.clone(), operator, value)).collect(),
        ))
    }

    /// Asks for one of these values.
    pub fn one_of<T: Operand<E, V> + ToValue>(self, values: impl IntoIterator<Item = T>) -> Filter<E> {
        let values: Vec<T> = values.into_iter().collect();
        Filter::new(Expression::operation(self.into_expression(), Operator::In, Expression::value(&values)))
    }

    /// Asks for a value other than these; null is none of them and is not found either.
    pub fn none_of<T: Operand<E, V> + ToValue>(self, values: impl IntoIterator<Item = T>) -> Filter<E> {
        self.one_of(values).not()
    }

    /// Asks for null, or a property that is missing.
    pub fn is_null(self) -> Filter<E> {
        Filter::new(Expression::IsNull(Box::new(self.into_expression())))
    }

    /// Asks for any value but null.
    pub fn is_not_null(self) -> Filter<E> {
        Filter::new(Expression::IsNotNull(Box::new(self.into_expression())))
    }

    /// Takes another value in the place of null.
    pub fn or(self, fallback: impl Operand<E, V>) -> Property<E, V, Computed> {
        let of = vec![self.into_expression(), fallback.into_parts().0];
        Property::computed(Expression::Call(Function::Coalesce, of))
    }

    /// Orders by this value, the least first; null comes last.
    pub fn asc(self) -> Order<E> {
        Order::new(self.into_expression(), false)
    }

    /// Orders by this value, the greatest first; null comes first.
    pub fn desc(self) -> Order<E> {
        Order::new(self.into_expression(), true)
    }

    /// Counts the values that are not null.
    pub fn count(self) -> Property<E, u64, Computed> {
        Property::computed(Expression::call(Function::Count, self.into_expression()))
    }

    /// Counts the values that differ from each other and are not null.
    pub fn count_distinct(self) -> Property<E, u64, Computed> {
        Property::computed(Expression::OfDistinct(Function::Count, Box::new(self.into_expression())))
    }

    /// Collects the values that are not null into a list.
    pub fn collect(self) -> Property<E, Vec<V>, Computed> {
        Property::computed(Expression::call(Function::Collect, self.into_expression()))
    }

    /// Collects the values that differ from each other and are not null into a list.
    pub fn collect_distinct(self) -> Property<E, Vec<V>, Computed> {
        Property::computed(Expression::OfDistinct(Function::Collect, Box::new(self.into_expression())))
    }

    /// Returns the least value, or null when there is none.
    pub fn min(self) -> Property<E, V, Perhaps> {
        Property::computed(Expression::call(Function::Least, self.into_expression()))
    }

    /// Returns the greatest value, or null when there is none.
    pub fn max(self) -> Property<E, V, Perhaps> {
        Property::computed(Expression::call(Function::Greatest, self.into_expression()))
    }

    pub(crate) fn into_expression(self) -> Expression {
        self.kind.into_parts().0
    }

    fn compare(self, operator: Operator, value: impl Operand<E, V>) -> Filter<E> {
        Filter::new(Expression::operation(self.into_expression(), operator, value.into_parts().0))
    }

    fn map<W>(self, function: Function) -> Property<E, W, K::Computed> {
        Property::computed(Expression::call(function, self.into_expression()))
    }
}

/// What can be asked of texts.
impl<E, V, K: Kind> Property<E, V, K> {
    /// Asks for a text that begins with this.
    pub fn starts_with(self, text: impl Operand<E, String>) -> Filter<E>
    where
        V: Text,
    {
        self.compare_text(Operator::StartsWith, text)
    }

    /// Asks for a text that ends with this.
    pub fn ends_with(self, text: impl Operand<E, String>) -> Filter<E>
    where
        V: Text,
    {
        self.compare_text(Operator::EndsWith, text)
    }

    /// Asks for a text that has this somewhere.
    pub fn contains(self, text: impl Operand<E, String>) -> Filter<E>
    where
        V: Text,
    {
        self.compare_text(Operator::Contains, text)
    }

    /// Asks for a text that is, as a whole, what a regular expression of the server describes.
    pub fn matches(self, pattern: impl Operand<E, String>) -> Filter<E>
    where
        V: Text,
    {
        self.compare_text(Operator::Matches, pattern)
    }

    /// Turns a text into lower case.
    pub fn lower(self) -> Property<E, String, K::Computed>
    where
        V: Text,
    {
        self.map(Function::Lower)
    }

    /// Turns a text into upper case.
    pub fn upper(self) -> Property<E, String, K::Computed>
    where
        V: Text,
    {
        self.map(Function::Upper)
    }

    /// Takes white space off both ends of a text.
    pub fn trim(self) -> Property<E, String, K::Computed>
    where
        V: Text,
    {
        self.map(Function::Trim)
    }

    /// Counts the characters of a text.
    pub fn length(self) -> Property<E, i64, K::Computed>
    where
        V: Text,
    {
        self.map(Function::Size)
    }

    fn compare_text(self, operator: Operator, text: impl Operand<E, String>) -> Filter<E> {
        Filter::new(Expression::operation(self.into_expression(), operator, text.into_parts().0))
    }
}

/// What can be asked of numbers.
#[expect(clippy::should_implement_trait, reason = "the database compares, adds and divides")]
impl<E, V, K: Kind> Property<E, V, K> {
    /// Adds a number.
    pub fn plus(self, number: impl Operand<E, V>) -> Property<E, V, K::Computed>
    where
        V: Number,
    {
        self.calculate(Operator::Plus, number)
    }

    /// Takes a number away.
    pub fn minus(self, number: impl Operand<E, V>) -> Property<E, V, K::Computed>
    where
        V: Number,
    {
        self.calculate(Operator::Minus, number)
    }

    /// Multiplies by a number.
    pub fn times(self, number: impl Operand<E, V>) -> Property<E, V, K::Computed>
    where
        V: Number,
    {
        self.calculate(Operator::Times, number)
    }

    /// Divides by a number; integers by integers give integers.
    pub fn over(self, number: impl Operand<E, V>) -> Property<E, V, K::Computed>
    where
        V: Number,
    {
        self.calculate(Operator::Over, number)
    }

    /// Returns what is left of a division.
    pub fn rem(self, number: impl Operand<E, V>) -> Property<E, V, K::Computed>
    where
        V: Number,
    {
        self.calculate(Operator::Modulo, number)
    }

    /// Adds all values; 0 when there is none.
    pub fn sum(self) -> Property<E, V::Sum, Computed>
    where
        V: Number,
    {
        Property::computed(Expression::call(Function::Sum, self.into_expression()))
    }

    /// Returns the mean of all values, or null when there is none.
    pub fn average(self) -> Property<E, f64, Perhaps>
    where
        V: Number,
    {
        Property::computed(Expression::call(Function::Average, self.into_expression()))
    }

    /// Returns the standard deviation of a sample; 0 for fewer than two values.
    pub fn deviation(self) -> Property<E, f64, Computed>
    where
        V: Number,
    {
        Property::computed(Expression::call(Function::Deviation, self.into_expression()))
    }

    fn calculate(self, operator: Operator, number: impl Operand<E, V>) -> Property<E, V, K::Computed> {
        Property::computed(Expression::operation(self.into_expression(), operator, number.into_parts().0))
    }
}

/// What can be asked of lists.
impl<E, V, K: Kind> Property<E, V, K> {
    /// Asks for a list that has this item.
    pub fn includes(self, item: impl Operand<E, V::Item>) -> Filter<E>
    where
        V: List,
    {
        Filter::new(Expression::operation(item.into_parts().0, Operator::In, self.into_expression()))
    }

    /// Asks for a list that has one of these items.
    pub fn includes_any<T>(self, items: impl IntoIterator<Item = T>) -> Filter<E>
    where
        V: List,
        T: Operand<E, V::Item> + ToValue,
    {
        self.includes_each(Quantifier::Any, items)
    }

    /// Asks for a list that has all of these items.
    pub fn includes_all<T>(self, items: impl IntoIterator<Item = T>) -> Filter<E>
    where
        V: List,
        T: Operand<E, V::Item> + ToValue,
    {
        self.includes_each(Quantifier::All, items)
    }

    /// Counts the items of a list.
    pub fn size(self) -> Property<E, i64, K::Computed>
    where
        V: List,
    {
        self.map(Function::Size)
    }

    fn includes_each<T: ToValue>(self, quantifier: Quantifier, items: impl IntoIterator<Item = T>) -> Filter<E> {
        let items: Vec<T> = items.into_iter().collect();
        let includes = Expression::operation(Expression::Variable(ITEM), Operator::In, self.into_expression());
        Filter::new(Expression::Each(quantifier, ITEM, Box::new(Expression::value(&items)), Box::new(includes)))
    }
}

/// What can be asked of points.
impl<E, V, K: Kind> Property<E, V, K> {
    /// Measures the distance to a point: metres on the earth, or units of a plane; null between different systems.
    pub fn distance_to(self, place: impl Operand<E, V>) -> Property<E, f64, Perhaps>
    where
        V: Place,
    {
        let of = vec![self.into_expression(), place.into_parts().0];
        Property::computed(Expression::Call(Function::Distance, of))
    }
}

/// The variable of an item in a condition on lists.
const ITEM: Variable = Variable::new("item");

impl<E, V, K: Stored> Property<E, V, K> {
    /// Returns the property's name in the database.
    pub(crate) fn stored_name(self) -> &'static str {
        self.kind.name()
    }
}

impl<E, V, K: Computable> Property<E, V, K> {
    pub(crate) fn computed(expression: Expression) -> Self {
        Self { kind: K::from_parts(Parts(expression)), of: PhantomData }
    }
}

impl<E, V, K: Clone> Clone for Property<E, V, K> {
    fn clone(&self) -> Self {
        Self { kind: self.kind.clone(), of: PhantomData }
    }
}

impl<E, V, K: Copy> Copy for Property<E, V, K> {}

impl<E, V, K: fmt::Debug> fmt::Debug for Property<E, V, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Property").field(&self.kind).finish()
    }
}
