//! Pages follow a key, which no two nodes share.

use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
    age: u8,
}

fn main() {
    let _ = Person::node().page(Person::AGE, 10);
    let _ = Person::node().page(Person::NAME, 10).after(7);
}
