//! A stamp is read from the database, and set by nobody.

use graph_orm::prelude::*;
use graph_orm::value::DateTime;

#[derive(Node)]
struct Twice {
    #[graph(key, created)]
    id: i64,
    #[graph(created, updated)]
    both: Option<DateTime>,
    #[graph(updated)]
    again: Option<DateTime>,
    #[graph(updated, skip)]
    skipped: Option<DateTime>,
    #[graph(create)]
    misspelt: Option<DateTime>,
}

#[derive(Node)]
struct Note {
    #[graph(key)]
    id: i64,
    #[graph(created)]
    created: Option<DateTime>,
    #[graph(updated)]
    updated: DateTime,
}

fn main() {
    let notes = Repository::<Note>::new();
    let _ = notes.patch(&1).unset(Note::CREATED);
    let _ = |now: DateTime| notes.patch(&1).set(Note::UPDATED, now);
}
