//! What the server says of a query once its result is read.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::gql::{Ending, GqlStatus};
use crate::bolt::Dialect;
use crate::bolt::message::Meta;
use crate::connection::{Said, ServerInfo};
use crate::error::{Error, ErrorKind};
use crate::query::Query;
use crate::value::{Map, Value};

/// What the server says of a query: counters, timings, database, plan, notifications.
///
/// It keeps the server's metadata as it came and reads of it what is asked for; ask once where it matters.
///
/// ```no_run
/// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
/// let summary = driver.execute_query::<()>("CREATE (:Person {name: 'Ann'})").await?.summary;
/// println!("{} nodes by {} in {:?}", summary.counters().nodes_created, summary.server(), summary.consumed_after());
/// for notification in summary.notifications() {
///     println!("{}: {}", notification.severity, notification.description);
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Summary {
    query: Query,
    server: Arc<ServerInfo>,
    parts: SummaryParts,
}

/// What a result leaves for its summary.
#[derive(Clone)]
pub(crate) struct SummaryParts {
    pub(crate) said: Said,
    pub(crate) dialect: Dialect,
    pub(crate) had_records: HadRecords,
}

/// Whether a result had a record, as far as it was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum HadRecords {
    #[default]
    No,
    Yes,
}

/// What a query may have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryType {
    /// It only reads.
    Read,
    /// It reads and writes.
    ReadWrite,
    /// It only writes.
    Write,
    /// It changes the schema.
    Schema,
}

/// What a query changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is the server's counter of its name")]
pub struct Counters {
    pub nodes_created: i64,
    pub nodes_deleted: i64,
    pub relationships_created: i64,
    pub relationships_deleted: i64,
    pub properties_set: i64,
    pub labels_added: i64,
    pub labels_removed: i64,
    pub indexes_added: i64,
    pub indexes_removed: i64,
    pub constraints_added: i64,
    pub constraints_removed: i64,
    pub system_updates: i64,
    /// Whether the graph or its schema changed.
    pub contains_updates: bool,
    /// Whether the system database changed.
    pub contains_system_updates: bool,
}

/// One step of the plan that the server made for a query run with `EXPLAIN`, and the steps that feed it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Plan {
    /// What the step does, such as `NodeByLabelScan@neo4j`.
    pub operator: String,
    /// What the server says of the step.
    pub arguments: Map,
    /// The variables that it has.
    pub identifiers: Vec<String>,
    /// The steps that feed it.
    pub children: Vec<Plan>,
}

/// One step of a query run with `PROFILE`, with what it cost.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// What the step does.
    pub operator: String,
    /// What the server says of the step.
    pub arguments: Map,
    /// The variables that it has.
    pub identifiers: Vec<String>,
    /// How often it asked the storage.
    pub db_hits: Option<i64>,
    /// How many rows it made.
    pub rows: Option<i64>,
    /// How long it took, in nanoseconds.
    pub time: Option<i64>,
    /// How often a page was in memory.
    pub page_cache_hits: Option<i64>,
    /// How often a page was not.
    pub page_cache_misses: Option<i64>,
    /// The part of pages that were in memory.
    pub page_cache_hit_ratio: Option<f64>,
    /// The steps that feed it.
    pub children: Vec<Profile>,
}

/// A hint or warning about the query.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notification {
    /// The server's code, such as `Neo.ClientNotification.Statement.CartesianProduct`.
    pub code: String,
    /// What it is in short.
    pub title: String,
    /// What it is in full.
    pub description: String,
    /// How much it matters: `WARNING` or `INFORMATION`.
    pub severity: String,
    /// What it is about, such as `PERFORMANCE`; empty for servers that do not say.
    pub category: String,
    /// Where in the query's text it stands.
    pub position: Option<Position>,
}

/// A place in a query's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The character, counted from 0.
    pub offset: i64,
    /// The line, counted from 1.
    pub line: i64,
    /// The character in the line, counted from 1.
    pub column: i64,
}

impl fmt::Debug for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Summary")
            .field("query_text", &self.query_text())
            .field("server", &self.server)
            .field("database", &self.database())
            .field("query_type", &self.query_type().ok().flatten())
            .field("counters", &self.counters())
            .finish_non_exhaustive()
    }
}

impl Summary {
    pub(crate) const fn new(query: Query, server: Arc<ServerInfo>, parts: SummaryParts) -> Self {
        Self { query, server, parts }
    }

    /// Says which query it is about.
    pub(crate) fn describe(&mut self, query: Query) {
        self.query = query;
    }

    /// Returns the text of the query.
    pub fn query_text(&self) -> &str {
        self.query.text()
    }

    /// Returns the values of the query's parameters by name. `Debug` shows none of them.
    pub fn query_parameters(&self) -> Map {
        self.query.parameters()
    }

    /// Returns the server that ran the query.
    pub fn server(&self) -> &ServerInfo {
        &self.server
    }

    /// Returns the database that the query ran in, where the server says.
    pub fn database(&self) -> Option<&str> {
        self.end().text("db").or_else(|| self.run().text("db"))
    }

    /// Returns what the query may have done, where the server says.
    ///
    /// # Errors
    /// [`ErrorKind::Protocol`](crate::ErrorKind::Protocol) for a type that the protocol does not have.
    pub fn query_type(&self) -> Result<Option<QueryType>, Error> {
        match self.end().text("type") {
            None => Ok(None),
            Some("r") => Ok(Some(QueryType::Read)),
            Some("rw") => Ok(Some(QueryType::ReadWrite)),
            Some("w") => Ok(Some(QueryType::Write)),
            Some("s") => Ok(Some(QueryType::Schema)),
            Some(other) => {
                let message = format!("{} told of a query of the unknown type {other:?}", self.server.address());
                Err(Error::build(ErrorKind::Protocol, message, None))
            }
        }
    }

    /// Returns everything that the server said at the end of the result, as it said it.
    pub fn metadata(&self) -> Map {
        self.end().to_map(self.parts.dialect).unwrap_or_default()
    }

    /// Returns how long the server took until the first record was there, in whole milliseconds.
    pub fn available_after(&self) -> Option<Duration> {
        milliseconds(self.run().integer("t_first"))
    }

    /// Returns how long the server took from the first record to the last, in whole milliseconds.
    pub fn consumed_after(&self) -> Option<Duration> {
        milliseconds(self.end().integer("t_last"))
    }

    /// Returns what the query changed; all 0 for one that changed nothing.
    pub fn counters(&self) -> Counters {
        self.end().map("stats").map(Counters::read).unwrap_or_default()
    }

    /// Returns the plan of a query run with `EXPLAIN`, and without its costs that of one run with `PROFILE`.
    pub fn plan(&self) -> Option<Plan> {
        let plan = self.end().value("plan", self.parts.dialect);
        match plan.or_else(|| self.end().value("profile", self.parts.dialect))? {
            Value::Map(step) => Some(Plan::read(step)),
            _ => None,
        }
    }

    /// Returns the steps and costs of a query run with `PROFILE`.
    pub fn profile(&self) -> Option<Profile> {
        match self.end().value("profile", self.parts.dialect)? {
            Value::Map(step) => Some(Profile::read(step)),
            _ => None,
        }
    }

    /// Returns the server's hints and warnings about the query.
    pub fn notifications(&self) -> Vec<Notification> {
        let list = |key| match self.end().value(key, self.parts.dialect) {
            Some(Value::List(list)) => list,
            _ => Vec::new(),
        };
        let maps = |list: Vec<Value>| {
            list.into_iter().filter_map(|item| match item {
                Value::Map(map) => Some(map),
                _ => None,
            })
        };
        let mut notifications: Vec<_> =
            maps(list("notifications")).map(|map| Notification::of_old_form(&map)).collect();
        notifications.extend(maps(list("statuses")).filter_map(|map| Notification::of_status(&map)));
        notifications
    }

    /// Returns how the query ended, its warnings and its hints, in the terms of the GQL standard and in its order.
    pub fn gql_statuses(&self) -> Vec<GqlStatus> {
        if let Some(Value::List(statuses)) = self.end().value("statuses", self.parts.dialect) {
            let maps = statuses.iter().filter_map(Value::as_map);
            return maps.map(GqlStatus::read).collect();
        }
        let columns = self.run().find("fields").and_then(|mut fields| fields.list().ok()).unwrap_or_default();
        let ending = match (self.parts.had_records, columns) {
            (HadRecords::Yes, _) => Ending::Records,
            (HadRecords::No, 0) => Ending::Omitted,
            (HadRecords::No, _) => Ending::NoData,
        };
        let mut statuses: Vec<_> = self.notifications().iter().map(GqlStatus::of_notification).collect();
        statuses.push(GqlStatus::of_ending(ending));
        statuses.sort_by_key(GqlStatus::rank);
        statuses
    }

    fn run(&self) -> Meta<'_> {
        self.parts.said.run()
    }

    fn end(&self) -> Meta<'_> {
        self.parts.said.end()
    }
}

fn milliseconds(count: Option<i64>) -> Option<Duration> {
    count.and_then(|count| u64::try_from(count).ok()).map(Duration::from_millis)
}

impl Counters {
    fn read(stats: Meta<'_>) -> Self {
        let count = |key| stats.integer(key).unwrap_or_default();
        let mut counters = Self {
            nodes_created: count("nodes-created"),
            nodes_deleted: count("nodes-deleted"),
            relationships_created: count("relationships-created"),
            relationships_deleted: count("relationships-deleted"),
            properties_set: count("properties-set"),
            labels_added: count("labels-added"),
            labels_removed: count("labels-removed"),
            indexes_added: count("indexes-added"),
            indexes_removed: count("indexes-removed"),
            constraints_added: count("constraints-added"),
            constraints_removed: count("constraints-removed"),
            system_updates: count("system-updates"),
            contains_updates: false,
            contains_system_updates: false,
        };
        // Servers before 5.0 do not say these two; what was counted tells.
        counters.contains_updates =
            stats.boolean("contains-updates").unwrap_or_else(|| counters.counted().iter().any(|count| *count > 0));
        counters.contains_system_updates =
            stats.boolean("contains-system-updates").unwrap_or(counters.system_updates > 0);
        counters
    }

    const fn counted(&self) -> [i64; 11] {
        [
            self.nodes_created,
            self.nodes_deleted,
            self.relationships_created,
            self.relationships_deleted,
            self.properties_set,
            self.labels_added,
            self.labels_removed,
            self.indexes_added,
            self.indexes_removed,
            self.constraints_added,
            self.constraints_removed,
        ]
    }
}

/// What plan and profile share, taken out of a step's map.
struct Step {
    operator: String,
    arguments: Map,
    identifiers: Vec<String>,
    children: Vec<Map>,
}

impl Step {
    fn take(step: &mut Map) -> Self {
        let mut list = |key| match step.remove(key) {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        };
        let identifiers = list("identifiers")
            .into_iter()
            .filter_map(|item| match item {
                Value::String(name) => Some(name),
                _ => None,
            })
            .collect();
        let children = list("children")
            .into_iter()
            .filter_map(|item| match item {
                Value::Map(child) => Some(child),
                _ => None,
            })
            .collect();
        let operator = match step.remove("operatorType") {
            Some(Value::String(operator)) => operator,
            _ => String::new(),
        };
        let arguments = match step.remove("args") {
            Some(Value::Map(arguments)) => arguments,
            _ => Map::new(),
        };
        Self { operator, arguments, identifiers, children }
    }
}

impl Plan {
    fn read(mut step: Map) -> Self {
        let Step { operator, arguments, identifiers, children } = Step::take(&mut step);
        Self { operator, arguments, identifiers, children: children.into_iter().map(Self::read).collect() }
    }
}

impl Profile {
    fn read(mut step: Map) -> Self {
        let Step { operator, arguments, identifiers, children } = Step::take(&mut step);
        let count = |key| step.get(key).and_then(Value::as_int);
        Self {
            operator,
            arguments,
            identifiers,
            db_hits: count("dbHits"),
            rows: count("rows"),
            time: count("time"),
            page_cache_hits: count("pageCacheHits"),
            page_cache_misses: count("pageCacheMisses"),
            page_cache_hit_ratio: step.get("pageCacheHitRatio").and_then(Value::as_float),
            children: children.into_iter().map(Self::read).collect(),
        }
    }
}

impl Notification {
    /// Reads the form before Bolt 5.5.
    fn of_old_form(map: &Map) -> Self {
        Self {
            code: text(map, "code"),
            title: text(map, "title"),
            description: text(map, "description"),
            severity: text(map, "severity"),
            category: text(map, "category"),
            position: map.get("position").and_then(Position::read),
        }
    }

    /// Reads a GQL status object; those without a code of the server's are no notifications.
    fn of_status(map: &Map) -> Option<Self> {
        map.get("neo4j_code")?;
        let empty = Map::new();
        let record = map.get("diagnostic_record").and_then(Value::as_map).unwrap_or(&empty);
        Some(Self {
            code: text(map, "neo4j_code"),
            title: text(map, "title"),
            description: text(map, "description"),
            severity: text(record, "_severity"),
            category: text(record, "_classification"),
            position: record.get("_position").and_then(Position::read),
        })
    }
}

impl Position {
    pub(super) fn read(value: &Value) -> Option<Self> {
        let map = value.as_map()?;
        let count = |key| map.get(key).and_then(Value::as_int);
        Some(Self { offset: count("offset")?, line: count("line")?, column: count("column")? })
    }

    pub(super) fn to_map(self) -> Map {
        [("offset", self.offset), ("line", self.line), ("column", self.column)]
            .map(|(key, number)| (key.to_owned(), Value::Integer(number)))
            .into()
    }
}

fn text(map: &Map, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
