use graph_orm::prelude::*;

#[derive(FromRecord)]
struct Row {
    #[graph(skip, default)]
    defaulted: u64,
    #[graph(skip, rename = "x")]
    renamed: u64,
}

struct NoDefault;

#[derive(FromRecord)]
struct Unfilled {
    #[graph(skip)]
    opaque: NoDefault,
}

fn main() {}
