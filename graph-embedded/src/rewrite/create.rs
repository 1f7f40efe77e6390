//! How a CREATE is said to an engine that wants properties one by one and knows no path in it.
//!
//! `CREATE (n $properties)` becomes a CREATE and a SET. `CREATE p = (a)-[:R]->(b)` becomes a CREATE in which everything
//! has a name, and a MATCH of the path between what now has these names.

use std::ops::Range;

use super::expression::Expressions;
use super::name::OWN;
use crate::cypher::clause::Clause;
use crate::cypher::scope::Scope;
use crate::cypher::source::Source;
use crate::cypher::token::Kind;
use crate::failure::Outcome;

/// A CREATE clause with what must follow it, where `scope` are the variables after it.
pub(super) fn clause(
    source: &Source<'_>,
    expressions: &Expressions<'_, '_>,
    clause: &Clause,
    scope: &Scope,
) -> Outcome<String> {
    let mut create = Create { source, expressions, scope, sets: Vec::new(), paths: Vec::new(), made_up: Vec::new() };
    let parts: Vec<String> =
        source.list(clause.body.clone()).into_iter().map(|part| create.part(part)).collect::<Outcome<_>>()?;
    let mut words = format!("CREATE {}", parts.join(", "));
    if !create.sets.is_empty() {
        words.push_str(&format!(" SET {}", create.sets.join(", ")));
    }
    if !create.paths.is_empty() {
        words.push_str(&format!(" WITH {} MATCH {}", create.variables().join(", "), create.paths.join(", ")));
    }
    Ok(words)
}

/// A CREATE that is being written.
struct Create<'a, 's, 'q> {
    source: &'a Source<'q>,
    expressions: &'a Expressions<'s, 'q>,
    scope: &'a Scope,
    sets: Vec<String>,
    /// The paths to match afterwards.
    paths: Vec<String>,
    /// Names that nodes and relationships got only here.
    made_up: Vec<String>,
}

impl Create<'_, '_, '_> {
    /// One of the patterns between commas.
    fn part(&mut self, part: Range<usize>) -> Outcome<String> {
        let source = self.source;
        let path = source.is_name(part.start) && source.is(part.start + 1, "=");
        let pattern = part.start + if path { 2 } else { 0 }..part.end;
        let mut words = String::new();
        let mut bare = String::new();
        let mut plain = pattern.start;
        for open in source.top_level(pattern.clone()) {
            let element = source.is(open, "(") || source.is(open, "[");
            if !element || !(path || self.map(open).is_some()) {
                continue;
            }
            let between = self.expressions.write(plain..open, self.scope)?;
            let (close, variable) = (source.at(source.inside(open).end), self.variable(open));
            words.push_str(&format!("{between}{}{}{close}", source.at(open), self.element(open, &variable)?));
            bare.push_str(&format!("{between}{}{variable}{close}", source.at(open)));
            plain = source.after(open);
        }
        let rest = self.expressions.write(plain..pattern.end, self.scope)?;
        if path {
            let name = self.expressions.names().variable(&source.name(part.start));
            self.paths.push(format!("{name} = {bare}{rest}"));
        }
        Ok(words + &rest)
    }

    /// The map parameter at the end of an element.
    fn map(&self, open: usize) -> Option<usize> {
        let inside = self.source.inside(open);
        let last = inside.end.checked_sub(1)?;
        (inside.contains(&last) && self.source.kind(last) == Some(Kind::Parameter)).then_some(last)
    }

    /// Where the name of an element is.
    fn name(&self, open: usize) -> Option<usize> {
        Some(open + 1).filter(|at| self.source.is_name(*at))
    }

    fn variable(&mut self, open: usize) -> String {
        match self.name(open) {
            Some(at) => self.expressions.names().variable(&self.source.name(at)),
            None => {
                let name = format!("{OWN}n{open}");
                self.made_up.push(name.clone());
                name
            }
        }
    }

    /// What stands between the brackets of an element, without its map parameter, which is set later.
    fn element(&mut self, open: usize, variable: &str) -> Outcome<String> {
        let map = self.map(open);
        if let Some(map) = map {
            let value = self.expressions.write(map..map + 1, self.scope)?;
            self.sets.push(format!("{variable} += {value}"));
        }
        let inside = self.source.inside(open);
        let rest = inside.start + usize::from(self.name(open).is_some())..map.unwrap_or(inside.end);
        Ok(format!("{variable}{}", self.expressions.write(rest, self.scope)?))
    }

    /// All variables after the CREATE but the paths.
    fn variables(&self) -> Vec<String> {
        let names = self.scope.names().into_iter().map(|name| self.expressions.names().variable(&name));
        let is_path = |name: &String| self.paths.iter().any(|path| path.split(' ').next() == Some(name));
        names.chain(self.made_up.iter().cloned()).filter(|name| !is_path(name)).collect()
    }
}
