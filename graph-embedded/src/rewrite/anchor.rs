//! How a MATCH begins at nodes that can be looked up.
//!
//! The engine looks a node up by its number only where a MATCH has one bare node and no other condition, and uses an
//! index only for a literal or a parameter. So a MATCH of exactly that form is put before one that could begin there;
//! the original follows, with the variable bound, and checks everything again.

use std::ops::Range;

use super::expression::Expressions;
use super::identity;
use super::name::OWN;
use crate::cypher::clause::{Clause, Verb};
use crate::cypher::scope::{Scope, pattern};
use crate::cypher::source::Source;
use crate::failure::Outcome;

/// The parameter in which the rows of a batch come with the numbers of their nodes.
pub(crate) const BATCH_PARAMETER: &str = "graph_embedded_batch";

/// The key of a batch's map under which the row itself is.
pub(crate) const ROW_KEY: &str = "row";

/// Rows of a parameter that a query unwinds, and what is looked up for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    /// The parameter that has the rows.
    pub(crate) parameter: String,
    pub(crate) lookups: Vec<Lookup>,
}

/// Nodes of a label that have in a property what a row has at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lookup {
    pub(crate) label: String,
    pub(crate) property: String,
    pub(crate) path: Vec<String>,
    /// The variable of the pattern that is the node.
    variable: String,
}

impl Lookup {
    /// The key of a batch's map under which the numbers are.
    pub(crate) fn key(number: usize) -> String {
        format!("nodes{number}")
    }
}

/// What a query that begins with `UNWIND $rows AS row MATCH (n:L {k: row.x})` looks up for its rows.
///
/// Only the MATCH clauses right after the UNWIND: what comes later may see what the query itself writes.
pub(super) fn batch(source: &Source<'_>, clauses: &[Clause]) -> Option<Batch> {
    let (unwind, rest) = clauses.split_first()?;
    let body = &unwind.body;
    let parameter = source.parameter(body.start)?;
    if unwind.verb != Verb::Unwind || body.len() != 3 || !source.is_name(body.start + 2) {
        return None;
    }
    let row = source.name(body.start + 2);
    let mut lookups: Vec<Lookup> = Vec::new();
    for clause in rest.iter().take_while(|clause| clause.verb == Verb::Match) {
        for part in source.list(pattern(source, clause)) {
            let found = lookup(source, part, &row);
            let known = |new: &Lookup| lookups.iter().any(|old| old.variable == new.variable);
            lookups.extend(found.filter(|new| !known(new)));
        }
    }
    (!lookups.is_empty()).then(|| Batch { parameter: parameter.to_owned(), lookups })
}

/// The look-up for a pattern that begins with `(n:L {k: row.x, …})`.
fn lookup(source: &Source<'_>, part: Range<usize>, row: &str) -> Option<Lookup> {
    let open = part.start;
    let named = source.is(open, "(") && source.is_name(open + 1) && source.is(open + 2, ":");
    if !named || !source.is_name(open + 3) {
        return None;
    }
    let inside = source.inside(open);
    let map = source.top_level(inside).find(|at| source.is(*at, "{"))?;
    source.list(source.inside(map)).into_iter().find_map(|entry| {
        let path = path(source, entry.start + 2..entry.end, row)?;
        Some(Lookup {
            label: source.name(open + 3),
            property: source.name(entry.start),
            path,
            variable: source.name(open + 1),
        })
    })
}

/// The steps of `row`, `row.a` or `row.a.b`.
fn path(source: &Source<'_>, value: Range<usize>, row: &str) -> Option<Vec<String>> {
    if !source.is_name(value.start) || source.name(value.start) != row {
        return None;
    }
    let mut steps = Vec::new();
    let mut at = value.start + 1;
    while source.is(at, ".") && source.is_name(at + 1) {
        steps.push(source.name(at + 1));
        at += 2;
    }
    (at == value.end).then_some(steps)
}

/// The clauses that take the rows of a batch apart, in place of the query's own UNWIND.
pub(super) fn unwind(batch: &Batch, row: &str) -> String {
    let mut items = vec![format!("{OWN}b.{ROW_KEY} AS {row}")];
    let mut unwinds = String::new();
    for number in 0..batch.lookups.len() {
        let (list, node) = (format!("{OWN}l{number}"), format!("{OWN}i{number}"));
        items.push(format!("{OWN}b.{} AS {list}", Lookup::key(number)));
        unwinds.push_str(&format!(" UNWIND {list} AS {node}"));
    }
    format!("UNWIND ${BATCH_PARAMETER} AS {OWN}b WITH {}{unwinds}", items.join(", "))
}

/// The clauses to put before a MATCH, where `scope` are the variables before it.
pub(super) fn before(
    source: &Source<'_>,
    expressions: &Expressions<'_, '_>,
    clause: &Clause,
    scope: &Scope,
    batch: Option<&Batch>,
) -> Outcome<String> {
    let mut words = String::new();
    let mut bound = scope.clone();
    let patterns = pattern(source, clause);
    let mut own = Scope::default();
    own.bind_patterns(source, patterns.clone());
    for (number, lookup) in batch.iter().flat_map(|batch| batch.lookups.iter().enumerate()) {
        if own.kind(&lookup.variable).is_some() && bound.kind(&lookup.variable).is_none() {
            let variable = expressions.names().variable(&lookup.variable);
            words.push_str(&format!("MATCH ({variable}) WHERE id({variable}) = {OWN}i{number} "));
            bound.bind_patterns(source, patterns.clone());
        }
    }
    if bound != *scope || patterns.end == clause.body.end {
        return Ok(words);
    }
    let condition = patterns.end + 1..clause.body.end;
    let bare = patterns.len() == 3;
    for conjunct in conjuncts(source, condition.clone()) {
        let Some((variable, equal)) = identity::anchor(expressions, conjunct.clone(), scope, &own)? else {
            continue;
        };
        if bound.kind(&variable).is_some() || (bare && conjunct == condition) {
            continue;
        }
        let name = expressions.names().variable(&variable);
        words.push_str(&format!("MATCH ({name}) WHERE id({name}) = {equal} "));
        bound.bind(variable, crate::cypher::scope::Kind::Node);
    }
    Ok(words)
}

/// The parts of a condition that all must hold.
fn conjuncts(source: &Source<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for at in source.top_level(range.clone()) {
        if ["OR", "XOR"].iter().any(|word| source.is_word(at, word)) {
            return Vec::new();
        }
        if source.is_word(at, "AND") {
            parts.push(start..at);
            start = at + 1;
        }
    }
    parts.push(start..range.end);
    parts
}
