use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
    #[graph(element_id)]
    first: String,
    #[graph(element_id, rename = "id")]
    second: String,
    #[graph(labels, element_id)]
    labels: Vec<String>,
}

#[derive(Node)]
struct WrongTypes {
    #[graph(key)]
    name: String,
    #[graph(element_id)]
    id: i64,
    #[graph(labels)]
    labels: String,
}

fn main() {}
