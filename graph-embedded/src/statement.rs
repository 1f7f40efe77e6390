//! What a client's statement is, before it reaches the engine.

use std::collections::HashMap;
use std::ops::Range;

use graphdblite::Value;

use crate::cypher::source::Source;
use crate::cypher::token;
use crate::failure::{Failure, Outcome, code};
use crate::rewrite::{Construct, Query, Table, refusal};
use crate::schema::command::Command;
use crate::session::Access;

/// What a statement does, as its summary says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Read,
    ReadWrite,
    Write,
    Schema,
}

impl Kind {
    /// The letters of the summary's `type`.
    pub(crate) fn letters(self) -> &'static str {
        match self {
            Self::Read => "r",
            Self::ReadWrite => "rw",
            Self::Write => "w",
            Self::Schema => "s",
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone)]
pub(crate) enum Work {
    Run(Query),
    /// Says how the query would be run, and runs nothing.
    Explain(Query),
    Command(Command),
}

/// A statement that is ready to run.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) work: Work,
}

/// The name of the one database.
pub(crate) const DATABASE: &str = "neo4j";

/// The name of the database that holds the others, on a Neo4j server.
pub(crate) const SYSTEM: &str = "system";

impl Statement {
    /// Reads a client's text.
    pub(crate) fn parse(text: &str) -> Outcome<Self> {
        let source = Source::new(text)?;
        let mut range = one_statement(&source)?;
        skip_options(&source, &mut range);
        if source.is_word(range.start, "PROFILE") {
            return Err(refusal(&Construct::Profile));
        }
        let explain = source.is_word(range.start, "EXPLAIN");
        range.start += usize::from(explain);
        skip_options(&source, &mut range);
        skip_use(&source, &mut range)?;
        let work = match Command::parse(&source, range.clone())? {
            Some(command) => Work::Command(command),
            None => {
                let query = Query::new(&source, range)?;
                if explain { Work::Explain(query) } else { Work::Run(query) }
            }
        };
        Ok(Self { work })
    }

    pub(crate) fn kind(&self) -> Kind {
        match &self.work {
            Work::Command(_) => Kind::Schema,
            Work::Run(query) | Work::Explain(query) => match (query.writes, &query.table) {
                (false, Some(Table::Components | Table::Databases)) => Kind::Schema,
                (false, _) => Kind::Read,
                (true, _) if query.columns.is_empty() => Kind::Write,
                (true, _) => Kind::ReadWrite,
            },
        }
    }

    /// Whether running it needs the right to write.
    pub(crate) fn writes(&self) -> bool {
        match &self.work {
            Work::Command(_) => true,
            Work::Run(query) => query.writes,
            Work::Explain(_) => false,
        }
    }

    /// Whether it asks where the graph is served.
    pub(crate) fn asks_for_hosts(&self) -> bool {
        matches!(&self.work, Work::Run(Query { table: Some(Table::Databases), .. }))
    }

    /// Refuses a write in a transaction that was opened for reading.
    pub(crate) fn check_access(&self, access: Access) -> Outcome<()> {
        if self.writes() && access == Access::Read {
            return Err(Failure::new(code::ACCESS_MODE, "Writing in read access mode not allowed."));
        }
        Ok(())
    }

    /// Refuses a run without a parameter that the text names.
    pub(crate) fn check_parameters(&self, given: &HashMap<String, Value>) -> Outcome<()> {
        let Work::Run(query) = &self.work else {
            return Ok(());
        };
        let missing: Vec<&str> =
            query.parameters.iter().filter(|name| !given.contains_key(*name)).map(String::as_str).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Failure::new(code::PARAMETER_MISSING, format!("Expected parameter(s): {}", missing.join(", "))))
    }
}

/// Refuses a database that there is not.
pub(crate) fn check_database(name: &str) -> Outcome<()> {
    if name.eq_ignore_ascii_case(DATABASE) || name.eq_ignore_ascii_case(SYSTEM) {
        return Ok(());
    }
    Err(Failure::new(
        code::DATABASE_NOT_FOUND,
        format!("Unable to get a routing table for database '{name}' because this database does not exist"),
    ))
}

/// The answer to any query on the system database.
pub(crate) fn no_system_database() -> Failure {
    Failure::new(
        code::SEMANTIC,
        "Not a recognised system command or procedure. The embedded server runs queries in the database `neo4j` only.",
    )
}

/// The tokens of the text without the semicolon at its end.
fn one_statement(source: &Source<'_>) -> Outcome<Range<usize>> {
    let mut statements: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for at in 0..source.len() {
        if source.is(at, ";") {
            statements.push(start..at);
            start = at + 1;
        }
    }
    statements.push(start..source.len());
    statements.retain(|range| !range.is_empty());
    match statements.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Failure::new(code::SYNTAX, "Unexpected end of input: expected a query")),
        many => {
            Err(Failure::new(code::SYNTAX, format!("Expected exactly one statement per query but got: {}", many.len())))
        }
    }
}

/// Skips `CYPHER 5 runtime=slotted`, which chooses between things that are not there.
fn skip_options(source: &Source<'_>, range: &mut Range<usize>) {
    if !source.is_word(range.start, "CYPHER") {
        return;
    }
    range.start += 1;
    if source.kind(range.start) == Some(token::Kind::Number) {
        range.start += 1;
    }
    while source.is_name(range.start) && source.is(range.start + 1, "=") {
        range.start += 3;
    }
}

/// Skips `USE neo4j`.
fn skip_use(source: &Source<'_>, range: &mut Range<usize>) -> Outcome<()> {
    if !source.is_word(range.start, "USE") {
        return Ok(());
    }
    let name = source.name(range.start + 1);
    check_database(&name)?;
    if name.eq_ignore_ascii_case(SYSTEM) {
        return Err(no_system_database());
    }
    range.start += 2;
    Ok(())
}
