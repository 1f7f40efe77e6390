//! axum: what one service wrote, another one reads.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode};
use axum::routing::{get, post};
use graph_core::{Bookmarks, Driver, Error};
use graph_embedded::EmbeddedServer;
use tower::ServiceExt as _;

async fn write(State(driver): State<Driver>, seen: Bookmarks) -> Result<(Bookmarks, &'static str), StatusCode> {
    let mut session = driver.session().bookmarks(seen).open();
    let written = session.execute_query::<()>("MERGE (:Greeting {text: 'hello'})").await;
    written.map_err(|_| StatusCode::BAD_GATEWAY)?;
    Ok((session.last_bookmarks(), "written"))
}

/// Reads, and says which bookmarks it was told of.
async fn read(State(driver): State<Driver>, seen: Bookmarks) -> Result<String, StatusCode> {
    let told = seen.to_string();
    let mut session = driver.session().bookmarks(seen).open();
    let texts: Result<Vec<String>, Error> =
        session.execute_query("MATCH (g:Greeting) RETURN g.text").read().all().await;
    texts.map(|texts| format!("{} {told}", texts.join(" "))).map_err(|_| StatusCode::BAD_GATEWAY)
}

async fn answer(router: &Router, request: Request<Body>) -> Response<Body> {
    router.clone().oneshot(request).await.expect("a router always answers")
}

async fn body(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 10_000).await.expect("the body is here");
    String::from_utf8(bytes.to_vec()).expect("the body is text")
}

#[tokio::test]
async fn bookmarks_travel_from_service_to_service() -> Result<(), Error> {
    let server = EmbeddedServer::start().await.expect("the embedded server starts");
    let service =
        |route| Ok::<_, Error>(Router::new().route("/", route).with_state(Driver::builder(server.uri()).build()?));
    let (writer, reader) = (service(post(write))?, service(get(read))?);

    let written = answer(&writer, Request::post("/").body(Body::empty()).expect("a request")).await;
    let token = written.headers().get(Bookmarks::HEADER).expect("a write leaves a bookmark").clone();
    assert!(!token.is_empty());
    let request = Request::get("/").header(Bookmarks::HEADER, &token).body(Body::empty()).expect("a request");
    let text = body(answer(&reader, request).await).await;
    assert_eq!(text, format!("hello {}", token.to_str().expect("a token is ASCII")));
    Ok(())
}

#[tokio::test]
async fn headers_are_joined_and_broken_ones_refused() {
    let router =
        Router::new().route("/", get(async |seen: Bookmarks| (seen.clone(), format!("{}", seen.iter().count()))));
    let request = Request::get("/").header("graph-bookmarks", "a,b").header("Graph-Bookmarks", "b, c%2Cd");
    let response = answer(&router, request.body(Body::empty()).expect("a request")).await;
    assert_eq!(response.headers()[Bookmarks::HEADER], "a,b,c%2Cd");
    assert_eq!(body(response).await, "3");

    let none = answer(&router, Request::get("/").body(Body::empty()).expect("a request")).await;
    assert!(none.headers().get(Bookmarks::HEADER).is_none(), "there is nothing to see");

    let request = Request::get("/").header(Bookmarks::HEADER, "secret%").body(Body::empty()).expect("a request");
    let refused = answer(&router, request).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    assert_eq!(body(refused).await, "the text holds no bookmarks");
}
