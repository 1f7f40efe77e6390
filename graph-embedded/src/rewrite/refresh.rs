//! How what was written is seen by the clauses after it.
//!
//! The engine gives each row the entity as it was right after that row's own write. If another row writes the same
//! entity, the first row's copy is stale, whereas a clause must see all that the clauses before it did. So the
//! variables that a WITH or RETURN names are read again before it, where several rows may have met in one entity.

use std::collections::BTreeSet;
use std::ops::Range;

use super::expression::Expressions;
use super::identity::RELATIONSHIP_NUMBER;
use super::name::OWN;
use crate::cypher::clause::{Clause, Verb};
use crate::cypher::scope::{Kind, Scope, pattern};
use crate::cypher::source::Source;

/// What the clauses so far may have done to the rows.
#[derive(Debug, Default)]
pub(super) struct Freshness {
    /// How many times rows were multiplied; two of them can meet in one entity.
    sources: usize,
    /// Whether a property was set since variables were read last.
    stale: bool,
    /// Whether something is deleted, which cannot be read again.
    deletes: bool,
    /// Variables that may be null, which a MATCH would drop.
    nullable: BTreeSet<String>,
    /// How often variables were read again, for names of their own.
    count: usize,
}

impl Freshness {
    pub(super) fn new(clauses: &[Clause]) -> Self {
        Self { deletes: clauses.iter().any(|clause| clause.verb == Verb::Delete), ..Self::default() }
    }

    /// Takes note of a clause that was written.
    pub(super) fn note(&mut self, source: &Source<'_>, clause: &Clause) {
        match clause.verb {
            Verb::Unwind => self.sources += 1,
            Verb::Match | Verb::OptionalMatch => {
                let patterns = pattern(source, clause);
                let nodes = source.top_level(patterns.clone()).filter(|at| source.is(*at, "("));
                self.sources += nodes.count();
                if clause.verb == Verb::OptionalMatch {
                    let mut own = Scope::default();
                    own.bind_patterns(source, patterns);
                    self.nullable.extend(own.names());
                }
            }
            Verb::Merge => {
                self.sources += usize::from(self.sources > 0);
                self.stale |= clause.body.clone().any(|at| source.is_word(at, "ON"));
            }
            Verb::Set | Verb::Remove => self.stale = true,
            Verb::Union => {
                (self.sources, self.stale) = (0, false);
                self.nullable.clear();
            }
            _ => {}
        }
    }

    /// The clauses that read again what the projection in `body` names; empty if it cannot be stale.
    pub(super) fn before(
        &mut self,
        source: &Source<'_>,
        expressions: &Expressions<'_, '_>,
        scope: &Scope,
        body: Range<usize>,
    ) -> String {
        if !self.stale || self.deletes || self.sources < 2 {
            return String::new();
        }
        let all = body.clone().any(|at| source.is(at, "*") && !source.is(at + 1, ")"));
        let named: BTreeSet<String> =
            body.filter(|at| source.is_name(*at) && source.before(*at) != ".").map(|at| source.name(at)).collect();
        let wanted = |name: &String| (all || named.contains(name)) && !self.nullable.contains(name);
        let mut again = Again::default();
        for name in scope.names() {
            let variable = expressions.names().variable(&name);
            match scope.kind(&name) {
                Some(Kind::Node) if wanted(&name) => again.node(&variable, self.count),
                Some(Kind::Relationship) if wanted(&name) => again.relationship(&variable, self.count),
                _ => again.keep(variable),
            }
            self.count += 1;
        }
        again.words()
    }
}

/// The parts of the clauses that read variables again.
#[derive(Debug, Default)]
struct Again {
    before: Vec<String>,
    matches: String,
    after: Vec<String>,
}

impl Again {
    fn keep(&mut self, variable: String) {
        self.before.push(variable.clone());
        self.after.push(variable);
    }

    fn node(&mut self, variable: &str, number: usize) {
        let (id, node) = (format!("{OWN}id{number}"), format!("{OWN}f{number}"));
        self.before.push(format!("id({variable}) AS {id}"));
        self.matches.push_str(&format!(" MATCH ({node}) WHERE id({node}) = {id}"));
        self.after.push(format!("{node} AS {variable}"));
    }

    fn relationship(&mut self, variable: &str, number: usize) {
        let (id, start) = (format!("{OWN}id{number}"), format!("{OWN}from{number}"));
        let (node, edge) = (format!("{OWN}f{number}"), format!("{OWN}e{number}"));
        self.before.push(format!("{variable}.{RELATIONSHIP_NUMBER} AS {id}"));
        self.before.push(format!("id(startNode({variable})) AS {start}"));
        self.matches.push_str(&format!(
            " MATCH ({node}) WHERE id({node}) = {start} MATCH ({node})-[{edge}]->() WHERE {edge}.{RELATIONSHIP_NUMBER} = {id}"
        ));
        self.after.push(format!("{edge} AS {variable}"));
    }

    fn words(self) -> String {
        if self.matches.is_empty() {
            return String::new();
        }
        format!("WITH {}{} WITH {}", self.before.join(", "), self.matches, self.after.join(", "))
    }
}
