//! Schemas against a server. Constraints and indexes are the whole database's, so each test has labels of its own.

use graph_core::{Driver, Error, Record};
use graph_orm::prelude::*;
use graph_orm::schema;
use graph_orm::schema::{Applied, IndexState, LiveKind, Needs, Schema, SchemaDiff, SchemaError, Unsupported};
use graph_tests::{Capability, Database, live, requires};

/// Removes every constraint and index of these labels and types.
async fn remove_rules(db: &Database, labels: &[&str]) -> Result<(), Error> {
    for (show, drop) in [("SHOW CONSTRAINTS", "DROP CONSTRAINT"), ("SHOW INDEXES", "DROP INDEX")] {
        let text = format!("{show} YIELD name, labelsOrTypes RETURN name, labelsOrTypes");
        let rules: Vec<(String, Option<Vec<String>>)> = db.query(&text).all().await?;
        for (name, _) in rules.iter().filter(|(_, on)| on.iter().flatten().any(|on| labels.contains(&on.as_str()))) {
            db.query::<()>(&format!("{drop} {name} IF EXISTS")).await?;
        }
    }
    Ok(())
}

/// Waits until every index of the database has been built.
async fn await_indexes(db: &Database) -> Result<(), Error> {
    loop {
        let states: Vec<(String,)> = db.query("SHOW INDEXES YIELD state RETURN state").all().await?;
        if states.iter().all(|(state,)| state != "POPULATING") {
            return Ok(());
        }
    }
}

async fn apply(db: &Database, schema: &Schema) -> Result<Applied, Error> {
    let apply = schema.apply(db.driver());
    match db.database_name() {
        Some(name) => apply.database(name).await,
        None => apply.await,
    }
}

/// Compares the schema with what the database has for these labels.
async fn diff(db: &Database, schema: &Schema, labels: &[&str]) -> Result<SchemaDiff, Error> {
    let compare = schema.diff(db.driver());
    let mut diff = match db.database_name() {
        Some(name) => compare.database(name).await?,
        None => compare.await?,
    };
    diff.extra.retain(|rule| rule.targets.iter().any(|target| labels.contains(&target.name())));
    Ok(diff)
}

#[derive(Node)]
#[graph(label = "SchemaPerson", index("last", "first"))]
struct Person {
    #[graph(key)]
    email: String,
    last: String,
    first: String,
    #[graph(text)]
    about: Option<String>,
}

#[derive(Relationship)]
#[graph(type = "SCHEMA_KNOWS", from = Person, to = Person)]
struct Knows {
    #[graph(index)]
    since: i64,
}

#[tokio::test]
async fn a_schema_is_made_once_and_then_holds() {
    live(async |db| {
        requires!(db, UniquenessConstraints, Indexes);
        let labels = ["SchemaPerson", "SCHEMA_KNOWS"];
        remove_rules(&db, &labels).await?;
        let schema = schema![Person, Knows];
        let before = diff(&db, &schema, &labels).await?;
        assert_eq!((before.missing.len(), before.extra.len(), before.different.len()), (4, 0, 0), "{before}");

        let applied = apply(&db, &schema).await?;
        assert_eq!(applied.created, schema.rules()?);
        assert!(applied.skipped.is_empty());
        let after = diff(&db, &schema, &labels).await?;
        assert!(after.is_empty(), "{after}");
        assert_eq!(apply(&db, &schema).await?, Applied::default(), "the second time has nothing to do");

        let create = "CREATE (:SchemaPerson {email: 'a@b.c'})";
        db.query::<()>(create).await?;
        let error = db.query::<()>(create).await.expect_err("the key is taken");
        assert_eq!(error.code(), Some("Neo.ClientError.Schema.ConstraintValidationFailed"));
        db.query::<()>("MATCH (n:SchemaPerson) DELETE n").await?;
        remove_rules(&db, &labels).await
    })
    .await;
}

#[derive(Node)]
#[graph(label = "SchemaDrift")]
struct Drift {
    #[graph(key)]
    id: i64,
    #[graph(index(name = "schema_drift_moved"))]
    moved: i64,
    #[graph(index)]
    missing: i64,
    #[graph(unique)]
    number: i64,
}

#[tokio::test]
async fn drift_is_told_as_missing_extra_and_different() {
    live(async |db| {
        requires!(db, UniquenessConstraints, Indexes);
        let labels = ["SchemaDrift"];
        remove_rules(&db, &labels).await?;
        for text in [
            // The same as the key, under a name that the schema does not have.
            "CREATE CONSTRAINT schema_drift_key FOR (n:SchemaDrift) REQUIRE n.id IS UNIQUE",
            // The name of an index, but on another property.
            "CREATE INDEX schema_drift_moved FOR (n:SchemaDrift) ON (n.elsewhere)",
            // An index where a constraint should be, which cannot be made beside it.
            "CREATE INDEX schema_drift_plain FOR (n:SchemaDrift) ON (n.number)",
            "CREATE TEXT INDEX schema_drift_extra FOR (n:SchemaDrift) ON (n.words)",
        ] {
            db.query::<()>(text).await?;
        }
        await_indexes(&db).await?;
        let schema = schema![Drift];
        let drift = diff(&db, &schema, &labels).await?;
        let expected = "\
            + RANGE INDEX schema_drift_missing_index on (:SchemaDrift {missing})\n\
            - TEXT INDEX schema_drift_extra on (:SchemaDrift {words})\n\
            ~ RANGE INDEX schema_drift_moved on (:SchemaDrift {moved}), where the database has RANGE INDEX \
            schema_drift_moved on (:SchemaDrift {elsewhere})\n\
            ~ UNIQUENESS CONSTRAINT schema_drift_number_unique on (:SchemaDrift {number}), where the database has RANGE \
            INDEX schema_drift_plain on (:SchemaDrift {number})\n";
        let mut lines: Vec<String> = drift.to_string().lines().map(|line| format!("{line}\n")).collect();
        lines.sort();
        assert_eq!(lines.concat(), expected);

        let error = apply(&db, &schema).await.expect_err("something else is there");
        assert!(matches!(error.custom_ref(), Some(SchemaError::Different(two)) if two.len() == 2), "{error}");
        assert_eq!(diff(&db, &schema, &labels).await?, drift, "nothing was changed");
        remove_rules(&db, &labels).await
    })
    .await;
}

#[derive(Node)]
#[graph(label = "SchemaCrowd")]
struct Crowd {
    #[graph(key)]
    id: i64,
    #[graph(index)]
    name: String,
    #[graph(unique)]
    number: i64,
}

#[tokio::test]
async fn several_programs_make_a_schema_at_once() {
    live(async |db| {
        requires!(db, UniquenessConstraints, Indexes);
        remove_rules(&db, &["SchemaCrowd"]).await?;
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let db = db.clone();
                tokio::spawn(async move { apply(&db, &schema![Crowd]).await })
            })
            .collect();
        for task in tasks {
            task.await.expect("no task panics")?;
        }
        let drift = diff(&db, &schema![Crowd], &["SchemaCrowd"]).await?;
        assert!(drift.is_empty(), "{drift}");
        remove_rules(&db, &["SchemaCrowd"]).await
    })
    .await;
}

#[derive(Node)]
#[graph(label = "SchemaStrict")]
struct Strict {
    #[graph(key)]
    id: i64,
    #[graph(required)]
    name: String,
}

async fn edition(driver: &Driver) -> Result<String, Error> {
    driver.execute_query("CALL dbms.components() YIELD edition RETURN edition").first().await
}

#[tokio::test]
async fn what_takes_the_enterprise_edition_is_refused_or_left_out_elsewhere() {
    live(async |db| {
        requires!(db, UniquenessConstraints);
        if edition(db.driver()).await? != "community" {
            println!("skipped: needs the Community Edition");
            return Ok(());
        }
        remove_rules(&db, &["SchemaStrict"]).await?;
        let schema = schema![Strict];
        let error = apply(&db, &schema).await.expect_err("existence takes another edition");
        let expected = "the server cannot have what the schema wants: EXISTENCE CONSTRAINT schema_strict_name_required \
                        on (:SchemaStrict {name}) needs Neo4j Enterprise Edition; `skip_unsupported` leaves it out";
        assert_eq!(error.to_string(), expected);
        assert_eq!(diff(&db, &schema, &["SchemaStrict"]).await?.missing.len(), 2, "nothing was made");

        let applied = schema.apply(db.driver()).skip_unsupported().await?;
        assert_eq!(applied.created.len(), 1);
        assert!(matches!(applied.skipped.as_slice(), [Unsupported { needs: Needs::Enterprise, .. }]));
        let error = schema.with_key_constraints().apply(db.driver()).await.expect_err("key constraints do as well");
        assert!(matches!(error.custom_ref(), Some(SchemaError::Unsupported(two)) if two.len() == 2), "{error}");
        remove_rules(&db, &["SchemaStrict"]).await
    })
    .await;
}

#[derive(Node)]
#[graph(label = "SchemaSearch", fulltext("title", "words", name = "schema_search"))]
struct Search {
    #[graph(key)]
    id: i64,
    title: String,
    words: Vec<String>,
    #[graph(vector(dims = 3))]
    embedding: Option<Vec<f64>>,
    #[graph(point)]
    place: Option<graph_orm::value::Point>,
}

#[derive(Relationship)]
#[graph(type = "SCHEMA_CITES", from = Search, to = Search)]
struct Cites {
    #[graph(key)]
    id: i64,
    #[graph(fulltext)]
    context: String,
}

#[tokio::test]
async fn search_indexes_are_made_where_the_server_has_them() {
    live(async |db| {
        let labels = ["SchemaSearch", "SCHEMA_CITES"];
        remove_rules(&db, &labels).await?;
        let schema = schema![Search, Cites];
        let applied = schema.apply(db.driver()).skip_unsupported().await?;
        let skipped: Vec<&str> = applied.skipped.iter().map(|skipped| skipped.rule.name()).collect();
        let all =
            ["schema_cites_id_key", "schema_search", "schema_search_embedding_vector", "schema_cites_context_fulltext"];
        if db.lacks(Capability::FullText) {
            assert_eq!(skipped, all);
            assert!(applied.skipped.iter().all(|skipped| skipped.needs == Needs::AnotherServer));
        } else if db.is_older_than((5, 15)) {
            assert!(skipped.contains(&"schema_search_embedding_vector") && !skipped.contains(&"schema_search"));
        } else {
            assert!(skipped.is_empty(), "{skipped:?}");
            assert!(diff(&db, &schema, &labels).await?.is_empty());
            let found = "CALL db.index.fulltext.queryNodes('schema_search', 'graph*') YIELD node RETURN node.id";
            let created: Record = db
                .query("CREATE (n:Mine:SchemaSearch {id: 1, title: 'Graphs', words: ['x']}) RETURN n.id")
                .one()
                .await?;
            assert_eq!(created.get::<i64>("n.id")?, 1);
            db.query::<()>("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()").await?;
            assert_eq!(db.query::<i64>(found).one().await?, 1);
        }
        let other = schema![Longer];
        let drift = diff(&db, &other, &labels).await?;
        if skipped.is_empty() {
            let [difference] = drift.different.as_slice() else { panic!("{drift}") };
            assert_eq!(difference.found.state, IndexState::Online);
            assert!(matches!(difference.found.kind, LiveKind::Known(_)), "{drift}");
        }
        remove_rules(&db, &labels).await
    })
    .await;
}

/// The same index for longer vectors.
#[derive(Node)]
#[graph(label = "SchemaSearch")]
struct Longer {
    #[graph(key)]
    id: i64,
    #[graph(vector(dims = 4))]
    embedding: Option<Vec<f64>>,
}
