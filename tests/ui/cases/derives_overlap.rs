use graph_orm::prelude::*;

// `Node` is a row type already.
#[derive(Node, FromRecord)]
struct Person {
    #[graph(key)]
    name: String,
}

fn main() {}
