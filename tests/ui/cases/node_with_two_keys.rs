use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    first: String,
    #[graph(key)]
    last: String,
}

#[derive(Node)]
#[graph(keys("first", "last"))]
struct Author {
    first: String,
    #[graph(key)]
    last: String,
}

fn main() {}
