//! What each option of a driver changes on the wire.

use std::error::Error as _;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use graph_core::{AccessMode, BeginFlight, DnsResolver, Driver, Error, ErrorKind, ReadFlight};
use graph_tests::script::Scenario;
use tokio::net::TcpSocket;
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn the_server_learns_the_applications_name_and_the_drivers() {
    let scenario = Scenario::start(
        r#"
        auto LOGON
        C HELLO {user_agent: "shop/1.2", bolt_agent: {product: _, platform: _, language: _}}
        S SUCCESS {}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").user_agent("shop/1.2").build().expect("valid");
    driver.verify_connectivity().await.expect("reachable");
    scenario.done().await;

    let scenario = Scenario::start("auto HELLO LOGON").await;
    scenario.driver("bolt").build().expect("valid").verify_connectivity().await.expect("reachable");
    let hello = &scenario.messages("server", "HELLO")[0].fields[0];
    let entry = |key: &str| hello.as_map().expect("entries")[key].clone();
    let name = entry("user_agent").as_str().map(str::to_owned).expect("a text");
    assert!(name.starts_with("graph-core/"), "{name}");
    assert_eq!(entry("bolt_agent").as_map().and_then(|agent| agent["product"].as_str()), Some(name.as_str()));
}

/// A listener that accepts no further connection.
fn full_listener() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port");
    let address = socket.local_addr().expect("it is bound");
    (socket, address)
}

#[tokio::test(start_paused = true)]
async fn a_host_that_does_not_accept_in_time_is_given_up() {
    let (socket, address) = full_listener();
    let _listener = socket.listen(0).expect("it listens");
    // Its queue has room for one, which nobody takes out.
    let _first = std::net::TcpStream::connect(address).expect("the queue has room");
    for (driver, seconds) in [
        (Driver::builder(&format!("bolt://{address}")), 30),
        (Driver::builder(&format!("bolt://{address}")).connect_timeout(Duration::from_secs(3)), 3),
    ] {
        let driver = driver.build().expect("valid");
        let began = Instant::now();
        let error = driver.verify_connectivity().await.expect_err("it does not accept");
        assert_eq!((error.kind(), error.is_retryable()), (&ErrorKind::Connect, true));
        assert_eq!(error.to_string(), format!("no connection to {address} within {seconds}s"));
        let waited = began.elapsed();
        let least = Duration::from_secs(seconds);
        assert!(waited >= least && waited < least + Duration::from_secs(1), "{waited:?}");
    }
}

/// Runs a query with a parameter that no buffer between client and server takes whole, beside a server that does not read it.
async fn unread(write_timeout: Option<Duration>) -> (Result<(), Error>, Duration) {
    let scenario = Scenario::start("auto HELLO\nC LOGON ..\nS SUCCESS {}\nS WAIT 1000s").await;
    let driver = scenario.driver("bolt");
    let driver = write_timeout.map_or(driver.clone(), |timeout| driver.write_timeout(timeout));
    let driver = driver.build().expect("valid");
    driver.verify_connectivity().await.expect("reachable");
    let large = "x".repeat(64 * 1024 * 1024);
    let began = Instant::now();
    let outcome = driver.session().open().run("RETURN $x").param("x", large).await.map(drop);
    (outcome, began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_server_that_reads_nothing_for_too_long_is_given_up() {
    for (option, seconds) in [(None, 30), (Some(Duration::from_secs(4)), 4)] {
        let (outcome, waited) = unread(option).await;
        let error = outcome.expect_err("it does not read");
        assert_eq!(error.kind(), &ErrorKind::CommitUnknown, "part of it was sent: {error}");
        let lost = error.source().expect("the break");
        let reason = lost.source().expect("why it broke").to_string();
        assert_eq!(reason, format!("the server neither read nor answered for {seconds}s"));
        let least = Duration::from_secs(seconds);
        assert!(waited >= least && waited < least + Duration::from_secs(1), "{waited:?}");
    }
}

/// What the system's timer of each connection to a port waits for: the time until the next probe, or nothing.
#[cfg(target_os = "linux")]
fn timers(port: &str) -> Vec<Option<u64>> {
    let table = std::fs::read_to_string("/proc/self/net/tcp").expect("the system's table of connections");
    let port = format!(":{:04X}", port.parse::<u16>().expect("a port"));
    let rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    // The third column is the other side's address, the fourth the state.
    let rows = rows.filter(|row| row.get(2).is_some_and(|remote| remote.ends_with(&port)) && row.get(3) == Some(&"01"));
    // The sixth column is the kind of the timer and its hundredths of a second.
    let timers = rows.filter_map(|row| {
        row.get(5).and_then(|timer| timer.split_once(':')).map(|(kind, rest)| (kind.to_owned(), rest.to_owned()))
    });
    timers.map(|(kind, rest)| (kind == "02").then(|| u64::from_str_radix(&rest, 16).expect("digits") / 100)).collect()
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn the_system_probes_idle_connections_as_often_as_is_wanted() {
    let scenario = Scenario::start("auto HELLO LOGON RESET\nconnection *").await;
    let port = scenario.address("server").rsplit_once(':').expect("host and port").1;
    for (option, expected) in [(None, Some(60)), (Some(None), None), (Some(Some(Duration::from_secs(300))), Some(300))]
    {
        let driver = scenario.driver("bolt");
        let driver = option.map_or(driver.clone(), |idle| driver.keep_alive(idle));
        let driver = driver.build().expect("valid");
        driver.verify_connectivity().await.expect("reachable");
        let found = timers(port);
        let fits = |timer: &Option<u64>| match (timer, expected) {
            (Some(left), Some(expected)) => *left <= expected && *left + 30 > expected,
            (left, expected) => *left == expected,
        };
        assert!(found.len() == 1 && found.iter().all(fits), "{found:?}, not {expected:?}");
        driver.close().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_above_the_limit_ends_its_connection_and_no_other() {
    let text = "x".repeat(70_000);
    let scenario = Scenario::start(&format!(
        r#"
        auto HELLO LOGON
        connection
        C RUN ..
        S SUCCESS {{fields: ["n"]}}
        C PULL ..
        S RECORD ["{text}"]
        C HANGUP
        connection
        C RUN ..
        S SUCCESS {{fields: ["n"]}}
        C PULL ..
        S RECORD ["short"]
        S SUCCESS {{}}
        connection
        C RUN ..
        S SUCCESS {{fields: ["n"]}}
        C PULL ..
        S RECORD ["{text}"]
        S SUCCESS {{}}
        "#
    ))
    .await;
    let driver = scenario.driver("bolt").max_message_size(64 * 1024).build().expect("valid");
    let mut session = driver.session().access_mode(AccessMode::Read).open();
    let error = session.query::<String>("RETURN 1").await.expect_err("too large");
    assert_eq!(error.kind(), &ErrorKind::Protocol);
    let reason = error.source().expect("a cause").to_string();
    assert_eq!(reason, "a message of the server is larger than the limit of 65536 bytes");
    assert_eq!(session.query::<String>("RETURN 1").await.expect("short").one().expect("one"), "short");

    let driver = scenario.driver("bolt").build().expect("valid");
    let result = driver.session().open().query::<String>("RETURN 1").await;
    assert_eq!(result.expect("the default is larger").one().expect("one"), text);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_read_of_one_call_travels_in_one_flight_or_in_batches() {
    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        # Nothing is answered before all of it came.
        C RUN "RETURN 1" {} {mode: "r"}
        C PULL {n: -1}
        S SUCCESS {fields: ["n"]}
        S RECORD [1]
        S SUCCESS {bookmark: "a:1"}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").fetch_size(2).build().expect("valid");
    assert_eq!(driver.execute_query::<i64>("RETURN 1").read().one().await.expect("a result"), 1);
    scenario.done().await;

    let scenario = Scenario::start(
        r#"
        auto HELLO LOGON
        C BEGIN {mode: "r"}
        C RUN ..
        C PULL {n: 2}
        S SUCCESS {}
        S SUCCESS {fields: ["n"]}
        S RECORD [1]
        S RECORD [2]
        S SUCCESS {has_more: true}
        C PULL {n: 2}
        S RECORD [3]
        S SUCCESS {}
        C COMMIT
        S SUCCESS {bookmark: "a:1"}
        "#,
    )
    .await;
    let driver = scenario.driver("bolt").fetch_size(2).reads(ReadFlight::Batches).build().expect("valid");
    assert_eq!(driver.execute_query::<i64>("RETURN 1").read().all().await.expect("a result"), [1, 2, 3]);
    scenario.done().await;
}

#[tokio::test(start_paused = true)]
async fn a_managed_transaction_begins_with_its_first_query_or_by_itself() {
    let refused = r#"S FAILURE {code: "Neo.ClientError.Database.DatabaseNotFound", message: "no"}"#;
    for (choice, script, is_called) in [
        (
            BeginFlight::WithFirstQuery,
            format!("C BEGIN ..\nC RUN ..\nC PULL ..\n{refused}\nS IGNORED\nS IGNORED"),
            true,
        ),
        (BeginFlight::Alone, format!("C BEGIN ..\n{refused}"), false),
    ] {
        let scenario = Scenario::start(&format!("auto HELLO LOGON RESET\n{script}")).await;
        let driver = scenario.driver("bolt").begins(choice).build().expect("valid");
        let called = AtomicBool::new(false);
        let mut session = driver.session().open();
        let work = session.execute_write(async |tx| {
            called.store(true, Ordering::Relaxed);
            tx.run("CREATE ()").await
        });
        let error = work.await.expect_err("no such database");
        assert_eq!(error.code(), Some("Neo.ClientError.Database.DatabaseNotFound"));
        assert_eq!(called.load(Ordering::Relaxed), is_called, "{choice:?}");
        scenario.done().await;
    }
}

/// Knows one name, or fails.
#[derive(Debug)]
struct Names(Vec<SocketAddr>);

impl DnsResolver for Names {
    fn lookup<'a>(
        &'a self,
        host: &'a str,
        port: u16,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>> {
        assert_eq!((host, port), ("db.example.org", 7687));
        let known = self.0.clone();
        let found = if known.is_empty() { Err(io::Error::other("no such name")) } else { Ok(known) };
        Box::pin(async { found })
    }
}

#[tokio::test(start_paused = true)]
async fn an_application_may_look_up_names_and_several_addresses_are_tried_in_turn() {
    let scenario =
        Scenario::start("auto HELLO LOGON\nserver gone refuses\nserver there\nconnection\nserver later").await;
    let address = |name| scenario.address(name).parse().expect("an address");
    let names = Names(vec![address("gone"), address("there"), address("later")]);
    let driver = Driver::builder("bolt://db.example.org").dns_resolver(names).build().expect("valid");
    let info = driver.server_info().await.expect("the second address");
    assert_eq!(info.address().host(), "db.example.org", "the server is known by its name");
    scenario.done().await;

    let names = Names(vec![address("gone"), address("gone")]);
    let driver = Driver::builder("bolt://db.example.org").dns_resolver(names).build().expect("valid");
    let error = driver.verify_connectivity().await.expect_err("nobody listens");
    assert_eq!(
        (error.kind(), error.to_string()),
        (&ErrorKind::Connect, "cannot connect to db.example.org:7687".into())
    );

    let driver = Driver::builder("bolt://db.example.org").dns_resolver(Names(Vec::new())).build().expect("valid");
    let error = driver.verify_connectivity().await.expect_err("nobody by that name");
    assert_eq!(error.kind(), &ErrorKind::Resolve);
    assert_eq!(error.source().map(ToString::to_string).as_deref(), Some("no such name"));
}
