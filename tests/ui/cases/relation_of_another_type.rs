//! A relation joins what the model joins, is loaded with its own nodes, and is written between keys of these.

use graph_orm::prelude::*;
use graph_orm::query::Relation;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
}

#[derive(Node)]
struct Company {
    #[graph(key)]
    number: i64,
}

#[derive(Relationship)]
#[graph(from = Person, to = Company)]
struct WorksFor {
    since: i64,
}

impl Person {
    const EMPLOYER: Relation<Self, WorksFor, Company> = Relation::out();
    const FRIENDS: Relation<Self, WorksFor, Self> = Relation::out();
    const OWNER: Relation<Self, WorksFor, Company> = Relation::incoming();
}

fn loaded() {
    let _ = Company::node().fetch(Person::EMPLOYER);
    let _ = Person::node().fetch(Person::EMPLOYER.with(Person::EMPLOYER));
    let _ = Person::node().filter(Person::EMPLOYER.filter(Person::NAME.eq("Ann")).exists());
    let _ = Company::node().filter(Person::EMPLOYER.exists());
    let _ = Person::node().reach(Person::EMPLOYER, ..=3);
}

async fn written(driver: Driver) -> Result<(), Error> {
    Person::EMPLOYER.of(&7).connect(&driver, &7, &WorksFor { since: 1999 }).await?;
    Person::EMPLOYER.of("Ann").connect(&driver, "Acme", &WorksFor { since: 1999 }).await?;
    Person::EMPLOYER.of("Ann").disconnect(&driver, "Acme").await?;
    Ok(())
}

async fn not_loaded(driver: Driver) -> Result<(), Error> {
    for person in Person::node().all(&driver).await? {
        println!("{:?}", person.employer);
    }
    Ok(())
}

fn main() {}
