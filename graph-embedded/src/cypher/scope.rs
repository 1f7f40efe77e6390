//! Which variables there are at a place of a query, and what each of them is.

use std::ops::Range;

use super::clause::{Clause, Verb};
use super::projection::Projection;
use super::source::Source;
use super::token::Kind as TokenKind;
use crate::failure::Outcome;

/// What a variable holds, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Node,
    Relationship,
    /// A list of nodes, such as `nodes(path)`.
    Nodes,
    /// An element that UNWIND took from a list: it may be anything.
    Unwound,
    /// Anything else: a path, a list, a number, …
    Other,
}

/// The variables that can be used at a place of a query, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    variables: Vec<(String, Kind)>,
}

impl Scope {
    /// What the variable is; `None` if there is none of this name.
    pub(crate) fn kind(&self, name: &str) -> Option<Kind> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind)
    }

    /// The names of all variables in the order of the alphabet, as `*` gives them.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.variables.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }

    /// The variables with what they are.
    pub(crate) fn into_variables(self) -> Vec<(String, Kind)> {
        self.variables
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }

    /// Adds a variable; one that is known by this name already stays what it is.
    pub(crate) fn bind(&mut self, name: String, kind: Kind) {
        if self.kind(&name).is_none() {
            self.variables.push((name, kind));
        }
    }

    /// Hides a variable behind another one of the same name.
    pub(crate) fn shadow(&mut self, name: String, kind: Kind) {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, kind));
    }

    /// Adds the variables of the patterns in `range`.
    pub(crate) fn bind_patterns(&mut self, source: &Source<'_>, range: Range<usize>) {
        for at in source.top_level(range) {
            if source.is_name(at) && source.is(at + 1, "=") {
                self.bind(source.name(at), Kind::Other);
            } else if source.is(at, "(")
                && source.kind(at.wrapping_sub(1)) == Some(TokenKind::Word)
                && is_path_function(source.before(at))
            {
                self.bind_patterns(source, source.inside(at));
            } else if source.is(at, "(") {
                self.bind_element(source, at, Kind::Node);
            } else if source.is(at, "[") {
                let many = source.inside(at).any(|inner| source.is(inner, "*") && source.parent(inner) == Some(at));
                let kind = if many { Kind::Other } else { Kind::Relationship };
                self.bind_element(source, at, kind);
            }
        }
    }

    fn bind_element(&mut self, source: &Source<'_>, open: usize, kind: Kind) {
        let name = open + 1;
        let ends = source.partner(open) == Some(name + 1)
            || matches!(source.at(name + 1), ":" | "{" | "*")
            || source.is_word(name + 1, "WHERE")
            || source.kind(name + 1) == Some(TokenKind::Parameter);
        if source.is_name(name) && ends {
            self.bind(source.name(name), kind);
        }
    }

    /// The scope after a clause, which this one is the scope before.
    pub(crate) fn after(&self, source: &Source<'_>, clause: &Clause) -> Outcome<Self> {
        let mut next = self.clone();
        match clause.verb {
            Verb::Match | Verb::OptionalMatch | Verb::Create | Verb::Merge => {
                next.bind_patterns(source, pattern(source, clause));
            }
            Verb::Unwind => {
                let last = clause.body.end.saturating_sub(1);
                if source.is_name(last) && source.before(last).eq_ignore_ascii_case("AS") {
                    let list = clause.body.start..last.saturating_sub(1);
                    let kind = match self.kind_of(source, list) {
                        Kind::Nodes => Kind::Node,
                        _ => Kind::Unwound,
                    };
                    next.bind(source.name(last), kind);
                }
            }
            Verb::With | Verb::Return => {
                let projection = Projection::new(source, clause.body.clone())?;
                next = self.projected(source, &projection);
            }
            Verb::Union => next = Self::default(),
            _ => {}
        }
        Ok(next)
    }

    /// The scope that a projection leaves.
    pub(crate) fn projected(&self, source: &Source<'_>, projection: &Projection) -> Self {
        let mut next = if projection.star { self.clone() } else { Self::default() };
        for item in &projection.items {
            next.shadow(item.label(source), self.kind_of(source, item.expression.clone()));
        }
        next
    }

    /// What an expression gives, where that is plain to see.
    pub(crate) fn kind_of(&self, source: &Source<'_>, range: Range<usize>) -> Kind {
        if range.len() == 1 && source.is_name(range.start) {
            return self.kind(&source.name(range.start)).unwrap_or(Kind::Other);
        }
        let whole_call = source.is(range.start + 1, "(") && source.after(range.start + 1) == range.end;
        if !whole_call {
            return Kind::Other;
        }
        let argument = source.inside(range.start + 1);
        match source.at(range.start).to_ascii_lowercase().as_str() {
            "startnode" | "endnode" => Kind::Node,
            "nodes" => Kind::Nodes,
            "collect" if self.kind_of(source, argument) == Kind::Node => Kind::Nodes,
            _ => Kind::Other,
        }
    }
}

/// The patterns of a MATCH, CREATE or MERGE, without the WHERE or the ON after them.
pub(crate) fn pattern(source: &Source<'_>, clause: &Clause) -> Range<usize> {
    let end =
        source.top_level(clause.body.clone()).find(|at| source.is_word(*at, "WHERE") || source.is_word(*at, "ON"));
    clause.body.start..end.unwrap_or(clause.body.end)
}

/// Whether the word before a bracket says that a pattern is in it.
pub(crate) fn is_path_function(word: &str) -> bool {
    word.eq_ignore_ascii_case("shortestPath") || word.eq_ignore_ascii_case("allShortestPaths")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cypher::clause::clauses;

    fn last_scope(query: &str) -> Scope {
        let source = Source::new(query).expect("balanced");
        clauses(&source, 0..source.len())
            .iter()
            .try_fold(Scope::default(), |scope, clause| scope.after(&source, clause))
            .expect("complete")
    }

    #[test]
    fn patterns_bind_nodes_relationships_and_paths() {
        let scope = last_scope("MATCH p = (a:A {x: 1})-[r:R]->(), (b)<-[s*1..2]-(a) WHERE (a)-->(c)");
        assert_eq!(scope.names(), ["a", "b", "p", "r", "s"]);
        assert_eq!(scope.kind("a"), Some(Kind::Node));
        assert_eq!(scope.kind("r"), Some(Kind::Relationship));
        assert_eq!(scope.kind("s"), Some(Kind::Other));
    }

    #[test]
    fn shortest_paths_bind_too() {
        let scope = last_scope("MATCH p = shortestPath((a)-[:K*]->(b))");
        assert_eq!(scope.names(), ["a", "b", "p"]);
    }

    #[test]
    fn with_keeps_only_what_it_names() {
        let scope = last_scope("MATCH (a)-[r]->(b) WITH a AS x, r, count(*) AS n, collect(b) AS bs UNWIND bs AS y");
        assert_eq!(scope.names(), ["bs", "n", "r", "x", "y"]);
        assert_eq!(scope.kind("x"), Some(Kind::Node));
        assert_eq!(scope.kind("y"), Some(Kind::Node));
        assert_eq!(scope.kind("n"), Some(Kind::Other));
    }

    #[test]
    fn a_star_keeps_everything() {
        let scope = last_scope("UNWIND [1] AS x WITH *, 2 AS y MERGE (m:M {k: x}) ON CREATE SET m.a = 1");
        assert_eq!(scope.names(), ["m", "x", "y"]);
    }

    #[test]
    fn a_union_begins_anew() {
        assert!(last_scope("MATCH (a) RETURN a UNION").is_empty());
    }
}
