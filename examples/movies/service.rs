//! The library on the web: each question is a path, each answer is JSON.

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Query, State};
use axum::http::{Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use graph_examples::{Error, Output};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower::ServiceExt;

use super::library::Library;

/// What `--once` asks.
const TOUR: [&str; 7] = [
    "/films/Heat",
    "/films/Heat/recommendations",
    "/people/Natalie%20Portman",
    "/people/Quentin%20Tarantino",
    "/people/Keanu%20Reeves/to/Alec%20Guinness",
    "/search?words=dreams",
    "/films/Nothing",
];

/// Answers may take so many bytes in the tour.
const LIMIT: usize = 1 << 20;

/// Returns the service over a library.
pub(crate) fn service(library: Library) -> Router {
    Router::new()
        .route("/films/{title}", get(film))
        .route("/films/{title}/recommendations", get(recommendations))
        .route("/people/{name}", get(person))
        .route("/people/{name}/to/{other}", get(path))
        .route("/search", get(search))
        .with_state(library)
}

/// Asks the service a few questions and prints them with their answers.
pub(crate) async fn tour(service: Router, out: &Output) -> Result<(), Error> {
    for path in TOUR {
        let answer = service.clone().oneshot(Request::get(path).body(Body::empty())?).await?;
        let status = answer.status();
        let answer: Value = serde_json::from_slice(&to_bytes(answer.into_body(), LIMIT).await?)?;
        writeln!(out, "\nGET {path}: {status}\n{answer:#}");
    }
    Ok(())
}

async fn film(State(library): State<Library>, Path(title): Path<String>) -> Result<Response, Failure> {
    found(library.film(&title).await?, "film")
}

async fn recommendations(State(library): State<Library>, Path(title): Path<String>) -> Result<Response, Failure> {
    Ok(Json(library.recommendations(&title).await?).into_response())
}

async fn person(State(library): State<Library>, Path(name): Path<String>) -> Result<Response, Failure> {
    found(library.person(&name).await?, "person")
}

async fn path(State(library): State<Library>, Path((one, other)): Path<(String, String)>) -> Result<Response, Failure> {
    found(library.path(&one, &other).await?, "way between two people")
}

#[derive(Deserialize)]
struct Search {
    words: String,
}

async fn search(State(library): State<Library>, Query(search): Query<Search>) -> Result<Response, Failure> {
    Ok(Json(library.search(&search.words).await?).into_response())
}

fn found<T: Serialize>(found: Option<T>, what: &'static str) -> Result<Response, Failure> {
    found.map(|found| Json(found).into_response()).ok_or(Failure::Nothing(what))
}

/// Why there is no answer.
#[derive(Debug)]
enum Failure {
    Nothing(&'static str),
    Database(graph_orm::Error),
}

impl From<graph_orm::Error> for Failure {
    fn from(error: graph_orm::Error) -> Self {
        Self::Database(error)
    }
}

impl IntoResponse for Failure {
    /// Says what the one who asked can do about it; what only the operator can goes to standard error.
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::Nothing(what) => (StatusCode::NOT_FOUND, format!("there is no such {what}")),
            Self::Database(error) if error.code().is_some_and(|code| code.starts_with("Neo.ClientError")) => {
                (StatusCode::BAD_REQUEST, "the database does not understand these words".to_owned())
            }
            Self::Database(error) => {
                eprintln!("{error}");
                (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer; try again".to_owned())
            }
        };
        (status, Json(serde_json::json!({ "error": message }))).into_response()
    }
}
