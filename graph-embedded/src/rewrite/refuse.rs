//! Which constructs of a Neo4j server are refused, and by what name.

use std::fmt;
use std::ops::Range;

use super::name;
use crate::cypher::clause::{Clause, Verb};
use crate::cypher::scope::pattern;
use crate::cypher::source::Source;
use crate::cypher::token::Kind;
use crate::failure::{Failure, Outcome, code};

/// Something that a Neo4j server can do and this one cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Construct {
    CallSubquery,
    Foreach,
    LoadCsv,
    Reduce,
    MapProjection,
    LabelExpression,
    QuantifiedPath,
    PathSelector,
    InlineWhere,
    TypePredicate,
    DynamicLabel,
    PlannerHint,
    Profile,
    Finish,
    ProcedureInQuery,
    AdministrationCommand,
    IdentityOfValue,
    ByteArray,
    Point,
    RelationshipConstraint,
    /// COUNT or COLLECT of more than one pattern.
    Subquery(&'static str),
    /// A function.
    Function(String),
    /// A procedure.
    Procedure(String),
    /// An index of a kind that is not there.
    IndexKind(&'static str),
    /// A label, type or property key.
    Name(String),
}

impl fmt::Display for Construct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CallSubquery => "CALL { } subqueries",
            Self::Foreach => "FOREACH",
            Self::LoadCsv => "LOAD CSV",
            Self::Reduce => "the function reduce()",
            Self::MapProjection => "map projections such as n {.name}",
            Self::LabelExpression => "label expressions with |, & or !",
            Self::QuantifiedPath => "quantified path patterns",
            Self::PathSelector => "SHORTEST path selectors",
            Self::InlineWhere => "WHERE inside a node or relationship pattern",
            Self::TypePredicate => "type predicates with ::",
            Self::DynamicLabel => "dynamic labels and types such as :$(x)",
            Self::PlannerHint => "planner hints with USING",
            Self::Profile => "PROFILE",
            Self::Finish => "FINISH",
            Self::ProcedureInQuery => "CALL of a procedure after another clause",
            Self::AdministrationCommand => "administration commands",
            Self::IdentityOfValue => {
                "id() or elementId() of a value that is no variable of a pattern, for example of an element of a list"
            }
            Self::ByteArray => "byte arrays",
            Self::Point => "points",
            Self::RelationshipConstraint => "constraints on relationships",
            Self::Subquery(name) => {
                return write!(f, "{name} of more than one pattern with a WHERE and a plain result");
            }
            Self::Function(name) => return write!(f, "the function {name}()"),
            Self::Procedure(name) => return write!(f, "the procedure {name}()"),
            Self::IndexKind(kind) => return write!(f, "{kind} indexes"),
            Self::Name(_) => "labels, types and property keys with characters other than ASCII letters, digits and _",
        })
    }
}

/// The answer to a query that uses the construct.
pub(crate) fn refusal(construct: &Construct) -> Failure {
    Failure::new(code::UNSUPPORTED, format!("the embedded server does not support {construct}"))
}

/// Refuses what can be told from the tokens and clauses alone.
pub(super) fn check(source: &Source<'_>, range: Range<usize>, clauses: &[Clause]) -> Outcome<()> {
    let by_clause = clauses.iter().find_map(|clause| clause_construct(source, clause));
    let by_token = || range.clone().find_map(|at| token_construct(source, at));
    match by_clause.or_else(by_token) {
        Some(construct) => Err(refusal(&construct)),
        None => Ok(()),
    }
}

fn clause_construct(source: &Source<'_>, clause: &Clause) -> Option<Construct> {
    match clause.verb {
        Verb::Call if ["{", "("].iter().any(|open| source.is(clause.body.start, open)) => Some(Construct::CallSubquery),
        Verb::Call => Some(Construct::ProcedureInQuery),
        Verb::Foreach => Some(Construct::Foreach),
        Verb::LoadCsv => Some(Construct::LoadCsv),
        Verb::Finish => Some(Construct::Finish),
        Verb::Match | Verb::OptionalMatch | Verb::Create | Verb::Merge => {
            let patterns = pattern(source, clause);
            let tokens: Vec<usize> = source.top_level(patterns).collect();
            tokens.iter().find_map(|at| pattern_construct(source, *at))
        }
        _ => None,
    }
}

/// What a token outside all brackets of a pattern gives away.
fn pattern_construct(source: &Source<'_>, at: usize) -> Option<Construct> {
    let quantified = source.is(at, "{")
        || (source.is(at, "(") && source.is(at + 1, "(") && source.kind(at.wrapping_sub(1)) != Some(Kind::Word))
        || (source.is(at, "+") && source.before(at) != "=");
    let selected = ["SHORTEST", "ANY", "ALL"].iter().any(|word| source.is_word(at, word) && !source.is(at + 1, "="));
    let hinted = source.is_word(at, "USING");
    if quantified {
        Some(Construct::QuantifiedPath)
    } else if selected {
        Some(Construct::PathSelector)
    } else if hinted {
        Some(Construct::PlannerHint)
    } else {
        None
    }
}

fn token_construct(source: &Source<'_>, at: usize) -> Option<Construct> {
    match source.at(at) {
        "::" => Some(Construct::TypePredicate),
        "&" => Some(Construct::LabelExpression),
        "!" | "%" if matches!(source.before(at), ":" | "|" | "&" | "(" | "!") => Some(Construct::LabelExpression),
        "|" if is_label_alternative(source, at) => Some(Construct::LabelExpression),
        "$" => Some(Construct::DynamicLabel),
        "{" if is_map_projection(source, at) => Some(Construct::MapProjection),
        "{" if source.before(at) == ")" => Some(Construct::QuantifiedPath),
        _ if source.is_word(at, "reduce") && source.is(at + 1, "(") => Some(Construct::Reduce),
        _ if source.is_word(at, "WHERE") && is_inline(source, at) => Some(Construct::InlineWhere),
        _ if source.is_word(at, "USING") && is_hint(source, at) => Some(Construct::PlannerHint),
        _ if is_strange_label(source, at) => Some(Construct::Name(source.name(at))),
        _ => None,
    }
}

/// `(n:A|B)` and `n:A|B`; in square brackets the bar is a type alternative or a comprehension.
fn is_label_alternative(source: &Source<'_>, at: usize) -> bool {
    match source.parent(at) {
        Some(open) => source.is(open, "("),
        None => true,
    }
}

/// `n {.name}`, `n {.*}`, `n {name: n.name, .age}`.
fn is_map_projection(source: &Source<'_>, open: usize) -> bool {
    let subject = source.is_name(open.wrapping_sub(1));
    let entries = source.list(source.inside(open));
    subject && entries.iter().any(|entry| source.is(entry.start, "."))
}

/// A WHERE directly in the brackets of a node or of a relationship.
fn is_inline(source: &Source<'_>, at: usize) -> bool {
    let Some(open) = source.parent(at) else {
        return false;
    };
    let inside = source.inside(open);
    let local = source.is_word(inside.start + 1, "IN");
    if source.is(open, "(") {
        return !local;
    }
    source.is(open, "[") && !local && source.before(open) == "-" && !source.is(inside.start, "(")
}

fn is_hint(source: &Source<'_>, at: usize) -> bool {
    ["INDEX", "SCAN", "JOIN", "RANGE", "TEXT", "POINT"].iter().any(|word| source.is_word(at + 1, word))
}

/// A label or type between backticks, or with letters beyond ASCII, that the engine cannot store.
fn is_strange_label(source: &Source<'_>, at: usize) -> bool {
    let in_map = source.parent(at).is_some_and(|open| source.is(open, "{"));
    source.is_name(at) && matches!(source.before(at), ":" | "|") && !in_map && !name::is_plain(&source.name(at))
}
