//! Makes migrations in a database.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use graph_core::{Driver, Error, Statement};

use super::MigrationError;
use super::lock::{self, Lock, Progress};
use super::migration::{Migration, Migrations};
use super::plan::{Plan, PlannedMigration, Step, Work};
use super::record::{LockNode, Record, RecordNode, compare};
use super::status::{MigrationState, MigrationStatus, Repaired};
use crate::cypher::{FORGET, RECORDS, ScriptStatement};
use crate::execute::Place;
use crate::schema::{Schema, is_there_already};

/// The migrations of a program and the database that they are for.
///
/// ```no_run
/// # async fn example(driver: graph_orm::Driver, migrations: graph_orm::migrate::Migrations) -> Result<(), graph_orm::Error> {
/// let migrator = migrations.on(&driver).database("films");
/// for status in migrator.status().await? {
///     println!("{status}");
/// }
/// println!("{}", migrator.plan().await?);
/// migrator.up_to(7).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Migrator<'m> {
    migrations: &'m Migrations,
    place: Place<'m>,
    patience: Duration,
    order: Order,
    strangers: Strangers,
}

/// Whether a migration may be made after newer ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Strict,
    Any,
}

/// Whether the database may have migrations that the program does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Strangers {
    Refuse,
    Ignore,
}

/// Longer than another program is likely to take, and than a lock is held by one that died.
const PATIENCE: Duration = Duration::from_secs(120);

impl<'m> Migrator<'m> {
    pub(super) fn new(migrations: &'m Migrations, driver: &'m Driver) -> Self {
        Self {
            migrations,
            place: Place::of(driver),
            patience: PATIENCE,
            order: Order::Strict,
            strangers: Strangers::Refuse,
        }
    }

    /// Names the database; the user's home database without it.
    #[must_use]
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.place = self.place.in_database(name.into());
        self
    }

    /// Sets how long to wait for another program that makes migrations; two minutes without it.
    #[must_use]
    pub fn wait(mut self, time: Duration) -> Self {
        self.patience = time;
        self
    }

    /// Makes migrations that were added before newer ones, as branches that are joined may bring; an error without it.
    #[must_use]
    pub fn allow_out_of_order(mut self) -> Self {
        self.order = Order::Any;
        self
    }

    /// Leaves alone what the database has and the program does not know, as when an older program runs beside a newer
    /// one; an error without it.
    #[must_use]
    pub fn allow_unknown(mut self) -> Self {
        self.strangers = Strangers::Ignore;
        self
    }

    /// Returns every migration of the program and of the database, with how far it is.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub async fn status(&self) -> Result<Vec<MigrationStatus>, Error> {
        Ok(compare(self.migrations, &self.records().await?))
    }

    /// Returns what [`up`](Self::up) would do, and does none of it.
    ///
    /// # Errors
    /// As those of `up`, but for failing statements.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub async fn plan(&self) -> Result<Plan, Error> {
        self.migrations.check()?;
        let mut plan = Plan::default();
        for (migration, done) in self.due(&self.records().await?, u64::MAX)? {
            let steps = migration.steps()?.iter().skip(done).map(Step::planned).collect();
            plan.migrations.push(PlannedMigration {
                version: migration.version,
                name: migration.name.clone().into_owned(),
                steps,
            });
        }
        Ok(plan)
    }

    /// Makes every migration that was not made yet, and returns those that it made.
    ///
    /// # Errors
    /// A [`MigrationError`], of which nearly all are told before anything is made.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the steps that were made are made, and the next time goes on from there. The lock is held
    /// for a minute then.
    pub async fn up(&self) -> Result<Vec<MigrationStatus>, Error> {
        self.up_through(u64::MAX).await
    }

    /// Makes every migration up to this version that was not made yet, and returns those that it made.
    ///
    /// # Errors
    /// A [`MigrationError`]: as those of [`up`](Self::up), and [`NoSuchVersion`](MigrationError::NoSuchVersion).
    ///
    /// # Cancel safety
    /// As that of [`up`](Self::up).
    pub async fn up_to(&self, version: u64) -> Result<Vec<MigrationStatus>, Error> {
        if self.migrations.find(version).is_none() {
            return Err(MigrationError::NoSuchVersion(version).into());
        }
        self.up_through(version).await
    }

    /// Makes the database's records those of the program: takes over the checksums of files that were changed, and
    /// forgets migrations that the program does not have.
    ///
    /// It changes the records alone. A file that was changed is not run again, whatever is in it now; one that was begun
    /// goes on after as many steps as were made.
    ///
    /// # Errors
    /// [`MigrationError::Locked`], and the queries' own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, some records may be changed; the next time changes the others.
    pub async fn repair(&self) -> Result<Repaired, Error> {
        self.migrations.check()?;
        let lock = self.lock().await?;
        let repaired = self.repair_under(&lock).await;
        lock.release().await?;
        repaired
    }

    /// Takes the lock from whoever has it: for a program that is known to be dead, when a minute is too long to wait.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the lock may be free or not.
    pub async fn unlock(&self) -> Result<(), Error> {
        lock::force_open(&self.place).await
    }

    async fn up_through(&self, newest: u64) -> Result<Vec<MigrationStatus>, Error> {
        self.migrations.check()?;
        let lock = self.lock().await?;
        let made = self.make_due(&lock, newest).await;
        let released = lock.release().await;
        let made = made?;
        released?;
        Ok(made)
    }

    async fn lock(&self) -> Result<Lock<'_>, Error> {
        for rule in Schema::of::<RecordNode>().with::<LockNode>().rules()? {
            match self.place.write(rule.to_cypher()?).await {
                Err(error) if !is_there_already(&error) => return Err(error),
                _ => {}
            }
        }
        Lock::take(&self.place, self.patience).await
    }

    async fn records(&self) -> Result<Vec<Record>, Error> {
        self.place.read(RECORDS).await
    }

    async fn make_due(&self, lock: &Lock<'_>, newest: u64) -> Result<Vec<MigrationStatus>, Error> {
        let mut made = Vec::new();
        for (migration, done) in self.due(&self.records().await?, newest)? {
            self.make(lock, migration, done).await?;
            made.push(MigrationStatus {
                version: migration.version,
                name: migration.name.clone().into_owned(),
                state: MigrationState::Made,
            });
        }
        Ok(made)
    }

    /// Returns what is to be made, each with how many of its steps are made, if nothing speaks against it.
    fn due(&self, records: &[Record], newest: u64) -> Result<Vec<(&'m Migration, usize)>, MigrationError> {
        for status in compare(self.migrations, records) {
            let migration = || format!("{:04} {}", status.version, status.name);
            match status.state {
                MigrationState::Changed => return Err(MigrationError::Changed { migration: migration() }),
                MigrationState::Unknown if self.strangers == Strangers::Refuse => {
                    return Err(MigrationError::Unknown { migration: migration() });
                }
                _ => {}
            }
        }
        let mut due = Vec::new();
        for migration in self.migrations.list().iter().filter(|migration| migration.version <= newest) {
            match records.iter().find(|record| record.version == migration.version) {
                Some(record) if record.is_whole() => {}
                Some(record) => due.push((migration, usize::try_from(record.done).unwrap_or(usize::MAX))),
                None => due.push((migration, 0)),
            }
        }
        let newest = records.iter().filter(|record| record.is_whole()).max_by_key(|record| record.version);
        if let (Order::Strict, Some((first, _)), Some(newest)) = (self.order, due.first(), newest)
            && first.version < newest.version
        {
            let newest = format!("{:04} {}", newest.version, newest.name);
            return Err(MigrationError::OutOfOrder { migration: first.to_string(), newest });
        }
        Ok(due)
    }

    async fn make(&self, lock: &Lock<'_>, migration: &Migration, done: usize) -> Result<(), Error> {
        let (steps, checksum) = (migration.steps()?, migration.checksum());
        for (at, step) in steps.iter().enumerate().skip(done) {
            let progress = Progress {
                version: migration.version,
                name: &migration.name,
                checksum: &checksum,
                steps: steps.len() as u64,
                done: at as u64 + 1,
            };
            let repeated = at == done && done > 0;
            let attempt = Attempt { migration, lock, progress, repeated };
            self.make_step(&attempt, step).await?;
        }
        Ok(())
    }

    async fn make_step(&self, attempt: &Attempt<'_>, step: &Step) -> Result<(), Error> {
        match &step.work {
            Work::Data(statements) => self.make_data(attempt, statements).await,
            Work::Schema(statement) => {
                let outcome = attempt.lock.during(self.place.write(statement.text.clone())).await;
                match outcome {
                    // It was made the last time, and the end came before it could be recorded.
                    Err(error) if attempt.repeated && is_there_already(&error) => {}
                    outcome => outcome.map_err(|error| attempt.failed(Some(statement.line), error))?,
                }
                attempt.record().await
            }
            Work::OpensTransactions(statement) => {
                let outcome = attempt.lock.during(self.place.run(statement.text.clone())).await;
                outcome.map_err(|error| attempt.failed(Some(statement.line), error))?;
                attempt.record().await
            }
            Work::Change(change) => {
                let mut session = self.place.session().open();
                let outcome = session
                    .execute_write(async |tx| {
                        attempt.hold(attempt.lock.record_in(tx, &attempt.progress).await?)?;
                        change.make(tx).await
                    })
                    .await;
                outcome.map_err(|error| attempt.failed(None, error))
            }
        }
    }

    async fn make_data(&self, attempt: &Attempt<'_>, statements: &[ScriptStatement]) -> Result<(), Error> {
        let line = AtomicUsize::new(0);
        let mut session = self.place.session().open();
        let outcome = session
            .execute_write(async |tx| {
                attempt.hold(attempt.lock.record_in(tx, &attempt.progress).await?)?;
                for statement in statements {
                    line.store(statement.line, Ordering::Relaxed);
                    tx.run(Statement::dynamic(&statement.text)).await?;
                }
                Ok(())
            })
            .await;
        outcome.map_err(|error| attempt.failed(Some(line.load(Ordering::Relaxed)).filter(|line| *line > 0), error))
    }

    async fn repair_under(&self, lock: &Lock<'_>) -> Result<Repaired, Error> {
        let mut repaired = Repaired::default();
        for record in self.records().await? {
            match self.migrations.find(record.version) {
                Some(migration) if migration.checksum() != record.checksum => {
                    let steps = migration.steps()?.len() as u64;
                    let progress = Progress {
                        version: record.version,
                        name: &migration.name,
                        checksum: &migration.checksum(),
                        steps,
                        done: if record.is_whole() { steps } else { record.done.min(steps) },
                    };
                    hold(lock.record(&progress).await?, migration)?;
                    repaired.taken_over.push(record.version);
                }
                Some(_) => {}
                None => {
                    let params: [(&str, &(dyn graph_core::mapping::ToValue + Sync)); 2] =
                        [("owner", &lock.owner()), ("version", &record.version)];
                    self.place.write_with(FORGET, params).await?;
                    repaired.forgotten.push(record.version);
                }
            }
        }
        Ok(repaired)
    }
}

/// A step that is being made.
struct Attempt<'a> {
    migration: &'a Migration,
    lock: &'a Lock<'a>,
    progress: Progress<'a>,
    /// Whether it may have been made before.
    repeated: bool,
}

impl Attempt<'_> {
    async fn record(&self) -> Result<(), Error> {
        self.hold(self.lock.record(&self.progress).await?)
    }

    fn hold(&self, is_held: bool) -> Result<(), Error> {
        hold(is_held, self.migration)
    }

    /// Says where it failed, unless it is said already.
    fn failed(&self, line: Option<usize>, source: Error) -> Error {
        if source.custom_ref::<MigrationError>().is_some() {
            return source;
        }
        MigrationError::Failed { migration: self.migration.to_string(), line, source }.into()
    }
}

/// Ends the work of whoever does not hold the lock any more.
fn hold(is_held: bool, migration: &Migration) -> Result<(), Error> {
    if is_held { Ok(()) } else { Err(MigrationError::LockLost { migration: migration.to_string() }.into()) }
}
