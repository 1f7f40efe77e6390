//! What the library is asked, and what it answers.

use graph_orm::mapping::TypedPath;
use graph_orm::prelude::*;
use graph_orm::query::Related;
use graph_orm::{Error, Session};
use serde::Serialize;

use super::model::{Film, Person, PlayedIn, Stop};

/// The films in a database.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    pub(crate) driver: Driver,
    pub(crate) database: String,
    pub(crate) words: Words,
}

/// How words are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// By a full-text index.
    Indexed,
    /// In each text, on a server that has no such indexes.
    Scanned,
}

/// A film with those who played in it and those who made it.
#[derive(Debug, Serialize)]
pub(crate) struct Credits {
    #[serde(flatten)]
    film: Film,
    directors: Vec<String>,
    cast: Vec<Part>,
}

#[derive(Debug, Serialize)]
struct Part {
    name: String,
    role: String,
}

/// What somebody did, film by film.
#[derive(Debug, Serialize)]
pub(crate) struct Filmography {
    #[serde(flatten)]
    person: Person,
    played: Vec<Played>,
    directed: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Played {
    title: String,
    released: i64,
    role: String,
}

/// A film for those who liked another, and who played in both.
#[derive(Debug, Serialize, FromRecord)]
pub(crate) struct Recommendation {
    title: String,
    released: i64,
    because_of: Vec<String>,
}

/// One step from an actor to another: the film that both played in.
#[derive(Debug, Serialize)]
pub(crate) struct Meeting {
    one: String,
    film: String,
    other: String,
}

/// A film that was found by words, with how well it fits where the server says so.
#[derive(Debug, Serialize)]
pub(crate) struct Found {
    title: String,
    summary: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
}

impl Library {
    fn session(&self) -> Session {
        self.driver.session().database(&self.database).open()
    }

    /// The film with its people, by one query.
    pub(crate) async fn film(&self, title: &str) -> Result<Option<Credits>, Error> {
        let film = Film::node().filter(Film::TITLE.eq(title)).fetch(Film::CAST).fetch(Film::DIRECTORS);
        let found = film.optional(&mut self.session()).await?;
        Ok(found.map(|(film, cast, directors)| {
            let mut cast: Vec<_> =
                cast.into_iter().map(|Related { link, node, .. }| Part { name: node.name, role: link.role }).collect();
            cast.sort_by(|one, other| one.name.cmp(&other.name));
            let mut directors: Vec<_> = directors.into_iter().map(|director| director.node.name).collect();
            directors.sort();
            Credits { film, directors, cast }
        }))
    }

    /// The person with what he or she did, by one query.
    pub(crate) async fn person(&self, name: &str) -> Result<Option<Filmography>, Error> {
        let person = Person::node().filter(Person::NAME.eq(name)).fetch(Person::ROLES).fetch(Person::FILMS);
        let found = person.optional(&mut self.session()).await?;
        Ok(found.map(|(person, roles, films)| {
            let played = |Related { link: PlayedIn { role }, node: Film { title, released, .. }, .. }| Played {
                title,
                released,
                role,
            };
            let mut played: Vec<_> = roles.into_iter().map(played).collect();
            played.sort_by(|one, other| (one.released, &one.title).cmp(&(other.released, &other.title)));
            let mut directed: Vec<_> = films.into_iter().map(|film| film.node).collect();
            directed.sort_by_key(|film| film.released);
            Filmography { person, played, directed: directed.into_iter().map(|film| film.title).collect() }
        }))
    }

    /// The films that share most actors with this one.
    pub(crate) async fn recommendations(&self, title: &str) -> Result<Vec<Recommendation>, Error> {
        Film::node()
            .filter(Film::TITLE.eq(title))
            .incoming::<PlayedIn>()
            .from::<Person>()
            .out::<PlayedIn>()
            .to::<Film>()
            .filter(Film::TITLE.ne(title))
            .order_with(|(_, _, actor, _, _)| actor.count_distinct().desc())
            .order_with(|(_, _, _, _, other)| other.get(Film::TITLE).asc())
            .limit(5)
            .select_with(|(_, _, actor, _, other)| {
                let names = actor.get(Person::NAME).collect_distinct().named("because_of");
                (other.get(Film::TITLE), other.get(Film::RELEASED), names, actor.count_distinct())
            })
            .rows::<Recommendation>()
            .all(&mut self.session())
            .await
    }

    /// A shortest way from an actor to another over films that they played in. The text is Cypher, the hops have types.
    pub(crate) async fn path(&self, from: &str, to: &str) -> Result<Option<Vec<Meeting>>, Error> {
        let query = Query::new(
            "MATCH (a:MoviesPerson {name: $from}), (b:MoviesPerson {name: $to})
             WHERE a <> b
             MATCH path = shortestPath((a)-[:PLAYED_IN*..16]-(b))
             RETURN path LIMIT 1",
        );
        let query = query.params(params! { from: from, to: to });
        let path: Option<TypedPath<Stop, PlayedIn>> = self.session().execute(query).read().optional().await?;
        let Some(path) = path else { return Ok(None) };
        let stops: Vec<&Stop> = path.nodes().collect();
        let meetings = stops.windows(3).filter_map(|stops| match stops {
            [Stop::Person(one), Stop::Film(film), Stop::Person(other)] => {
                let [one, film, other] = [&one.name, &film.title, &other.name].map(String::clone);
                Some(Meeting { one, film, other })
            }
            _ => None,
        });
        Ok(Some(meetings.collect()))
    }

    /// The films whose title or summary has these words.
    pub(crate) async fn search(&self, words: &str) -> Result<Vec<Found>, Error> {
        let found: Vec<(Film, Option<f64>)> = match self.words {
            Words::Indexed => {
                let found = Film::search(words).limit(10).all(&mut self.session()).await?;
                found.into_iter().map(|(film, score)| (film, Some(score))).collect()
            }
            Words::Scanned => {
                let words = &*words.to_lowercase();
                let is_in = Film::TITLE.lower().contains(words).or(Film::SUMMARY.lower().contains(words));
                let found = Film::node().filter(is_in).order_by(Film::TITLE.asc()).limit(10);
                found.all(&mut self.session()).await?.into_iter().map(|film| (film, None)).collect()
            }
        };
        let found = found.into_iter().map(|(film, score)| Found { title: film.title, summary: film.summary, score });
        Ok(found.collect())
    }
}
