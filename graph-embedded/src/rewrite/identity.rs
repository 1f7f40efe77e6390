//! How a node or a relationship is asked for its number, and found by it.
//!
//! An element id is the number in decimal. The engine has `id(node)`; of a relationship it only keeps the number, in a
//! hidden property of the variable that a pattern bound.

use std::ops::Range;

use super::expression::Expressions;
use super::name::OWN;
use super::refuse::{Construct, refusal};
use crate::cypher::scope::{Kind, Scope};
use crate::cypher::token;
use crate::failure::Outcome;

/// Where the engine keeps the number of a relationship.
pub(super) const RELATIONSHIP_NUMBER: &str = "__edge_seq";

/// The number of the node or relationship that the argument in `range` gives.
pub(super) fn number(expressions: &Expressions<'_, '_>, range: Range<usize>, scope: &Scope) -> Outcome<String> {
    let source = expressions.source();
    let written = expressions.write(range.clone(), scope)?;
    if range.len() == 1 && source.is_name(range.start) {
        return match scope.kind(&source.name(range.start)) {
            Some(Kind::Relationship) => Ok(format!("{written}.{RELATIONSHIP_NUMBER}")),
            Some(Kind::Unwound) => Ok(format!("coalesce(id({written}), {written}.{RELATIONSHIP_NUMBER})")),
            Some(Kind::Nodes | Kind::Other) => Err(refusal(&Construct::IdentityOfValue)),
            // The engine itself says that the variable is unknown.
            Some(Kind::Node) | None => Ok(format!("id({written})")),
        };
    }
    match scope.kind_of(source, range) {
        Kind::Node => Ok(format!("id({written})")),
        _ => Err(refusal(&Construct::IdentityOfValue)),
    }
}

/// A comparison of an element id that begins at `at`, as one of numbers, which the engine looks up directly.
///
/// `elementId(n) = $id`, `$id = elementId(n)` and `elementId(n) IN $ids`; anything else is left to `elementId` itself.
pub(super) fn comparison(
    expressions: &Expressions<'_, '_>,
    at: usize,
    end: usize,
    scope: &Scope,
) -> Outcome<Option<(String, usize)>> {
    let source = expressions.source();
    if let Some(after) = element_id(expressions, at).filter(|after| *after < end) {
        let many = source.is_word(after, "IN");
        if !many && !source.is(after, "=") {
            return Ok(None);
        }
        let Some(operand) = operand(expressions, after + 1, end, scope) else {
            return Ok(None);
        };
        let number = number(expressions, source.inside(at + 1), scope)?;
        let next = operand.end;
        let operand = expressions.write(operand, scope)?;
        return Ok(Some(if many {
            let each = from_words(&format!("{OWN}id"));
            (format!("{number} IN [{OWN}id IN {operand} | {each}]"), next)
        } else {
            (format!("{number} = {}", from_words(&operand)), next)
        }));
    }
    let left = operand(expressions, at, end, scope).filter(|left| left.end < end && source.is(left.end, "="));
    let Some(left) = left else {
        return Ok(None);
    };
    let call = left.end + 1;
    match element_id(expressions, call) {
        Some(next) if next <= end && !binds_tighter(expressions, next) => {
            let number = number(expressions, source.inside(call + 1), scope)?;
            let left = expressions.write(left, scope)?;
            Ok(Some((format!("{number} = {}", from_words(&left)), next)))
        }
        _ => Ok(None),
    }
}

/// The number that an element id says: null for null, and that of no element for any other text.
fn from_words(words: &str) -> String {
    format!("CASE WHEN {words} IS NULL THEN null ELSE coalesce(toInteger({words}), -1) END")
}

/// The new node variable that the condition in `range` compares by its number, and the number, if it is known before
/// the MATCH whose variables are `own`.
pub(super) fn anchor(
    expressions: &Expressions<'_, '_>,
    range: Range<usize>,
    before: &Scope,
    own: &Scope,
) -> Outcome<Option<(String, String)>> {
    let source = expressions.source();
    let sides = |left: Range<usize>, right: Range<usize>| {
        let call = left.start;
        let by_number = source.is_word(call, "id");
        let whole = (by_number || source.is_word(call, "elementId")) && source.after(call + 1) == left.end;
        let name = source.name(call + 2);
        let node = left.len() == 4 && own.kind(&name) == Some(Kind::Node) && before.kind(&name).is_none();
        let known = operand(expressions, right.start, right.end, before).is_some_and(|operand| operand == right)
            || (by_number && right.len() == 1 && source.kind(right.start) == Some(token::Kind::Number));
        (whole && node && known).then_some((name, right, by_number))
    };
    let Some(equals) = source.top_level(range.clone()).find(|at| source.is(*at, "=")) else {
        return Ok(None);
    };
    let (left, right) = (range.start..equals, equals + 1..range.end);
    let Some((name, number, by_number)) = sides(left.clone(), right.clone()).or_else(|| sides(right, left)) else {
        return Ok(None);
    };
    let words = expressions.write(number, before)?;
    Ok(Some((name, if by_number { words } else { from_words(&words) })))
}

/// The place after the call of `elementId` at `at`, if there is one.
fn element_id(expressions: &Expressions<'_, '_>, at: usize) -> Option<usize> {
    let source = expressions.source();
    (source.is_word(at, "elementId") && source.is(at + 1, "(")).then(|| source.after(at + 1))
}

/// A parameter, a string, or a variable or parameter with its properties, that is an operand of its own.
fn operand(expressions: &Expressions<'_, '_>, at: usize, end: usize, scope: &Scope) -> Option<Range<usize>> {
    let source = expressions.source();
    if matches!(source.before(at), "." | "+" | "-" | "*" | "/" | "%" | "^" | "=~" | ":") {
        return None;
    }
    let mut next = match source.kind(at)? {
        token::Kind::Parameter | token::Kind::Text => at + 1,
        token::Kind::Word | token::Kind::Quoted if scope.kind(&source.name(at)).is_some() => at + 1,
        _ => return None,
    };
    while source.is(next, ".") && source.is_name(next + 1) {
        next += 2;
    }
    (next <= end && !binds_tighter(expressions, next)).then_some(at..next)
}

/// Whether what stands at `at` would take the operand before it for its own.
fn binds_tighter(expressions: &Expressions<'_, '_>, at: usize) -> bool {
    let source = expressions.source();
    matches!(source.at(at), "(" | "[" | "{" | "+" | "-" | "*" | "/" | "%" | "^" | "||" | "." | "=~")
        || ["STARTS", "ENDS", "CONTAINS", "IS", "IN"].iter().any(|word| source.is_word(at, word))
}
