//! Which function calls are said in other words.

use super::expression::Expressions;
use super::identity;
use crate::cypher::scope::Scope;
use crate::failure::Outcome;

/// The call with the bracket at `open`, if the engine does not know the function or knows it differently.
pub(super) fn replaced(
    expressions: &Expressions<'_, '_>,
    called: &str,
    open: usize,
    scope: &Scope,
) -> Outcome<Option<String>> {
    let source = expressions.source();
    let inside = source.inside(open);
    let arguments = source.list(inside.clone()).len();
    let argument = || expressions.write(inside.clone(), scope);
    Ok(Some(match (called, arguments) {
        ("randomuuid", 0) => random_uuid(),
        ("timestamp", 0) => "datetime().epochMillis".to_owned(),
        ("id", 1) => identity::number(expressions, inside, scope)?,
        ("elementid", 1) => format!("toString({})", identity::number(expressions, inside, scope)?),
        // Neo4j rounds half up, the engine away from zero.
        ("round", 1) => format!("floor(({}) + 0.5)", argument()?),
        ("isempty", 1) => format!("(size({}) = 0)", argument()?),
        ("char_length" | "character_length", 1) => format!("size({})", argument()?),
        ("degrees", 1) => format!("(({}) * 180.0 / pi())", argument()?),
        ("radians", 1) => format!("(({}) * pi() / 180.0)", argument()?),
        // Of no rows the engine makes 0.0, Neo4j null.
        ("stdev" | "stdevp", 1) if !source.is_word(inside.start, "DISTINCT") => {
            let argument = argument()?;
            format!("(CASE WHEN count({argument}) > 0 THEN {called}({argument}) ELSE null END)")
        }
        ("lower", 1) => format!("toLower({})", argument()?),
        ("upper", 1) => format!("toUpper({})", argument()?),
        _ => return strict(expressions, called, open, scope),
    }))
}

/// A call whose first argument must be a number or a text.
///
/// Of anything else the engine makes null; an operator that only takes these makes it an error, as in Neo4j. Not in the
/// condition of `any(x IN …)` and its like: there the engine guesses the type of `x`, and refuses the operator.
fn strict(expressions: &Expressions<'_, '_>, called: &str, open: usize, scope: &Scope) -> Outcome<Option<String>> {
    let operator = match called {
        "abs" | "ceil" | "exp" | "floor" | "log" | "log10" | "sign" | "sqrt" => "* 1",
        "left" | "ltrim" | "replace" | "right" | "rtrim" | "split" | "substring" | "tolower" | "toupper" | "trim" => {
            "+ ''"
        }
        _ => return Ok(None),
    };
    let source = expressions.source();
    let mut words = Vec::new();
    for argument in source.list(source.inside(open)) {
        words.push(expressions.write(argument, scope)?);
    }
    match words.first_mut() {
        Some(first) if !expressions.is_in_quantifier() => {
            *first = format!("({first}) {operator}");
            Ok(Some(format!("{called}({})", words.join(", "))))
        }
        _ => Ok(None),
    }
}

/// A version 4 UUID from 31 random digits, a new one for every row.
fn random_uuid() -> String {
    let digit = "substring('0123456789abcdef', toInteger(rand() * 16), 1)";
    let digits = |count: usize| vec![digit; count].join(" + ");
    let variant = "substring('89ab', toInteger(rand() * 4), 1)";
    format!(
        "({} + '-' + {} + '-4' + {} + '-' + {variant} + {} + '-' + {})",
        digits(8),
        digits(4),
        digits(3),
        digits(3),
        digits(12)
    )
}
