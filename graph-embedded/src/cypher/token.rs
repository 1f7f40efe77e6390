//! Where the words, names, literals and symbols of a query text are.

use std::ops::Range;

use crate::failure::{Failure, Outcome, code};

/// What a token is, as far as a rewrite must tell it from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword, a variable, a function or a property key.
    Word,
    /// A name between backticks.
    Quoted,
    /// A string literal.
    Text,
    /// A number literal.
    Number,
    /// `$name`, `$1` or a backticked name after the dollar.
    Parameter,
    /// An operator or a bracket.
    Symbol,
}

/// One token: its kind and its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) range: Range<usize>,
}

impl Token {
    /// The token's own text.
    pub(crate) fn text<'q>(&self, query: &'q str) -> &'q str {
        query.get(self.range.clone()).unwrap_or_default()
    }
}

/// Operators of more than one character; the longest first.
const OPERATORS: [&str; 9] = ["..", "=~", "<>", "<=", ">=", "+=", "||", "::", "!="];

/// The tokens of `query`, without white space and comments.
pub(crate) fn tokens(query: &str) -> Outcome<Vec<Token>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = query.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(blank) = blank(rest)? {
            at += blank;
            continue;
        }
        let (kind, length) = token(rest)?;
        let range = at..at + length;
        at = range.end;
        found.push(Token { kind, range });
    }
    Ok(found)
}

/// The length of the white space or comment at the start of `rest`, if there is one.
fn blank(rest: &str) -> Outcome<Option<usize>> {
    if let Some(first) = rest.chars().next().filter(|c| c.is_whitespace()) {
        return Ok(Some(first.len_utf8()));
    }
    if rest.starts_with("//") {
        return Ok(Some(rest.find('\n').unwrap_or(rest.len())));
    }
    if let Some(body) = rest.strip_prefix("/*") {
        return match body.find("*/") {
            Some(end) => Ok(Some(end + 4)),
            None => Err(unterminated("comment")),
        };
    }
    Ok(None)
}

/// The kind and the length of the token at the start of `rest`, which is not blank.
fn token(rest: &str) -> Outcome<(Kind, usize)> {
    let first = rest.chars().next().unwrap_or_default();
    match first {
        '\'' | '"' => Ok((Kind::Text, string(rest, first)?)),
        '`' => Ok((Kind::Quoted, quoted(rest)?)),
        '$' => {
            let name = rest.get(1..).unwrap_or_default();
            let length = if name.starts_with('`') { quoted(name)? } else { word(name) };
            if name.starts_with('(') {
                return Ok((Kind::Symbol, 1));
            }
            if length == 0 {
                return Err(Failure::new(code::SYNTAX, "a parameter name must follow `$`"));
            }
            Ok((Kind::Parameter, 1 + length))
        }
        c if c.is_ascii_digit() => Ok((Kind::Number, number(rest))),
        '.' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => Ok((Kind::Number, number(rest))),
        c if is_word(c) => Ok((Kind::Word, word(rest))),
        c => {
            let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator));
            Ok((Kind::Symbol, operator.map_or(c.len_utf8(), |o| o.len())))
        }
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn word(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// The length of the string literal that `quote` opens; a backslash takes the next character with it.
fn string(rest: &str, quote: char) -> Outcome<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Ok(at + c.len_utf8()),
            _ => {}
        }
    }
    Err(unterminated("string literal"))
}

/// The length of a backticked name; a doubled backtick is part of it.
fn quoted(rest: &str) -> Outcome<usize> {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == '`' && characters.next_if(|(_, next)| *next == '`').is_none() {
            return Ok(at + 1);
        }
    }
    Err(unterminated("name between backticks"))
}

/// The length of a number; `1..3` is a number, a range operator and a number.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        let tail = bytes.get(from..).unwrap_or_default();
        from + tail.iter().take_while(|b| is_word(char::from(**b))).count()
    };
    let mut end = digits(0);
    let fraction = bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    if fraction {
        end = digits(end + 1);
    }
    let exponent = end > 0
        && matches!(bytes.get(end - 1), Some(b'e' | b'E'))
        && !rest.starts_with("0x")
        && matches!(bytes.get(end), Some(b'+' | b'-'))
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    if exponent {
        end = digits(end + 1);
    }
    end
}

fn unterminated(what: &str) -> Failure {
    Failure::new(code::SYNTAX, format!("the query ends inside a {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(query: &str) -> Vec<&str> {
        tokens(query).expect("the text has tokens").iter().map(|token| token.text(query)).collect()
    }

    #[test]
    fn a_pattern_is_cut_at_every_bracket() {
        assert_eq!(
            split("MATCH (a:B {x:1.5e-3})<-[*1..3]-() // end"),
            [
                "MATCH", "(", "a", ":", "B", "{", "x", ":", "1.5e-3", "}", ")", "<", "-", "[", "*", "1", "..", "3",
                "]", "-", "(", ")"
            ]
        );
    }

    #[test]
    fn strings_names_and_parameters_stay_whole() {
        assert_eq!(
            split(r#"RETURN 'it\'s' + "a`b", `x``y`.`z`, $p /* , */ , $`a b`"#),
            ["RETURN", r"'it\'s'", "+", "\"a`b\"", ",", "`x``y`", ".", "`z`", ",", "$p", ",", "$`a b`"]
        );
    }

    #[test]
    fn an_open_string_is_a_syntax_error() {
        for query in ["RETURN 'a", "RETURN `a", "RETURN /* a", "RETURN \"a\\\"", "RETURN $"] {
            assert_eq!(tokens(query).expect_err(query).code, code::SYNTAX);
        }
    }
}
