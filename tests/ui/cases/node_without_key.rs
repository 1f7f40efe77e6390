use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    name: String,
}

#[derive(Node)]
struct Marker;

fn main() {}
