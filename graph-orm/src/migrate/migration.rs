//! What a migration is, and where it comes from.

use std::borrow::Cow;
use std::fmt;
use std::fs;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use graph_core::{Driver, Error, Tx};

use super::plan::{Step, Work};
use super::{MigrationError, Migrator};
use crate::cypher::{StatementKind, statements};

/// The migrations of a program, in the order of their versions.
///
/// [`migrate!`](macro@crate::migrate) compiles a folder of files in, [`read`](Self::read) reads one while the program
/// runs, and [`with`](Self::with) adds a change that is written in Rust.
#[derive(Debug, Clone, Default)]
pub struct Migrations {
    list: Vec<Migration>,
}

/// A change of a database that is written in Rust.
///
/// It is one transaction, run again as a whole when the server asks for it. Its version and name are its checksum, so
/// a change of the code is not noticed.
///
/// ```
/// use graph_orm::migrate::{Change, Migrations};
/// use graph_orm::{Error, Tx};
///
/// struct SplitNames;
///
/// impl Change for SplitNames {
///     async fn make(&self, tx: &Tx<'_>) -> Result<(), Error> {
///         let names: Vec<String> = tx.query("MATCH (p:Person) WHERE p.first IS NULL RETURN p.name").all().await?;
///         for name in names {
///             if let Some((first, last)) = name.split_once(' ') {
///                 tx.run("MATCH (p:Person {name: $name}) SET p.first = $first, p.last = $last")
///                     .param("name", &name)
///                     .param("first", first)
///                     .param("last", last)
///                     .await?;
///             }
///         }
///         Ok(())
///     }
/// }
///
/// let migrations = Migrations::new().with(2, "split names", SplitNames);
/// ```
pub trait Change: Send + Sync + 'static {
    /// Makes the change.
    ///
    /// # Errors
    /// Those that end the transaction; nothing of it is left then.
    fn make(&self, tx: &Tx<'_>) -> impl Future<Output = Result<(), Error>> + Send;
}

/// A [`Change`] of any type.
pub(super) trait AnyChange: Send + Sync {
    fn make<'t>(&'t self, tx: &'t Tx<'_>) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 't>>;
}

impl<C: Change> AnyChange for C {
    fn make<'t>(&'t self, tx: &'t Tx<'_>) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 't>> {
        Box::pin(Change::make(self, tx))
    }
}

/// One migration.
#[derive(Clone)]
pub(super) struct Migration {
    pub(super) version: u64,
    pub(super) name: Cow<'static, str>,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Script(Cow<'static, str>),
    Change(Arc<dyn AnyChange>),
}

impl Migrations {
    /// Starts without any.
    pub const fn new() -> Self {
        Self { list: Vec::new() }
    }

    /// Takes files that were compiled in; `migrate!` writes it.
    #[doc(hidden)]
    pub fn embedded(files: &[(u64, &'static str, &'static str)]) -> Self {
        let script = |(version, name, text): &(u64, &'static str, &'static str)| Migration {
            version: *version,
            name: Cow::Borrowed(name),
            body: Body::Script(Cow::Borrowed(text)),
        };
        Self { list: files.iter().map(script).collect() }
    }

    /// Reads the files of a folder whose names end in `.cypher`, and leaves others alone.
    ///
    /// # Errors
    /// [`MigrationError::Unreadable`], [`MigrationError::FileName`], and those of [`check`](Self::check).
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, MigrationError> {
        let folder = folder.as_ref();
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            |source| MigrationError::Unreadable { path, source: Arc::new(source) }
        };
        let mut migrations = Self::new();
        for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
            let path = entry.map_err(unreadable(folder))?.path();
            if path.extension().is_none_or(|extension| extension != "cypher") {
                continue;
            }
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let Some((version, name)) = stem.and_then(version_and_name) else {
                return Err(MigrationError::FileName { path });
            };
            let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
            migrations.list.push(Migration { version, name: name.into(), body: Body::Script(text.into()) });
        }
        migrations.sort();
        migrations.check()?;
        Ok(migrations)
    }

    /// Adds a change that is written in Rust.
    #[must_use]
    pub fn with(mut self, version: u64, name: &'static str, change: impl Change) -> Self {
        self.list.push(Migration { version, name: Cow::Borrowed(name), body: Body::Change(Arc::new(change)) });
        self.sort();
        self
    }

    /// Looks whether the migrations can be made at all, without a database: worth a test of its own.
    ///
    /// # Errors
    /// [`MigrationError::VersionTaken`], [`MigrationError::Unfinished`] and [`MigrationError::Empty`].
    pub fn check(&self) -> Result<(), MigrationError> {
        for pair in self.list.windows(2) {
            let [first, second] = pair else { continue };
            if first.version == second.version {
                let names = [first.name.clone().into_owned(), second.name.clone().into_owned()];
                return Err(MigrationError::VersionTaken { version: first.version, names });
            }
        }
        self.list.iter().try_for_each(|migration| migration.steps().map(drop))
    }

    /// Prepares to make them in the database of a driver.
    pub fn on<'m>(&'m self, driver: &'m Driver) -> Migrator<'m> {
        Migrator::new(self, driver)
    }

    pub(super) fn list(&self) -> &[Migration] {
        &self.list
    }

    pub(super) fn find(&self, version: u64) -> Option<&Migration> {
        self.list.iter().find(|migration| migration.version == version)
    }

    fn sort(&mut self) {
        self.list.sort_by_key(|migration| migration.version);
    }
}

/// Reads the 1 and the `create people` of `0001_create_people`.
fn version_and_name(stem: &str) -> Option<(u64, String)> {
    let (version, name) = stem.split_once('_')?;
    let digits = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit());
    let version = version.parse().ok().filter(|_| digits)?;
    (!name.is_empty()).then(|| (version, name.replace('_', " ")))
}

impl Migration {
    /// Returns the parts that are made one after another, each of them whole or not at all.
    pub(super) fn steps(&self) -> Result<Vec<Step>, MigrationError> {
        let text = match &self.body {
            Body::Script(text) => text,
            Body::Change(change) => return Ok(vec![Step::new(Work::Change(change.clone()))]),
        };
        let statements =
            statements(text).map_err(|source| MigrationError::Unfinished { migration: self.to_string(), source })?;
        if statements.is_empty() {
            return Err(MigrationError::Empty { migration: self.to_string() });
        }
        let mut steps: Vec<Step> = Vec::new();
        for statement in statements {
            match (statement.kind, steps.last_mut().map(|step| &mut step.work)) {
                (StatementKind::Data, Some(Work::Data(together))) => together.push(statement),
                (StatementKind::Data, _) => steps.push(Step::new(Work::Data(vec![statement]))),
                (StatementKind::Schema, _) => steps.push(Step::new(Work::Schema(statement))),
                (StatementKind::OpensTransactions, _) => steps.push(Step::new(Work::OpensTransactions(statement))),
            }
        }
        Ok(steps)
    }

    /// Returns what tells a changed file from the one that was made.
    ///
    /// Ends of lines do not count, which version control rewrites. FNV-1a: this is about mistakes, not attacks.
    pub(super) fn checksum(&self) -> String {
        let text: &str = match &self.body {
            Body::Script(text) => text,
            Body::Change(_) => &self.name,
        };
        let bytes = text.bytes().filter(|byte| *byte != b'\r');
        let sum = bytes
            .fold(0xCBF2_9CE4_8422_2325_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
        format!("{sum:016x}")
    }
}

impl fmt::Display for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_migration(f, self.version, &self.name)
    }
}

impl fmt::Debug for Migration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Writes a migration as its file is called: `0001 create people`.
pub(super) fn write_migration(f: &mut fmt::Formatter<'_>, version: u64, name: &str) -> fmt::Result {
    write!(f, "{version:04} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_begin_with_a_version() {
        assert_eq!(version_and_name("0001_create_people"), Some((1, "create people".to_owned())));
        assert_eq!(version_and_name("20260102030405_x"), Some((20_260_102_030_405, "x".to_owned())));
        for stem in ["people", "_people", "1", "1_", "v1_people", "+1_people", "99999999999999999999_x"] {
            assert_eq!(version_and_name(stem), None, "{stem}");
        }
    }

    #[test]
    fn checksums_see_every_change_but_that_of_line_ends() {
        let sum = |text: &'static str| Migrations::embedded(&[(1, "a", text)]).list[0].checksum();
        assert_eq!(sum("RETURN 1;\nRETURN 2;"), sum("RETURN 1;\r\nRETURN 2;"));
        assert_ne!(sum("RETURN 1;"), sum("RETURN 2;"));
        assert_ne!(sum("RETURN 1;"), sum("RETURN 1 ;"));
        assert_eq!(sum(""), "cbf29ce484222325");
    }

    #[test]
    fn schema_and_data_are_steps_of_their_own() {
        let text = "CREATE INDEX a FOR (n:A) ON (n.x); CREATE INDEX b FOR (n:A) ON (n.y);
            CREATE (:A); CREATE (:A); CREATE INDEX c FOR (n:A) ON (n.z); CREATE (:B);
            MATCH (n) CALL { WITH n SET n.x = 1 } IN TRANSACTIONS;";
        let migrations = Migrations::embedded(&[(1, "a", text)]);
        let steps = migrations.list[0].steps().expect("complete");
        let shapes: Vec<usize> = steps
            .iter()
            .map(|step| match &step.work {
                Work::Data(together) => together.len(),
                Work::Schema(_) => 10,
                Work::OpensTransactions(_) => 20,
                Work::Change(_) => 30,
            })
            .collect();
        assert_eq!(shapes, [10, 10, 2, 10, 1, 20]);
    }

    #[test]
    fn what_cannot_be_made_is_told_before_it_is_tried() {
        let check = |files: &[(u64, &'static str, &'static str)]| {
            Migrations::embedded(files).check().expect_err("a mistake").to_string()
        };
        assert_eq!(
            check(&[(1, "a", "RETURN 1"), (1, "b", "RETURN 1")]),
            "two migrations have the version 1: \"a\" and \"b\""
        );
        assert_eq!(check(&[(1, "a", "RETURN '")]), "the migration 0001 a has no end");
        assert_eq!(check(&[(12, "a", "// nothing")]), "the migration 0012 a has no statement");
    }
}
