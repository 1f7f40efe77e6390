//! Migrations against a server. Their records are the whole database's, so that these tests take turns.

use std::time::Duration;

use graph_core::{Error, Record};
use graph_orm::Tx;
use graph_orm::migrate::{Change, MigrationError, MigrationState, Migrations, Migrator, StepKind};
use graph_tests::{Database, live, requires};
use tokio::sync::Mutex;

static TURN: Mutex<()> = Mutex::const_new(());

/// Files of these versions, names and texts, in which `Mine` is the test's own label.
fn migrations(db: &Database, files: &[(u64, &'static str, &str)]) -> Migrations {
    let keep = |text: &str| &*db.text(text).as_str().to_owned().leak();
    Migrations::embedded(&files.iter().map(|(version, name, text)| (*version, *name, keep(text))).collect::<Vec<_>>())
}

fn on<'m>(db: &'m Database, migrations: &'m Migrations) -> Migrator<'m> {
    let migrator = migrations.on(db.driver());
    match db.database_name() {
        Some(name) => migrator.database(name),
        None => migrator,
    }
}

/// Runs a test in its turn, in a database without records of migrations.
async fn in_turn<F>(test: impl FnOnce(Database) -> F)
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    let _turn = TURN.lock().await;
    live(|db| {
        let test = test(db.clone());
        async move {
            forget(&db).await?;
            let outcome = test.await;
            forget(&db).await?;
            outcome
        }
    })
    .await;
}

async fn forget(db: &Database) -> Result<(), Error> {
    db.query::<()>("MATCH (m:GraphMigration) DELETE m").await?;
    db.query::<()>("MATCH (l:GraphMigrationLock) DELETE l").await?;
    let label = db.label();
    for name in ["name", "city", "third"] {
        db.query::<()>(&format!("DROP CONSTRAINT {label}_{name} IF EXISTS")).await?;
        db.query::<()>(&format!("DROP INDEX {label}_{name} IF EXISTS")).await?;
    }
    Ok(())
}

/// The migration's error, which has to be one.
fn refused<T>(outcome: Result<T, Error>) -> MigrationError {
    let error = outcome.err().expect("it is refused");
    error.custom_ref::<MigrationError>().unwrap_or_else(|| panic!("{error:?} is another error")).clone()
}

async fn states(migrator: &Migrator<'_>) -> Result<Vec<String>, Error> {
    Ok(migrator.status().await?.iter().map(ToString::to_string).collect())
}

const PEOPLE: (u64, &str, &str) = (
    1,
    "create people",
    "// People.\nCREATE CONSTRAINT Mine_name FOR (n:Mine) REQUIRE n.name IS UNIQUE;\n\
     CREATE (:Mine {name: 'Ann; B.'});\nCREATE (:Mine {name: 'Bo'});",
);
const CITIES: (u64, &str, &str) =
    (2, "add cities", "MATCH (n:Mine) SET n.city = 'Rome';\nCREATE INDEX Mine_city FOR (n:Mine) ON (n.city)");

#[tokio::test]
async fn each_migration_is_made_once() {
    in_turn(async |db| {
        requires!(db, UniquenessConstraints, Indexes);
        let migrations = migrations(&db, &[PEOPLE, CITIES]);
        let migrator = on(&db, &migrations);
        assert_eq!(states(&migrator).await?, ["0001 create people: pending", "0002 add cities: pending"]);
        let made: Vec<String> = migrator.up().await?.iter().map(ToString::to_string).collect();
        assert_eq!(made, ["0001 create people: made", "0002 add cities: made"]);
        assert_eq!(db.count().await?, 2);
        let rome: i64 = db.query("MATCH (n:Mine {city: 'Rome'}) RETURN count(n)").one().await?;
        assert_eq!(rome, 2);
        db.query::<()>("CREATE (:Mine {name: 'Bo'})").await.expect_err("the constraint is there");
        assert!(migrator.up().await?.is_empty());
        assert_eq!(states(&migrator).await?, made);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_file_that_changed_is_refused_until_it_is_repaired() {
    in_turn(async |db| {
        requires!(db, UniquenessConstraints, Indexes);
        on(&db, &migrations(&db, &[PEOPLE])).up().await?;
        let changed = migrations(&db, &[(1, "create persons", "CREATE (:Mine {name: 'Cy'})"), CITIES]);
        let migrator = on(&db, &changed);
        let error = refused(migrator.up().await);
        assert!(matches!(&error, MigrationError::Changed { migration } if migration == "0001 create people"));
        assert_eq!(
            error.to_string(),
            "the migration 0001 create people was changed after it was made; write a new one instead"
        );
        refused(migrator.plan().await);
        let state = migrator.status().await?.remove(0).state;
        assert_eq!((state, db.count().await?), (MigrationState::Changed, 2), "nothing was made");

        let repaired = migrator.repair().await?;
        assert_eq!((repaired.taken_over, repaired.forgotten), (vec![1], vec![]));
        let made = migrator.up().await?;
        assert_eq!(made.len(), 1);
        assert_eq!(states(&migrator).await?, ["0001 create persons: made", "0002 add cities: made"]);
        assert_eq!(db.count().await?, 2, "a repair makes nothing");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_failed_goes_on_where_it_was() {
    in_turn(async |db| {
        requires!(db, UniquenessConstraints, Indexes);
        let broken = "CREATE INDEX Mine_third FOR (n:Mine) ON (n.third);\nCREATE (:Mine {name: 'Cy'});\n\n\
                      CREATE (:Mine {name: 'Ann; B.'});";
        let failing = migrations(&db, &[PEOPLE, (3, "third", broken), (4, "after", "CREATE (:Mine {name: 'Di'})")]);
        let migrator = on(&db, &failing);
        let outcome = migrator.up().await;
        let MigrationError::Failed { migration, line, source } = refused(outcome) else { panic!("it failed") };
        assert_eq!((migration.as_str(), line), ("0003 third", Some(4)));
        assert_eq!(source.code(), Some("Neo.ClientError.Schema.ConstraintValidationFailed"));
        assert_eq!(db.count().await?, 2, "the step is rolled back as a whole");
        let expected = ["0001 create people: made", "0003 third: begun, 1 of 2 steps are made", "0004 after: pending"];
        assert_eq!(states(&migrator).await?, expected);

        let mended = broken.replace("'Ann; B.'", "'Ed'");
        let mended = migrations(&db, &[PEOPLE, (3, "third", &mended), (4, "after", "CREATE (:Mine {name: 'Di'})")]);
        let migrator = on(&db, &mended);
        refused(migrator.up().await);
        migrator.repair().await?;
        let plan = migrator.plan().await?;
        assert_eq!(plan.migrations[0].steps.len(), 1, "the index is made already");
        assert_eq!(migrator.up().await?.len(), 2);
        assert_eq!(db.count().await?, 5);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_command_that_was_made_but_not_recorded_is_not_a_failure() {
    in_turn(async |db| {
        requires!(db, Indexes);
        let index =
            "CREATE INDEX Mine_city FOR (n:Mine) ON (n.city);\nCREATE INDEX Mine_third FOR (n:Mine) ON (n.third)";
        let both = migrations(&db, &[(1, "indexes", index)]);
        on(&db, &both).up().await?;
        // As if the program had died between the second command and its record.
        db.query::<()>("MATCH (m:GraphMigration) SET m.done = 1").await?;
        assert_eq!(on(&db, &both).up().await?.len(), 1);
        // Made by somebody else, it is one.
        db.query::<()>("MATCH (m:GraphMigration) DELETE m").await?;
        let error = refused(on(&db, &both).up().await);
        assert_eq!(error.to_string(), "the migration 0001 indexes failed at line 1");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn migrations_that_the_program_does_not_know_or_that_come_late_are_refused() {
    in_turn(async |db| {
        let late = [(2, "late", "CREATE (:Mine)"), (3, "newest", "CREATE (:Mine)")];
        on(&db, &migrations(&db, &late[1..])).up().await?;
        let all = migrations(&db, &late);
        let error = refused(on(&db, &all).up().await);
        assert_eq!(error.to_string(), "the migration 0002 late was added before 0003 newest, which is made already");
        on(&db, &all).allow_out_of_order().up().await?;
        assert_eq!(db.count().await?, 2);

        let older = migrations(&db, &late[..1]);
        let error = refused(on(&db, &older).up().await);
        assert!(matches!(&error, MigrationError::Unknown { migration } if migration == "0003 newest"), "{error}");
        assert!(on(&db, &older).allow_unknown().up().await?.is_empty());
        assert_eq!(on(&db, &older).repair().await?.forgotten, [3]);
        assert_eq!(states(&on(&db, &older)).await?, ["0002 late: made"]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn two_programs_at_once_make_each_migration_once() {
    in_turn(async |db| {
        let files: Vec<(u64, &str, &str)> = (1..=5).map(|version| (version, "one more", "CREATE (:Mine)")).collect();
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let (db, migrations) = (db.clone(), migrations(&db, &files));
                tokio::spawn(async move { on(&db, &migrations).up().await.map(|made| made.len()) })
            })
            .collect();
        let mut made = 0;
        for task in tasks {
            made += task.await.expect("no task panics")?;
        }
        assert_eq!((made, db.count().await?), (5, 5));
        Ok(())
    })
    .await;
}

/// Somebody else takes the lock, as after too long a silence.
struct Robbed;

impl Change for Robbed {
    async fn make(&self, tx: &Tx<'_>) -> Result<(), Error> {
        tx.run("MATCH (l:GraphMigrationLock) SET l.owner = 'a thief', l.until = timestamp() + 3600000").await?;
        Ok(())
    }
}

#[tokio::test]
async fn whoever_loses_the_lock_changes_nothing_more() {
    in_turn(async |db| {
        let files = migrations(&db, &[(2, "more", "CREATE (:Mine)")]).with(1, "robbed", Robbed);
        let error = refused(on(&db, &files).up().await);
        assert!(matches!(&error, MigrationError::LockLost { migration } if migration == "0002 more"), "{error}");
        assert_eq!(db.count().await?, 0);

        let patience = Duration::from_millis(1);
        let error = refused(on(&db, &files).wait(patience).up().await);
        assert_eq!(error.to_string(), "another program makes migrations, and did not end within 1ms");
        on(&db, &files).unlock().await?;
        on(&db, &files).wait(patience).up().await?;
        assert_eq!(db.count().await?, 1);
        Ok(())
    })
    .await;
}

/// Gives everybody a number.
struct Number(&'static str);

impl Change for Number {
    async fn make(&self, tx: &Tx<'_>) -> Result<(), Error> {
        let names: Vec<String> = tx.query(graph_orm::Statement::dynamic(self.0)).all().await?;
        for (number, name) in names.iter().enumerate() {
            let text = self.0.replace("RETURN n.name", "WITH n WHERE n.name = $name SET n.number = $number");
            tx.run(graph_orm::Statement::dynamic(text)).param("name", name).param("number", number).await?;
        }
        if names.is_empty() { Err(Error::custom("there is nobody")) } else { Ok(()) }
    }
}

#[tokio::test]
async fn a_change_in_rust_is_one_transaction() {
    in_turn(async |db| {
        let text: &str = db.text("MATCH (n:Mine) RETURN n.name").as_str().to_owned().leak();
        let files = migrations(&db, &[(2, "people", "CREATE (:Mine {name: 'Ann'}), (:Mine {name: 'Bo'})")])
            .with(1, "too early", Number(text))
            .with(3, "number people", Number(text));
        let migrator = on(&db, &files);
        assert_eq!(migrator.plan().await?.migrations[2].steps[0].kind, StepKind::Rust);
        let error = refused(migrator.up().await);
        assert_eq!(error.to_string(), "the migration 0001 too early failed");
        assert_eq!(std::error::Error::source(&error).map(ToString::to_string).as_deref(), Some("there is nobody"));
        assert!(matches!(migrator.status().await?[0].state, MigrationState::Pending));

        let files = migrations(&db, &[(2, "people", "CREATE (:Mine {name: 'Ann'}), (:Mine {name: 'Bo'})")]).with(
            3,
            "number people",
            Number(text),
        );
        on(&db, &files).up().await?;
        let numbers: Vec<i64> = db.query("MATCH (n:Mine) RETURN n.number ORDER BY n.number").all().await?;
        assert_eq!(numbers, [0, 1]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_plan_says_what_would_be_made_and_up_to_stops_where_it_is_told() {
    in_turn(async |db| {
        requires!(db, UniquenessConstraints, Indexes);
        let files = migrations(&db, &[PEOPLE, CITIES]);
        let migrator = on(&db, &files);
        let expected = db.text(
            "0001 create people\n  in a transaction of its own\n    CREATE CONSTRAINT Mine_name FOR (n:Mine) REQUIRE n.name IS UNIQUE\n  in one \
             transaction\n    CREATE (:Mine {name: 'Ann; B.'})\n    CREATE (:Mine {name: 'Bo'})\n0002 add cities\n  in one transaction\n    \
             MATCH (n:Mine) SET n.city = 'Rome'\n  in a transaction of its own\n    CREATE INDEX Mine_city FOR (n:Mine) ON (n.city)\n",
        );
        assert_eq!(migrator.plan().await?.to_string(), expected.as_str());
        assert_eq!((db.count().await?, states(&migrator).await?.len()), (0, 2), "nothing was made");
        let error = refused(migrator.up_to(7).await);
        assert_eq!(error.to_string(), "there is no migration of the version 7");
        assert_eq!(migrator.up_to(1).await?.len(), 1);
        assert_eq!(states(&migrator).await?, ["0001 create people: made", "0002 add cities: pending"]);
        assert_eq!(migrator.up().await?.len(), 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_statement_that_opens_transactions_has_none_around_it() {
    in_turn(async |db| {
        requires!(db, CallSubquery);
        let text = "UNWIND range(1, 25) AS x CREATE (:Mine {x: x});\n\
                    MATCH (n:Mine) CALL { WITH n SET n.y = n.x } IN TRANSACTIONS OF 10 ROWS;\nMATCH (n:Mine) WHERE n.x > 20 DELETE n";
        let files = migrations(&db, &[(1, "many", text)]);
        let migrator = on(&db, &files);
        let kinds: Vec<StepKind> = migrator.plan().await?.migrations[0].steps.iter().map(|step| step.kind).collect();
        assert_eq!(kinds, [StepKind::Data, StepKind::OpensTransactions, StepKind::Data]);
        migrator.up().await?;
        let sums: Record = db.query("MATCH (n:Mine) RETURN count(n) AS n, sum(n.y) AS y").one().await?;
        assert_eq!((sums.get::<i64>("n")?, sums.get::<i64>("y")?), (20, 210));
        Ok(())
    })
    .await;
}
