//! Patterns: nodes, and the relationships between them.

use super::{Expression, Variable};

/// A node, and the way from it over relationships to others.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    pub(super) start: NodePattern,
    pub(super) hops: Vec<(Hop, NodePattern)>,
}

/// A node in a pattern.
#[derive(Debug, Clone)]
pub(crate) struct NodePattern {
    pub(super) variable: Variable,
    pub(super) labels: Vec<&'static str>,
    pub(super) properties: Vec<(&'static str, Expression)>,
}

/// A relationship in a pattern.
#[derive(Debug, Clone)]
pub(crate) struct Hop {
    pub(super) variable: Variable,
    /// Any of these; all types for none.
    pub(super) types: Vec<&'static str>,
    pub(super) direction: Direction,
    pub(super) span: Span,
    pub(super) properties: Vec<(&'static str, Expression)>,
}

/// Which way a relationship goes, seen from the node before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Out,
    In,
    Either,
}

/// Over how many relationships a hop goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    One,
    Between(usize, Option<usize>),
}

impl Pattern {
    pub(crate) const fn from(start: NodePattern) -> Self {
        Self { start, hops: Vec::new() }
    }

    #[must_use]
    pub(crate) fn then(mut self, hop: Hop, node: NodePattern) -> Self {
        self.hops.push((hop, node));
        self
    }

    pub(super) fn visit(&mut self, visit: &mut impl FnMut(&mut Variable)) {
        self.start.visit(visit);
        for (hop, node) in &mut self.hops {
            visit(&mut hop.variable);
            hop.properties.iter_mut().for_each(|(_, value)| value.visit(visit));
            node.visit(visit);
        }
    }
}

impl NodePattern {
    /// A node that stands elsewhere in the statement already.
    pub(crate) const fn known(variable: Variable) -> Self {
        Self { variable, labels: Vec::new(), properties: Vec::new() }
    }

    /// A node that has all these labels.
    pub(crate) fn of(variable: Variable, labels: impl IntoIterator<Item = &'static str>) -> Self {
        Self { variable, labels: labels.into_iter().collect(), properties: Vec::new() }
    }

    /// Asks for a property of this value.
    #[must_use]
    pub(crate) fn with(mut self, property: &'static str, value: Expression) -> Self {
        self.properties.push((property, value));
        self
    }

    fn visit(&mut self, visit: &mut impl FnMut(&mut Variable)) {
        visit(&mut self.variable);
        for (_, value) in &mut self.properties {
            value.visit(visit);
        }
    }
}

impl Hop {
    pub(crate) const fn new(variable: Variable, direction: Direction) -> Self {
        Self { variable, types: Vec::new(), direction, span: Span::One, properties: Vec::new() }
    }

    /// Gives it another variable.
    #[must_use]
    pub(crate) const fn called(mut self, variable: Variable) -> Self {
        self.variable = variable;
        self
    }

    /// Allows a relationship type, beside others.
    #[must_use]
    pub(crate) fn of(mut self, name: &'static str) -> Self {
        self.types.push(name);
        self
    }

    /// Asks for a property of this value.
    #[must_use]
    pub(crate) fn with(mut self, property: &'static str, value: Expression) -> Self {
        self.properties.push((property, value));
        self
    }

    /// Goes one way where it could go either.
    #[must_use]
    pub(crate) const fn one_way(mut self) -> Self {
        if let Direction::Either = self.direction {
            self.direction = Direction::Out;
        }
        self
    }

    /// Goes over several relationships.
    #[must_use]
    pub(crate) const fn spanning(mut self, span: Span) -> Self {
        self.span = span;
        self
    }
}

impl From<NodePattern> for Pattern {
    fn from(start: NodePattern) -> Self {
        Self::from(start)
    }
}
