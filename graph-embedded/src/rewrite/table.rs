//! How procedures and SHOW commands become tables that a query reads.
//!
//! The server supplies the rows as a parameter; the text takes them apart with UNWIND and WITH, so that whatever
//! follows the YIELD works as on any other rows.

use std::ops::Range;

use super::Column;
use super::expression::Expressions;
use super::name::OWN;
use super::refuse::{Construct, refusal};
use crate::cypher::scope::{Kind, Scope};
use crate::cypher::source::Source;
use crate::failure::{Failure, Outcome, code};

/// The parameter that the rows come in.
pub(crate) const PARAMETER: &str = "graph_embedded_rows";

/// A table that the server supplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    Ping,
    Components,
    Labels,
    RelationshipTypes,
    PropertyKeys,
    AwaitIndexes,
    Constraints,
    Indexes,
    Databases,
}

/// Which rows of a schema table are shown.
pub(crate) const CONSTRAINT_COLUMNS: [&str; 10] = [
    "id",
    "name",
    "type",
    "entityType",
    "labelsOrTypes",
    "properties",
    "ownedIndex",
    "propertyType",
    "options",
    "createStatement",
];

/// The columns of SHOW INDEXES.
pub(crate) const INDEX_COLUMNS: [&str; 16] = [
    "id",
    "name",
    "state",
    "populationPercent",
    "type",
    "entityType",
    "labelsOrTypes",
    "properties",
    "indexProvider",
    "owningConstraint",
    "lastRead",
    "readCount",
    "trackedSince",
    "options",
    "failureMessage",
    "createStatement",
];

/// The columns of SHOW DATABASES.
pub(crate) const DATABASE_COLUMNS: [&str; 13] = [
    "name",
    "type",
    "aliases",
    "access",
    "address",
    "role",
    "writer",
    "requestedStatus",
    "currentStatus",
    "statusMessage",
    "default",
    "home",
    "constituents",
];

impl Table {
    /// The procedure of this name.
    fn procedure(name: &str) -> Option<Self> {
        Some(match name {
            "db.ping" => Self::Ping,
            "dbms.components" => Self::Components,
            "db.labels" => Self::Labels,
            "db.relationshiptypes" => Self::RelationshipTypes,
            "db.propertykeys" => Self::PropertyKeys,
            "db.awaitindexes" => Self::AwaitIndexes,
            _ => return None,
        })
    }

    /// All columns, the ones that are shown unasked first.
    pub(crate) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Ping => &["success"],
            Self::Components => &["name", "versions", "edition"],
            Self::Labels => &["label"],
            Self::RelationshipTypes => &["relationshipType"],
            Self::PropertyKeys => &["propertyKey"],
            Self::AwaitIndexes => &[],
            Self::Constraints => &CONSTRAINT_COLUMNS,
            Self::Indexes => &INDEX_COLUMNS,
            Self::Databases => &DATABASE_COLUMNS,
        }
    }

    /// How many columns are shown unasked.
    fn shown(self) -> usize {
        match self {
            Self::Constraints => 8,
            Self::Indexes => 12,
            _ => self.columns().len(),
        }
    }
}

/// A query's own table, at its start.
#[derive(Debug)]
pub(super) struct Leading {
    pub(super) table: Table,
    /// What is after YIELD, up to the next clause.
    yielded: Option<Range<usize>>,
    /// ORDER BY, SKIP, LIMIT and WHERE after that; empty if there is none.
    tail: Range<usize>,
    /// Restricts the rows to those whose `type` is this.
    kind: Option<&'static str>,
    /// Where the next clause begins.
    pub(super) rest: usize,
}

/// The clauses that stand for a table.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) columns: Vec<Column>,
}

/// The table that the query in `range` begins with.
pub(super) fn leading(source: &Source<'_>, range: Range<usize>) -> Outcome<Option<Leading>> {
    let start = range.start;
    if source.is_word(start, "CALL") && source.is_name(start + 1) {
        return procedure(source, range).map(Some);
    }
    if !source.is_word(start, "SHOW") {
        return Ok(None);
    }
    let words: Vec<String> = range.clone().skip(1).take(3).map(|at| source.at(at).to_ascii_uppercase()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (table, kind, length) = match words.as_slice() {
        ["CONSTRAINT" | "CONSTRAINTS", ..] => (Table::Constraints, None, 1),
        ["ALL", "CONSTRAINT" | "CONSTRAINTS", ..] => (Table::Constraints, None, 2),
        ["UNIQUE" | "UNIQUENESS", "CONSTRAINT" | "CONSTRAINTS", ..] => (Table::Constraints, Some("UNIQUENESS"), 2),
        ["INDEX" | "INDEXES", ..] => (Table::Indexes, None, 1),
        ["ALL", "INDEX" | "INDEXES", ..] => (Table::Indexes, None, 2),
        ["RANGE", "INDEX" | "INDEXES", ..] => (Table::Indexes, Some("RANGE"), 2),
        ["TEXT", "INDEX" | "INDEXES", ..] => (Table::Indexes, Some("TEXT"), 2),
        ["DATABASE" | "DATABASES", ..] => (Table::Databases, None, 1),
        _ => return Err(refusal(&Construct::AdministrationCommand)),
    };
    tail(source, table, kind, start + 1 + length..range.end).map(Some)
}

fn procedure(source: &Source<'_>, range: Range<usize>) -> Outcome<Leading> {
    let mut name = source.name(range.start + 1);
    let mut at = range.start + 2;
    while source.is(at, ".") {
        name = format!("{name}.{}", source.name(at + 1));
        at += 2;
    }
    if source.is(at, "(") {
        at = source.after(at);
    }
    match Table::procedure(&name.to_ascii_lowercase()) {
        Some(table) => tail(source, table, None, at..range.end),
        None if KNOWN_ELSEWHERE.iter().any(|prefix| name.to_ascii_lowercase().starts_with(prefix)) => {
            Err(refusal(&Construct::Procedure(name)))
        }
        None => Err(Failure::new(
            code::PROCEDURE_NOT_FOUND,
            format!("There is no procedure with the name `{name}` registered for this database instance."),
        )),
    }
}

/// How the names of procedures begin that a Neo4j server has.
const KNOWN_ELSEWHERE: [&str; 7] = ["apoc.", "gds.", "db.index.", "db.schema.", "db.info", "dbms.", "tx."];

/// What follows the name of a table.
fn tail(source: &Source<'_>, table: Table, kind: Option<&'static str>, range: Range<usize>) -> Outcome<Leading> {
    let clause =
        crate::cypher::clause::clauses(source, range.clone()).first().map_or(range.end, |clause| clause.head.start);
    let yields = source.is_word(range.start, "YIELD");
    let tail = source
        .top_level(range.start..clause)
        .find(|at| TAIL.iter().any(|word| source.is_word(*at, word)))
        .unwrap_or(clause);
    if !yields && tail != range.start {
        return Err(Failure::new(
            code::SYNTAX,
            format!("Invalid input '{}': expected YIELD, WHERE or the end", source.at(range.start)),
        ));
    }
    Ok(Leading { table, yielded: yields.then_some(range.start + 1..tail), tail: tail..clause, kind, rest: clause })
}

/// Words that end the list of what is yielded.
const TAIL: [&str; 4] = ["ORDER", "SKIP", "LIMIT", "WHERE"];

impl Leading {
    /// The clauses that read the table; with `alone`, also the RETURN that nobody wrote.
    pub(super) fn write(
        &self,
        source: &Source<'_>,
        expressions: &Expressions<'_, '_>,
        scope: &mut Scope,
        alone: bool,
    ) -> Outcome<Written> {
        let columns = self.yields(source)?;
        let row = format!("{OWN}row");
        let fields: Vec<Column> = columns
            .iter()
            .map(|(_, label)| Column { label: label.clone(), field: expressions.names().variable(label) })
            .collect();
        let items: Vec<String> = columns
            .iter()
            .zip(&fields)
            .map(|((column, _), field)| format!("{row}.{column} AS {}", field.field))
            .collect();
        for (_, label) in columns {
            scope.bind(label, Kind::Other);
        }
        if fields.is_empty() {
            return Ok(Written { text: format!("RETURN 1 AS {row}"), columns: fields });
        }
        let mut text = format!("UNWIND ${PARAMETER} AS {row}");
        if let Some(kind) = self.kind {
            text = format!("{text} WITH {row} WHERE {row}.type = '{kind}'");
        }
        text = format!("{text} WITH {}", items.join(", "));
        if !self.tail.is_empty() {
            text = format!("{text} {}", expressions.write(self.tail.clone(), scope)?);
        }
        if alone {
            let names: Vec<&str> = fields.iter().map(|column| column.field.as_str()).collect();
            text = format!("{text} RETURN {}", names.join(", "));
        }
        Ok(Written { text, columns: fields })
    }

    /// The columns that are yielded: the table's name and the query's name of each.
    fn yields(&self, source: &Source<'_>) -> Outcome<Vec<(&'static str, String)>> {
        let all = self.table.columns();
        let same = |columns: &[&'static str]| columns.iter().map(|name| (*name, (*name).to_owned())).collect();
        let Some(yielded) = &self.yielded else {
            return Ok(same(all.get(..self.table.shown()).unwrap_or(all)));
        };
        if source.is(yielded.start, "*") {
            return Ok(same(all));
        }
        source
            .list(yielded.clone())
            .into_iter()
            .map(|item| {
                let name = source.name(item.start);
                let column = all
                    .iter()
                    .find(|column| **column == name)
                    .ok_or_else(|| Failure::new(code::SYNTAX, format!("Unknown procedure output: `{name}`")))?;
                let renamed = item.len() == 3 && source.is_word(item.start + 1, "AS");
                let label = if renamed { source.name(item.start + 2) } else { name };
                Ok((*column, label))
            })
            .collect()
    }
}
