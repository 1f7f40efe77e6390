//! Brings the films of `films.csv` and `credits.csv` into the graph.

use std::collections::BTreeMap;

use graph_examples::{Error, Made};
use graph_orm::entity::RuleKind;
use graph_orm::prelude::*;
use graph_orm::{Session, schema};

use super::library::Words;
use super::model::{Directed, Film, Person, PlayedIn};

/// Lines of a title, a year, a genre and a summary.
const FILMS: &str = include_str!("films.csv");

/// Lines of a title, a name, a year of birth, a job, and the role of an actor.
const CREDITS: &str = include_str!("credits.csv");

/// What is in the graph now.
#[derive(Debug)]
pub(crate) struct Seeded {
    pub(crate) films: usize,
    pub(crate) people: usize,
    pub(crate) credits: u64,
    pub(crate) words: Words,
}

/// What `seed` makes.
pub(crate) const MADE: Made = Made {
    label: "MoviesExample",
    drops: &[
        "DROP INDEX movies_example_words IF EXISTS",
        "DROP CONSTRAINT movies_film_title_key IF EXISTS",
        "DROP CONSTRAINT movies_person_name_key IF EXISTS",
    ],
};

/// Makes the schema and saves everything, in one transaction.
pub(crate) async fn seed(driver: &Driver, database: &str) -> Result<Seeded, Error> {
    let applied = schema![Film, Person].apply(driver).database(database).skip_unsupported().await?;
    let no_words = applied.skipped.iter().any(|skipped| skipped.rule.kind() == RuleKind::FullText);
    let words = if no_words { Words::Scanned } else { Words::Indexed };

    let films: Vec<Film> = rows(FILMS)?
        .into_iter()
        .map(|[title, released, genre, summary]| {
            Ok(Film { title: title.into(), released: released.parse()?, genre: genre.into(), summary: summary.into() })
        })
        .collect::<Result<_, Error>>()?;
    let credits = rows::<5>(CREDITS)?;
    // The same people come again and again.
    let people: BTreeMap<&str, Person> = credits
        .iter()
        .map(|[_, name, born, ..]| Ok((*name, Person { name: (*name).to_owned(), born: born.parse()? })))
        .collect::<Result<_, Error>>()?;

    let mut session = driver.session().database(database).open();
    let everybody: Vec<Person> = people.values().cloned().collect();
    let saved = save(&mut session, &films, &everybody, &credits).await?;
    Ok(Seeded { films: films.len(), people: people.len(), credits: saved, words })
}

async fn save(
    session: &mut Session,
    films: &[Film],
    people: &[Person],
    credits: &[[&str; 5]],
) -> Result<u64, graph_orm::Error> {
    let played = credits.iter().filter(|[_, _, _, job, _]| *job == "actor");
    let played = played.map(|[title, name, _, _, role]| (*name, *title, PlayedIn { role: (*role).to_owned() }));
    let directed = credits.iter().filter(|[_, _, _, job, _]| *job == "director");
    let directed = directed.map(|[title, name, ..]| (*name, *title, Directed));
    session
        .execute_write(async |tx| {
            Repository::<Film>::new().save_all(tx, films).await?;
            Repository::<Person>::new().save_all(tx, people).await?;
            let played = Person::ROLES.connect_all(tx, played.clone()).await?;
            let directed = Person::FILMS.connect_all(tx, directed.clone()).await?;
            Ok(played + directed)
        })
        .await
}

/// Reads lines of so many columns, none of which has a comma in it, after the line of their names.
fn rows<const COLUMNS: usize>(text: &'static str) -> Result<Vec<[&'static str; COLUMNS]>, Error> {
    let row = |(number, line): (usize, &'static str)| {
        let columns: Vec<&str> = line.split(',').collect();
        columns.try_into().map_err(|_| format!("line {}: {COLUMNS} columns are expected", number + 1).into())
    };
    text.lines().enumerate().skip(1).map(row).collect()
}
