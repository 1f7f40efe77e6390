//! Databases that nobody names: where users are at home, and how the driver learns it.

use std::time::Duration;

use graph_core::{AuthToken, Session};
use graph_tests::script::Scenario;

#[tokio::test(start_paused = true)]
async fn a_home_database_that_is_gone_is_asked_for_anew() {
    let scenario = Scenario::start(
        r#"
        auto LOGON RESET

        server router
          connection
            C HELLO ..
            S SUCCESS {hints: {ssr.enabled: true}}
            C ROUTE {..} [] {}
            S TABLE {db: "old", ttl: 0, route: [$router], read: [$member], write: [$member]}
            # The table is old; whoever asks for another may as well ask for the home itself.
            C ROUTE {..} [] {}
            S TABLE {db: "new", ttl: 300, route: [$router], read: [$member], write: [$member]}

        server member
            C HELLO ..
            S SUCCESS {hints: {ssr.enabled: true}}
            C RUN "RETURN 1 AS n" {} {db: "old", mode: "r"}
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S SUCCESS {}
            C RUN "RETURN 1 AS n" {} {db: "new", mode: "r"}
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").max_retry_time(Duration::ZERO).build().expect("valid");
    for _ in 0..2 {
        let rows = driver.execute_query::<i64>("RETURN 1 AS n").read().all().await;
        assert!(rows.expect("the home database is known again").is_empty());
    }
    scenario.done().await;
}

/// One query by itself on the connection so far, whose RUN has these entries and whose server answers so.
fn query(extra: &str, answer: &str) -> String {
    format!(
        r#"
        C RUN "RETURN 1" {{}} {{{extra}}}
        S SUCCESS {{{answer}}}
        C PULL ..
        S SUCCESS {{}}
        "#
    )
}

async fn ask(session: &mut Session) {
    session.run("RETURN 1").await.expect("a result");
}

/// A server of 5.8 that routes by itself where `routes` says so.
fn hello(routes: bool) -> String {
    format!("C HELLO ..\nS SUCCESS {{hints: {{ssr.enabled: {routes}}}}}\n")
}

const TABLE: &str = r#"ttl: 300, route: [$router], read: [$member], write: [$member]"#;

#[tokio::test(start_paused = true)]
async fn where_a_user_is_at_home_is_asked_once_where_every_server_routes() {
    let scenario = Scenario::start(&format!(
        r#"
        bolt 5.8
        auto LOGON
        server router
            {hello}
            C ROUTE {{..}} [] {{}}
            S TABLE {{db: "home", {TABLE}}}
            C ROUTE {{..}} [] {{db: "moved"}}
            S TABLE {{db: "moved", {TABLE}}}
        server member
            {hello}
            {first}
            # The next session guesses, names nothing and is told.
            {guessed}
            # And so is one whose home is elsewhere by now; it stays there.
            {moved}
            {pinned}
            {learnt}
        "#,
        hello = hello(true),
        first = query(r#"db: "home""#, r#"fields: ["n"], db: "home""#),
        guessed = query("", r#"fields: ["n"], db: "home""#),
        moved = query("", r#"fields: ["n"], db: "moved""#),
        pinned = query(r#"db: "moved""#, r#"fields: ["n"]"#),
        learnt = query("", r#"fields: ["n"], db: "moved""#),
    ))
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    ask(&mut driver.session().open()).await;
    ask(&mut driver.session().open()).await;
    let mut session = driver.session().open();
    ask(&mut session).await;
    ask(&mut session).await;
    ask(&mut driver.session().open()).await;
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn one_server_that_does_not_route_makes_every_session_ask() {
    let scenario = Scenario::start(&format!(
        r#"
        bolt 5.8
        auto LOGON
        server router
            {routes}
            C ROUTE {{..}} [] {{}}
            S TABLE {{db: "home", {TABLE}}}
            C ROUTE {{..}} [] {{}}
            S TABLE {{db: "another", {TABLE}}}
        server member
            {does_not}
            {first}
            # Within a session the home does not change.
            {first}
            {second}
        "#,
        routes = hello(true),
        does_not = hello(false),
        first = query(r#"db: "home""#, r#"fields: ["n"]"#),
        second = query(r#"db: "another""#, r#"fields: ["n"]"#),
    ))
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let mut session = driver.session().open();
    ask(&mut session).await;
    ask(&mut session).await;
    ask(&mut driver.session().open()).await;
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn each_user_has_a_home_of_their_own() {
    let scenario = Scenario::start(&format!(
        r#"
        bolt 5.8
        auto LOGON LOGOFF
        server router
            {hello}
            C ROUTE {{..}} [] {{}}
            S TABLE {{db: "drivers", {TABLE}}}
            C ROUTE {{..}} [] {{imp_user: "bob"}}
            S TABLE {{db: "bobs", {TABLE}}}
            C ROUTE {{..}} [] {{}}
            S TABLE {{db: "anns", {TABLE}}}
        server member
            {hello}
            {driver}
            {bob}
            {ann}
            {bob_again}
            {ann_again}
        "#,
        hello = hello(true),
        driver = query(r#"db: "drivers""#, r#"fields: ["n"], db: "drivers""#),
        bob = query(r#"db: "bobs", imp_user: "bob""#, r#"fields: ["n"], db: "bobs""#),
        ann = query(r#"db: "anns""#, r#"fields: ["n"], db: "anns""#),
        bob_again = query(r#"imp_user: "bob""#, r#"fields: ["n"], db: "bobs""#),
        ann_again = query("", r#"fields: ["n"], db: "anns""#),
    ))
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    ask(&mut driver.session().open()).await;
    for _ in 0..2 {
        ask(&mut driver.session().impersonate("bob").open()).await;
        ask(&mut driver.session().auth(AuthToken::basic("ann", "secret")).open()).await;
    }
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_single_server_is_not_asked_where_anybody_is_at_home() {
    let script = format!("bolt 5.8\nauto LOGON\n{}{}", hello(true), query("", r#"fields: ["n"], db: "home""#));
    let scenario = Scenario::start(&script).await;
    let driver = scenario.driver("bolt").build().expect("valid");
    let summary = driver.session().open().run("RETURN 1").await.expect("a result").summary;
    assert_eq!(summary.database(), Some("home"));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_driver_that_is_asked_for_its_server_again_asks_again_where_its_user_is_at_home() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RESET
        C ROUTE _ [] {}
        S TABLE {db: "films", ttl: 0, route: [$server], read: [$server], write: [$server]}
        C ROUTE _ [] {}
        S TABLE {db: "books", ttl: 0, route: [$server], read: [$server], write: [$server]}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    driver.server_info().await.expect("reachable");
    driver.server_info().await.expect("still reachable");
    scenario.done().await;
}
