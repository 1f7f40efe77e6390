//! How the rows of a projection get the order that was asked for.
//!
//! The engine sorts wrongly, without a word, when a sort key names a renamed variable or an aggregate. It sorts rightly
//! by a variable of its own, so such a key becomes a column of a WITH that is sorted and then left out again.

use std::ops::Range;

use super::Column;
use super::expression::{Expressions, Replacement};
use super::name::OWN;
use crate::cypher::clause::Verb;
use crate::cypher::function;
use crate::cypher::projection::{Projection, SortKey};
use crate::cypher::scope::Scope;
use crate::cypher::source::Source;
use crate::failure::Outcome;

/// A projection that is to be written.
pub(super) struct Ordered<'a, 's, 'q> {
    pub(super) source: &'a Source<'q>,
    pub(super) expressions: &'a Expressions<'s, 'q>,
    /// The variables before the projection.
    pub(super) scope: &'a Scope,
    pub(super) projection: &'a Projection,
    /// What `*` stands for, then one column for each item.
    pub(super) columns: &'a [Column],
}

/// A sort key in the engine's words.
struct Key {
    words: String,
    /// Whether the words are a column already.
    is_column: bool,
    /// Whether the words can stand where they were written.
    direct: bool,
    descending: bool,
}

impl Ordered<'_, '_, '_> {
    /// The whole clause, or the clauses that do the same.
    pub(super) fn write(&self, verb: Verb) -> Outcome<String> {
        let mut hidden = Vec::new();
        let groups = self.projection.groups(self.source);
        let keys: Vec<Key> =
            self.projection.order.iter().map(|key| self.key(key, groups, &mut hidden)).collect::<Outcome<_>>()?;
        let head = if verb == Verb::With { "WITH" } else { "RETURN" };
        let all_columns = keys.iter().all(|key| key.is_column);
        let simple =
            keys.is_empty() || (!groups && keys.iter().all(|key| key.direct)) || (all_columns && verb == Verb::With);
        if simple {
            let items = self.items()?.join(", ");
            return Ok(format!("{head}{} {items}{}{}", self.distinct(), self.tail(&keys)?, self.filter()?));
        }
        let fields = self.fields();
        let last = format!("{head} {}{}", fields.join(", "), self.filter()?);
        let (sorted, keys) = extra_columns(keys);
        let first = if groups {
            let mut items = self.items()?;
            items.extend(hidden);
            let grouped = format!("WITH{} {}", self.distinct(), items.join(", "));
            if sorted.is_empty() {
                return Ok(format!("{grouped}{} {last}", self.tail(&keys)?));
            }
            let carried = [fields, sorted].concat();
            format!("{grouped} WITH {}", carried.join(", "))
        } else {
            let carried = [self.items()?, sorted].concat();
            format!("WITH {}", carried.join(", "))
        };
        Ok(format!("{first}{} {last}", self.tail(&keys)?))
    }

    fn distinct(&self) -> &'static str {
        if self.projection.distinct { " DISTINCT" } else { "" }
    }

    fn fields(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.field.clone()).collect()
    }

    /// How many columns come from a `*`.
    fn starred(&self) -> usize {
        self.columns.len().saturating_sub(self.projection.items.len())
    }

    /// The items, each under the name that the engine knows it by.
    fn items(&self) -> Outcome<Vec<String>> {
        let (starred, named) = self.columns.split_at(self.starred());
        let mut words: Vec<String> = starred.iter().map(|column| column.field.clone()).collect();
        for (item, column) in self.projection.items.iter().zip(named) {
            let expression = self.expressions.write(item.expression.clone(), self.scope)?;
            words.push(if expression == column.field {
                expression
            } else {
                format!("{expression} AS {}", column.field)
            });
        }
        Ok(words)
    }

    fn tail(&self, keys: &[Key]) -> Outcome<String> {
        let mut words = String::new();
        for (number, key) in keys.iter().enumerate() {
            words.push_str(if number == 0 { " ORDER BY " } else { ", " });
            words.push_str(&key.words);
            if key.descending {
                words.push_str(" DESC");
            }
        }
        for (name, range) in [("SKIP", &self.projection.skip), ("LIMIT", &self.projection.limit)] {
            if let Some(range) = range {
                let number = self.expressions.write(range.clone(), self.scope)?;
                words.push_str(&format!(" {name} {number}"));
            }
        }
        Ok(words)
    }

    fn filter(&self) -> Outcome<String> {
        let Some(filter) = &self.projection.filter else {
            return Ok(String::new());
        };
        let mut scope = self.scope.clone();
        for (name, kind) in self.scope.projected(self.source, self.projection).into_variables() {
            scope.shadow(name, kind);
        }
        Ok(format!(" WHERE {}", self.expressions.write(filter.clone(), &scope)?))
    }

    fn key(&self, key: &SortKey, groups: bool, hidden: &mut Vec<String>) -> Outcome<Key> {
        if let Some(column) = self.column_of(&key.expression) {
            return Ok(Key { words: column.field.clone(), is_column: true, direct: true, descending: key.descending });
        }
        let renamed = self.mentions_renamed(key.expression.clone());
        let words = if groups {
            self.grouped(key.expression.clone(), hidden)?
        } else if renamed {
            self.substituted(key.expression.clone())?
        } else {
            self.expressions.write(key.expression.clone(), self.scope)?
        };
        Ok(Key { words, is_column: false, direct: !renamed, descending: key.descending })
    }

    /// The column that an expression is, by its name or because it was projected as it is.
    fn column_of(&self, range: &Range<usize>) -> Option<&Column> {
        let (starred, named) = self.columns.split_at(self.starred());
        let name = (range.len() == 1 && self.source.is_name(range.start)).then(|| self.source.name(range.start));
        let by_name = |column: &&Column| name.as_ref() == Some(&column.label);
        let items = self.projection.items.iter().zip(named);
        named.iter().find(by_name).or_else(|| starred.iter().find(by_name)).or_else(|| {
            items.filter(|(item, _)| self.source.same(&item.expression, range)).map(|(_, column)| column).next()
        })
    }

    /// Whether an expression names an item that is not the variable of the same name.
    fn mentions_renamed(&self, range: Range<usize>) -> bool {
        let renamed = |at: usize| {
            self.is_variable(at)
                && self.projection.items.iter().any(|item| {
                    item.alias.is_some_and(|alias| self.source.name(alias) == self.source.name(at))
                        && !item.is_plain(self.source)
                })
        };
        range.into_iter().any(renamed)
    }

    fn is_variable(&self, at: usize) -> bool {
        self.source.is_name(at)
            && self.source.before(at) != "."
            && !self.source.is(at + 1, "(")
            && !self.source.is(at + 1, ":")
    }

    /// An expression of a projection that groups nothing, with each renamed item as what it was.
    fn substituted(&self, range: Range<usize>) -> Outcome<String> {
        let mut replacements = Vec::new();
        for at in range.clone().filter(|at| self.is_variable(*at)) {
            let item = self
                .projection
                .items
                .iter()
                .find(|item| item.alias.is_some_and(|alias| self.source.name(alias) == self.source.name(at)));
            if let Some(item) = item {
                let meaning = self.expressions.write(item.expression.clone(), self.scope)?;
                replacements.push(Replacement { range: at..at + 1, words: format!("({meaning})") });
            }
        }
        self.expressions.write_replacing(range, self.scope, replacements)
    }

    /// An expression over the columns of a projection that groups: what was projected as it is becomes its column, and
    /// an aggregate that was not becomes a hidden one.
    fn grouped(&self, range: Range<usize>, hidden: &mut Vec<String>) -> Outcome<String> {
        let after = self.scope.projected(self.source, self.projection);
        let mut replacements = Vec::new();
        let mut at = range.start;
        while at < range.end {
            match self.replacement(at, range.end, hidden)? {
                Some(replacement) => {
                    at = replacement.range.end;
                    replacements.push(replacement);
                }
                None => at += 1,
            }
        }
        self.expressions.write_replacing(range, &after, replacements)
    }

    /// Whether an expression is a property, a call or the like, which no operator beside it can tear apart.
    fn is_operand(&self, range: Range<usize>) -> bool {
        let mut top_level = self.source.top_level(range);
        top_level.all(|at| self.source.is_name(at) || matches!(self.source.at(at), "." | "(" | "["))
    }

    fn replacement(&self, at: usize, end: usize, hidden: &mut Vec<String>) -> Outcome<Option<Replacement>> {
        let named = self.columns.iter().skip(self.starred());
        let projected = self.projection.items.iter().zip(named).find(|(item, _)| {
            let length = item.expression.len();
            length > 1
                && at + length <= end
                && self.source.before(at) != "."
                && self.is_operand(item.expression.clone())
                && self.source.same(&item.expression, &(at..at + length))
        });
        if let Some((item, column)) = projected {
            let range = at..at + item.expression.len();
            return Ok(Some(Replacement { range, words: column.field.clone() }));
        }
        if self.is_variable(at)
            && let Some(column) = self.column_of(&(at..at + 1))
        {
            return Ok(Some(Replacement { range: at..at + 1, words: column.field.clone() }));
        }
        if !function::is_aggregate_call(self.source, at) {
            return Ok(None);
        }
        let range = at..self.source.after(at + 1);
        let words = format!("{OWN}a{}", hidden.len());
        hidden.push(format!("{} AS {words}", self.expressions.write(range.clone(), self.scope)?));
        Ok(Some(Replacement { range, words }))
    }
}

/// Makes a column of every key that is none, and a key of that column.
fn extra_columns(keys: Vec<Key>) -> (Vec<String>, Vec<Key>) {
    let mut columns = Vec::new();
    let keys = keys
        .into_iter()
        .enumerate()
        .map(|(number, key)| {
            if key.is_column {
                return key;
            }
            let field = format!("{OWN}s{number}");
            columns.push(format!("{} AS {field}", key.words));
            Key { words: field, is_column: true, ..key }
        })
        .collect();
    (columns, keys)
}
