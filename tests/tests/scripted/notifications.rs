//! Filters of notifications, as each version of the protocol has them.

use graph_core::{Classification, ErrorKind, NotificationFilter, Severity};
use graph_tests::script::Scenario;

fn filter() -> NotificationFilter {
    NotificationFilter::from_severity(Severity::Warning).without(Classification::Hint)
}

#[tokio::test(start_paused = true)]
async fn a_filter_of_the_driver_is_told_in_hello() {
    for (version, disabled) in [
        ("5.2", "notifications_disabled_categories"),
        ("5.4", "notifications_disabled_categories"),
        ("5.5", "notifications_disabled_classifications"),
        ("6.0", "notifications_disabled_classifications"),
    ] {
        let scenario = Scenario::start(&format!(
            r#"
            bolt {version}
            auto LOGON
            C HELLO {{notifications_minimum_severity: "WARNING", {disabled}: ["HINT"], ..}}
            S SUCCESS {{}}
            C RUN _ {{}} {{}}
            S SUCCESS {{fields: ["n"]}}
            C PULL ..
            S SUCCESS {{}}
            "#
        ))
        .await;
        let driver = scenario.driver("bolt").notifications(filter()).build().expect("valid");
        driver.session().open().run("RETURN 1").await.expect("with the driver's filter");
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_filter_of_a_session_is_told_with_its_work() {
    let scenario = Scenario::start(
        r#"
        bolt 5.8
        auto LOGON
        C HELLO {user_agent: _, bolt_agent: _}
        S SUCCESS {}
        C RUN _ {} {notifications_minimum_severity: "OFF"}
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C BEGIN {notifications_disabled_classifications: ["HINT", "SCHEMA"]}
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        C BEGIN {notifications_disabled_classifications: []}
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        C BEGIN {}
        S SUCCESS {}
        C COMMIT
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let with = |filter| driver.session().notifications(filter).open();
    with(NotificationFilter::off()).run("RETURN 1").await.expect("without notifications");
    let two = NotificationFilter::default().disabling([Classification::Hint, Classification::Schema]);
    for filter in [two, NotificationFilter::default().disabling([]), NotificationFilter::default()] {
        with(filter).begin().await.expect("begun").commit().await.expect("committed");
    }
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_knows_no_filters_is_not_used_with_one() {
    for version in ["4.4", "5.0", "5.1"] {
        let scenario = Scenario::start(&format!(
            r#"
            bolt {version}
            auto HELLO LOGON
            connection
            connection
            C RUN _ {{}} {{}}
            S SUCCESS {{fields: ["n"]}}
            C PULL ..
            S SUCCESS {{}}
            "#
        ))
        .await;
        let reason = format!("filters of notifications need Bolt 5.2, and the server speaks {version}");
        let driver = scenario.driver("bolt").notifications(filter()).build().expect("valid");
        let error = driver.verify_connectivity().await.expect_err("no filters there");
        assert_eq!((error.kind(), error.to_string()), (&ErrorKind::Unsupported, reason.clone()));

        let driver = scenario.driver("bolt").build().expect("valid");
        let mut session = driver.session().notifications(filter()).open();
        for error in [
            session.run("RETURN 1").await.map(drop).expect_err("no filters there"),
            session.begin().await.map(drop).expect_err("no filters there"),
            session.execute_query::<i64>("RETURN 1").await.map(drop).expect_err("no filters there"),
        ] {
            assert_eq!((error.kind(), error.to_string()), (&ErrorKind::Unsupported, reason.clone()));
        }
        driver.session().open().run("RETURN 1").await.expect("the connection serves on");
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn statuses_of_newer_servers_are_told_as_they_come() {
    let scenario = Scenario::start(
        r#"
        bolt 5.6
        auto HELLO LOGON
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [1]
        S SUCCESS {statuses: [
            {gql_status: "00000", status_description: "note: successful completion", diagnostic_record: {OPERATION: "x"}},
            {gql_status: "01N51", status_description: "warn: no such type", neo4j_code: "Neo.ClientNotification.X",
             title: "no type", notification_description: "There is no such type.",
             diagnostic_record: {_severity: "WARNING", _classification: "UNRECOGNIZED",
                 _position: {offset: 9, line: 1, column: 10}}}
        ]}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let summary = driver.session().open().run("RETURN 1").await.expect("a result").summary;
    let statuses = summary.gql_statuses();
    assert_eq!(statuses.iter().map(|status| status.status.as_str()).collect::<Vec<_>>(), ["00000", "01N51"]);
    let [success, warning] = statuses.as_slice() else { panic!("two of them") };
    assert_eq!(warning.description, "warn: no such type");
    assert_eq!(warning.severity(), Some(Severity::Warning));
    assert_eq!(warning.classification(), Some(Classification::Unrecognized));
    assert_eq!(warning.position.map(|it| (it.offset, it.line, it.column)), Some((9, 1, 10)));
    assert!(warning.is_notification && !success.is_notification);
    assert_eq!(success.diagnostic_record.get("OPERATION"), Some(&"x".into()));
    assert_eq!(success.diagnostic_record.get("CURRENT_SCHEMA"), Some(&"/".into()), "what the server left out");

    let notifications = summary.notifications();
    let [notification] = notifications.as_slice() else { panic!("one of them") };
    assert_eq!(notification.code, "Neo.ClientNotification.X");
    assert_eq!((notification.title.as_str(), notification.severity.as_str()), ("no type", "WARNING"));
    scenario.done().await;
}
