//! Changes of a database, one after another, each made once.
//!
//! A migration is a file of statements, `0001_create_people.cypher`, or a [`Change`] written in Rust. The database
//! records which were made, with a checksum of each file: one that was changed afterwards is refused.
//!
//! ```no_run
//! # use graph_orm::migrate::Migrations;
//! # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
//! // `graph_orm::migrate!("./migrations")` compiles the files in; a folder can be read as well.
//! let migrations = Migrations::read("./migrations")?;
//! let made = migrations.on(&driver).up().await?;
//! for migration in made {
//!     println!("made {migration}");
//! }
//! # Ok(()) }
//! ```
//!
//! # Transactions
//! A server does not take a change of its schema and one of its data in one transaction. So the statements of a file
//! are made in steps: each run of statements about data in one transaction, each command about an index or a constraint
//! in its own, and each `CALL { … } IN TRANSACTIONS` by itself. How many steps are done is recorded with a step about
//! data, and right after any other. A migration that fails or is cut off goes on where it was when it is run again.
//!
//! # Several programs at once
//! They take turns by a lock in the database, which is held for a minute and prolonged while the work goes on. If
//! whoever holds it dies, the next one waits for that minute at most. Whoever loses the lock changes no data any more.
//!
//! There are no migrations back: one that undoes another is a migration like any other, and data that was dropped does
//! not come back by a script.

mod error;
mod lock;
mod migration;
mod migrator;
mod plan;
mod record;
mod status;

pub use error::MigrationError;
pub use migration::{Change, Migrations};
pub use migrator::Migrator;
pub use plan::{Plan, PlannedMigration, PlannedStep, StepKind};
pub use status::{MigrationState, MigrationStatus, Repaired};
