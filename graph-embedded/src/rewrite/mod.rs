//! How a query for a Neo4j server becomes one that the engine answers the same.
//!
//! The engine knows openCypher 9. What it does not know, or answers differently, is put into other words here where
//! that is possible, and refused by name in `refuse` where it is not. A rewrite copies tokens: it never moves an
//! expression out of the scope in which it was written.

mod anchor;
mod call;
mod create;
mod expression;
mod flatten;
mod identity;
mod name;
mod order;
mod refresh;
mod refuse;
mod subquery;
mod table;
mod writer;

use std::ops::Range;

use crate::cypher::assignment;
use crate::cypher::clause::{Clause, Verb, clauses};
use crate::cypher::source::Source;
use crate::failure::{Failure, Outcome, code};
use writer::Writer;

pub(crate) use anchor::{BATCH_PARAMETER, Batch, Lookup, ROW_KEY};
pub(crate) use refuse::{Construct, refusal};
pub(crate) use table::{PARAMETER as TABLE_PARAMETER, Table};

/// A column of a result: what the client calls it, and what the engine does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) label: String,
    pub(crate) field: String,
}

/// A query in the engine's words.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) text: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) writes: bool,
    pub(crate) assignments: assignment::Plan,
    /// The parameters that the client must give.
    pub(crate) parameters: Vec<String>,
    /// The table that the server itself supplies, as the parameter `table::PARAMETER`.
    pub(crate) table: Option<Table>,
    /// What the server looks up before the query runs, for the parameter `BATCH_PARAMETER`.
    pub(crate) batch: Option<Batch>,
}

impl Query {
    /// Puts the query in `range` into the engine's words.
    pub(crate) fn new(source: &Source<'_>, range: Range<usize>) -> Outcome<Self> {
        let table = table::leading(source, range.clone())?;
        let rest = table.as_ref().map_or(range.start, |leading| leading.rest);
        let clauses = clauses(source, rest..range.end);
        if table.is_none() && clauses.first().is_none_or(|first| first.head.start != rest) {
            return Err(unexpected(source, rest));
        }
        refuse::check(source, range.clone(), &clauses)?;
        check_order(source, &clauses)?;
        let batch = anchor::batch(source, &clauses);
        let mut writer = Writer::new(source, &clauses, batch.as_ref(), range.end);
        if let Some(leading) = &table {
            writer.lead(leading, clauses.is_empty())?;
        }
        for clause in &clauses {
            writer.clause(clause)?;
        }
        let (text, columns) = writer.end()?;
        Ok(Self {
            text,
            columns,
            writes: clauses.iter().any(|clause| clause.verb.writes()),
            assignments: assignment::Plan::new(source, &clauses),
            parameters: parameters(source, range),
            table: table.map(|leading| leading.table),
            batch,
        })
    }
}

fn unexpected(source: &Source<'_>, at: usize) -> Failure {
    let found = source.at(at);
    Failure::new(code::SYNTAX, format!("Invalid input '{found}': expected a clause"))
}

/// Refuses a clause that reads right after one that writes, as Neo4j does.
fn check_order(source: &Source<'_>, clauses: &[Clause]) -> Outcome<()> {
    let reads = |verb: Verb| matches!(verb, Verb::Match | Verb::OptionalMatch | Verb::Unwind | Verb::Call);
    let wrong = clauses.iter().zip(clauses.iter().skip(1)).find(|(one, next)| one.verb.writes() && reads(next.verb));
    match wrong {
        Some((one, next)) => {
            let (one, next) = (source.slice(one.head.clone()), source.slice(next.head.clone()));
            Err(Failure::new(code::SYNTAX, format!("WITH is required between {one} and {next}")))
        }
        None => Ok(()),
    }
}

fn parameters(source: &Source<'_>, range: Range<usize>) -> Vec<String> {
    let mut names: Vec<String> = range.filter_map(|at| source.parameter(at)).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests;
