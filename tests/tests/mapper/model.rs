//! What most tests map: people, the companies that they work for, and the cities that these are in.

use graph_orm::prelude::*;
use graph_orm::query::{AtMostOne, ExactlyOne, Relation};

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperPerson")]
pub(crate) struct Person {
    #[graph(key)]
    pub(crate) name: String,
    pub(crate) age: Option<u8>,
    #[graph(rename = "homeTown")]
    pub(crate) town: String,
    #[graph(default)]
    pub(crate) tags: Vec<String>,
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperCompany")]
pub(crate) struct Company {
    #[graph(key)]
    pub(crate) name: String,
}

#[derive(Node, Debug, Clone, PartialEq)]
#[graph(label = "MapperCity")]
pub(crate) struct City {
    #[graph(key)]
    pub(crate) name: String,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Person, to = Company)]
pub(crate) struct WorksFor {
    pub(crate) since: i64,
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Person, to = Person)]
pub(crate) struct Knows {
    pub(crate) well: Option<bool>,
}

impl Person {
    pub(crate) const EMPLOYER: Relation<Self, WorksFor, Company, AtMostOne> = Relation::out();
    pub(crate) const ACQUAINTANCES: Relation<Self, Knows, Self> = Relation::out();
    pub(crate) const FRIENDS: Relation<Self, Knows, Self> = Relation::either();
}

impl Company {
    pub(crate) const STAFF: Relation<Self, WorksFor, Person> = Relation::incoming();
    pub(crate) const CITY: Relation<Self, LiesIn, City, ExactlyOne> = Relation::out();
}

#[derive(Relationship, Debug, Clone, PartialEq)]
#[graph(from = Company, to = City)]
pub(crate) struct LiesIn;

/// Ann, 30, and Bo, 20, of Oslo, and Cy of Rome. Ann works for Acme in Paris since 1999 and knows the others, Bo works
/// for Bolt since 2010.
pub(crate) async fn fill(executor: impl Executor) -> Result<(), Error> {
    executor.execute::<()>(Query::new(WORLD)).await.map(drop)
}

const WORLD: &str = "CREATE \
    (ann:MapperPerson {name: 'Ann', age: 30, homeTown: 'Oslo', tags: ['red', 'blue']}), \
    (bo:MapperPerson {name: 'Bo', age: 20, homeTown: 'Oslo', tags: ['blue']}), \
    (cy:MapperPerson {name: 'Cy', homeTown: 'Rome', colour: 'of no field'}), \
    (acme:MapperCompany {name: 'Acme'}), \
    (bolt:MapperCompany {name: 'Bolt'}), \
    (paris:MapperCity {name: 'Paris'}), \
    (ann)-[:WORKS_FOR {since: 1999}]->(acme), \
    (bo)-[:WORKS_FOR {since: 2010}]->(bolt), \
    (ann)-[:KNOWS {well: true}]->(bo), \
    (ann)-[:KNOWS]->(cy), \
    (acme)-[:LIES_IN]->(paris)";
