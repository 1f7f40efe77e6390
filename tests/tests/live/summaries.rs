//! What the server says of a query when its result is read.

use std::time::Duration;

use graph_core::{Classification, Counters, NotificationFilter, QueryType, Record, Severity};
use graph_tests::{live, requires, requires_version};

#[tokio::test]
async fn a_summary_names_text_server_and_database() {
    live(async |db| {
        let info = db.driver().server_info().await?;
        let result = db.query::<Record>("RETURN $x AS x").param("x", 1).read().await?;
        assert_eq!(result.summary.query_text(), "RETURN $x AS x");
        assert_eq!(result.summary.server(), &info);
        assert_eq!(result.summary.database(), Some(db.database_name().unwrap_or("neo4j")));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_summary_has_the_servers_times() {
    live(async |db| {
        let summary = db.query::<Record>("RETURN 1 AS x").read().await?.summary;
        let bound = Duration::from_secs(60);
        assert!(summary.available_after().is_some_and(|time| time < bound), "{:?}", summary.available_after());
        assert!(summary.consumed_after().is_some_and(|time| time < bound), "{:?}", summary.consumed_after());
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_summary_tells_what_kind_of_query_it_was() {
    live(async |db| {
        for (text, kind) in [
            ("MATCH (n:Mine) RETURN n", QueryType::Read),
            ("CREATE (:Mine)", QueryType::Write),
            ("CREATE (n:Mine) RETURN n.x AS x", QueryType::ReadWrite),
        ] {
            let summary = db.query::<Record>(text).await?.summary;
            assert_eq!(summary.query_type()?, Some(kind), "{text}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn counters_count_what_was_changed() {
    live(async |db| {
        requires!(db, Counters);
        let counters =
            async |text: &str| Ok::<_, graph_core::Error>(db.query::<Record>(text).await?.summary.counters());
        let none = Counters::default();
        assert_eq!(counters("MATCH (n:Mine) RETURN n").await?, none);

        let created = counters("CREATE (:Mine {a: 1, b: 2})-[:KNOWS {since: 3}]->(:Mine:Extra)").await?;
        assert_eq!((created.nodes_created, created.relationships_created), (2, 1));
        assert_eq!((created.properties_set, created.labels_added), (3, 3));
        assert!(created.contains_updates && !created.contains_system_updates);

        let changed = counters("MATCH (n:Mine {a: 1}) SET n.c = 3, n:More REMOVE n.b").await?;
        assert_eq!((changed.properties_set, changed.labels_added, changed.nodes_created), (2, 1, 0));
        let removed = counters("MATCH (n:More:Mine) REMOVE n:More").await?;
        assert_eq!(removed.labels_removed, 1);
        let deleted = counters("MATCH (n:Mine) DETACH DELETE n").await?;
        assert_eq!((deleted.nodes_deleted, deleted.relationships_deleted), (2, 1));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn counters_count_schema_changes() {
    live(async |db| {
        requires!(db, UniquenessConstraints);
        let schema = async |text: &str| Ok::<_, graph_core::Error>(db.query::<Record>(text).await?.summary);
        let made = schema("CREATE CONSTRAINT mine_Mine FOR (n:Mine) REQUIRE n.name IS UNIQUE").await?;
        let dropped = schema("DROP CONSTRAINT mine_Mine").await?;
        assert_eq!(made.counters().constraints_added, 1);
        assert_eq!(made.query_type()?, Some(QueryType::Schema));
        assert_eq!(dropped.counters().constraints_removed, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn counters_count_indexes() {
    live(async |db| {
        requires!(db, Indexes);
        let made = db.query::<Record>("CREATE INDEX index_Mine FOR (n:Mine) ON (n.name)").await?.summary;
        let dropped = db.query::<Record>("DROP INDEX index_Mine").await?.summary;
        assert_eq!(made.counters().indexes_added, 1);
        assert_eq!(dropped.counters().indexes_removed, 1);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn explain_gives_a_plan_and_runs_nothing() {
    live(async |db| {
        requires!(db, Explain);
        let result = db.query::<Record>("EXPLAIN CREATE (n:Mine) RETURN n").await?;
        assert!(result.is_empty());
        assert_eq!(result.keys.iter().collect::<Vec<_>>(), ["n"]);
        let plan = result.summary.plan().expect("EXPLAIN has a plan");
        assert!(plan.operator.starts_with("ProduceResults"), "{}", plan.operator);
        assert_eq!(plan.identifiers, ["n"]);
        assert!(db.is_embedded() || !plan.children.is_empty() && !plan.arguments.is_empty(), "{plan:#?}");
        assert_eq!(result.summary.profile(), None);
        assert_eq!(db.count().await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn profile_gives_records_and_costs() {
    live(async |db| {
        requires!(db, Profile);
        db.query::<Record>("UNWIND range(1, 3) AS i CREATE (:Mine {i: i})").await?;
        let result = db.query::<i64>("PROFILE MATCH (n:Mine) RETURN n.i AS i ORDER BY i").read().await?;
        assert_eq!(result.records, [1, 2, 3]);
        let profile = result.summary.profile().expect("PROFILE has a profile");
        assert!(profile.operator.starts_with("ProduceResults"), "{}", profile.operator);
        assert_eq!(profile.rows, Some(3));
        let hits = |steps: &[graph_core::Profile]| steps.iter().filter_map(|step| step.db_hits).sum::<i64>();
        let mut level = vec![profile.clone()];
        let mut total = 0;
        while !level.is_empty() {
            total += hits(&level);
            level = level.into_iter().flat_map(|step| step.children).collect();
        }
        assert!(total >= 3, "{profile:#?}");
        assert_eq!(result.summary.plan().map(|plan| plan.operator), Some(profile.operator));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn notifications_say_what_is_suspect_and_where() {
    live(async |db| {
        requires!(db, Notifications);
        // Neo4j 4.4 looks for labels that nobody has only when it is to explain.
        let (prefix, before) = if db.is_older_than((5, 0)) { ("EXPLAIN ", 8) } else { ("", 0) };
        let text = format!("{prefix}MATCH (n:Mine)\nRETURN n.x AS x");
        let summary = db.query::<Record>(&text).read().await?.summary;
        let notifications = summary.notifications();
        let unknown = notifications
            .iter()
            .find(|note| note.code == "Neo.ClientNotification.Statement.UnknownLabelWarning")
            .unwrap_or_else(|| panic!("{notifications:#?}"));
        assert_eq!(unknown.severity, "WARNING");
        assert!(unknown.description.contains(db.label()), "{unknown:?}");
        let position = unknown.position.expect("the label stands somewhere");
        assert_eq!((position.offset, position.line, position.column), (before + 9, 1, before + 10));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_filter_keeps_notifications_away() {
    live(async |db| {
        requires!(db, Notifications);
        requires_version!(db, 5, 7, "notification filters");
        let text = "MATCH (n:Mine) RETURN n.x AS x";
        let off = db.builder().notifications(NotificationFilter::off()).build()?;
        let quiet = db.query_on::<Record>(&off, text).read().await?.summary;
        assert_eq!(quiet.notifications(), []);

        let unrecognized = NotificationFilter::default().without(Classification::Unrecognized);
        let mut session = db.session_builder().notifications(unrecognized).open();
        let summary = session.run(db.text(text)).await?.summary;
        assert!(summary.notifications().iter().all(|note| note.category != "UNRECOGNIZED"), "{summary:?}");

        let warnings = NotificationFilter::from_severity(Severity::Warning);
        let mut session = db.session_builder_on(&off).notifications(warnings).open();
        let summary = session.run(db.text(text)).await?.summary;
        assert!(!summary.notifications().is_empty(), "the session's filter goes before the driver's");
        off.close().await;
        Ok(())
    })
    .await;
}
