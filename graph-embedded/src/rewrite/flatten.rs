//! How a node that comes out of an expression becomes one that patterns know.
//!
//! The engine keeps a variable that a pattern or an UNWIND bound apart from one that holds a node as a value, such as
//! `head(list) AS n`. Of the latter it reads properties, but it takes no part in patterns, has no labels in conditions
//! and, as a relationship, no number. So such a variable, where one of these follows, goes through an UNWIND of itself.

use std::ops::Range;

use super::name::{Names, OWN};
use crate::cypher::function;
use crate::cypher::projection::Projection;
use crate::cypher::source::Source;

/// The variables of a WITH that hold values and are used as nodes in `rest`.
pub(super) fn values(source: &Source<'_>, projection: &Projection, rest: Range<usize>) -> Vec<String> {
    projection
        .items
        .iter()
        .filter(|item| item.expression.len() > 1)
        .map(|item| item.label(source))
        .filter(|name| rest.clone().any(|at| is_used_as_node(source, at, name)))
        .collect()
}

/// Whether the token stands in a pattern, before a label, or where its number is asked for.
fn is_used_as_node(source: &Source<'_>, at: usize, name: &str) -> bool {
    if !source.is_name(at) || source.name(at) != *name || source.before(at) == "." {
        return false;
    }
    let in_map = source.parent(at).is_some_and(|open| source.is(open, "{"));
    let labelled = source.is(at + 1, ":") && !in_map;
    let open = at.wrapping_sub(1);
    let alone = source.is(open, "(") && source.is(at + 1, ")");
    let argument = alone.then(|| function::called(source, open)).flatten();
    let identified = argument.as_ref().is_some_and(|(_, function)| matches!(function.as_str(), "id" | "elementid"));
    labelled || identified || (alone && argument.is_none())
}

/// The clauses that pass the variables on, with the values among them unwound.
pub(super) fn clauses(names: &Names, all: &[String], values: &[String]) -> String {
    let mut items = Vec::new();
    let mut unwinds = String::new();
    for (number, name) in all.iter().enumerate() {
        let variable = names.variable(name);
        if values.contains(name) {
            items.push(format!("[{variable}] AS {OWN}u{number}"));
            unwinds.push_str(&format!(" UNWIND {OWN}u{number} AS {variable}"));
        } else {
            items.push(variable);
        }
    }
    format!("WITH {}{unwinds}", items.join(", "))
}
