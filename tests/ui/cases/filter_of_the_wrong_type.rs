//! A property is compared with values of its own type.

use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
    age: Option<u8>,
    tags: Vec<String>,
}

#[derive(Node)]
struct Company {
    #[graph(key)]
    name: String,
}

fn main() {
    let _ = Person::AGE.ge("18");
    let _ = Person::NAME.eq(Person::AGE);
    let _ = Person::NAME.eq(Company::NAME);
    let _ = Person::AGE.starts_with("1");
    let _ = Person::NAME.plus(1);
    let _ = Person::NAME.includes("a");
    let _ = Person::TAGS.includes(1);
    let _ = Person::AGE.distance_to(1);
}
