//! Results and summaries, as a server's answers make them.

use graph_core::value::{Map, Value};
use graph_core::{ErrorKind, Record, params};
use graph_tests::script::Scenario;

/// A server that answers one query with three records of two columns.
const THREE: &str = r#"
    auto HELLO LOGON RESET
    C RUN ..
    S SUCCESS {fields: ["n", "text"]}
    C PULL {n: 2}
    S RECORD [1, "one"]
    S RECORD [2, "two"]
    S SUCCESS {has_more: true}
    C PULL {n: 2}
    S RECORD [3, "three"]
    S SUCCESS {}
"#;

#[tokio::test(start_paused = true)]
async fn a_record_that_is_peeked_at_is_still_the_next_one() {
    let scenario = Scenario::start(THREE).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().fetch_size(2).open();
    let mut stream = session.query::<(i64, String)>("RETURN 1").stream().await.expect("columns");
    for (number, text) in [(1, "one"), (2, "two"), (3, "three")] {
        for _ in 0..2 {
            assert_eq!(stream.peek().await.expect("a record"), Some((number, text.to_owned())));
        }
        assert_eq!(stream.try_next().await.expect("a record"), Some((number, text.to_owned())));
    }
    assert_eq!(stream.peek().await.expect("the end"), None);
    assert_eq!(stream.try_next().await.expect("the end is still to be told"), None);
    scenario.done().await;
}

/// A server whose answer is asked for in a batch, and then for all that is left.
const THE_REST: &str = r#"
    auto HELLO LOGON RESET BEGIN COMMIT
    C RUN ..
    S SUCCESS {fields: ["n"], qid: 0}
    C PULL {n: 2}
    S RECORD [1]
    S RECORD [2]
    S SUCCESS {has_more: true}
    C PULL {n: -1}
    S RECORD [3]
    S RECORD [4]
    S RECORD [5]
    S SUCCESS {}
"#;

#[tokio::test(start_paused = true)]
async fn whoever_wants_all_records_of_a_transaction_asks_for_the_rest_at_once() {
    let scenario = Scenario::start(THE_REST).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().fetch_size(2).open();
    let tx = session.begin().await.expect("a transaction");
    let mut stream = tx.query::<i64>("RETURN 1").stream().await.expect("columns");
    assert_eq!(stream.all().await.expect("the records"), [1, 2, 3, 4, 5]);
    drop(stream);
    tx.commit().await.expect("nothing failed");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_result_is_open_until_its_end() {
    let scenario = Scenario::start(THREE).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().fetch_size(2).open();
    let mut stream = session.run("RETURN 1").stream().await.expect("columns");
    assert!(stream.is_open());
    stream.fetch(2).await.expect("records");
    assert!(stream.is_open());
    stream.peek().await.expect("a record");
    assert!(stream.is_open(), "a record is left");
    stream.fetch(2).await.expect("records");
    assert!(!stream.is_open());
    assert_eq!(stream.try_next().await.expect_err("it was read").kind(), &ErrorKind::ResultConsumed);
    scenario.done().await;

    let failing = "auto HELLO LOGON RESET\nC RUN ..\nS SUCCESS {fields: [\"n\"]}\nC PULL ..\nS CLOSE";
    let scenario = Scenario::start(failing).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut stream = driver.stream::<i64>("RETURN 1").read().await.expect("columns");
    assert_eq!(stream.try_next().await.expect_err("it breaks").kind(), &ErrorKind::ConnectionLost);
    assert!(!stream.is_open());
}

#[tokio::test(start_paused = true)]
async fn a_record_is_a_list_or_a_map_of_values() {
    let scenario = Scenario::start(THREE).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let mut session = driver.session().fetch_size(2).open();
    let mut stream = session.run("RETURN 1").stream().await.expect("columns");
    let records: Vec<Record> = stream.fetch(3).await.expect("three records");
    let [first, ..] = records.as_slice() else { panic!("three records") };
    assert_eq!(first.values().expect("values"), [Value::from(1), Value::from("one")]);
    let map = Map::from([("n".to_owned(), 1.into()), ("text".to_owned(), "one".into())]);
    assert_eq!(first.to_map().expect("values"), map);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_summary_has_the_querys_parameters_and_shows_none() {
    let scenario = Scenario::start("auto HELLO LOGON BEGIN RUN PULL COMMIT\nconnection *").await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let given = || params! { name: "hunter2", age: 42 };
    let expected = Map::from([("name".to_owned(), "hunter2".into()), ("age".to_owned(), 42.into())]);
    let mut session = driver.session().open();
    let managed = session.execute_write(async |tx| {
        let alone = tx.run("RETURN $name").params(given()).await?.summary;
        let stream = tx.run("RETURN $name").params(given()).stream().await?;
        Ok([alone, stream.consume().await?])
    });
    let mut summaries = Vec::from(managed.await.expect("results"));
    summaries.push(driver.run("RETURN $name").params(given()).await.expect("a result").summary);
    summaries.push(session.run("RETURN $name").params(given()).await.expect("a result").summary);
    let mut stream = session.run("RETURN $name").params(given()).stream().await.expect("columns");
    stream.all().await.expect("a record");
    summaries.push(stream.consume().await.expect("a summary"));
    for summary in summaries {
        assert_eq!(summary.query_text(), "RETURN $name");
        assert_eq!(summary.query_parameters(), expected);
        assert!(!format!("{summary:?}").contains("hunter2"));
    }
}

#[tokio::test(start_paused = true)]
async fn changes_of_the_system_are_counted_apart() {
    for (stats, system_updates, contains_updates, contains_system_updates) in [
        ("{system-updates: 2, contains-system-updates: true}", 2, false, true),
        ("{system-updates: 1}", 1, false, true),
        ("{nodes-created: 1, contains-updates: true}", 0, true, false),
        ("{labels-added: 1}", 0, true, false),
        ("{}", 0, false, false),
    ] {
        let scenario = Scenario::start(&format!(
            "auto HELLO LOGON\nC RUN ..\nS SUCCESS {{fields: []}}\nC PULL ..\nS SUCCESS {{type: \"s\", stats: {stats}}}"
        ))
        .await;
        let driver = scenario.driver("bolt").build().expect("valid");
        let counters = driver.session().open().run("CREATE USER x").await.expect("done").summary.counters();
        assert_eq!(counters.system_updates, system_updates, "{stats}");
        assert_eq!(counters.contains_updates, contains_updates, "{stats}");
        assert_eq!(counters.contains_system_updates, contains_system_updates, "{stats}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_told_with_all_its_causes_and_the_parts_of_its_code() {
    let scenario = Scenario::start(
        r#"
        bolt 5.8
        auto HELLO LOGON RESET
        C RUN ..
        C PULL ..
        S FAILURE {neo4j_code: "Neo.ClientError.Schema.ConstraintValidationFailed", message: "there is one",
            gql_status: "22N41", description: "data exception", diagnostic_record: {_classification: "CLIENT_ERROR"},
            cause: {gql_status: "22N79", description: "exists", message: "deeper",
                cause: {gql_status: "22N80", description: "index", message: "deepest"}}}
        S IGNORED
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let error = driver.session().open().run("CREATE ()").await.expect_err("there is one");
    assert_eq!(error.gql_status(), Some("22N41"));
    let failure = error.server().expect("the server's");
    assert_eq!(
        (failure.classification(), failure.category(), failure.title()),
        ("ClientError", "Schema", "ConstraintValidationFailed")
    );
    assert_eq!(failure.gql.chain().map(|it| it.status.as_str()).collect::<Vec<_>>(), ["22N41", "22N79", "22N80"]);
    assert_eq!(failure.gql.find("22N80").map(|it| it.message.as_str()), Some("deepest"));
    assert_eq!(failure.gql.find("22N41").map(|it| it.message.as_str()), Some("there is one"));
    assert_eq!(failure.gql.find("00000"), None);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_drivers_own_have_a_status_of_the_standard() {
    let breaking = "auto HELLO LOGON RESET\nconnection *\nC? BEGIN ..\nS CLOSE\nC? RUN ..\nS RAW <00 01 FF 00 00>";
    let scenario = Scenario::start(breaking).await;
    let driver = scenario.driver("bolt").max_retry_time(std::time::Duration::ZERO).build().expect("valid");
    let mut session = driver.session().open();
    let lost = session.begin().await.map(drop).expect_err("it breaks");
    assert_eq!((lost.kind(), lost.gql_status()), (&ErrorKind::ConnectionLost, Some("08000")));
    let unknown = session.run("CREATE ()").await.expect_err("garbage");
    assert_eq!((unknown.kind(), unknown.gql_status()), (&ErrorKind::CommitUnknown, Some("08007")));
    driver.close().await;
    let closed = driver.verify_connectivity().await.expect_err("closed");
    assert_eq!((closed.kind(), closed.gql_status()), (&ErrorKind::DriverClosed, Some("50N42")));
    assert_eq!(graph_core::Error::custom("mine").gql_status(), None);
}

#[tokio::test(start_paused = true)]
async fn every_version_has_what_older_ones_lacked() {
    for version in ["4.4", "5.0", "6.0"] {
        let scenario = Scenario::start(&format!("bolt {version}\nauto HELLO LOGON RESET")).await;
        let driver = scenario.driver("bolt").build().expect("valid");
        assert!(driver.supports_multi_db().await.expect("it answers"));
        assert!(driver.supports_transaction_config().await.expect("it answers"));
        assert!(driver.supports_impersonation().await.expect("it answers"));
        assert_eq!(driver.server_info().await.expect("it answers").protocol().to_string(), version);
    }
}
