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

use std::ops::Range;

use crate::cypher::assignment;
use crate::cypher::clause::{Clause, Verb, clauses};
use crate::cypher::projection::{Item, Projection};
use crate::cypher::scope::{Kind, Scope};
use crate::cypher::source::Source;
use crate::cypher::token::Kind as TokenKind;
use crate::failure::{Failure, Outcome, code};
use expression::Expressions;
use refresh::Freshness;

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
        check_order(&clauses)?;
        let mut writer = Writer::new(source);
        writer.freshness = Freshness::new(&clauses);
        writer.end = range.end;
        writer.batch = anchor::batch(source, &clauses);
        if let Some(leading) = &table {
            writer.lead(leading, clauses.is_empty())?;
        }
        for clause in &clauses {
            writer.clause(clause)?;
        }
        writer.check_end()?;
        Ok(Self {
            columns: writer.columns.unwrap_or_default(),
            text: writer.text,
            writes: clauses.iter().any(|clause| clause.verb.writes()),
            assignments: assignment::Plan::new(source, &clauses),
            parameters: parameters(source, range),
            table: table.map(|leading| leading.table),
            batch: writer.batch,
        })
    }
}

fn unexpected(source: &Source<'_>, at: usize) -> Failure {
    let found = source.at(at);
    Failure::new(code::SYNTAX, format!("Invalid input '{found}': expected a clause"))
}

/// Refuses a clause that reads right after one that writes, as Neo4j does.
fn check_order(clauses: &[Clause]) -> Outcome<()> {
    let reads = |verb: Verb| matches!(verb, Verb::Match | Verb::OptionalMatch | Verb::Unwind | Verb::Call);
    let wrong = clauses.iter().zip(clauses.iter().skip(1)).find(|(one, next)| one.verb.writes() && reads(next.verb));
    match wrong {
        Some((one, next)) => {
            Err(Failure::new(code::SYNTAX, format!("WITH is required between {:?} and {:?}", one.verb, next.verb)))
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

/// Writes the clauses of a query, one after the other.
struct Writer<'s, 'q> {
    source: &'s Source<'q>,
    expressions: Expressions<'s, 'q>,
    scope: Scope,
    text: String,
    columns: Option<Vec<Column>>,
    last: Option<Verb>,
    batch: Option<Batch>,
    freshness: Freshness,
    /// Where the query ends.
    end: usize,
}

impl<'s, 'q> Writer<'s, 'q> {
    fn new(source: &'s Source<'q>) -> Self {
        Self {
            source,
            expressions: Expressions::new(source),
            scope: Scope::default(),
            text: String::new(),
            columns: None,
            last: None,
            batch: None,
            freshness: Freshness::default(),
            end: 0,
        }
    }

    fn push(&mut self, words: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }

    fn lead(&mut self, leading: &table::Leading, alone: bool) -> Outcome<()> {
        let written = leading.write(self.source, &self.expressions, &mut self.scope, alone)?;
        if alone {
            self.columns = Some(written.columns);
            self.last = Some(Verb::Return);
        }
        self.push(&written.text);
        Ok(())
    }

    fn clause(&mut self, clause: &Clause) -> Outcome<()> {
        let mut after = self.scope.after(self.source, clause)?;
        match clause.verb {
            Verb::With | Verb::Return => {
                let again = self.freshness.before(self.source, &self.expressions, &self.scope, clause.body.clone());
                if !again.is_empty() {
                    self.push(&again);
                }
                let mut projection = Projection::new(self.source, clause.body.clone())?;
                let values =
                    flatten::values(self.source, &projection, clause.body.end - projection.filter_length()..self.end);
                let filter = if values.is_empty() { None } else { projection.filter.take() };
                let columns = self.projection(clause.verb, projection)?;
                if clause.verb == Verb::With && !values.is_empty() {
                    for name in values.iter().filter(|name| after.kind(name) == Some(Kind::Other)).collect::<Vec<_>>() {
                        after.shadow(name.clone(), Kind::Unwound);
                    }
                    self.push_flat(&after, &values, filter)?;
                }
                if clause.verb == Verb::Return {
                    self.returned(columns)?;
                }
            }
            Verb::Create => {
                let words = create::clause(self.source, &self.expressions, clause, &after)?;
                self.push(&words);
            }
            Verb::Unwind if self.last.is_none() && self.batch.is_some() => {
                let row = self.expressions.names().variable(&self.source.name(clause.body.start + 2));
                let words = self.batch.as_ref().map(|batch| anchor::unwind(batch, &row));
                self.push(&words.unwrap_or_default());
            }
            Verb::Match => {
                let anchors = anchor::before(self.source, &self.expressions, clause, &self.scope, self.batch.as_ref())?;
                if !anchors.is_empty() {
                    self.push(anchors.trim_end());
                }
                self.copy(clause, &after)?;
            }
            Verb::Set | Verb::Remove | Verb::Delete if self.last == Some(Verb::OptionalMatch) => {
                // The engine's grammar wants a WITH between the two.
                let names: Vec<String> = self.scope.names();
                let names: Vec<String> = names.iter().map(|name| self.expressions.names().variable(name)).collect();
                self.push(&format!("WITH {}", names.join(", ")));
                self.copy(clause, &after)?;
            }
            _ => self.copy(clause, &after)?,
        }
        self.freshness.note(self.source, clause);
        self.scope = after;
        self.last = Some(clause.verb);
        Ok(())
    }

    /// Makes nodes of the values that are used as such, and filters the rows after it.
    fn push_flat(&mut self, after: &Scope, values: &[String], filter: Option<Range<usize>>) -> Outcome<()> {
        let all = after.names();
        self.push(&flatten::clauses(self.expressions.names(), &all, values));
        if let Some(filter) = filter {
            let all: Vec<String> = all.iter().map(|name| self.expressions.names().variable(name)).collect();
            let filter = self.expressions.write(filter, after)?;
            self.push(&format!("WITH {} WHERE {filter}", all.join(", ")));
        }
        Ok(())
    }

    /// Writes a clause as it stands, but for its expressions.
    fn copy(&mut self, clause: &Clause, scope: &Scope) -> Outcome<()> {
        let head = self.source.slice(clause.head.clone());
        let body = self.expressions.write(clause.body.clone(), scope)?;
        self.push(head);
        if !body.is_empty() {
            self.push(&body);
        }
        Ok(())
    }

    fn projection(&mut self, verb: Verb, mut projection: Projection) -> Outcome<Vec<Column>> {
        let starred = self.starred(&mut projection)?;
        let items = projection.items.iter().enumerate();
        let mut columns: Vec<Column> = starred
            .into_iter()
            .map(|name| Column { field: self.expressions.names().variable(&name), label: name })
            .collect();
        for (number, item) in items {
            columns.push(self.column(verb, number, item)?);
        }
        let words = order::Ordered {
            source: self.source,
            expressions: &self.expressions,
            scope: &self.scope,
            projection: &projection,
            columns: &columns,
        }
        .write(verb)?;
        self.push(&words);
        Ok(columns)
    }

    /// The variables that a `*` stands for.
    fn starred(&self, projection: &mut Projection) -> Outcome<Vec<String>> {
        if !projection.star {
            return Ok(Vec::new());
        }
        if self.scope.is_empty() && projection.items.is_empty() {
            return Err(Failure::new(code::SYNTAX, "RETURN * is not allowed when there are no variables in scope"));
        }
        let renamed: Vec<String> = projection.items.iter().map(|item| item.label(self.source)).collect();
        let mut names = self.scope.names();
        names.retain(|name| !renamed.contains(name));
        Ok(names)
    }

    fn column(&self, verb: Verb, number: usize, item: &Item) -> Outcome<Column> {
        let label = item.label(self.source);
        let named = item.alias.is_some() || item.is_plain(self.source);
        if !named && verb == Verb::With {
            return Err(Failure::new(code::SYNTAX, format!("Expression in WITH must be aliased (use AS): {label}")));
        }
        let field = if named { self.expressions.names().variable(&label) } else { format!("{}c{number}", name::OWN) };
        Ok(Column { label, field })
    }

    fn returned(&mut self, columns: Vec<Column>) -> Outcome<()> {
        for (at, column) in columns.iter().enumerate() {
            if columns.iter().take(at).any(|other| other.label == column.label) {
                return Err(Failure::new(
                    code::SYNTAX,
                    format!("Multiple result columns with the same name are not supported: {}", column.label),
                ));
            }
        }
        match &self.columns {
            Some(first) if first.iter().ne(columns.iter()) => {
                Err(Failure::new(code::SYNTAX, "All sub queries in an UNION must have the same return column names"))
            }
            _ => {
                self.columns = Some(columns);
                Ok(())
            }
        }
    }

    /// Checks that the query does not stop where another clause must follow.
    fn check_end(&self) -> Outcome<()> {
        match self.last {
            Some(Verb::Return | Verb::Create | Verb::Merge | Verb::Set | Verb::Remove | Verb::Delete | Verb::Call) => {
                Ok(())
            }
            _ => Err(Failure::new(
                code::SYNTAX,
                "Query cannot conclude with this clause (must be a RETURN clause, an update clause or a procedure call)",
            )),
        }
    }
}

/// The words of `range` that are keywords, for tests of what stands where.
fn is_keyword(source: &Source<'_>, at: usize, word: &str) -> bool {
    source.kind(at) == Some(TokenKind::Word) && source.is_word(at, word)
}

#[cfg(test)]
mod tests;
