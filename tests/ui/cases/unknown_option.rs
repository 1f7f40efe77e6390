use graph_orm::prelude::*;

#[derive(FromRecord)]
#[graph(renam_all = "camelCase")]
struct Row {
    #[graph(renmae = "n")]
    name: String,
    #[graph(column = "a")]
    age: i64,
    #[graph(frobnicate(deeply = "nested", [1, 2]), default)]
    score: f64,
}

#[derive(Node)]
struct Thing {
    #[graph(id)]
    number: i64,
}

#[derive(FromValue)]
enum Status {
    #[graph(renam = "a")]
    Active,
}

fn main() {}
