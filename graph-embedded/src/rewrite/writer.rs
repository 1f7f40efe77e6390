//! How the clauses of a query are written, one after the other, in the engine's words.

use std::ops::Range;

use super::anchor::{self, Batch};
use super::expression::Expressions;
use super::refresh::Freshness;
use super::{Column, create, flatten, name, order, table};
use crate::cypher::clause::{Clause, Verb};
use crate::cypher::projection::{Item, Projection};
use crate::cypher::scope::{Kind, Scope};
use crate::cypher::source::Source;
use crate::failure::{Failure, Outcome, code};

/// Writes the clauses of a query, one after the other.
pub(super) struct Writer<'s, 'q> {
    source: &'s Source<'q>,
    expressions: Expressions<'s, 'q>,
    batch: Option<&'s Batch>,
    freshness: Freshness,
    /// Where the query ends.
    query_end: usize,
    /// The variables after the last clause.
    scope: Scope,
    text: String,
    columns: Option<Vec<Column>>,
    last: Option<Verb>,
}

impl<'s, 'q> Writer<'s, 'q> {
    pub(super) fn new(source: &'s Source<'q>, clauses: &[Clause], batch: Option<&'s Batch>, query_end: usize) -> Self {
        Self {
            source,
            expressions: Expressions::new(source),
            batch,
            freshness: Freshness::new(clauses),
            query_end,
            scope: Scope::default(),
            text: String::new(),
            columns: None,
            last: None,
        }
    }

    fn push(&mut self, words: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }

    /// Writes the table that the query begins with; with `alone`, nothing follows it.
    pub(super) fn lead(&mut self, leading: &table::Leading, alone: bool) -> Outcome<()> {
        let written = leading.write(self.source, &self.expressions, &mut self.scope, alone)?;
        if alone {
            self.columns = Some(written.columns);
            self.last = Some(Verb::Return);
        }
        self.push(&written.text);
        Ok(())
    }

    /// Writes a clause in the engine's words.
    pub(super) fn clause(&mut self, clause: &Clause) -> Outcome<()> {
        let mut after = self.scope.after(self.source, clause)?;
        match clause.verb {
            Verb::With | Verb::Return => self.projecting(clause, &mut after)?,
            Verb::Create => {
                let words = create::clause(self.source, &self.expressions, clause, &after)?;
                self.push(&words);
            }
            Verb::Unwind if self.last.is_none() && self.batch.is_some() => {
                let row = self.expressions.names().variable(&self.source.name(clause.body.start + 2));
                let words = self.batch.map(|batch| anchor::unwind(batch, &row));
                self.push(&words.unwrap_or_default());
            }
            Verb::Match => {
                let anchors = anchor::before(self.source, &self.expressions, clause, &self.scope, self.batch)?;
                if !anchors.is_empty() {
                    self.push(anchors.trim_end());
                }
                self.copy(clause, &after)?;
            }
            Verb::Set | Verb::Remove | Verb::Delete if self.last == Some(Verb::OptionalMatch) => {
                // The engine's grammar wants a WITH between the two.
                let names = self.variables(&self.scope);
                self.push(&format!("WITH {names}"));
                self.copy(clause, &after)?;
            }
            _ => self.copy(clause, &after)?,
        }
        self.freshness.note(self.source, clause);
        self.scope = after;
        self.last = Some(clause.verb);
        Ok(())
    }

    /// Writes a WITH or a RETURN, and what must be done before and after it.
    fn projecting(&mut self, clause: &Clause, after: &mut Scope) -> Outcome<()> {
        let again = self.freshness.before(self.source, &self.expressions, &self.scope, clause.body.clone());
        if !again.is_empty() {
            self.push(&again);
        }
        let mut projection = Projection::new(self.source, clause.body.clone())?;
        if clause.verb == Verb::Return {
            let columns = self.projection(clause.verb, projection)?;
            return self.returned(columns);
        }
        let rest = clause.body.end - projection.filter_length()..self.query_end;
        let values = flatten::values(self.source, &projection, rest);
        if values.is_empty() {
            return self.projection(clause.verb, projection).map(drop);
        }
        let filter = projection.filter.take();
        self.projection(clause.verb, projection)?;
        for name in &values {
            if after.kind(name) == Some(Kind::Other) {
                after.shadow(name.clone(), Kind::Unwound);
            }
        }
        self.push_flat(after, &values, filter)
    }

    /// The engine's names of all variables of a scope, as a list.
    fn variables(&self, scope: &Scope) -> String {
        let names: Vec<String> = scope.names().iter().map(|name| self.expressions.names().variable(name)).collect();
        names.join(", ")
    }

    /// Makes nodes of the values that are used as such, and filters the rows after it.
    fn push_flat(&mut self, after: &Scope, values: &[String], filter: Option<Range<usize>>) -> Outcome<()> {
        let all = after.names();
        self.push(&flatten::clauses(self.expressions.names(), &all, values));
        if let Some(filter) = filter {
            let filter = self.expressions.write(filter, after)?;
            self.push(&format!("WITH {} WHERE {filter}", self.variables(after)));
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

    /// The text and the columns, if the query does not stop where another clause must follow.
    pub(super) fn end(self) -> Outcome<(String, Vec<Column>)> {
        match self.last {
            Some(Verb::Return | Verb::Create | Verb::Merge | Verb::Set | Verb::Remove | Verb::Delete | Verb::Call) => {
                Ok((self.text, self.columns.unwrap_or_default()))
            }
            _ => Err(Failure::new(
                code::SYNTAX,
                "Query cannot conclude with this clause (must be a RETURN clause, an update clause or a procedure call)",
            )),
        }
    }
}
