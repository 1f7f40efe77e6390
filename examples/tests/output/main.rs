//! Does each example print what its reader is promised? On the embedded server, or on the one of `NEO4J_URI`.

#[path = "../../connect.rs"]
#[expect(dead_code, reason = "a test calls what `main` calls")]
mod connect;
#[path = "../../quickstart.rs"]
#[expect(dead_code, reason = "a test calls what `main` calls")]
mod quickstart;

use graph_core::{AuthToken, ErrorKind};
use graph_embedded::EmbeddedServer;
use graph_examples::{Output, Server, output_of};

#[tokio::test]
async fn connect_prints_who_answers() {
    let server = Server::find().await.unwrap();
    let out = Output::collected();
    connect::connect(&server.uri, server.auth.clone(), &out).await.unwrap();
    let text = out.into_text();
    let [first, second] = text.lines().collect::<Vec<_>>()[..] else { panic!("two lines: {text}") };
    assert_eq!(first, "Connection established");
    let address = server.uri.trim_start_matches("bolt://");
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
    let (text, outcome) = output_of("QuickstartExample", quickstart::quickstart).await;
    outcome.unwrap();
    let query = "MATCH (p:Person:QuickstartExample {age: $age}) RETURN p ORDER BY p.name";
    let expected = format!("Created 4 people.\n>> The query {query} returned 2 records in T ms.\nAlice\nBob\n");
    assert_eq!(without_milliseconds(&text), expected);
}

/// Puts `T` for each number of milliseconds.
fn without_milliseconds(text: &str) -> String {
    let words = text.split_inclusive([' ', '\n']).collect::<Vec<_>>();
    let mut replaced = String::new();
    for (place, word) in words.iter().enumerate() {
        let is_number = word.trim_end().bytes().all(|byte| byte.is_ascii_digit());
        let unit = words.get(place + 1).is_some_and(|next| next.trim_end().trim_end_matches('.') == "ms");
        replaced.push_str(if is_number && unit { "T " } else { word });
    }
    replaced
}
