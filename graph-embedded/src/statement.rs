//! What a client's statement is, before it reaches the engine.

use crate::cypher::token::{self, Token};
use crate::failure::{Failure, Outcome, code};
use crate::session::Access;

/// What a statement does, as its summary says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    ReadWrite,
    Write,
}

impl Kind {
    /// The letters of the summary's `type`.
    pub(crate) fn letters(self) -> &'static str {
        match self {
            Self::Read => "r",
            Self::ReadWrite => "rw",
            Self::Write => "w",
        }
    }
}

/// A statement that is ready to run.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    text: String,
    kind: Kind,
}

/// Words that begin a clause which changes the graph.
const WRITES: [&str; 6] = ["CREATE", "DELETE", "MERGE", "REMOVE", "SET", "DROP"];

impl Statement {
    /// Reads a client's text.
    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let tokens = token::tokens(text)?;
        let has = |words: &[&str]| {
            (0..tokens.len()).any(|at| words.iter().any(|word| is_clause(text, &tokens, at, word)))
        };
        let kind = match (has(&WRITES), has(&["RETURN"])) {
            (false, _) => Kind::Read,
            (true, true) => Kind::ReadWrite,
            (true, false) => Kind::Write,
        };
        Ok(Self {
            text: text.to_owned(),
            kind,
        })
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn writes(&self) -> bool {
        self.kind != Kind::Read
    }

    /// Refuses a write in a transaction that was opened for reading.
    pub(crate) fn check_access(&self, access: Access) -> Outcome<()> {
        if self.writes() && access == Access::Read {
            return Err(Failure::new(
                code::ACCESS_MODE,
                "Writing in read access mode not allowed.",
            ));
        }
        Ok(())
    }
}

/// Whether the token at `at` is this keyword, and no property key, label, map key or parameter of the same name.
fn is_clause(text: &str, tokens: &[Token], at: usize, word: &str) -> bool {
    let neighbour = |offset: Option<usize>| {
        offset
            .and_then(|offset| tokens.get(offset))
            .map(|token| token.text(text))
    };
    let keyword = tokens.get(at).is_some_and(|token| {
        token.kind == token::Kind::Word && token.text(text).eq_ignore_ascii_case(word)
    });
    keyword
        && !matches!(neighbour(at.checked_sub(1)), Some("." | ":" | "|" | "&"))
        && neighbour(Some(at + 1)) != Some(":")
}
