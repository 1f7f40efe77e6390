use graph_orm::prelude::*;

#[derive(Node)]
#[graph(key)]
struct Person {
    #[graph(key, rename_all = "camelCase")]
    name: String,
}

#[derive(FromValue)]
#[graph(rename = "status")]
enum Status {
    #[graph(default)]
    Active,
}

fn main() {}
