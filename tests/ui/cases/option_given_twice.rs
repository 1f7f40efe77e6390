use graph_orm::prelude::*;

#[derive(FromRecord)]
#[graph(rename_all = "camelCase")]
#[graph(rename_all = "snake_case")]
struct Row {
    #[graph(rename = "a", rename = "b")]
    name: String,
    #[graph(rename = "c", col = "d")]
    city: String,
}

fn main() {}
