//! A version is one integer property, and what asks for it needs one.

use graph_orm::cypher::Delete;
use graph_orm::prelude::*;

#[derive(Node)]
struct Text {
    #[graph(key)]
    name: String,
    #[graph(version)]
    version: String,
}

#[derive(Node)]
struct Optional {
    #[graph(key)]
    name: String,
    #[graph(version)]
    version: Option<i64>,
}

#[derive(Node)]
struct Twice {
    #[graph(key, version)]
    number: i64,
    #[graph(version)]
    revision: i64,
    #[graph(version, skip)]
    skipped: i64,
    #[graph(versoin)]
    misspelt: i64,
}

#[derive(Node)]
struct Plain {
    #[graph(key)]
    name: String,
}

#[derive(Node)]
struct Versioned {
    #[graph(key)]
    name: String,
    #[graph(version)]
    version: i64,
}

fn main() {
    let plain = Plain { name: String::new() };
    let _ = Repository::<Plain>::new().patch("a").if_unchanged(&plain);
    let _ = |tx: &Driver| drop(Repository::<Plain>::new().delete_unchanged(tx, &plain, Delete::Refusing));
    let _ = Repository::<Versioned>::new().patch("a").set(Versioned::VERSION, 7);
}
