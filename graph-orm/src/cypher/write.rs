//! Writes a statement's clauses and patterns as text, and collects its values as parameters.

use std::fmt::{self, Write as _};

use graph_core::mapping::{Encoded, Params};

use super::clause::Column;
use super::pattern::Span;
use super::{
    Assignment, Body, Clause, Cypher, Delete, Direction, Expression, Hop, InvalidName, Match, Name, NodePattern,
    Pattern, Procedure, Projection, Sorting, Variable,
};

pub(super) type Written = Result<(), InvalidName>;

/// A statement as a server takes it.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    /// The values of the statement, as `p0`, `p1` and so on.
    pub(crate) params: Params,
}

/// A text that grows.
#[derive(Debug)]
pub(super) struct Writer {
    text: String,
    params: Params,
}

impl Cypher {
    /// Returns the statement's text, a clause a line. Its values are the parameters `$p0`, `$p1` and so on.
    ///
    /// # Errors
    /// The [`InvalidName`] of a label, property or type that cannot be one.
    pub fn to_cypher(&self) -> Result<String, InvalidName> {
        self.to_text().map(|written| written.text)
    }

    /// Returns the text with its parameters.
    pub(crate) fn to_text(&self) -> Result<Text, InvalidName> {
        let mut writer = Writer { text: String::new(), params: Params::new() };
        for (position, clause) in self.clauses.iter().enumerate() {
            if position > 0 {
                writer.push("\n");
            }
            writer.clause(clause)?;
        }
        Ok(Text { text: writer.text, params: writer.params })
    }
}

impl Writer {
    fn clause(&mut self, clause: &Clause) -> Written {
        match clause {
            Clause::Match(find) => self.find(find),
            Clause::Create(pattern) => {
                self.push("CREATE ");
                self.pattern(pattern)
            }
            Clause::Merge(pattern) => {
                self.push("MERGE ");
                self.pattern(pattern)
            }
            Clause::Call(procedure, arguments, columns) => self.call(*procedure, arguments, columns),
            Clause::Unwind(list, item) => {
                self.push("UNWIND ");
                self.expression(list)?;
                self.push(" AS ");
                self.variable(*item)
            }
            Clause::OnCreate(assignments) => {
                self.push("ON CREATE SET ");
                self.separated(assignments, Self::assignment)
            }
            Clause::Set(assignments) => {
                self.push("SET ");
                self.separated(assignments, Self::assignment)
            }
            Clause::Delete(variable, how) => {
                self.push(match how {
                    Delete::Refusing => "DELETE ",
                    Delete::Detaching => "DETACH DELETE ",
                });
                self.variable(*variable)
            }
            Clause::With(body) => {
                self.push("WITH ");
                self.body(body)
            }
            Clause::Return(body) => {
                self.push("RETURN ");
                self.body(body)
            }
        }
    }

    fn call(
        &mut self,
        procedure: Procedure,
        arguments: &[Expression],
        columns: &[(&'static str, Variable)],
    ) -> Written {
        self.push("CALL ");
        self.push(match procedure {
            Procedure::FullText => "db.index.fulltext.queryNodes",
            Procedure::Nearest => "db.index.vector.queryNodes",
        });
        self.push("(");
        self.separated(arguments, Self::expression)?;
        self.push(") YIELD ");
        self.separated(columns, |writer, (column, variable)| {
            writer.push(column);
            writer.push(" AS ");
            writer.variable(*variable)
        })
    }

    fn find(&mut self, find: &Match) -> Written {
        self.push(if find.optional { "OPTIONAL MATCH " } else { "MATCH " });
        self.separated(&find.patterns, Self::pattern)?;
        self.filter("\nWHERE ", find.filter.as_ref())
    }

    pub(super) fn filter(&mut self, before: &str, filter: Option<&Expression>) -> Written {
        match filter {
            Some(filter) => {
                self.push(before);
                self.expression(filter)
            }
            None => Ok(()),
        }
    }

    fn body(&mut self, body: &Body) -> Written {
        if body.distinct {
            self.push("DISTINCT ");
        }
        self.separated(&body.items, Self::projection)?;
        if !body.order.is_empty() {
            self.push("\nORDER BY ");
            self.separated(&body.order, |writer, Sorting { by, descending }| {
                writer.expression(by)?;
                writer.push(if *descending { " DESC" } else { "" });
                Ok(())
            })?;
        }
        self.filter("\nSKIP ", body.skip.as_ref())?;
        self.filter("\nLIMIT ", body.limit.as_ref())?;
        self.filter("\nWHERE ", body.filter.as_ref())
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) -> Written {
        self.node(&pattern.start)?;
        pattern.hops.iter().try_for_each(|(hop, node)| {
            self.hop(hop)?;
            self.node(node)
        })
    }

    fn node(&mut self, node: &NodePattern) -> Written {
        self.push("(");
        self.variable(node.variable)?;
        self.labels(&node.labels)?;
        self.properties(&node.properties)?;
        self.push(")");
        Ok(())
    }

    fn hop(&mut self, hop: &Hop) -> Written {
        self.push(if hop.direction == Direction::In { "<-[" } else { "-[" });
        self.variable(hop.variable)?;
        for (position, name) in hop.types.iter().enumerate() {
            self.push(if position == 0 { ":" } else { "|" });
            self.name(name)?;
        }
        match hop.span {
            Span::One => {}
            Span::Between(least, Some(most)) => self.format(format_args!("*{least}..{most}")),
            Span::Between(least, None) => self.format(format_args!("*{least}..")),
        }
        self.properties(&hop.properties)?;
        self.push(if hop.direction == Direction::Out { "]->" } else { "]-" });
        Ok(())
    }

    pub(super) fn labels(&mut self, labels: &[&'static str]) -> Written {
        labels.iter().try_for_each(|label| {
            self.push(":");
            self.name(label)
        })
    }

    fn properties(&mut self, properties: &[(&'static str, Expression)]) -> Written {
        if properties.is_empty() {
            return Ok(());
        }
        self.push(" {");
        self.separated(properties, |writer, (name, value)| {
            writer.name(name)?;
            writer.push(": ");
            writer.expression(value)
        })?;
        self.push("}");
        Ok(())
    }

    fn assignment(&mut self, assignment: &Assignment) -> Written {
        match assignment {
            Assignment::Labels(variable, labels) => {
                self.variable(*variable)?;
                self.labels(labels)
            }
            Assignment::Property(variable, name, value) => {
                self.property(*variable, name)?;
                self.push(" = ");
                self.expression(value)
            }
            Assignment::Properties(variable, map) => {
                self.variable(*variable)?;
                self.push(" += ");
                self.expression(map)
            }
        }
    }

    fn projection(&mut self, projection: &Projection) -> Written {
        self.expression(&projection.expression)?;
        match projection.column {
            Some(Column::Named(column)) => {
                self.push(" AS ");
                self.name(column)
            }
            Some(Column::Variable(variable)) => {
                self.push(" AS ");
                self.variable(variable)
            }
            None => Ok(()),
        }
    }

    pub(super) fn property(&mut self, variable: Variable, name: &str) -> Written {
        self.variable(variable)?;
        self.push(".");
        self.name(name)
    }

    pub(super) fn variable(&mut self, variable: Variable) -> Written {
        debug_assert_ne!(variable, Variable::ITSELF, "an expression was written that is bound to nothing");
        self.push(variable.name);
        if variable.number > 0 {
            self.format(format_args!("{}", variable.number));
        }
        Ok(())
    }

    pub(super) fn name(&mut self, name: &str) -> Written {
        self.format(format_args!("{}", Name::new(name)?));
        Ok(())
    }

    pub(super) fn value(&mut self, value: &Encoded) {
        let name = format!("p{}", self.params.len());
        self.format(format_args!("${name}"));
        self.params.insert(&name, value);
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn format(&mut self, arguments: fmt::Arguments<'_>) {
        // A `String` takes whatever is written into it.
        _ = self.text.write_fmt(arguments);
    }

    pub(super) fn separated<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T) -> Written) -> Written {
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            write(self, item)?;
        }
        Ok(())
    }
}
