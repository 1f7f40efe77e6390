//! What a test finds in its database, and how it is run.

use std::fmt;

use super::{Capability, TestDatabase};
use crate::cypher::{ScriptStatement, statements};
use crate::execute::Place;
use crate::migrate::Migrations;
use crate::schema::Schema;

/// What is done before a test; [`#[graph_orm::test]`](macro@crate::test) writes it.
///
/// It can be written by hand where a test is made by another macro:
///
/// ```
/// use graph_orm::testing::{Setup, TestDatabase};
///
/// Setup::new().fixture("one person", "CREATE (:Person {name: 'Ann'});").run(async |database: TestDatabase| {
///     let names: Vec<String> = database.driver().execute_query("MATCH (p:Person) RETURN p.name").all().await.unwrap();
///     assert_eq!(names, ["Ann"]);
/// });
/// ```
#[derive(Debug, Default)]
#[must_use = "a test does nothing until it is run"]
pub struct Setup {
    needs: Vec<Capability>,
    migrations: Option<Migrations>,
    schema: Option<Schema>,
    fixtures: Vec<(&'static str, &'static str)>,
}

/// What a test may return: nothing, or a result whose error ends it.
pub trait Outcome {
    /// Ends the test here, if it failed.
    ///
    /// # Panics
    /// When it did.
    fn check(self);
}

impl Outcome for () {
    fn check(self) {}
}

impl<E: fmt::Debug> Outcome for Result<(), E> {
    #[track_caller]
    fn check(self) {
        if let Err(error) = self {
            panic!("the test failed: {error:?}");
        }
    }
}

impl Setup {
    /// Starts with an empty database.
    pub fn new() -> Self {
        Self::default()
    }

    /// Skips the test, and says so, where the server cannot do this.
    pub fn needs(mut self, capability: Capability) -> Self {
        self.needs.push(capability);
        self
    }

    /// Makes these migrations first.
    pub fn migrations(mut self, migrations: Migrations) -> Self {
        self.migrations = Some(migrations);
        self
    }

    /// Makes the indexes and constraints of a schema, as far as the server can have them.
    pub fn schema(mut self, schema: Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Runs the statements of a file; the name is for messages.
    pub fn fixture(mut self, name: &'static str, script: &'static str) -> Self {
        self.fixtures.push((name, script));
        self
    }

    /// Runs a test in its database.
    ///
    /// # Panics
    /// As the test does, and when its database cannot be had.
    pub fn run<R: Outcome>(self, test: impl AsyncFnOnce(TestDatabase) -> R) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("the runtime of a test starts").block_on(async {
            let database = TestDatabase::open().await;
            if let Some(need) = self.needs.iter().find(|need| !database.can(**need)) {
                println!("skipped: needs {need:?}");
                return;
            }
            self.prepare(&database).await;
            let driver = database.driver().clone();
            let outcome = test(database).await;
            driver.close().await;
            outcome.check();
        });
    }

    async fn prepare(&self, database: &TestDatabase) {
        let driver = database.driver();
        if let Some(migrations) = &self.migrations
            && let Err(error) = migrations.on(driver).up().await
        {
            panic!("the migrations of the test failed: {}", Chain(&error));
        }
        if let Some(schema) = &self.schema
            && let Err(error) = schema.apply(driver).skip_unsupported().await
        {
            panic!("the schema of the test failed: {}", Chain(&error));
        }
        for (name, script) in &self.fixtures {
            let statements = statements(script).unwrap_or_else(|error| panic!("the fixture {name:?}: {error}"));
            let place = Place::of(driver);
            for ScriptStatement { text, line, .. } in statements {
                if let Err(error) = place.run(text).await {
                    panic!("the fixture {name:?} failed at line {line}: {}", Chain(&error));
                }
            }
        }
    }
}

/// An error with its causes.
struct Chain<'e>(&'e dyn std::error::Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut said = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let text = error.to_string();
            if text != said {
                write!(f, ": {text}")?;
                said = text;
            }
            cause = error.source();
        }
        Ok(())
    }
}
