use graph_orm::prelude::*;

#[derive(FromRecord)]
#[graph(label = "Person")]
struct Row {
    #[graph(key)]
    name: String,
}

#[derive(Node)]
#[graph(type = "PERSON")]
struct Person {
    #[graph(key)]
    name: String,
    #[graph(start)]
    start: String,
}

fn main() {}
