//! How `CREATE (n $properties)` is said to an engine that wants the properties one by one.

use std::ops::Range;

use super::expression::Expressions;
use super::name::OWN;
use super::refuse::{Construct, refusal};
use crate::cypher::clause::Clause;
use crate::cypher::scope::Scope;
use crate::cypher::source::Source;
use crate::cypher::token::Kind;
use crate::failure::Outcome;

/// A CREATE clause, followed by a SET for each map parameter in its patterns.
pub(super) fn clause(
    source: &Source<'_>,
    expressions: &Expressions<'_, '_>,
    clause: &Clause,
    scope: &Scope,
) -> Outcome<String> {
    let mut words = String::from("CREATE ");
    let mut sets = String::new();
    let mut plain = clause.body.start;
    for open in source.top_level(clause.body.clone()) {
        if source.is_name(open) && source.is(open + 1, "=") {
            return Err(refusal(&Construct::PathInCreate));
        }
        let element = source.is(open, "(") || source.is(open, "[");
        let inside = source.inside(open);
        let last = inside.end.saturating_sub(1);
        let map = element && inside.contains(&last) && source.kind(last) == Some(Kind::Parameter);
        if !map {
            continue;
        }
        let named = source.is_name(inside.start) && source.before(inside.start) != ":";
        let variable =
            if named { expressions.names().variable(&source.name(inside.start)) } else { format!("{OWN}n{open}") };
        words.push_str(&expressions.write(plain..open, scope)?);
        words.push_str(source.at(open));
        words.push_str(&variable);
        let labels: Range<usize> = inside.start + usize::from(named)..last;
        words.push_str(&expressions.write(labels, scope)?);
        sets.push_str(if sets.is_empty() { " SET " } else { ", " });
        sets.push_str(&format!("{variable} += {}", expressions.write(last..last + 1, scope)?));
        plain = inside.end;
    }
    words.push_str(&expressions.write(plain..clause.body.end, scope)?);
    Ok(words + &sets)
}
