//! A query speaks of the properties of its last step.

use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
}

#[derive(Node)]
struct Company {
    #[graph(key)]
    name: String,
}

fn main() {
    let _ = Person::node().filter(Company::NAME.eq("Acme"));
    let _ = Person::node().order_by(Company::NAME.asc());
    let _ = Person::node().select(Company::NAME);
    let _ = Person::node().select((Person::NAME, Company::NAME));
    let _ = Person::node().filter(Person::NAME);
}
