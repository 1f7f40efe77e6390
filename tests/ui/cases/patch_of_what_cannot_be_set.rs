//! A patch sets properties that are no key, to values of their type, and unsets those that may be missing.

use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
    age: Option<u8>,
    town: String,
}

fn main() {
    let people = Repository::<Person>::new();
    let _ = people.patch("Ann").set(Person::NAME, "Bo");
    let _ = people.patch("Ann").set(Person::AGE, "18");
    let _ = people.patch("Ann").unset(Person::TOWN);
    let _ = people.patch(&7);
}
