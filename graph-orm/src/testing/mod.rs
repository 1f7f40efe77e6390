//! A database for each test, with nothing to install.
//!
//! [`#[graph_orm::test]`](macro@crate::test) gives a test a database that is empty when it begins: an embedded one of its
//! own, or the one that `GRAPH_TEST_URI` names. Its parameters are what it wants of it: a [`Driver`], a [`Session`] or the
//! [`TestDatabase`] itself.
//!
//! ```
//! use graph_orm as graph;
//! use graph_orm::prelude::*;
//!
//! #[derive(Node)]
//! struct Person {
//!     #[graph(key)]
//!     name: String,
//! }
//!
//! #[graph::test(schema(Person))]
//! async fn people_are_counted(driver: Driver) -> Result<(), Error> {
//!     let people = Repository::<Person>::new();
//!     people.save(&driver, &Person { name: "Ann".into() }).await?;
//!     assert_eq!(people.count(&driver).await?, 1);
//!     Ok(())
//! }
//! ```
//!
//! # A real server
//! With `GRAPH_TEST_URI`, `GRAPH_TEST_USER` and `GRAPH_TEST_PASSWORD` set, the tests run in the user's home database of that
//! server, one after another, whatever processes they are in. Each of them **deletes everything in it** first: all data,
//! constraints and indexes. So a database that is not empty is refused, unless such a test has marked it before, by a
//! constraint called `graph_test_database`.

mod clean;
mod database;
mod setup;

pub use database::{FromDatabase, TestDatabase};
pub use graph_embedded::Capability;
pub use setup::{Outcome, Setup};

#[expect(unused_imports, reason = "named in the documentation")]
use graph_core::{Driver, Session};
