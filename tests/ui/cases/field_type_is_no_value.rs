use graph_orm::prelude::*;

struct Opaque;

#[derive(FromRecord)]
struct Row {
    value: Opaque,
}

#[derive(Node)]
struct Thing {
    #[graph(key)]
    id: i64,
    value: Opaque,
}

fn main() {}
