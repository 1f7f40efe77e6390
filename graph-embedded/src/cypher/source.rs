//! Which token of a query stands where, and which bracket closes which.

use std::ops::Range;

use super::token::{self, Kind, Token};
use crate::failure::{Failure, Outcome, code};

/// A query text with its tokens; a place in it is the number of a token.
#[derive(Debug)]
pub(crate) struct Source<'q> {
    text: &'q str,
    tokens: Vec<Token>,
    /// For each token: the bracket that it closes or that closes it.
    partners: Vec<Option<usize>>,
    /// For each token: the bracket that it stands directly in.
    parents: Vec<Option<usize>>,
}

impl<'q> Source<'q> {
    /// Reads a text; a bracket without a partner is a syntax error.
    pub(crate) fn new(text: &'q str) -> Outcome<Self> {
        let tokens = token::tokens(text)?;
        let mut partners = vec![None; tokens.len()];
        let mut parents = vec![None; tokens.len()];
        let mut open: Vec<(usize, &str)> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let symbol = match token.kind {
                Kind::Symbol => token.text(text),
                _ => "",
            };
            if matches!(symbol, ")" | "]" | "}") {
                let opener = open.pop().filter(|(_, opener)| closing(opener) == symbol);
                let (opener, _) = opener.ok_or_else(|| unbalanced(symbol))?;
                set(&mut partners, opener, at);
                set(&mut partners, at, opener);
            }
            if let (Some(slot), Some((parent, _))) = (parents.get_mut(at), open.last()) {
                *slot = Some(*parent);
            }
            if matches!(symbol, "(" | "[" | "{") {
                open.push((at, symbol));
            }
        }
        match open.pop() {
            Some((_, symbol)) => Err(unbalanced(symbol)),
            None => Ok(Self { text, tokens, partners, parents }),
        }
    }

    /// How many tokens there are.
    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The text of the token at `at`; empty beyond the end.
    pub(crate) fn at(&self, at: usize) -> &'q str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// The text of the token before `at`; empty at the start.
    pub(crate) fn before(&self, at: usize) -> &'q str {
        at.checked_sub(1).map_or("", |before| self.at(before))
    }

    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether the token is this operator or bracket.
    pub(crate) fn is(&self, at: usize, symbol: &str) -> bool {
        self.kind(at) == Some(Kind::Symbol) && self.at(at) == symbol
    }

    /// Whether the token is this word, in any case of letters, and no part of a longer name.
    pub(crate) fn is_word(&self, at: usize, word: &str) -> bool {
        self.kind(at) == Some(Kind::Word) && self.at(at).eq_ignore_ascii_case(word) && self.before(at) != "."
    }

    /// Whether the words from `at` on are these.
    pub(crate) fn are_words(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.is_word(at + offset, word))
    }

    /// Whether the token is a name, with or without backticks.
    pub(crate) fn is_name(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Word | Kind::Quoted))
    }

    /// The name at `at` without backticks.
    pub(crate) fn name(&self, at: usize) -> String {
        let text = self.at(at);
        match self.kind(at) {
            Some(Kind::Quoted) => text.trim_matches('`').replace("``", "`"),
            _ => text.to_owned(),
        }
    }

    /// The name of the parameter at `at`, without dollar and backticks.
    pub(crate) fn parameter(&self, at: usize) -> Option<&'q str> {
        (self.kind(at) == Some(Kind::Parameter)).then(|| self.at(at).trim_start_matches('$').trim_matches('`'))
    }

    /// The bracket that belongs to the one at `at`.
    pub(crate) fn partner(&self, at: usize) -> Option<usize> {
        self.partners.get(at).copied().flatten()
    }

    /// The opening bracket that the token stands directly in.
    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        self.parents.get(at).copied().flatten()
    }

    /// The place after the token, or after the bracket that closes it.
    pub(crate) fn after(&self, at: usize) -> usize {
        self.partner(at).filter(|partner| *partner > at).unwrap_or(at) + 1
    }

    /// The tokens of `range` that are in no bracket of it.
    pub(crate) fn top_level(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        let mut next = range.start;
        std::iter::from_fn(move || {
            let at = next;
            next = self.after(at);
            (at < range.end).then_some(at)
        })
    }

    /// The parts of `range` between commas that are in no bracket of it.
    pub(crate) fn list(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = range.start;
        for at in self.top_level(range.clone()) {
            if self.is(at, ",") {
                parts.push(start..at);
                start = at + 1;
            }
        }
        if start < range.end || !parts.is_empty() {
            parts.push(start..range.end);
        }
        parts
    }

    /// What stands between the brackets that `at` opens.
    pub(crate) fn inside(&self, at: usize) -> Range<usize> {
        at + 1..self.partner(at).unwrap_or(at + 1)
    }

    /// The text from the first to the last token of `range`, as it was written.
    pub(crate) fn slice(&self, range: Range<usize>) -> &'q str {
        let first = self.tokens.get(range.start);
        let last = range.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        match (first, last) {
            (Some(first), Some(last)) if range.start < range.end => {
                self.text.get(first.range.start..last.range.end).unwrap_or_default()
            }
            _ => "",
        }
    }

    /// Whether there was white space or a comment before the token.
    pub(crate) fn is_spaced(&self, at: usize) -> bool {
        let end = |before: usize| self.tokens.get(before).map(|token| token.range.end);
        let start = self.tokens.get(at).map(|token| token.range.start);
        at.checked_sub(1).and_then(end).is_some_and(|end| Some(end) != start)
    }

    /// Whether two ranges are the same but for white space.
    pub(crate) fn same(&self, one: &Range<usize>, other: &Range<usize>) -> bool {
        one.len() == other.len() && one.clone().zip(other.clone()).all(|(a, b)| self.at(a) == self.at(b))
    }
}

fn set(partners: &mut [Option<usize>], at: usize, partner: usize) {
    if let Some(slot) = partners.get_mut(at) {
        *slot = Some(partner);
    }
}

fn closing(opener: &str) -> &'static str {
    match opener {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

fn unbalanced(bracket: &str) -> Failure {
    Failure::new(code::SYNTAX, format!("Invalid input: `{bracket}` has no partner"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_at_its_own_commas_only() {
        let source = Source::new("f(a, b), [1, 2], {x: 3}").expect("balanced");
        let parts = source.list(0..source.len());
        let texts: Vec<_> = parts.into_iter().map(|part| source.slice(part)).collect();
        assert_eq!(texts, ["f(a, b)", "[1, 2]", "{x: 3}"]);
        assert!(source.list(0..0).is_empty());
    }

    #[test]
    fn a_bracket_without_partner_is_a_syntax_error() {
        for text in ["RETURN (1", "RETURN 1)", "RETURN [1)", "{"] {
            assert_eq!(Source::new(text).expect_err(text).code, code::SYNTAX);
        }
    }

    #[test]
    fn words_are_told_from_properties() {
        let source = Source::new("n.set SET n.x = 1").expect("balanced");
        let set: Vec<_> = (0..source.len()).filter(|at| source.is_word(*at, "set")).collect();
        assert_eq!(set, [3]);
    }
}
