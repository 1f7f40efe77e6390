//! Writes a statement's tree as text.

use std::fmt::{self, Write as _};

use super::{Assignment, Clause, Cypher, Delete, Expression, InvalidName, Name, NodePattern, Projection, Variable};

type Written = Result<(), InvalidName>;

impl Cypher {
    /// Returns the statement's text, a clause a line.
    ///
    /// # Errors
    /// The [`InvalidName`] of a label, property or type that cannot be one.
    pub fn to_cypher(&self) -> Result<String, InvalidName> {
        let mut text = String::new();
        for (position, clause) in self.clauses.iter().enumerate() {
            if position > 0 {
                text.push('\n');
            }
            write_clause(&mut text, clause)?;
        }
        Ok(text)
    }
}

fn write_clause(text: &mut String, clause: &Clause) -> Written {
    match clause {
        Clause::Match(pattern) => {
            text.push_str("MATCH ");
            write_node(text, pattern)
        }
        Clause::Merge(pattern) => {
            text.push_str("MERGE ");
            write_node(text, pattern)
        }
        Clause::Set(assignments) => {
            text.push_str("SET ");
            separated(text, assignments, write_assignment)
        }
        Clause::Delete(variable, how) => {
            text.push_str(match how {
                Delete::Refusing => "DELETE ",
                Delete::Detaching => "DETACH DELETE ",
            });
            write_variable(text, *variable)
        }
        Clause::Return(projections) => {
            text.push_str("RETURN ");
            separated(text, projections, write_projection)
        }
    }
}

fn write_node(text: &mut String, node: &NodePattern) -> Written {
    text.push('(');
    write_variable(text, node.variable)?;
    text.push(':');
    write_name(text, node.label)?;
    if !node.properties.is_empty() {
        text.push_str(" {");
        separated(text, &node.properties, |text, (name, value)| {
            write_name(text, name)?;
            text.push_str(": ");
            write_expression(text, value)
        })?;
        text.push('}');
    }
    text.push(')');
    Ok(())
}

fn write_assignment(text: &mut String, assignment: &Assignment) -> Written {
    match assignment {
        Assignment::Labels(variable, labels) => {
            write_variable(text, *variable)?;
            labels.iter().try_for_each(|label| {
                text.push(':');
                write_name(text, label)
            })
        }
        Assignment::Properties(variable, map) => {
            write_variable(text, *variable)?;
            text.push_str(" += ");
            write_expression(text, map)
        }
    }
}

fn write_projection(text: &mut String, projection: &Projection) -> Written {
    write_expression(text, &projection.expression)?;
    match projection.column {
        Some(column) => {
            text.push_str(" AS ");
            write_name(text, column)
        }
        None => Ok(()),
    }
}

fn write_expression(text: &mut String, expression: &Expression) -> Written {
    match expression {
        Expression::Variable(variable) => write_variable(text, *variable),
        Expression::Parameter(name) => {
            text.push('$');
            write_name(text, name)
        }
        Expression::Item(name, index) => {
            text.push('$');
            write_name(text, name)?;
            append(text, format_args!("[{index}]"));
            Ok(())
        }
        Expression::Count(variable) => {
            text.push_str("count(");
            write_variable(text, *variable)?;
            text.push(')');
            Ok(())
        }
        Expression::Any(variable) => {
            write_expression(text, &Expression::Count(*variable))?;
            text.push_str(" > 0");
            Ok(())
        }
    }
}

fn write_variable(text: &mut String, variable: Variable) -> Written {
    write_name(text, variable.0)
}

fn write_name(text: &mut String, name: &str) -> Written {
    append(text, format_args!("{}", Name::new(name)?));
    Ok(())
}

fn append(text: &mut String, arguments: fmt::Arguments<'_>) {
    // A `String` takes whatever is written into it.
    _ = text.write_fmt(arguments);
}

fn separated<T>(text: &mut String, items: &[T], mut write: impl FnMut(&mut String, &T) -> Written) -> Written {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        write(text, item)?;
    }
    Ok(())
}
