//! What is measured: the kinds of work, their queries, and the rows that they read.

use graph_orm::{FromRecord, FromValue, Node, ToValue};

/// One kind of work; an item of it is a record, a transaction or a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A streamed record of one integer.
    Integer,
    /// A streamed record of seven columns into a struct that owns.
    Mixed,
    /// The same into a struct that borrows.
    MixedBorrowed,
    /// A streamed record of one node into a struct that owns.
    Node,
    /// The same into a struct that borrows.
    NodeBorrowed,
    /// A query of one call that reads one integer.
    Read,
    /// A managed transaction of three queries that depend on each other.
    Write,
    /// A query of one call with 10,000 maps as a parameter.
    Parameter,
}

impl Work {
    /// Every kind, in the order of the tables.
    pub const ALL: [Self; 8] = [
        Self::Integer,
        Self::Mixed,
        Self::MixedBorrowed,
        Self::Node,
        Self::NodeBorrowed,
        Self::Read,
        Self::Write,
        Self::Parameter,
    ];

    /// Returns the word for it on a command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Mixed => "mixed",
            Self::MixedBorrowed => "mixed-borrowed",
            Self::Node => "node",
            Self::NodeBorrowed => "node-borrowed",
            Self::Read => "read",
            Self::Write => "write",
            Self::Parameter => "parameter",
        }
    }

    /// Returns the kind of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.word() == word)
    }

    /// Returns what one item is, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Integer => "record of one int",
            Self::Mixed => "mixed record, owned struct",
            Self::MixedBorrowed => "mixed record, borrowed struct",
            Self::Node => "node record, owned struct",
            Self::NodeBorrowed => "node record, borrowed struct",
            Self::Read => "one-call read, one int back, pool included",
            Self::Write => "managed write of three queries",
            Self::Parameter => "10,000 maps of (id, name, score) sent as a parameter",
        }
    }

    /// Returns how many user-mode instructions an item may take in this project's driver.
    pub const fn limit(self) -> u64 {
        match self {
            Self::Integer => 160,
            Self::Mixed => 1_500,
            Self::MixedBorrowed => 950,
            Self::Node => 2_300,
            Self::NodeBorrowed => 1_150,
            Self::Read => 5_000,
            Self::Write => 14_000,
            Self::Parameter => 2_000_000,
        }
    }

    /// Returns how many heap allocations an item may take in this project's driver, where that is laid down.
    ///
    /// A mixed record's are its string, its list and its map. A read asks for its number alone, and so allocates nothing.
    pub const fn allocations(self) -> Option<u64> {
        match self {
            Self::Integer | Self::MixedBorrowed | Self::NodeBorrowed | Self::Read => Some(0),
            Self::Mixed => Some(3),
            Self::Node | Self::Write | Self::Parameter => None,
        }
    }

    /// Returns two numbers of items whose difference is measured, so that what is done once cancels out.
    pub const fn lengths(self) -> (u64, u64) {
        match self {
            Self::Integer | Self::Mixed | Self::MixedBorrowed | Self::Node | Self::NodeBorrowed => (20_000, 120_000),
            Self::Read => (500, 3_500),
            Self::Write => (200, 1_200),
            Self::Parameter => (4, 12),
        }
    }
}

/// A result of integers.
pub const INTEGERS: &str = "UNWIND range(1, $rows) AS n RETURN n";
/// A result of mixed records.
pub const MIXED: &str = "UNWIND range(1, $rows) AS n RETURN n AS id, n + 0.5 AS score, 'twenty characters ab' AS name, \
     true AS active, [1, 2, 3, 4, 5] AS numbers, {city: 'Oslo', x: 1, y: 2} AS place, null AS nothing";
/// A result of nodes; [`PREPARE`] creates the one that they are.
pub const NODES: &str = "MATCH (p:Person:Employee) UNWIND range(1, $rows) AS n RETURN p";
/// Creates the node of the bench, on a real server.
pub const PREPARE: &str = "MERGE (p:Person:Employee {name: 'Ann Example', email: 'ann@example.org', city: 'Oslo'}) \
     SET p.age = 42, p.score = 1.5, p.active = true";
/// Takes that node away again.
pub const CLEAR: &str = "MATCH (p:Person:Employee {email: 'ann@example.org'}) DETACH DELETE p";
/// One integer.
pub const ONE: &str = "RETURN 1 AS n";
/// A write of one property, and the integer that it became.
pub const SET: &str = "MATCH (p:Person:Employee) SET p.age = $x RETURN p.age AS n";
/// Takes the rows and gives their number back.
pub const ROWS: &str = "UNWIND $rows AS row RETURN count(row) AS n";

/// The seven columns of [`MIXED`].
#[derive(Debug, Clone, PartialEq, FromRecord)]
#[cfg_attr(feature = "peers", derive(serde::Deserialize))]
pub struct Mixed {
    /// An integer.
    pub id: i64,
    /// A float.
    pub score: f64,
    /// A string of 20 characters.
    pub name: String,
    /// A boolean.
    pub active: bool,
    /// A list of five integers.
    pub numbers: Vec<i64>,
    /// A map of three entries.
    pub place: Place,
    /// A null.
    pub nothing: Option<i64>,
}

/// The map in a mixed record.
#[derive(Debug, Clone, PartialEq, FromValue)]
#[cfg_attr(feature = "peers", derive(serde::Deserialize))]
#[expect(missing_docs, reason = "the names say it")]
pub struct Place {
    pub city: String,
    pub x: i64,
    pub y: i64,
}

/// The same columns, borrowed from the record.
#[derive(Debug, Clone, PartialEq, FromRecord)]
#[expect(missing_docs, reason = "as in the struct that owns")]
pub struct MixedRef<'r> {
    pub id: i64,
    pub score: f64,
    pub name: &'r str,
    pub active: bool,
    pub numbers: [i64; 5],
    pub place: PlaceRef<'r>,
    pub nothing: Option<i64>,
}

/// The same map, borrowed from the record.
#[derive(Debug, Clone, PartialEq, FromValue)]
#[expect(missing_docs, reason = "as in the struct that owns")]
pub struct PlaceRef<'r> {
    pub city: &'r str,
    pub x: i64,
    pub y: i64,
}

/// The node of [`NODES`].
#[derive(Debug, Clone, PartialEq, Node)]
#[cfg_attr(feature = "peers", derive(serde::Deserialize))]
#[graph(labels("Employee"))]
#[expect(missing_docs, reason = "the names say it")]
pub struct Person {
    #[graph(element_id)]
    #[cfg_attr(feature = "peers", serde(skip))]
    pub id: String,
    #[graph(key)]
    pub email: String,
    pub name: String,
    pub age: i64,
    pub score: f64,
    pub active: bool,
    pub city: String,
}

/// The same node, borrowed from the record.
#[derive(Debug, Clone, PartialEq, FromValue)]
#[expect(missing_docs, reason = "as in the struct that owns")]
pub struct PersonRef<'r> {
    pub email: &'r str,
    pub name: &'r str,
    pub age: i64,
    pub score: f64,
    pub active: bool,
    pub city: &'r str,
}

/// One of the maps of [`ROWS`].
#[derive(Debug, Clone, PartialEq, ToValue)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Item {
    pub id: i64,
    pub name: String,
    pub score: f64,
}

/// Makes the 10,000 maps of a parameter.
pub fn items() -> Vec<Item> {
    (0..10_000_i32)
        .map(|id| Item { id: i64::from(id), name: format!("item number {id}"), score: f64::from(id) / 4.0 })
        .collect()
}
