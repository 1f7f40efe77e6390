//! How `COUNT { }` and `COLLECT { }` are asked for as pattern comprehensions.

use std::ops::Range;

use super::expression::Expressions;
use super::refuse::{Construct, refusal};
use crate::cypher::clause::{Clause, Verb, clauses};
use crate::cypher::projection::Projection;
use crate::cypher::scope::{Scope, is_path_function};
use crate::cypher::source::Source;
use crate::failure::Outcome;

/// The subquery at `at` in the engine's words; `None` if there is none.
pub(super) fn write(expressions: &Expressions<'_, '_>, at: usize, scope: &Scope) -> Outcome<Option<String>> {
    let source = expressions.source();
    let inside = source.inside(at + 1);
    if source.is_word(at, "EXISTS") {
        return exists(expressions, inside, scope).map(Some);
    }
    let count = source.is_word(at, "COUNT");
    if !count && !source.is_word(at, "COLLECT") {
        return Ok(None);
    }
    let name = if count { "COUNT { }" } else { "COLLECT { }" };
    let subquery = Subquery::new(source, inside).ok_or_else(|| refusal(&Construct::Subquery(name)))?;
    let result = match (&subquery.result, count) {
        (_, true) => "1".to_owned(),
        (Some(result), false) => {
            let inner = subquery.scope(source, scope);
            expressions.write(result.clone(), &inner)?
        }
        (None, false) => return Err(refusal(&Construct::Subquery(name))),
    };
    let list = subquery.comprehension(expressions, scope, &result)?;
    Ok(Some(if count { format!("size({list})") } else { list }))
}

/// An EXISTS subquery, which the engine knows; only its expressions are rewritten.
fn exists(expressions: &Expressions<'_, '_>, inside: Range<usize>, scope: &Scope) -> Outcome<String> {
    let source = expressions.source();
    let parts = clauses(source, inside.clone());
    let mut inner = scope.clone();
    if parts.is_empty() {
        inner.bind_patterns(source, until_where(source, inside.clone()));
    }
    for clause in &parts {
        inner = match clause.verb {
            // What is returned is of no interest, and what is known outside stays known.
            Verb::Return | Verb::Union => inner,
            _ => inner.after(source, clause)?,
        };
    }
    Ok(format!("EXISTS {{ {} }}", expressions.write(inside, &inner)?))
}

/// A subquery of one pattern.
struct Subquery {
    pattern: Range<usize>,
    filter: Option<Range<usize>>,
    /// What is returned, without its alias.
    result: Option<Range<usize>>,
}

impl Subquery {
    /// Reads what is between the braces; `None` if it is more than one pattern, a filter and a plain result.
    fn new(source: &Source<'_>, inside: Range<usize>) -> Option<Self> {
        let parts = clauses(source, inside.clone());
        let (matched, result) = match parts.as_slice() {
            [] => (inside, None),
            [one] if one.verb == Verb::Match => (one.body.clone(), None),
            [first, last] if first.verb == Verb::Match && last.verb == Verb::Return => {
                (first.body.clone(), Some(plain_result(source, last)?))
            }
            _ => return None,
        };
        let pattern = until_where(source, matched.clone());
        let filter = (pattern.end < matched.end).then(|| pattern.end + 1..matched.end);
        let single = source.list(pattern.clone()).len() == 1;
        let plain = pattern.clone().all(|at| !is_path_function(source.at(at)));
        (single && plain).then_some(Self { pattern, filter, result })
    }

    fn scope(&self, source: &Source<'_>, outer: &Scope) -> Scope {
        let mut inner = outer.clone();
        inner.bind_patterns(source, self.pattern.clone());
        inner
    }

    fn comprehension(&self, expressions: &Expressions<'_, '_>, outer: &Scope, result: &str) -> Outcome<String> {
        let inner = self.scope(expressions.source(), outer);
        let pattern = expressions.write(self.pattern.clone(), &inner)?;
        let filter = match &self.filter {
            Some(filter) => format!(" WHERE {}", expressions.write(filter.clone(), &inner)?),
            None => String::new(),
        };
        Ok(format!("[{pattern}{filter} | {result}]"))
    }
}

fn until_where(source: &Source<'_>, range: Range<usize>) -> Range<usize> {
    let end = source.top_level(range.clone()).find(|at| source.is_word(*at, "WHERE"));
    range.start..end.unwrap_or(range.end)
}

/// The one expression that a RETURN gives, if it gives just that for every row.
fn plain_result(source: &Source<'_>, clause: &Clause) -> Option<Range<usize>> {
    let projection = Projection::new(source, clause.body.clone()).ok()?;
    let ordered = !projection.order.is_empty() || projection.skip.is_some() || projection.limit.is_some();
    match projection.items.as_slice() {
        [item] if !ordered && !projection.star && !projection.groups(source) => Some(item.expression.clone()),
        _ => None,
    }
}
