use graph_orm::prelude::*;

#[derive(Node)]
#[graph(label = "", labels("Agent", "Agent", ""))]
struct Person {
    #[graph(key)]
    name: String,
}

#[derive(Relationship)]
#[graph(type = "")]
struct Knows;

fn main() {}
