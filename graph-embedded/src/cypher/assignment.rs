//! What the SET items of a query say about the properties that they touch.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use graphdblite::Value;

use super::clause::{Clause, Verb};
use super::source::Source;
use super::token::Kind;

/// Which properties each SET item of a running statement touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Assignments {
    /// Items of several forms, or none.
    #[default]
    Unknown,
    /// Every item sets one property: `n.x = …`.
    Single,
    /// The one item replaces all properties by these: `n = …`.
    Replace(BTreeSet<String>),
    /// The one item merges these properties: `n += …`.
    Merge(BTreeSet<String>),
}

/// The same before the parameters are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Plan {
    Unknown,
    Single,
    Replace(Keys),
    Merge(Keys),
}

/// Where the keys of a map that is assigned come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keys {
    /// `{…}`.
    Literal(BTreeSet<String>),
    /// `$p`, `$p.a`, or `row.a` with `UNWIND $p AS row`.
    Parameter { name: String, path: Vec<String>, each: bool },
}

impl Plan {
    /// Reads the SET items of a query.
    pub(crate) fn new(source: &Source<'_>, clauses: &[Clause]) -> Self {
        let mut forms: Vec<Self> = clauses
            .iter()
            .flat_map(|clause| items(source, clause).into_iter().filter_map(|item| form(source, clauses, item)))
            .collect();
        match forms.pop() {
            None => Self::Unknown,
            Some(one) if forms.is_empty() => one,
            Some(Self::Single) if forms.iter().all(|form| *form == Self::Single) => Self::Single,
            Some(_) => Self::Unknown,
        }
    }

    /// What the items touch with these parameters.
    pub(crate) fn resolve(&self, parameters: &HashMap<String, Value>) -> Assignments {
        match self {
            Self::Unknown => Assignments::Unknown,
            Self::Single => Assignments::Single,
            Self::Replace(keys) => keys.resolve(parameters).map_or(Assignments::Unknown, Assignments::Replace),
            Self::Merge(keys) => keys.resolve(parameters).map_or(Assignments::Unknown, Assignments::Merge),
        }
    }
}

impl Keys {
    fn resolve(&self, parameters: &HashMap<String, Value>) -> Option<BTreeSet<String>> {
        match self {
            Self::Literal(keys) => Some(keys.clone()),
            Self::Parameter { name, path, each } => keys(parameters.get(name)?, path, *each),
        }
    }
}

/// The keys of the map at `path`; of lists of maps those that all have alike.
fn keys(value: &Value, path: &[String], each: bool) -> Option<BTreeSet<String>> {
    match (value, path) {
        (Value::List(rows), _) if each => {
            let mut rows = rows.iter().map(|row| keys(row, path, false));
            let first = rows.next()??;
            rows.all(|row| row.as_ref() == Some(&first)).then_some(first)
        }
        (Value::Map(map), [step, rest @ ..]) => keys(map.get(step)?, rest, false),
        (Value::Map(map), []) => Some(map.keys().cloned().collect()),
        _ => None,
    }
}

/// The items of a SET, and of the ON CREATE SET and ON MATCH SET of a MERGE.
fn items(source: &Source<'_>, clause: &Clause) -> Vec<Range<usize>> {
    match clause.verb {
        Verb::Set | Verb::Remove => source.list(clause.body.clone()),
        Verb::Merge => {
            let starts: Vec<usize> =
                source.top_level(clause.body.clone()).filter(|at| source.is_word(*at, "ON")).collect();
            let ends = starts.iter().skip(1).copied().chain([clause.body.end]);
            let sets = starts.iter().zip(ends);
            sets.flat_map(|(on, end)| source.list(on + 3..end)).collect()
        }
        _ => Vec::new(),
    }
}

/// The form of one item; `None` if it touches no property.
fn form(source: &Source<'_>, clauses: &[Clause], item: Range<usize>) -> Option<Plan> {
    if source.is(item.start + 1, ":") {
        return None;
    }
    let operator = source.top_level(item.clone()).find(|at| source.is(*at, "=") || source.is(*at, "+="));
    // A REMOVE has no operator; whether the property was there is seen from the bytes.
    let Some(operator) = operator else {
        return Some(Plan::Unknown);
    };
    let value = operator + 1..item.end;
    let whole = operator == item.start + 1;
    Some(if source.is(operator, "+=") {
        assigned(source, clauses, value).map_or(Plan::Unknown, Plan::Merge)
    } else if whole {
        assigned(source, clauses, value).map_or(Plan::Unknown, Plan::Replace)
    } else if value.len() == 1 && source.is_word(value.start, "NULL") {
        Plan::Unknown
    } else {
        Plan::Single
    })
}

/// The map that is assigned, if its keys can be told.
fn assigned(source: &Source<'_>, clauses: &[Clause], value: Range<usize>) -> Option<Keys> {
    if source.is(value.start, "{") && source.after(value.start) == value.end {
        let entries = source.list(source.inside(value.start));
        return Some(Keys::Literal(entries.into_iter().map(|entry| source.name(entry.start)).collect()));
    }
    let path: Vec<String> = value
        .clone()
        .skip(1)
        .step_by(2)
        .map(|at| (source.is(at, ".") && source.is_name(at + 1)).then(|| source.name(at + 1)))
        .collect::<Option<_>>()?;
    if value.len() != 2 * path.len() + 1 {
        return None;
    }
    let each = source.kind(value.start) != Some(Kind::Parameter);
    let name = if each { unwound(source, clauses, &source.name(value.start)) } else { source.parameter(value.start) };
    Some(Keys::Parameter { name: name?.to_owned(), path, each })
}

/// The parameter that `UNWIND $parameter AS variable` takes the variable from.
pub(crate) fn unwound<'q>(source: &Source<'q>, clauses: &[Clause], variable: &str) -> Option<&'q str> {
    clauses
        .iter()
        .filter(|clause| clause.verb == Verb::Unwind && clause.body.len() == 3)
        .find(|clause| source.name(clause.body.start + 2) == variable)
        .and_then(|clause| source.parameter(clause.body.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cypher::clause::clauses;

    fn plan(query: &str) -> Plan {
        let source = Source::new(query).expect("balanced");
        Plan::new(&source, &clauses(&source, 0..source.len()))
    }

    #[test]
    fn items_of_one_form_say_what_they_touch() {
        assert_eq!(plan("MERGE (n) ON CREATE SET n.a = 1 ON MATCH SET n.b = 2"), Plan::Single);
        let p = Keys::Parameter { name: "p".into(), path: Vec::new(), each: false };
        assert_eq!(plan("MATCH (n) SET n = $p"), Plan::Replace(p));
        assert_eq!(plan("MATCH (n) SET n.a = 1, n:L"), Plan::Single);
        let literal = ["a".to_owned(), "b c".to_owned()].into();
        assert_eq!(plan("MATCH (n) SET n += {a: 1, `b c`: 2}"), Plan::Merge(Keys::Literal(literal)));
    }

    #[test]
    fn mixed_items_say_nothing() {
        assert_eq!(plan("MATCH (n) SET n += $p, n.x = 1"), Plan::Unknown);
        assert_eq!(plan("MATCH (n) REMOVE n.x"), Plan::Unknown);
        assert_eq!(plan("MATCH (n) SET n.x = null"), Plan::Unknown);
        assert_eq!(plan("MATCH (n) RETURN n"), Plan::Unknown);
    }

    #[test]
    fn merged_parameters_are_followed() {
        let map = |keys: &[&str]| Value::Map(keys.iter().map(|key| ((*key).to_owned(), Value::I64(1))).collect());
        let rows = Value::List(vec![map(&["a", "b"]), map(&["a", "b"])]);
        let merge = plan("UNWIND $rows AS row MERGE (n {k: row.a}) SET n += row");
        let parameters = HashMap::from([("rows".to_owned(), rows)]);
        let keys = ["a".to_owned(), "b".to_owned()].into();
        assert_eq!(merge.resolve(&parameters), Assignments::Merge(keys));
        let uneven = Value::List(vec![map(&["a"]), map(&["b"])]);
        let parameters = HashMap::from([("rows".to_owned(), uneven)]);
        assert_eq!(merge.resolve(&parameters), Assignments::Unknown);
    }

    #[test]
    fn merged_parameters_may_be_nested() {
        let merge = plan("MATCH (n) SET n += $p.props");
        let inner = Value::Map([("x".to_owned(), Value::Null)].into());
        let parameters = HashMap::from([("p".to_owned(), Value::Map([("props".to_owned(), inner)].into()))]);
        assert_eq!(merge.resolve(&parameters), Assignments::Merge(["x".to_owned()].into()));
    }
}
