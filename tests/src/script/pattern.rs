//! Values as scripts write them, and which values a script expects.

use graph_core::value::{Map, Value};

use super::read::Words;
use super::token::Token;

/// What a script expects of a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Pattern {
    /// `_`: any value.
    Any,
    /// This value.
    Just(Value),
    /// A list of such elements, and of others after them when it is open (`..`).
    List(Vec<Pattern>, Openness),
    /// A map with such entries, and with others when it is open (`..`).
    Map(Vec<(String, Pattern)>, Openness),
}

/// Whether there may be more than is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Openness {
    Open,
    Closed,
}

impl Pattern {
    /// Reads one.
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, String> {
        Ok(Self::Just(match words.next() {
            Token::Text(text) => Value::String(text),
            Token::Bytes(bytes) => Value::Bytes(bytes),
            Token::Address(name) => Value::String(words.address(&name)?),
            Token::Number(number) => of_number(&number)?,
            Token::Mark('[') => return Self::list(words),
            Token::Mark('{') => return Self::map(words),
            Token::Word(word) => match word.as_str() {
                "_" => return Ok(Self::Any),
                "null" => Value::Null,
                "true" => Value::Boolean(true),
                "false" => Value::Boolean(false),
                _ => return Err(format!("`{word}` is no value; a text stands in quotation marks")),
            },
            other => return Err(format!("{other:?} is no value")),
        }))
    }

    fn list(words: &mut Words<'_>) -> Result<Self, String> {
        let mut elements = Vec::new();
        let openness = words.entries(']', |words| {
            elements.push(Self::read(words)?);
            Ok(())
        })?;
        Ok(Self::List(elements, openness))
    }

    fn map(words: &mut Words<'_>) -> Result<Self, String> {
        let mut entries = Vec::new();
        let openness = words.entries('}', |words| {
            let key = match words.next() {
                Token::Word(key) | Token::Text(key) => key,
                other => return Err(format!("{other:?} is no key")),
            };
            words.mark(':')?;
            entries.push((key, Self::read(words)?));
            Ok(())
        })?;
        Ok(Self::Map(entries, openness))
    }

    /// Returns the value that the pattern is, unless it leaves something open.
    pub(super) fn value(&self) -> Option<Value> {
        Some(match self {
            Self::Any | Self::List(_, Openness::Open) | Self::Map(_, Openness::Open) => return None,
            Self::Just(value) => value.clone(),
            Self::List(elements, Openness::Closed) => {
                Value::List(elements.iter().map(Self::value).collect::<Option<_>>()?)
            }
            Self::Map(entries, Openness::Closed) => {
                let entries = entries.iter().map(|(key, pattern)| Some((key.clone(), pattern.value()?)));
                Value::Map(entries.collect::<Option<Map>>()?)
            }
        })
    }

    /// Tells whether a value is as expected.
    pub(super) fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Any, _) => true,
            (Self::Just(expected), found) => expected == found,
            (Self::List(elements, openness), Value::List(found)) => {
                is_enough(elements.len(), found.len(), *openness)
                    && elements.iter().zip(found).all(|(pattern, value)| pattern.fits(value))
            }
            (Self::Map(entries, openness), Value::Map(found)) => {
                is_enough(entries.len(), found.len(), *openness)
                    && entries.iter().all(|(key, pattern)| found.get(key).is_some_and(|value| pattern.fits(value)))
            }
            (Self::List(..) | Self::Map(..), _) => false,
        }
    }
}

/// Tells whether so many values are found as are expected.
pub(super) const fn is_enough(expected: usize, found: usize, openness: Openness) -> bool {
    match openness {
        Openness::Open => found >= expected,
        Openness::Closed => found == expected,
    }
}

fn of_number(number: &str) -> Result<Value, String> {
    let value = if number.contains('.') { number.parse().map(Value::Float).ok() } else { None };
    value.or_else(|| number.parse().map(Value::Integer).ok()).ok_or_else(|| format!("`{number}` is no number"))
}
