//! A typed mapper between Rust structs and graph databases that speak Bolt.
//!
//! A struct is derived, a query is Cypher with parameters, and what comes back are structs:
//!
//! ```no_run
//! use graph_orm::prelude::*;
//!
//! #[derive(Node, Debug)]
//! struct Person {
//!     #[graph(key)]
//!     name: String,
//!     age: Option<u8>,
//! }
//!
//! # async fn example() -> Result<(), graph_orm::Error> {
//! let driver = Driver::builder("bolt://localhost:7687").auth(graph_orm::AuthToken::basic("neo4j", "secret")).build()?;
//! let adults = driver
//!     .execute_query::<Person>("MATCH (p:Person) WHERE p.age >= $age RETURN p")
//!     .params(params! { age: 18 })
//!     .read()
//!     .await?;
//! for person in adults {
//!     println!("{person:?}");
//! }
//!
//! // What every node type needs is written already.
//! Repository::<Person>::new().save(&driver, &Person { name: "Ann".into(), age: Some(42) }).await?;
//! # Ok(()) }
//! ```
//!
//! | To | derive |
//! | --- | --- |
//! | read and write nodes of a label | [`Node`](macro@Node) |
//! | read and write relationships of a type | [`Relationship`](macro@Relationship) |
//! | read rows of columns that a query names | [`FromRecord`](macro@FromRecord) |
//! | send a struct as a query's parameters | [`ToParams`](macro@ToParams) |
//! | read a newtype, an enum of names or a map | [`FromValue`](macro@FromValue) |
//! | send one of these | [`ToValue`](macro@ToValue) |
//!
//! | Feature | What it adds |
//! | --- | --- |
//! | `chrono`, `time`, `jiff` | their dates, times and durations as properties and parameters |
//! | `uuid`, `rust_decimal`, `url` | their types as properties and parameters, which are text; `uuid` also generates keys |
//! | `serde_json` | JSON as a value, and properties that are JSON |
//! | `petgraph` | sub-graphs, and a result's nodes and relationships, as graphs of that crate |
//! | `axum` | bookmarks as an extractor and a part of a response |
//! | `testing` | `#[graph_orm::test]`, a database for each test; for `dev-dependencies` |
//!
//! The driver itself is [`graph_core`], whose public items are all found here too.

#![forbid(unsafe_code)]

pub mod cypher;
pub mod entity;
pub mod migrate;
pub mod query;
pub mod relation;
pub mod repository;
pub mod schema;
pub mod subgraph;
#[cfg(feature = "testing")]
pub mod testing;

mod execute;

#[doc(hidden)]
pub mod __private;

pub use graph_core::mapping::{
    DecodeError, DecodeFault, EncodeError, EncodeFault, FromRecord, FromValue, ToParams, ToValue,
};
#[doc(no_inline)]
pub use graph_core::*;
/// Makes a struct a row of columns.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(FromRecord)]
/// struct Employee<'a> {
///     name: &'a str,
///     #[graph(rename = "c.name")]
///     company: Option<&'a str>,
///     #[graph(default)]
///     projects: i64,
/// }
/// ```
pub use graph_derive::FromRecord;
/// Makes a type a value to read.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(FromValue, ToValue)]
/// struct Email(String);
///
/// #[derive(FromValue, ToValue)]
/// #[graph(rename_all = "SCREAMING_SNAKE_CASE")]
/// enum Status {
///     Active,
///     OnLeave,
/// }
///
/// #[derive(FromValue, ToValue)]
/// struct Contact {
///     email: Email,
///     status: Status,
///     note: Option<String>,
/// }
/// ```
pub use graph_derive::FromValue;
/// Makes a struct a node.
///
/// ```
/// use std::collections::HashMap;
///
/// use graph_orm::prelude::*;
/// use graph_orm::value::Value;
///
/// #[derive(Node)]
/// #[graph(label = "Person", labels("Agent"), rename_all = "camelCase")]
/// struct Person {
///     #[graph(element_id)]
///     id: Option<String>,
///     #[graph(key)]
///     full_name: String,
///     #[graph(default)]
///     score: f64,
///     #[graph(flatten)]
///     more: HashMap<String, Value>,
/// }
///
/// assert_eq!(Person::META.labels(), ["Person", "Agent"]);
/// assert_eq!(Person::META.key(), ["fullName"]);
/// ```
///
/// What was loaded is not written over what others have written since, and the server stamps what is written:
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::value::DateTime;
///
/// #[derive(Node)]
/// struct Article {
///     #[graph(key)]
///     title: String,
///     #[graph(version)]
///     version: i64,
///     #[graph(created)]
///     created: Option<DateTime>,
///     #[graph(updated)]
///     updated: Option<DateTime>,
/// }
///
/// let article = Article { title: "Rust".into(), version: 0, created: None, updated: None };
/// # async fn example(driver: graph_orm::Driver, article: Article) -> Result<(), graph_orm::Error> {
/// let article = Repository::<Article>::new().save(&driver, &article).await?;
/// assert!(article.version == 1 && article.created.is_some() && article.updated.is_some());
/// # Ok(()) }
/// ```
///
/// An enum is a node whose labels say which of its types it is. Labels are inherited by saying them, and properties by
/// flattening a struct that has them.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(FromValue, ToValue)]
/// struct Contact {
///     email: String,
/// }
///
/// #[derive(Node)]
/// #[graph(labels("Agent"))]
/// struct Person {
///     #[graph(key)]
///     name: String,
///     #[graph(flatten)]
///     contact: Contact,
/// }
///
/// #[derive(Node)]
/// #[graph(labels("Agent"))]
/// struct Company {
///     #[graph(key)]
///     number: i64,
///     #[graph(flatten)]
///     contact: Contact,
/// }
///
/// #[derive(Node)]
/// #[graph(label = "Agent")]
/// enum Agent {
///     Person(Person),
///     Company(Company),
///     #[graph(other)]
///     Other,
/// }
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// for agent in Agent::node().all(&driver).await? {
///     match agent {
///         Agent::Person(person) => println!("{} at {}", person.name, person.contact.email),
///         Agent::Company(company) => println!("No. {} at {}", company.number, company.contact.email),
///         Agent::Other => println!("of a later version"),
///     }
/// }
/// # Ok(()) }
/// assert_eq!(Agent::node().to_cypher()?, "MATCH (n:Agent)\nRETURN n");
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
pub use graph_derive::Node;
/// Makes a struct a relationship.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     name: String,
/// }
///
/// #[derive(Relationship)]
/// #[graph(from = Person, to = Person)]
/// struct Knows {
///     since: Option<i64>,
/// }
///
/// #[derive(Relationship)]
/// struct Follows;
///
/// assert_eq!(Knows::META.to_string(), "(:Person)-[:KNOWS]->(:Person)");
/// assert_eq!(Follows::META.to_string(), "()-[:FOLLOWS]->()");
/// ```
pub use graph_derive::Relationship;
/// Makes a struct the parameters of a query.
///
/// ```
/// use graph_orm::prelude::*;
///
/// #[derive(ToParams)]
/// struct Search<'a> {
///     name: &'a str,
///     #[graph(rename = "max")]
///     limit: u32,
/// }
///
/// let mut params = Params::new();
/// params.extend(&Search { name: "Ann", limit: 10 });
/// assert_eq!(params.names().collect::<Vec<_>>(), ["name", "max"]);
/// ```
pub use graph_derive::ToParams;
/// Makes a type a value to send; [`FromValue`](macro@crate::FromValue) has an example.
///
pub use graph_derive::ToValue;
/// Compiles a folder of migrations in.
///
/// ```no_run
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// let migrations = graph_orm::migrate!("./tests/migrations");
/// migrations.on(&driver).up().await?;
/// # Ok(()) }
/// ```
pub use graph_derive::migrate;
/// Gives an asynchronous test a database that is empty when it begins.
///
/// ```
/// use graph_orm as graph;
/// use graph_orm::prelude::*;
///
/// #[graph::test]
/// async fn names_are_stored(driver: Driver) -> Result<(), Error> {
///     driver.execute_query::<()>("CREATE (:Person {name: $name})").param("name", "Ann").await?;
///     let names: Vec<String> = driver.execute_query("MATCH (p:Person) RETURN p.name").read().all().await?;
///     assert_eq!(names, ["Ann"]);
///     Ok(())
/// }
/// ```
#[cfg(feature = "testing")]
pub use graph_derive::test;

pub use crate::entity::{Entity, Node, Relationship};
pub use crate::query::{Filter, Find, Property, Queried, Select};
pub use crate::repository::Repository;

/// What most programs use: the derives with their traits, and the parameters of a query.
pub mod prelude {
    pub use crate::query::count_rows;
    pub use crate::{
        AuthToken, Driver, EagerResult, Entity, Error, Executor, FromRecord, FromValue, Node, Params, Queried, Query,
        Record, RecordStream, Relationship, Repository, Session, ToParams, ToValue, Tx, params,
    };
}
