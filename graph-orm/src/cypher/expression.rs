//! Expressions: what has a value inside a statement.

use graph_core::mapping::Encoded;

use super::Match;

/// The name that a part of a statement is known by inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(unnameable_types, reason = "only sealed halves of public traits take it")]
pub struct Variable {
    pub(super) name: &'static str,
    /// 0 for none.
    pub(super) number: u16,
}

/// Something that has a value.
#[derive(Debug, Clone)]
pub(crate) enum Expression {
    /// A part of the statement.
    Variable(Variable),
    /// A property of a node or relationship.
    Property(Variable, &'static str),
    /// A parameter that whoever runs the statement gives.
    Parameter(&'static str),
    /// A value, which becomes a parameter with a number.
    Value(Encoded),
    /// No value.
    Null,
    /// A number of the mapper's own.
    Integer(i64),
    /// An item of a list, counted from 0.
    Item(Box<Self>, usize),
    /// What a map has by this name.
    Entry(Box<Self>, &'static str),
    /// A function of values; `count(*)` without any.
    Call(Function, Vec<Self>),
    /// A function of the values that differ.
    OfDistinct(Function, Box<Self>),
    /// An operator between two values.
    Operation(Box<Self>, Operator, Box<Self>),
    /// Whether all are true; true for none.
    All(Vec<Self>),
    /// Whether one is true; false for none.
    Any(Vec<Self>),
    /// Whether it is false.
    Not(Box<Self>),
    /// Whether there is no value.
    IsNull(Box<Self>),
    /// Whether there is a value.
    IsNotNull(Box<Self>),
    /// A value where a condition holds, and null where not.
    When(Box<Self>, Box<Self>),
    /// Whether a node has all these labels.
    Labelled(Variable, Vec<&'static str>),
    /// These values as a list.
    List(Vec<Self>),
    /// Whether there is a match of this; bound from outside by the variables that it shares.
    Exists(Box<Match>),
    /// A list with a value for each match.
    ForEach(Box<Match>, Box<Self>),
    /// Whether a condition holds for items of a list.
    Each(Quantifier, Variable, Box<Self>, Box<Self>),
}

/// For how many items a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantifier {
    All,
    Any,
}

/// An operator between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    StartsWith,
    EndsWith,
    Contains,
    Matches,
    In,
    Xor,
    Plus,
    Minus,
    Times,
    Over,
    Modulo,
}

/// A function of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Count,
    Sum,
    Average,
    Least,
    Greatest,
    Deviation,
    Collect,
    Lower,
    Upper,
    Trim,
    Size,
    Coalesce,
    Distance,
    ElementId,
    Now,
}

impl Variable {
    /// Whatever the expression is bound to later.
    pub(crate) const ITSELF: Self = Self::new("?");

    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, number: 0 }
    }

    pub(crate) const fn numbered(self, number: u16) -> Self {
        Self { name: self.name, number }
    }

    fn bind(&mut self, to: Self) {
        if self.name == Self::ITSELF.name {
            *self = to;
        }
    }
}

impl Expression {
    pub(crate) fn value(value: &(impl graph_core::mapping::ToValue + ?Sized)) -> Self {
        Self::Value(Encoded::new(value))
    }

    pub(crate) fn operation(left: Self, operator: Operator, right: Self) -> Self {
        Self::Operation(Box::new(left), operator, Box::new(right))
    }

    pub(crate) fn call(function: Function, of: Self) -> Self {
        Self::Call(function, vec![of])
    }

    pub(crate) fn when(condition: Self, value: Self) -> Self {
        Self::When(Box::new(condition), Box::new(value))
    }

    pub(crate) fn item(self, index: usize) -> Self {
        Self::Item(Box::new(self), index)
    }

    pub(crate) fn entry(self, name: &'static str) -> Self {
        Self::Entry(Box::new(self), name)
    }

    /// Puts a variable in the place of [`Variable::ITSELF`], wherever it stands.
    pub(crate) fn bound_to(mut self, variable: Variable) -> Self {
        self.visit(&mut |at| at.bind(variable));
        self
    }

    pub(super) fn visit(&mut self, visit: &mut impl FnMut(&mut Variable)) {
        match self {
            Self::Variable(variable) | Self::Property(variable, _) | Self::Labelled(variable, _) => visit(variable),
            Self::Parameter(_) | Self::Value(_) | Self::Null | Self::Integer(_) => {}
            Self::Item(of, _)
            | Self::Entry(of, _)
            | Self::OfDistinct(_, of)
            | Self::Not(of)
            | Self::IsNull(of)
            | Self::IsNotNull(of) => of.visit(visit),
            Self::Call(_, of) | Self::All(of) | Self::Any(of) | Self::List(of) => {
                of.iter_mut().for_each(|of| of.visit(visit));
            }
            Self::Operation(left, _, right) | Self::When(left, right) => {
                left.visit(visit);
                right.visit(visit);
            }
            Self::Exists(what) => what.visit(visit),
            Self::ForEach(what, value) => {
                what.visit(visit);
                value.visit(visit);
            }
            Self::Each(_, item, list, condition) => {
                visit(item);
                list.visit(visit);
                condition.visit(visit);
            }
        }
    }
}
