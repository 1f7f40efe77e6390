//! Clusters: who is asked for what.

use std::error::Error as _;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use graph_core::{AccessMode, AcquisitionScope, Address, AddressResolver, Driver, ErrorKind};
use graph_tests::script::Scenario;
use tokio::time::Instant;

/// Runs a query that reads in a database and returns what the server answers.
async fn read(driver: &Driver, database: &str) -> i64 {
    let mut session = driver.session().database(database).access_mode(AccessMode::Read).open();
    session.query::<i64>("RETURN 1").await.expect("a reader answers").one().expect("one record")
}

#[tokio::test(start_paused = true)]
async fn readers_read_and_writers_write() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        server router
            C ROUTE {address: $router, region: "eu"} [] {db: "films"}
            S TABLE {db: "films", ttl: 300, route: [$router], read: [$reader], write: [$writer]}
        server reader
            C RUN "RETURN 1" {} {db: "films", mode: "r"}
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S RECORD [1]
            S SUCCESS {}
        server writer
            C RUN "CREATE ()" {} {db: "films"}
            S SUCCESS {fields: []}
            C PULL ..
            S SUCCESS {}
        "#,
    )
    .await;
    let driver = Driver::builder(&format!("neo4j://{}?region=eu", scenario.address("router"))).build().expect("valid");
    assert_eq!(read(&driver, "films").await, 1);
    driver.session().database("films").open().run("CREATE ()").await.expect("the writer answers");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn every_server_is_told_of_the_routing_context_and_none_of_a_single_server() {
    let scenario = Scenario::start(
        r#"
        auto LOGON RESET
        C HELLO {routing: {address: $server, policy: "near"}, ..}
        S SUCCESS {}
        C ROUTE {address: $server, policy: "near"} [] {}
        S TABLE {db: "neo4j", ttl: 300, route: [$server], read: [$server], write: [$server]}
        "#,
    )
    .await;
    let driver =
        Driver::builder(&format!("neo4j://{}?policy=near", scenario.address("server"))).build().expect("valid");
    driver.verify_connectivity().await.expect("reachable");
    scenario.done().await;

    let scenario = Scenario::start("bolt 5.0\nC HELLO {user_agent: _, scheme: \"none\"}\nS SUCCESS {}").await;
    scenario.driver("bolt").build().expect("valid").verify_connectivity().await.expect("reachable");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn each_database_has_a_table_of_its_own_for_as_long_as_its_router_said() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RUN PULL
        server router
            C ROUTE {..} [] {db: "films"}
            S TABLE {db: "films", ttl: 10, route: [$router], read: [$one], write: [$one]}
            C ROUTE {..} [] {db: "books"}
            S TABLE {db: "books", ttl: 100, route: [$router], read: [$two], write: [$two]}
            C ROUTE {..} [] {db: "films"}
            S TABLE {db: "films", ttl: 10, route: [$router], read: [$two], write: [$two]}
        server one
            C RUN _ {} {db: "films", mode: "r"}
            S SUCCESS {fields: ["n"]}
        server two
            C RUN _ {} {db: "books", mode: "r"}
            S SUCCESS {fields: ["n"]}
            C RUN _ {} {db: "books", mode: "r"}
            S SUCCESS {fields: ["n"]}
            C RUN _ {} {db: "films", mode: "r"}
            S SUCCESS {fields: ["n"]}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    read(&driver, "films").await;
    read(&driver, "books").await;
    tokio::time::sleep(Duration::from_secs(10)).await;
    read(&driver, "books").await;
    read(&driver, "films").await;
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_is_gone_is_left_out_and_the_table_read_anew() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RUN PULL
        server router
            C ROUTE {..} [] {db: "films"}
            S TABLE {db: "films", ttl: 300, route: [$router], read: [$gone, $there], write: [$router]}
            C ROUTE {..} [] {db: "films"}
            S TABLE {db: "films", ttl: 300, route: [$router], read: [$other], write: [$router]}
        server gone refuses
        server there
            C RUN ..
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S RECORD [1]
            S SUCCESS {}
            C RUN ..
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S RECORD [2]
            S SUCCESS {}
            C RUN ..
            S CLOSE
        server other
            C RUN ..
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S RECORD [3]
            S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    assert_eq!(read(&driver, "films").await, 1, "the reader that is there");
    assert_eq!(read(&driver, "films").await, 2, "the other one is not tried again");
    let mut session = driver.session().database("films").access_mode(AccessMode::Read).open();
    let error = session.run("RETURN 1").await.expect_err("the last reader breaks");
    assert_eq!((error.kind(), error.is_retryable()), (&ErrorKind::ConnectionLost, true));
    assert_eq!(read(&driver, "films").await, 3, "without readers the table is read anew");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_managed_transaction_outlives_the_loss_of_its_reader() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON COMMIT BEGIN
        server router
            C ROUTE ..
            S TABLE {db: "films", ttl: 300, route: [$router], read: [$one, $two], write: [$router]}
        server one
          connection *
            C? RUN ..
            S CLOSE
        server two
            C RUN ..
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S RECORD [2]
            S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let query = driver.execute_query::<i64>("RETURN 1").database("films").read();
    assert_eq!(query.one().await.expect("the other reader"), 2);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn work_goes_to_the_member_with_the_fewest_connections_in_use() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN RESET
        server router
            C ROUTE ..
            S TABLE {db: "films", ttl: 300, route: [$router], read: [$one, $two, $three], write: [$router]}
        server one
          connection *
        server two
          connection *
        server three
          connection *
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let begun = || async {
        let session = driver.session().database("films").access_mode(AccessMode::Read).open();
        // Held for the rest of the test.
        Box::leak(Box::new(session)).begin().await.expect("a reader answers")
    };
    let connections = || ["one", "two", "three"].map(|name| scenario.connections(name));
    let mut held = Vec::new();
    for round in 1..=3 {
        for _ in 0..3 {
            held.push(begun().await);
        }
        assert_eq!(connections(), [round; 3]);
    }
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn routers_are_asked_in_turn_and_the_uris_own_last() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RUN PULL RESET
        server seed
            C ROUTE ..
            S TABLE {db: "films", ttl: 0, route: [$gone, $refusing, $senseless], read: [$seed], write: [$seed]}
            C RUN "RETURN 1" ..
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S RECORD [1]
            S SUCCESS {}
            # The URI's own server is asked again once the three others were.
            C ROUTE ..
            S TABLE {db: "films", ttl: 300, route: [$seed], read: [$seed], write: [$seed]}
            C RUN "RETURN 1" ..
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S RECORD [2]
            S SUCCESS {}
        server gone refuses
        server refusing
            C ROUTE ..
            S FAILURE {code: "Neo.ClientError.General.Unknown", message: "I am no router"}
        server senseless
            C ROUTE ..
            S SUCCESS {rt: {ttl: 300, servers: []}}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    assert_eq!(read(&driver, "films").await, 1);
    assert_eq!(read(&driver, "films").await, 2);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_table_without_writers_makes_the_next_question_the_seeds() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RUN PULL RESET
        server seed
            C ROUTE ..
            S TABLE {db: "films", ttl: 300, route: [$other], read: [$other], write: []}
            C ROUTE ..
            S TABLE {db: "films", ttl: 300, route: [$other], read: [$other], write: [$other]}
        server other
            C RUN "CREATE ()" ..
            S SUCCESS {fields: ["n"]}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let mut session = driver.session().database("films").open();
    let error = session.run("CREATE ()").await.expect_err("no leader yet");
    assert_eq!((error.kind(), error.is_retryable()), (&ErrorKind::Routing, true));
    session.run("CREATE ()").await.expect("the leader");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn nobody_who_routes_is_an_error_with_its_cause() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RESET
        connection *
        repeat
        C ROUTE ..
        S FAILURE {code: "Neo.ClientError.General.Unknown", message: "I am no router"}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").max_retry_time(Duration::ZERO).build().expect("valid");
    let error = driver.execute_query::<i64>("RETURN 1").database("films").one().await.expect_err("no router");
    assert_eq!((error.kind(), error.is_retryable()), (&ErrorKind::Routing, true));
    assert_eq!(error.to_string(), "no router that is known gave a routing table for database films");
    assert!(error.source().is_some_and(|cause| cause.to_string().starts_with("I am no router")), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn what_no_router_would_answer_otherwise_is_not_asked_of_others() {
    for code in ["Database.DatabaseNotFound", "Transaction.InvalidBookmark", "Security.Forbidden", "Request.Invalid"] {
        let scenario = Scenario::start(&format!(
            r#"
            auto HELLO LOGON
            server seed
                C ROUTE ..
                S TABLE {{db: "films", ttl: 0, route: [$other, $seed], read: [$other], write: [$other]}}
            server other
                C BEGIN ..
                S SUCCESS {{}}
                C ROLLBACK
                S SUCCESS {{}}
                C ROUTE ..
                S FAILURE {{code: "Neo.ClientError.{code}", message: "no"}}
                C RESET
                S SUCCESS {{}}
            "#
        ))
        .await;
        let driver = scenario.driver("neo4j").build().expect("valid");
        let mut session = driver.session().database("films").open();
        session.begin().await.expect("begun").roll_back().await.expect("rolled back");
        let error = session.begin().await.map(drop).expect_err("refused");
        assert_eq!(error.code(), Some(format!("Neo.ClientError.{code}").as_str()));
        assert!(!error.is_retryable());
        scenario.done().await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_acquisition_timeout_covers_a_router_that_is_silent() {
    let scenario = Scenario::start("auto HELLO LOGON\nC ROUTE ..\nS SILENCE").await;
    let driver = scenario.driver("neo4j").acquisition_timeout(Duration::from_secs(7)).build().expect("valid");
    let began = Instant::now();
    let error = driver.verify_connectivity().await.expect_err("silent");
    assert_eq!(error.kind(), &ErrorKind::AcquisitionTimeout);
    let waited = began.elapsed();
    assert!(waited >= Duration::from_secs(7) && waited < Duration::from_secs(8), "{waited:?}");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn the_acquisition_timeout_may_leave_a_router_its_time() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RESET
        C ROUTE ..
        S WAIT 20s
        S TABLE {db: "neo4j", ttl: 300, route: [$server], read: [$server], write: [$server]}
        "#,
    )
    .await;
    let builder = scenario.driver("neo4j").acquisition_timeout(Duration::from_secs(7));
    let driver = builder.acquisition_scope(AcquisitionScope::EachConnection).build().expect("valid");
    driver.verify_connectivity().await.expect("slow, but there");
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn the_tries_of_one_acquisition_share_its_timeout() {
    let scenario = Scenario::start(
        r#"
        server router
            auto HELLO LOGON RESET
            C ROUTE ..
            S WAIT 20s
            S TABLE {db: "films", ttl: 300, route: [$router], read: [$one, $two], write: [$router]}
        server one
            C? HELLO ..
            S WAIT 5s
            S CLOSE
        server two
            C? HELLO ..
            S WAIT 5s
            S CLOSE
        "#,
    )
    .await;
    let builder = scenario.driver("neo4j").acquisition_timeout(Duration::from_secs(7));
    let driver = builder.acquisition_scope(AcquisitionScope::EachConnection).build().expect("valid");
    let mut session = driver.session().database("films").access_mode(AccessMode::Read).open();
    let began = Instant::now();
    let error = session.query::<i64>("RETURN 1").await.expect_err("each is too slow for what the other has left");
    assert_eq!(error.kind(), &ErrorKind::AcquisitionTimeout);
    let waited = began.elapsed() - Duration::from_secs(20);
    assert!(waited >= Duration::from_secs(7) && waited < Duration::from_secs(8), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn many_tasks_that_need_a_table_ask_for_it_once() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RUN PULL
        server router
            C ROUTE ..
            S WAIT 2s
            S TABLE {db: "films", ttl: 300, route: [$router], read: [$reader], write: [$reader]}
        server reader
          connection *
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let driver = driver.clone();
            tokio::spawn(async move { read(&driver, "films").await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    scenario.done().await;
}

/// Gives the addresses that it has, or fails without any.
#[derive(Debug)]
struct Members(Vec<Address>);

impl AddressResolver for Members {
    fn resolve<'a>(
        &'a self,
        address: &'a Address,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<Address>>> + Send + 'a>> {
        assert_eq!(address, &Address::new("cluster.example.org", 7687), "the URI's own");
        let members = self.0.clone();
        let found = if members.is_empty() { Err(io::Error::other("the registry is down")) } else { Ok(members) };
        Box::pin(async { found })
    }
}

#[tokio::test(start_paused = true)]
async fn an_application_may_say_which_servers_an_address_stands_for() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON RUN PULL
        server gone refuses
        server there
            C ROUTE {address: "cluster.example.org:7687"} [] {db: "films"}
            S TABLE {db: "films", ttl: 300, route: [$there], read: [$there], write: [$there]}
        "#,
    )
    .await;
    let address = |name: &str| {
        let (host, port) = scenario.address(name).split_once(':').expect("host and port");
        Address::new(host, port.parse().expect("a port"))
    };
    let members = Members(vec![address("gone"), address("there")]);
    let driver = Driver::builder("neo4j://cluster.example.org").resolver(members).build().expect("valid");
    read(&driver, "films").await;
    scenario.done().await;

    let driver = Driver::builder("neo4j://cluster.example.org").resolver(Members(Vec::new())).build().expect("valid");
    let error = driver.verify_connectivity().await.expect_err("no members");
    assert_eq!(error.kind(), &ErrorKind::Resolve);
    assert_eq!(error.to_string(), "the application's resolver failed for cluster.example.org:7687");
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("the registry is down"));
}

/// A table of one database whose time is over, with a member of its own, and then a question for another database.
const STALE: &str = r#"
    auto HELLO LOGON RUN PULL
    server router
        C ROUTE {..} [] {db: "films"}
        S TABLE {db: "films", ttl: 10, route: [$router], read: [$old], write: [$old]}
        C ROUTE {..} [] {db: "books"}
        S TABLE {db: "books", ttl: 10, route: [$router], read: [$router], write: [$router]}
        C? ROUTE {..} [] {db: "books"}
        S TABLE {db: "books", ttl: 10, route: [$router], read: [$router], write: [$router]}
    server old
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S SUCCESS {}
        C GOODBYE
        S CLOSE
"#;

#[tokio::test(start_paused = true)]
async fn an_address_may_stand_for_servers_without_routing_as_well() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON BEGIN RUN PULL COMMIT RESET
        server gone refuses
        server there
          connection *
        "#,
    )
    .await;
    let address = |name: &str| {
        let (host, port) = scenario.address(name).split_once(':').expect("host and port");
        Address::new(host, port.parse().expect("a port"))
    };
    let members = Members(vec![address("gone"), address("there")]);
    let driver = Driver::builder("bolt://cluster.example.org").resolver(members).build().expect("valid");
    for _ in 0..2 {
        let found = driver.run("RETURN 1").read().await.expect("the second one answers");
        assert_eq!(found.summary.server().address().to_string(), scenario.address("there"));
    }
    assert_eq!(driver.pool_counts().idle, 1, "one connection served both");
    let nobody = Driver::builder("bolt://cluster.example.org").resolver(Members(vec![address("gone")])).build();
    let error = nobody.expect("valid").verify_connectivity().await.expect_err("it refuses");
    assert_eq!(error.kind(), &ErrorKind::Connect);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn members_of_a_table_that_was_forgotten_are_parted_from() {
    let seconds = Duration::from_secs;
    for (delay, remembered, forgotten) in
        [(None, Some(seconds(39)), seconds(41)), (Some(seconds(0)), None, seconds(11))]
    {
        let scenario = Scenario::start(STALE).await;
        let driver = scenario.driver("neo4j");
        let driver = delay.map_or(driver.clone(), |delay| driver.routing_table_purge_delay(delay));
        let driver = driver.build().expect("valid");
        let began = Instant::now();
        let mut films = driver.session().database("films").access_mode(AccessMode::Read).open();
        films.run("RETURN 1").await.expect("a reader answers");
        if let Some(remembered) = remembered {
            tokio::time::sleep_until(began + remembered).await;
            read(&driver, "books").await;
            assert_eq!(scenario.messages("old", "GOODBYE").len(), 0, "its table is still remembered");
            tokio::time::sleep(seconds(11)).await;
        } else {
            tokio::time::sleep_until(began + forgotten).await;
        }
        read(&driver, "books").await;
        scenario.done().await;
    }
}

/// Two answers to who serves the films, the second before the first has run out.
const ASKED_TWICE: &str = r#"
    auto HELLO LOGON
    server router
        C ROUTE {..} [] {db: "films"}
        S TABLE {db: "films", ttl: 300, route: [$router], read: [$one], write: [$two]}
        C ROUTE {..} ["seen"] {db: "films"}
        S TABLE {db: "films", ttl: 10, route: [$router], read: [$one, $two], write: [$one]}
    server one
        C RUN ..
        S SUCCESS {fields: ["n"]}
        C PULL ..
        S RECORD [1]
        S SUCCESS {}
    server two refuses
"#;

#[tokio::test(start_paused = true)]
async fn an_application_may_ask_who_serves_a_database() {
    let scenario = Scenario::start(ASKED_TWICE).await;
    let texts = |members: &[Address]| members.iter().map(ToString::to_string).collect::<Vec<_>>();
    let address = |name| scenario.address(name).to_owned();
    let driver = scenario.driver("neo4j").build().expect("valid");
    let mut session = driver.session().database("films").open();
    assert_eq!(session.routing_table(), None, "nobody was asked yet");

    let table = session.refresh_routing_table().await.expect("the router answers");
    assert_eq!((table.database(), table.time_to_live()), (Some("films"), Duration::from_secs(300)));
    assert_eq!(texts(table.routers()), [address("router")]);
    assert_eq!(texts(table.readers()), [address("one")]);
    assert_eq!(texts(table.writers()), [address("two")]);
    assert_eq!(session.routing_table().as_ref(), Some(&table));
    assert_eq!(driver.session().database("books").open().routing_table(), None);

    let seen = graph_core::Bookmarks::from_raw(["seen"]);
    let mut later = driver.session().database("films").bookmarks(seen).open();
    later.refresh_routing_table().await.expect("the router is asked although the table is good");
    assert_eq!(read(&driver, "films").await, 1, "work needs no question of its own");
    let known = session.routing_table().expect("the driver knows it");
    assert_eq!((texts(known.readers()).len(), texts(known.writers())), (2, vec![address("one")]));
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_session_without_a_database_asks_who_serves_its_home() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        server router
            C ROUTE {..} [] {imp_user: "ann"}
            S TABLE {db: "home", ttl: 300, route: [$router], read: [$router], write: [$router]}
            C RUN _ {} {db: "home", imp_user: "ann"}
            S SUCCESS {fields: ["n"]}
            C PULL ..
            S SUCCESS {}
            C ROUTE {..} [] {}
            S FAILURE {code: "Neo.ClientError.Database.DatabaseNotFound", message: "gone"}
            C RESET
            S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("neo4j").build().expect("valid");
    let mut session = driver.session().impersonate("ann").open();
    let table = session.refresh_routing_table().await.expect("the router answers");
    assert_eq!(table.database(), Some("home"));
    session.run("RETURN 1").await.expect("the session goes on in its home");
    assert_eq!(driver.session().impersonate("ann").open().routing_table(), Some(table));

    let error = driver.session().open().refresh_routing_table().await.expect_err("the driver's user has no home");
    assert_eq!(error.code(), Some("Neo.ClientError.Database.DatabaseNotFound"));
    assert_eq!(driver.session().open().routing_table(), None);
    scenario.done().await;
}

#[tokio::test]
async fn a_single_server_has_no_routing_table() {
    let driver = Driver::builder("bolt://localhost").build().expect("valid");
    let mut session = driver.session().database("films").open();
    let error = session.refresh_routing_table().await.expect_err("there is nobody to ask");
    assert_eq!(error.kind(), &ErrorKind::Config);
    assert_eq!(session.routing_table(), None);
}
