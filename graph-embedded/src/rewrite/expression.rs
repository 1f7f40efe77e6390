//! How the tokens of an expression or a pattern are copied, and which of them are replaced.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use super::name::{self, Names};
use super::refuse::{Construct, refusal};
use super::{call, identity, subquery};
use crate::cypher::function::{self, Standing};
use crate::cypher::scope::{Kind as VariableKind, Scope};
use crate::cypher::source::Source;
use crate::cypher::token::Kind;
use crate::failure::{Failure, Outcome, code};

/// Copies expressions of one query.
#[derive(Debug)]
pub(super) struct Expressions<'s, 'q> {
    source: &'s Source<'q>,
    names: Names,
    replacements: RefCell<Vec<Replacement>>,
    /// Whether a condition of `any(x IN …)` or its like is being written.
    in_quantifier: Cell<bool>,
}

/// Words for the tokens of a range.
#[derive(Debug, Clone)]
pub(super) struct Replacement {
    pub(super) range: Range<usize>,
    pub(super) words: String,
}

impl<'s, 'q> Expressions<'s, 'q> {
    pub(super) fn new(source: &'s Source<'q>) -> Self {
        Self { source, names: Names::default(), replacements: RefCell::default(), in_quantifier: Cell::default() }
    }

    pub(super) fn source(&self) -> &'s Source<'q> {
        self.source
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// As `write`, but with other words for some of the tokens.
    pub(super) fn write_replacing(
        &self,
        range: Range<usize>,
        scope: &Scope,
        replacements: Vec<Replacement>,
    ) -> Outcome<String> {
        self.replacements.replace(replacements);
        let written = self.write(range, scope);
        self.replacements.take();
        written
    }

    /// Whether a condition of `any(x IN …)` or its like is being written.
    pub(super) fn is_in_quantifier(&self) -> bool {
        self.in_quantifier.get()
    }

    /// The tokens of `range` in the engine's words, where `scope` are the variables.
    pub(super) fn write(&self, range: Range<usize>, scope: &Scope) -> Outcome<String> {
        let mut out = String::new();
        let mut at = range.start;
        while at < range.end {
            if !out.is_empty() && self.source.is_spaced(at) && !self.is_in_arrow(at) {
                out.push(' ');
            }
            at = self.token(at, range.end, scope, &mut out)?;
        }
        Ok(out)
    }

    /// Writes the token at `at`, or more of them, and gives the place after them.
    fn token(&self, at: usize, end: usize, scope: &Scope, out: &mut String) -> Outcome<usize> {
        let replacement = self.replacements.borrow().iter().find(|one| one.range.start == at).cloned();
        if let Some(Replacement { range, words }) = replacement {
            out.push_str(&words);
            return Ok(range.end);
        }
        if let Some((words, next)) = identity::comparison(self, at, end, scope)? {
            out.push_str(&words);
            return Ok(next);
        }
        match self.source.kind(at) {
            Some(Kind::Word) if self.source.is(at + 1, "{") => self.word_and_brace(at, scope, out),
            Some(Kind::Word) if self.source.is(at + 1, "(") => self.call(at, scope, out),
            Some(Kind::Word | Kind::Quoted) => {
                out.push_str(&self.name(at, scope)?);
                Ok(at + 1)
            }
            Some(Kind::Number) => {
                out.push_str(&self.source.at(at).replace('_', ""));
                Ok(at + 1)
            }
            Some(Kind::Parameter) => {
                self.parameter(at, out)?;
                Ok(at + 1)
            }
            Some(Kind::Symbol) if self.source.is(at, "[") => {
                let inner = self.bracket_scope(at, scope);
                self.group(at, inner.as_ref().unwrap_or(scope), out)
            }
            Some(Kind::Symbol) if self.source.is(at, "(") || self.source.is(at, "{") => self.group(at, scope, out),
            _ => {
                // The engine has `+` for lists and for strings as well.
                let text = self.source.at(at);
                out.push_str(if text == "||" { "+" } else { text });
                Ok(at + 1)
            }
        }
    }

    /// Writes a bracket and what is in it.
    fn group(&self, open: usize, scope: &Scope, out: &mut String) -> Outcome<usize> {
        let inside = self.source.inside(open);
        out.push_str(self.source.at(open));
        out.push_str(&self.write(inside.clone(), scope)?);
        out.push_str(self.source.at(inside.end));
        Ok(inside.end + 1)
    }

    fn word_and_brace(&self, at: usize, scope: &Scope, out: &mut String) -> Outcome<usize> {
        let label = matches!(self.source.before(at), ":" | "|");
        let subquery = if label { None } else { subquery::write(self, at, scope)? };
        if let Some(words) = subquery {
            out.push_str(&words);
            return Ok(self.source.after(at + 1));
        }
        out.push_str(&self.name(at, scope)?);
        Ok(at + 1)
    }

    /// Writes a function's name, or the whole call in other words.
    fn call(&self, at: usize, scope: &Scope, out: &mut String) -> Outcome<usize> {
        let open = at + 1;
        let Some((start, called)) = function::called(self.source, open) else {
            out.push_str(&self.name(at, scope)?);
            if let Some(inner) = self.quantifier_scope(at, scope) {
                let outer = self.in_quantifier.replace(true);
                let written = self.group(open, &inner, out);
                self.in_quantifier.set(outer);
                return written;
            }
            return Ok(open);
        };
        let written = self.source.slice(start..open);
        match function::standing(&called) {
            Standing::Known => {}
            Standing::Unsupported => return Err(refusal(&Construct::Function(written.to_owned()))),
            Standing::Unknown => {
                return Err(Failure::new(code::SYNTAX, format!("Unknown function '{written}'")));
            }
        }
        if called == "exists" && !self.source.is(open + 1, "(") {
            return Err(Failure::new(
                code::SYNTAX,
                "The property existence syntax `exists(variable.property)` is no longer supported. Please use \
                 `variable.property IS NOT NULL` instead.",
            ));
        }
        match call::replaced(self, &called, open, scope)? {
            Some(words) => {
                out.push_str(&words);
                Ok(self.source.after(open))
            }
            None => {
                out.push_str(self.source.at(at));
                Ok(open)
            }
        }
    }

    fn parameter(&self, at: usize, out: &mut String) -> Outcome<()> {
        let name = self.source.parameter(at).unwrap_or_default();
        let number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        if !number && !name::is_plain(name) {
            return Err(refusal(&Construct::Name(name.to_owned())));
        }
        out.push('$');
        out.push_str(name);
        Ok(())
    }

    /// The engine's name for the word at `at`, which may be a keyword, a variable, a label or a property.
    fn name(&self, at: usize, scope: &Scope) -> Outcome<String> {
        let (source, written) = (self.source, self.source.at(at));
        let name = source.name(at);
        let in_map = source.parent(at).is_some_and(|open| source.is(open, "{"));
        let plain = name::is_plain(&name);
        let before = source.before(at);
        if before == "." || (in_map && source.is(at + 1, ":")) {
            return Ok(if plain { name } else { format!("`{}`", name.replace('`', "")) });
        }
        if matches!(before, ":" | "|") && !in_map {
            return if plain { Ok(name) } else { Err(refusal(&Construct::Name(name))) };
        }
        let variable = source.kind(at) == Some(Kind::Quoted)
            || !plain
            || (name::is_reserved(written) && scope.kind(written).is_some());
        Ok(if variable { self.names.variable(&name) } else { name })
    }

    /// Whether the token goes on with an arrow that the engine wants without spaces.
    fn is_in_arrow(&self, at: usize) -> bool {
        let source = self.source;
        let relationship = |open: usize| {
            let close = source.partner(open).unwrap_or(open);
            source.before(open) == "-" && source.is(close + 1, "-")
        };
        match (source.before(at), source.at(at)) {
            ("-", "[") => relationship(at),
            ("]", "-") => source.partner(at.saturating_sub(1)).is_some_and(relationship),
            ("-", ">") => true,
            ("<", "-") => source.is(at + 1, "[") || source.is(at + 1, "-"),
            _ => false,
        }
    }

    /// The scope inside a square bracket, if it is a comprehension.
    fn bracket_scope(&self, open: usize, scope: &Scope) -> Option<Scope> {
        let inside = self.source.inside(open);
        if self.source.is_word(inside.start + 1, "IN") {
            return self.local(inside, scope);
        }
        let end = |word: &dyn Fn(usize) -> bool| self.source.top_level(inside.clone()).find(|at| word(*at));
        let bar = end(&|at| self.source.is(at, "|"))?;
        let filter = end(&|at| self.source.is_word(at, "WHERE"));
        let pattern = inside.start..filter.unwrap_or(bar).min(bar);
        let pattern_like = self.source.is(pattern.start, "(") || self.source.is(pattern.start + 1, "=");
        pattern_like.then(|| {
            let mut inner = scope.clone();
            inner.bind_patterns(self.source, pattern);
            inner
        })
    }

    /// The scope inside `any(x IN …)` and its like.
    fn quantifier_scope(&self, at: usize, scope: &Scope) -> Option<Scope> {
        let quantifier = ["ALL", "ANY", "NONE", "SINGLE"].iter().any(|word| self.source.is_word(at, word));
        let inside = self.source.inside(at + 1);
        (quantifier && self.source.is_word(inside.start + 1, "IN")).then(|| self.local(inside, scope)).flatten()
    }

    /// The scope with the variable of `x IN list …`.
    fn local(&self, inside: Range<usize>, scope: &Scope) -> Option<Scope> {
        let ends = |at: &usize| self.source.is(*at, "|") || self.source.is_word(*at, "WHERE");
        let list_end = self.source.top_level(inside.clone()).find(ends);
        let list = inside.start + 2..list_end.unwrap_or(inside.end);
        let kind = match scope.kind_of(self.source, list) {
            VariableKind::Nodes => VariableKind::Node,
            _ => VariableKind::Other,
        };
        let mut inner = scope.clone();
        inner.shadow(self.source.name(inside.start), kind);
        Some(inner)
    }
}
