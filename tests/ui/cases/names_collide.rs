use graph_orm::prelude::*;

#[derive(FromRecord)]
struct Row {
    name: String,
    #[graph(rename = "name")]
    title: String,
    #[graph(rename = "")]
    empty: String,
}

#[derive(FromValue)]
#[graph(rename_all = "lowercase")]
enum Status {
    OnLeave,
    #[graph(rename = "onleave")]
    Away,
}

fn main() {}
