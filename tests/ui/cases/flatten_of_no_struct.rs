use graph_orm::prelude::*;

#[derive(FromRecord)]
struct Row {
    #[graph(flatten)]
    number: i64,
}

#[derive(FromRecord)]
struct Columns {
    name: String,
}

#[derive(Node)]
struct Thing {
    #[graph(key)]
    id: i64,
    #[graph(flatten)]
    columns: Columns,
}

fn main() {}
