//! Patterns inside expressions: whether a part of the graph is there, and a list of what is.

use super::write::{Writer, Written};
use super::{Expression, Function, Match, Variable};

impl Expression {
    /// Tells whether there is a match.
    pub(crate) fn exists(what: Match) -> Self {
        Self::Exists(Box::new(what))
    }

    /// Gives a list with a value for each match.
    pub(crate) fn for_each(what: Match, value: Self) -> Self {
        Self::ForEach(Box::new(what), Box::new(value))
    }

    /// How many patterns stand inside one another in this; the variables of a pattern carry the number of its depth, so
    /// that no inner one hides an outer one.
    pub(crate) fn depth(&self) -> u16 {
        match self {
            Self::Exists(what) => 1 + what.depth(),
            Self::ForEach(what, value) => 1 + what.depth().max(value.depth()),
            Self::Item(of, _)
            | Self::Entry(of, _)
            | Self::OfDistinct(_, of)
            | Self::Not(of)
            | Self::IsNull(of)
            | Self::IsNotNull(of) => of.depth(),
            Self::Call(_, of) | Self::All(of) | Self::Any(of) | Self::List(of) => {
                of.iter().map(Self::depth).max().unwrap_or(0)
            }
            Self::Operation(left, _, right) | Self::When(left, right) | Self::Each(_, _, left, right) => {
                left.depth().max(right.depth())
            }
            _ => 0,
        }
    }
}

impl Expression {
    /// Tells whether the value is one of many rows, such as a count.
    pub(crate) fn is_of_rows(&self) -> bool {
        match self {
            Self::Call(function, of) => function.is_of_rows() || of.iter().any(Self::is_of_rows),
            Self::OfDistinct(..) => true,
            Self::All(of) | Self::Any(of) | Self::List(of) => of.iter().any(Self::is_of_rows),
            Self::Item(of, _) | Self::Entry(of, _) | Self::Not(of) | Self::IsNull(of) | Self::IsNotNull(of) => {
                of.is_of_rows()
            }
            Self::Operation(left, _, right) | Self::When(left, right) | Self::Each(_, _, left, right) => {
                left.is_of_rows() || right.is_of_rows()
            }
            _ => false,
        }
    }
}

impl Function {
    const fn is_of_rows(self) -> bool {
        matches!(
            self,
            Self::Count | Self::Sum | Self::Average | Self::Least | Self::Greatest | Self::Deviation | Self::Collect
        )
    }
}

impl Match {
    fn depth(&self) -> u16 {
        self.filter.as_ref().map_or(0, Expression::depth)
    }

    pub(super) fn visit(&mut self, visit: &mut impl FnMut(&mut Variable)) {
        for pattern in &mut self.patterns {
            pattern.visit(visit);
        }
        if let Some(filter) = &mut self.filter {
            filter.visit(visit);
        }
    }
}

impl Writer {
    pub(super) fn exists(&mut self, what: &Match) -> Written {
        self.push("EXISTS { MATCH ");
        self.separated(&what.patterns, Self::pattern)?;
        self.filter(" WHERE ", what.filter.as_ref())?;
        self.push(" }");
        Ok(())
    }

    pub(super) fn for_each(&mut self, what: &Match, value: &Expression) -> Written {
        self.push("[");
        self.separated(&what.patterns, Self::pattern)?;
        self.filter(" WHERE ", what.filter.as_ref())?;
        self.push(" | ");
        self.expression(value)?;
        self.push("]");
        Ok(())
    }

    pub(super) fn list(&mut self, items: &[Expression]) -> Written {
        self.push("[");
        self.separated(items, Self::expression)?;
        self.push("]");
        Ok(())
    }
}
