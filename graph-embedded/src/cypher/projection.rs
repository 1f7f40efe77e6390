//! What a WITH or a RETURN gives, in which order and how much of it.

use std::ops::Range;

use super::function;
use super::source::Source;
use crate::failure::{Failure, Outcome, code};

/// One thing that a projection gives.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The expression, without its alias.
    pub(crate) expression: Range<usize>,
    /// Where the name after AS is.
    pub(crate) alias: Option<usize>,
}

/// One key of an ORDER BY.
#[derive(Debug, Clone)]
pub(crate) struct SortKey {
    pub(crate) expression: Range<usize>,
    pub(crate) descending: bool,
}

/// The body of a WITH or a RETURN.
#[derive(Debug, Clone)]
pub(crate) struct Projection {
    pub(crate) distinct: bool,
    /// Whether it begins with a `*`, which is none of the items.
    pub(crate) star: bool,
    pub(crate) items: Vec<Item>,
    pub(crate) order: Vec<SortKey>,
    /// SKIP or its other name OFFSET.
    pub(crate) skip: Option<Range<usize>>,
    pub(crate) limit: Option<Range<usize>>,
    pub(crate) filter: Option<Range<usize>>,
}

impl Item {
    fn new(source: &Source<'_>, range: Range<usize>) -> Outcome<Self> {
        let alias =
            range.end.checked_sub(2).filter(|at| *at >= range.start && source.is_word(*at, "AS")).map(|at| at + 1);
        let end = alias.map_or(range.end, |alias| alias - 1);
        if range.len() == 1 && source.is(range.start, "*") {
            return Err(Failure::new(code::SYNTAX, "Invalid input '*': it must come first"));
        }
        if range.start >= end {
            return Err(Failure::new(code::SYNTAX, "Invalid input: an expression is missing"));
        }
        Ok(Self { expression: range.start..end, alias })
    }

    /// Whether the item is a variable under its own name.
    pub(crate) fn is_plain(&self, source: &Source<'_>) -> bool {
        let variable = self.expression.len() == 1 && source.is_name(self.expression.start);
        variable && self.alias.is_none_or(|alias| source.name(alias) == source.name(self.expression.start))
    }

    /// The name that the item has for its reader: the alias, or the expression as it was written.
    pub(crate) fn label(&self, source: &Source<'_>) -> String {
        match self.alias {
            Some(alias) => source.name(alias),
            None if self.expression.len() == 1 => source.name(self.expression.start),
            None => source.slice(self.expression.clone()).to_owned(),
        }
    }

    /// Whether the item counts, sums or collects.
    pub(crate) fn aggregates(&self, source: &Source<'_>) -> bool {
        self.expression.clone().any(|at| function::is_aggregate_call(source, at))
    }
}

impl Projection {
    /// Reads the body of a WITH or a RETURN.
    pub(crate) fn new(source: &Source<'_>, body: Range<usize>) -> Outcome<Self> {
        let distinct = source.is_word(body.start, "DISTINCT");
        let start = body.start + usize::from(distinct);
        let parts = Parts::new(source, start..body.end);
        let mut items = source.list(parts.items.clone());
        let star = items.first().is_some_and(|first| first.len() == 1 && source.is(first.start, "*"));
        if star {
            items.remove(0);
        }
        if items.is_empty() && !star {
            return Err(Failure::new(code::SYNTAX, "Invalid input: nothing is returned"));
        }
        Ok(Self {
            distinct,
            star,
            items: items.into_iter().map(|range| Item::new(source, range)).collect::<Outcome<_>>()?,
            order: source.list(parts.order).into_iter().map(|range| SortKey::new(source, range)).collect(),
            skip: parts.skip,
            limit: parts.limit,
            filter: parts.filter,
        })
    }

    /// How many tokens its WHERE is long.
    pub(crate) fn filter_length(&self) -> usize {
        self.filter.as_ref().map_or(0, ExactSizeIterator::len)
    }

    /// Whether rows are put together, so that the variables before the projection are out of reach of its ORDER BY.
    pub(crate) fn groups(&self, source: &Source<'_>) -> bool {
        self.distinct || self.items.iter().any(|item| item.aggregates(source))
    }
}

impl SortKey {
    fn new(source: &Source<'_>, range: Range<usize>) -> Self {
        let last = range.end.saturating_sub(1);
        let is = |words: [&str; 2]| words.iter().any(|word| source.is_word(last, word));
        let descending = is(["DESC", "DESCENDING"]);
        let directed = descending || is(["ASC", "ASCENDING"]);
        Self { expression: range.start..range.end - usize::from(directed && range.len() > 1), descending }
    }
}

/// The sub-clauses of a projection; an empty range is one that is not there.
struct Parts {
    items: Range<usize>,
    order: Range<usize>,
    skip: Option<Range<usize>>,
    limit: Option<Range<usize>>,
    filter: Option<Range<usize>>,
}

impl Parts {
    fn new(source: &Source<'_>, range: Range<usize>) -> Self {
        let mut starts: Vec<(&str, usize, usize)> = source
            .top_level(range.clone())
            .filter_map(|at| sub_clause(source, at).map(|(name, length)| (name, at, at + length)))
            .collect();
        let items_end = starts.first().map_or(range.end, |(_, at, _)| *at);
        starts.push(("", range.end, range.end));
        let find = |name: &str| {
            starts
                .iter()
                .zip(starts.iter().skip(1))
                .find(|((found, _, _), _)| *found == name)
                .map(|((_, _, from), (_, to, _))| *from..*to)
        };
        Self {
            items: range.start..items_end,
            order: find("ORDER").unwrap_or(range.end..range.end),
            skip: find("SKIP"),
            limit: find("LIMIT"),
            filter: find("WHERE"),
        }
    }
}

fn sub_clause(source: &Source<'_>, at: usize) -> Option<(&'static str, usize)> {
    // A variable may have a keyword's name.
    let before = source.before(at).to_ascii_uppercase();
    let expected = matches!(before.as_str(), "AS" | "," | "WITH" | "RETURN" | "DISTINCT");
    if expected || matches!(source.at(at + 1), "." | ",") {
        return None;
    }
    if source.are_words(at, &["ORDER", "BY"]) {
        return Some(("ORDER", 2));
    }
    [("SKIP", "SKIP"), ("OFFSET", "SKIP"), ("LIMIT", "LIMIT"), ("WHERE", "WHERE")]
        .into_iter()
        .find(|(word, _)| source.is_word(at, word))
        .map(|(_, name)| (name, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projection_is_taken_apart() {
        let source =
            Source::new("DISTINCT *, a.b, count( * ) AS `n o` ORDER BY a.b DESC, c SKIP 1 LIMIT $l WHERE c > 1")
                .expect("balanced");
        let projection = Projection::new(&source, 0..source.len()).expect("complete");
        let labels: Vec<_> = projection.items.iter().map(|item| item.label(&source)).collect();
        assert!(projection.distinct && projection.star);
        assert_eq!(labels, ["a.b", "n o"]);
        let keys: Vec<_> =
            projection.order.iter().map(|key| (source.slice(key.expression.clone()), key.descending)).collect();
        assert_eq!(keys, [("a.b", true), ("c", false)]);
        let slice = |range: Option<Range<usize>>| range.map(|range| source.slice(range));
        assert_eq!(slice(projection.skip), Some("1"));
        assert_eq!(slice(projection.limit), Some("$l"));
        assert_eq!(slice(projection.filter), Some("c > 1"));
    }

    #[test]
    fn a_projection_of_nothing_is_a_syntax_error() {
        for text in ["", "ORDER BY x", "a,", "AS x"] {
            let source = Source::new(text).expect("balanced");
            assert!(Projection::new(&source, 0..source.len()).is_err(), "{text}");
        }
    }
}
