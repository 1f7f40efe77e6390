//! Films, people, and what these did for them.

use graph_orm::prelude::*;
use graph_orm::query::Relation;
use serde::Serialize;

/// A film of the library.
#[derive(Debug, Clone, PartialEq, Serialize, Node)]
#[graph(label = "MoviesFilm", labels("MoviesExample"), fulltext("title", "summary", name = "movies_example_words"))]
pub(crate) struct Film {
    #[graph(key)]
    pub(crate) title: String,
    pub(crate) released: i64,
    pub(crate) genre: String,
    pub(crate) summary: String,
}

/// Somebody who played in films, or made them.
#[derive(Debug, Clone, PartialEq, Serialize, Node)]
#[graph(label = "MoviesPerson", labels("MoviesExample"))]
pub(crate) struct Person {
    #[graph(key)]
    pub(crate) name: String,
    pub(crate) born: i64,
}

/// Whom somebody played.
#[derive(Debug, Clone, PartialEq, Serialize, Relationship)]
#[graph(type = "PLAYED_IN", from = Person, to = Film)]
pub(crate) struct PlayedIn {
    pub(crate) role: String,
}

/// Who made a film.
#[derive(Debug, Clone, PartialEq, Relationship)]
#[graph(type = "DIRECTED", from = Person, to = Film)]
pub(crate) struct Directed;

impl Film {
    pub(crate) const CAST: Relation<Self, PlayedIn, Person> = Relation::incoming();
    pub(crate) const DIRECTORS: Relation<Self, Directed, Person> = Relation::incoming();
}

impl Person {
    pub(crate) const ROLES: Relation<Self, PlayedIn, Film> = Relation::out();
    pub(crate) const FILMS: Relation<Self, Directed, Film> = Relation::out();
}

/// What stands on a way through the library: a person or a film, as its labels say.
#[derive(Debug, Node)]
#[graph(label = "MoviesExample")]
pub(crate) enum Stop {
    Person(Person),
    Film(Film),
}
