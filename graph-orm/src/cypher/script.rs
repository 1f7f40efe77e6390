//! Cuts a text of several statements into them, and tells what kind of transaction each needs.

use std::fmt;

/// One statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScriptStatement {
    pub(crate) text: String,
    /// The line that it begins on, from 1.
    pub(crate) line: usize,
    pub(crate) kind: StatementKind,
}

/// The kind of transaction that a statement needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatementKind {
    /// Any; with other statements that read or write data.
    Data,
    /// One without data: it makes or drops an index or a constraint.
    Schema,
    /// None at all: it opens transactions of its own.
    OpensTransactions,
}

/// The reason a script cannot be cut: something in it has no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedScript {
    what: &'static str,
    line: usize,
}

/// Cuts a script at its semicolons; what is only a comment is no statement.
pub(crate) fn statements(script: &str) -> Result<Vec<ScriptStatement>, UnfinishedScript> {
    let mut cutter = Cutter { rest: script, line: 1, statement: Building::default(), found: Vec::new() };
    while let Some(part) = cutter.take_part()? {
        cutter.put(part);
    }
    cutter.end_statement();
    Ok(cutter.found)
}

/// Goes through a script from its beginning.
struct Cutter<'s> {
    rest: &'s str,
    line: usize,
    statement: Building,
    found: Vec<ScriptStatement>,
}

/// The statement that is being read.
#[derive(Default)]
struct Building {
    text: String,
    line: usize,
    /// Its words in capitals, with the signs between them.
    words: Vec<String>,
}

/// A piece of a script.
enum Part<'s> {
    Comment(&'s str),
    Quoted(&'s str),
    Word(&'s str),
    End,
    Other(&'s str),
}

impl<'s> Cutter<'s> {
    fn take_part(&mut self) -> Result<Option<Part<'s>>, UnfinishedScript> {
        let rest = self.rest;
        let Some(first) = rest.chars().next() else { return Ok(None) };
        let (part, length) = match first {
            ';' => (Part::End, 1),
            '\'' | '"' | '`' => {
                let length = self.quoted(first)?;
                (Part::Quoted(&rest[..length]), length)
            }
            _ if rest.starts_with("//") => {
                let length = rest.find('\n').unwrap_or(rest.len());
                (Part::Comment(&rest[..length]), length)
            }
            _ if rest.starts_with("/*") => {
                let length = rest.find("*/").ok_or_else(|| self.unfinished("a comment"))? + 2;
                (Part::Comment(&rest[..length]), length)
            }
            _ if is_of_word(first) => {
                let length = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
                (Part::Word(&rest[..length]), length)
            }
            _ => (Part::Other(&rest[..first.len_utf8()]), first.len_utf8()),
        };
        self.rest = &rest[length..];
        Ok(Some(part))
    }

    /// Returns how long the quoted text at the beginning is. A backslash takes its meaning from what follows it, but
    /// for names, in which two backticks stand for one.
    fn quoted(&self, quote: char) -> Result<usize, UnfinishedScript> {
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, c)) = characters.next() {
            if c == '\\' && quote != '`' {
                characters.next();
            } else if c == quote {
                if quote == '`' && characters.peek().is_some_and(|(_, next)| *next == '`') {
                    characters.next();
                } else {
                    return Ok(at + 1);
                }
            }
        }
        Err(self.unfinished(if quote == '`' { "a name in backticks" } else { "a string" }))
    }

    fn unfinished(&self, what: &'static str) -> UnfinishedScript {
        UnfinishedScript { what, line: self.line }
    }

    fn put(&mut self, part: Part<'s>) {
        let text = match part {
            Part::End => return self.end_statement(),
            // A comment before a statement is about it, but not of it.
            Part::Comment(text) if self.statement.words.is_empty() => return self.count_lines(text),
            Part::Comment(text) => text,
            Part::Word(text) | Part::Quoted(text) | Part::Other(text) => {
                if !text.trim().is_empty() {
                    self.statement.words.push(text.to_uppercase());
                }
                text
            }
        };
        if self.statement.text.is_empty() {
            self.statement.line = self.line;
        }
        if !(self.statement.text.is_empty() && text.trim().is_empty()) {
            self.statement.text.push_str(text);
        }
        self.count_lines(text);
    }

    fn count_lines(&mut self, text: &str) {
        self.line += text.matches('\n').count();
    }

    fn end_statement(&mut self) {
        let Building { text, line, words } = std::mem::take(&mut self.statement);
        let text = text.trim_end();
        if !text.is_empty() {
            self.found.push(ScriptStatement { text: text.to_owned(), line, kind: kind_of(&words) });
        }
    }
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn kind_of(words: &[String]) -> StatementKind {
    const ABOUT: [&str; 8] = ["CONSTRAINT", "INDEX", "RANGE", "TEXT", "POINT", "FULLTEXT", "VECTOR", "LOOKUP"];
    let are = |pair: &[String], first: &[&str], second: &str| first.contains(&pair[0].as_str()) && pair[1] == second;
    match words {
        [verb, about, ..] if ["CREATE", "DROP"].contains(&verb.as_str()) && ABOUT.contains(&about.as_str()) => {
            StatementKind::Schema
        }
        _ if words.windows(2).any(|pair| are(pair, &["IN", "CONCURRENT"], "TRANSACTIONS")) => {
            StatementKind::OpensTransactions
        }
        _ => StatementKind::Data,
    }
}

impl UnfinishedScript {
    /// Returns the line that the unfinished part begins on, from 1.
    pub const fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for UnfinishedScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} that begins on line {} has no end", self.what, self.line)
    }
}

impl std::error::Error for UnfinishedScript {}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(script: &str) -> Vec<(String, usize, StatementKind)> {
        let statements = statements(script).expect("the script is complete");
        statements.into_iter().map(|statement| (statement.text, statement.line, statement.kind)).collect()
    }

    #[test]
    fn statements_end_at_semicolons_outside_of_quotes_and_comments() {
        let script = "// People; first.\nCREATE (:P {a: 'x;\\'y', b: \"z;\", `c;``d;`: 1});\n\n/* ; */ MATCH (n) // all;\n\
                      RETURN n;;\n  \n// Nothing more;\n";
        assert_eq!(
            cut(script),
            [
                ("CREATE (:P {a: 'x;\\'y', b: \"z;\", `c;``d;`: 1})".to_owned(), 2, StatementKind::Data),
                ("MATCH (n) // all;\nRETURN n".to_owned(), 4, StatementKind::Data),
            ]
        );
        assert_eq!(cut("RETURN 'ü;' AS größe"), [("RETURN 'ü;' AS größe".to_owned(), 1, StatementKind::Data)]);
        assert!(cut(" \n// nothing\n").is_empty());
    }

    #[test]
    fn each_statement_says_what_transaction_it_needs() {
        for text in [
            "CREATE CONSTRAINT c FOR (n:L) REQUIRE n.p IS UNIQUE",
            "drop index i",
            "create /* a */ fulltext index f FOR (n:L) ON EACH [n.p]",
            "CREATE TEXT INDEX FOR (n:L) ON (n.p)",
        ] {
            assert_eq!(cut(text)[0].2, StatementKind::Schema, "{text}");
        }
        for text in [
            "MATCH (n) CALL { WITH n DELETE n } IN TRANSACTIONS",
            "MATCH (n) CALL (n) { DELETE n } in 4 concurrent transactions of 10 rows",
        ] {
            assert_eq!(cut(text)[0].2, StatementKind::OpensTransactions, "{text}");
        }
        for text in ["CREATE (:INDEX)", "CREATE (constraint)", "RETURN 'IN TRANSACTIONS'", "MATCH (n:Text) SET n.x = 1"]
        {
            assert_eq!(cut(text)[0].2, StatementKind::Data, "{text}");
        }
    }

    #[test]
    fn what_has_no_end_is_told_with_its_line() {
        for (script, message) in [
            ("RETURN 1;\nRETURN 'x", "a string that begins on line 2 has no end"),
            ("\n\nRETURN \"x\\\"", "a string that begins on line 3 has no end"),
            ("MATCH (n:`a``) RETURN n", "a name in backticks that begins on line 1 has no end"),
            ("RETURN 1 /* x\n", "a comment that begins on line 1 has no end"),
        ] {
            assert_eq!(statements(script).expect_err(script).to_string(), message);
        }
    }
}
