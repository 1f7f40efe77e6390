//! Writes expressions as text, with parentheses where the order of operators asks for them.

use super::write::{Writer, Written};
use super::{Expression, Function, Operator, Quantifier};

/// How tightly an expression holds together; a looser one inside a tighter one stands in parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    Any,
    Xor,
    All,
    Not,
    Comparison,
    Sum,
    Product,
    Whole,
}

impl Writer {
    pub(super) fn expression(&mut self, expression: &Expression) -> Written {
        match expression {
            Expression::Variable(variable) => self.variable(*variable),
            Expression::Property(variable, name) => self.property(*variable, name),
            Expression::Parameter(name) => {
                self.push("$");
                self.name(name)
            }
            Expression::Value(value) => {
                self.value(value);
                Ok(())
            }
            Expression::Null => {
                self.push("null");
                Ok(())
            }
            Expression::Integer(number) => {
                self.format(format_args!("{number}"));
                Ok(())
            }
            Expression::Item(list, index) => {
                self.part(list, Bond::Whole)?;
                self.format(format_args!("[{index}]"));
                Ok(())
            }
            Expression::Entry(map, name) => {
                self.part(map, Bond::Whole)?;
                self.push(".");
                self.name(name)
            }
            Expression::Call(Function::Count, of) if of.is_empty() => {
                self.push("count(*)");
                Ok(())
            }
            Expression::Call(function, of) => self.enclosed((function.text(), "("), of, ")"),
            Expression::OfDistinct(function, of) => self.enclosed((function.text(), "(DISTINCT "), [&**of], ")"),
            Expression::Operation(left, operator, right) => {
                let (bond, tighter) = (operator.bond(), operator.bond().tighter());
                // `a - b - c` is `(a - b) - c`, but `a < b < c` is `a < b AND b < c`.
                self.part(left, if bond == Bond::Comparison { tighter } else { bond })?;
                self.push(operator.text());
                self.part(right, tighter)
            }
            Expression::All(of) => self.joined(of, (" AND ", "true"), Bond::All),
            Expression::Any(of) => self.joined(of, (" OR ", "false"), Bond::Any),
            Expression::Not(of) => {
                self.push("NOT ");
                self.part(of, Bond::Not)
            }
            Expression::IsNull(of) => {
                self.part(of, Bond::Sum)?;
                self.push(" IS NULL");
                Ok(())
            }
            Expression::IsNotNull(of) => {
                self.part(of, Bond::Sum)?;
                self.push(" IS NOT NULL");
                Ok(())
            }
            Expression::When(condition, value) => {
                self.push("CASE WHEN ");
                self.expression(condition)?;
                self.push(" THEN ");
                self.expression(value)?;
                self.push(" END");
                Ok(())
            }
            Expression::Labelled(variable, labels) => {
                self.variable(*variable)?;
                self.labels(labels)
            }
            Expression::List(items) => self.list(items),
            Expression::Exists(what) => self.exists(what),
            Expression::ForEach(what, value) => self.for_each(what, value),
            Expression::Each(quantifier, item, list, condition) => {
                self.push(match quantifier {
                    Quantifier::All => "all(",
                    Quantifier::Any => "any(",
                });
                self.variable(*item)?;
                self.push(" IN ");
                self.expression(list)?;
                self.push(" WHERE ");
                self.expression(condition)?;
                self.push(")");
                Ok(())
            }
        }
    }

    fn enclosed<'e>(
        &mut self,
        (name, opening): (&str, &str),
        items: impl IntoIterator<Item = &'e Expression>,
        closing: &str,
    ) -> Written {
        self.push(name);
        self.push(opening);
        let items: Vec<&Expression> = items.into_iter().collect();
        self.separated(&items, |writer, item| writer.expression(item))?;
        self.push(closing);
        Ok(())
    }

    fn joined(&mut self, of: &[Expression], (word, without): (&str, &str), bond: Bond) -> Written {
        match of {
            [] => self.push(without),
            [only] => return self.expression(only),
            several => {
                for (position, part) in several.iter().enumerate() {
                    if position > 0 {
                        self.push(word);
                    }
                    self.part(part, bond)?;
                }
            }
        }
        Ok(())
    }

    fn part(&mut self, part: &Expression, bond: Bond) -> Written {
        if part.bond() >= bond {
            return self.expression(part);
        }
        self.push("(");
        self.expression(part)?;
        self.push(")");
        Ok(())
    }
}

impl Expression {
    fn bond(&self) -> Bond {
        match self {
            Self::All(of) | Self::Any(of) if of.len() == 1 => of.first().map_or(Bond::Whole, Self::bond),
            Self::All(of) | Self::Any(of) if of.is_empty() => Bond::Whole,
            Self::All(_) => Bond::All,
            Self::Any(_) => Bond::Any,
            Self::Not(_) => Bond::Not,
            Self::Operation(_, operator, _) => operator.bond(),
            Self::IsNull(_) | Self::IsNotNull(_) | Self::Labelled(..) => Bond::Comparison,
            Self::Variable(_)
            | Self::Property(..)
            | Self::Parameter(_)
            | Self::Value(_)
            | Self::Null
            | Self::Integer(_)
            | Self::Item(..)
            | Self::Entry(..)
            | Self::Call(..)
            | Self::OfDistinct(..)
            | Self::List(_)
            | Self::When(..)
            | Self::Exists(_)
            | Self::ForEach(..)
            | Self::Each(..) => Bond::Whole,
        }
    }
}

impl Bond {
    const fn tighter(self) -> Self {
        match self {
            Self::Any => Self::Xor,
            Self::Xor => Self::All,
            Self::All => Self::Not,
            Self::Not => Self::Comparison,
            Self::Comparison => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product | Self::Whole => Self::Whole,
        }
    }
}

impl Operator {
    const fn bond(self) -> Bond {
        match self {
            Self::Xor => Bond::Xor,
            Self::Plus | Self::Minus => Bond::Sum,
            Self::Times | Self::Over | Self::Modulo => Bond::Product,
            _ => Bond::Comparison,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Equal => " = ",
            Self::Unequal => " <> ",
            Self::Less => " < ",
            Self::AtMost => " <= ",
            Self::Greater => " > ",
            Self::AtLeast => " >= ",
            Self::StartsWith => " STARTS WITH ",
            Self::EndsWith => " ENDS WITH ",
            Self::Contains => " CONTAINS ",
            Self::Matches => " =~ ",
            Self::In => " IN ",
            Self::Xor => " XOR ",
            Self::Plus => " + ",
            Self::Minus => " - ",
            Self::Times => " * ",
            Self::Over => " / ",
            Self::Modulo => " % ",
        }
    }
}

impl Function {
    const fn text(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Sum => "sum",
            Self::Average => "avg",
            Self::Least => "min",
            Self::Greatest => "max",
            Self::Deviation => "stDev",
            Self::Collect => "collect",
            Self::Lower => "toLower",
            Self::Upper => "toUpper",
            Self::Trim => "trim",
            Self::Size => "size",
            Self::Coalesce => "coalesce",
            Self::Distance => "point.distance",
            Self::ElementId => "elementId",
            Self::Now => "datetime",
        }
    }
}
