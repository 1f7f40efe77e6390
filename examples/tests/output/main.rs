//! Does each example print what its reader is promised? On the embedded server, or on the one of `NEO4J_URI`.

mod normal;
mod programs;
mod relay;

use graph_embedded::EmbeddedServer;
use graph_examples::{Error, Output, Server, output_of};
use graph_orm::{AuthToken, Driver, ErrorKind};

use normal::normal;
use programs::*;
use relay::Relay;

#[tokio::test]
async fn connect_prints_who_answers() {
    let server = Server::find().await.unwrap();
    let out = Output::collected();
    connect::connect(&server.uri, server.auth.clone(), &out).await.unwrap();
    let text = out.into_text();
    let [first, second] = text.lines().collect::<Vec<_>>()[..] else { panic!("two lines: {text}") };
    assert_eq!(first, "Connection established");
    let (_, address) = server.uri.split_once("://").unwrap();
    assert!(second.contains(&format!(" at {address}, Bolt ")), "{second}");
    server.close().await;
}

#[tokio::test]
async fn connect_prints_the_error_and_its_cause() {
    // A port that was free a moment ago; nobody listens on it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let out = Output::collected();
    let error = connect::connect(&format!("bolt://127.0.0.1:{port}"), AuthToken::none(), &out).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Connect);
    let text = out.into_text();
    let [first, second, third] = text.lines().collect::<Vec<_>>()[..] else { panic!("three lines: {text}") };
    assert_eq!(first, "Connection error");
    assert!(second.contains(&format!("127.0.0.1:{port}")), "{second}");
    assert!(third.starts_with("Cause: ") && third.contains("refused"), "{third}");
}

#[tokio::test]
async fn connect_prints_that_the_password_is_wrong() {
    let server = EmbeddedServer::builder().credentials("neo4j", "right").start().await.unwrap();
    let out = Output::collected();
    let wrong = AuthToken::basic("neo4j", "wrong");
    let error = connect::connect(server.uri(), wrong, &out).await.unwrap_err();
    assert_eq!(error.code(), Some("Neo.ClientError.Security.Unauthorized"));
    let text = out.into_text();
    assert!(text.starts_with("Connection error\n") && text.contains("Unauthorized"), "{text}");
    server.close().await;
}

#[tokio::test]
async fn quickstart_prints_who_is_42() {
    let text = printed("QuickstartExample", quickstart::quickstart).await;
    let query = "MATCH (p:Person:QuickstartExample {age: $age}) RETURN p ORDER BY p.name";
    let summary = format!(">> The query {query} returned 2 records in T ms.");
    assert_eq!(text, format!("Created 4 people.\n{summary}\nAlice\nBob\n"));
}

/// The connection breaks once in the middle of a transaction, which is run again then: 26 attempts for 25 people, and
/// nobody is there twice.
#[tokio::test]
async fn employees_fills_one_organization_after_another_and_survives_a_broken_connection() {
    let mut server = Server::find().await.unwrap();
    let relay = Relay::start(&server.uri, b"CREATE (o:Organization:EmployeesExample").await;
    server.uri = relay.uri().to_owned();
    let text = printed_on(&server, "EmployeesExample", employees::employees).await;
    if text.starts_with("Neo4j/4.") {
        assert!(text.ends_with(" has no COUNT { }, which this example is about; Neo4j 5 has it.\n"), "{text}");
        return;
    }
    let mut expected = String::new();
    for number in 1..=25 {
        let organization = (number - 1) / 10 + 1;
        expected += &format!("User Employee {number} added to organization ID-{organization}\n");
    }
    expected += "25 users were added in 26 attempts.\n\
        Most recent organization is empty.\n\
        There are 0 users of the name Nobody.\n\
        Founded TIME: 10 employees\n\
        Founded TIME: 10 employees\n\
        Founded TIME: 5 employees\n\
        Founded TIME: 0 employees\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn articles_are_edited_without_writing_over_others() {
    let text = printed("ArticlesExample", articles::articles).await;
    let expected = "the `Article` is not valid: title: it has no words; text: it has no words\n\
        \"Graphs\" is version 1 of ID-1\n\
        Somebody wrote version 2: Nodes. And relationships.\n\
        the `Article` was not written: it was changed since it was loaded; load it and make the change again\n\
        Version 3 is \"Graphs everywhere\": Nodes. And relationships.\n\
        Its tags are maths, data; it was changed after it was created: true\n\
        After its deletion there are 0 articles, and 1 deleted.\n\
        After its return there are 1.\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn async_iteration_processes_each_record_once() {
    let text = printed("AsyncIterationExample", async_iteration::async_iteration).await;
    let expected = "Processing Alice\nProcessing Bob\nProcessing Crystal\n\
        Again: the result was read to its end before and cannot be read again; \
        keep its records where they are needed twice\n\
        Alice, Bob, Crystal\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn eager_awaits_whole_results_and_matches_errors() {
    let text = printed("EagerExample", eager::eager).await;
    let expected = "Saved Alice\nSaved Bob\nSaved Crystal\n\
        The query runs; here goes something else.\n\
        [\"name\"]: Alice, Bob, Crystal\n\
        Neo.ClientError.Statement.SyntaxError\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn companies_employs_everybody_in_one_transaction() {
    let text = printed("CompaniesExample", companies::companies).await;
    assert_eq!(text, "Created 5 employees relationships.\n");
}

#[tokio::test]
async fn subscribe_is_called_for_columns_records_end_and_failure() {
    let text = printed("SubscribeExample", subscribe::subscribe).await;
    let expected = "Result columns are:\nname\nProcessing Alice\nProcessing Bob\nProcessing Crystal\n\
        Completed: 3 nodes created.\n\
        Failed: Neo.ClientError.Statement.SyntaxError\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn reactive_reads_what_is_asked_for() {
    let text = printed("ReactiveExample", reactive::reactive).await;
    let expected = "On demand: [1, 2, 3]\nNothing is read meanwhile.\nOn demand: [4, 5]\n\
        Squared: 49\nSquared: 196\nSquared: 441\n\
        Processing Alice\nProcessing Bob\nProcessing Crystal\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn bank_transfer_happens_whole_or_not_at_all() {
    let text = printed("BankTransferExample", bank_transfer::bank_transfer).await;
    let expected = "At first: Ann 100, Bo 20\n\
        30 from Ann to Bo: Ann 70, Bo 50\n\
        50 from Ann to Nobody: Nobody has no account.\n\
        As before: Ann 70, Bo 50\n\
        Still as before: Ann 70, Bo 50\n\
        51 from Bo to Ann: Bo is 1 short.\n\
        In the end: Ann 70, Bo 50\n";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn failover_saves_each_once_and_says_what_it_does_not_know() {
    let out = Output::collected();
    failover::failover(&out).await.unwrap();
    let expected = "At first: saved.\n\
        With a new leader: saved.\n\
        Without an answer: saved or not; look before you save again.\n\
        In the end there are Ann, Bob, Cleo.\n";
    assert_eq!(out.into_text(), expected);
}

async fn printed(
    label: &'static str,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> String {
    let server = Server::find().await.unwrap();
    let text = printed_on(&server, label, example).await;
    server.close().await;
    text
}

async fn printed_on(
    server: &Server,
    label: &'static str,
    example: impl AsyncFnOnce(&Driver, &str, &Output) -> Result<(), Error>,
) -> String {
    let (text, outcome) = output_of(server, label, example).await;
    if let Err(error) = outcome {
        panic!("{text}{error:?}");
    }
    normal(&text)
}
