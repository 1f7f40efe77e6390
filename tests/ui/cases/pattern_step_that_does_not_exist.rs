//! A pattern goes over relationships that the model has, to nodes that these reach.

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

#[derive(Relationship)]
#[graph(from = Person, to = Company)]
struct WorksFor;

fn main() {
    let _ = Company::node().out::<WorksFor>();
    let _ = Person::node().out::<WorksFor>().to::<Person>();
    let _ = Person::node().incoming::<WorksFor>();
    let _ = Person::node().either::<WorksFor>();
    let _ = Person::node().out::<Company>();
}
