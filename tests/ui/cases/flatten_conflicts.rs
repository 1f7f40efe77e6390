use graph_orm::prelude::*;

#[derive(FromRecord)]
struct Inner {
    name: String,
}

#[derive(FromRecord)]
struct Row {
    #[graph(flatten, rename = "inner")]
    renamed: Inner,
    #[graph(flatten, default)]
    defaulted: Inner,
    #[graph(flatten, skip)]
    skipped: Inner,
}

fn main() {}
