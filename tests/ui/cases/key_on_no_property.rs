use graph_orm::prelude::*;

#[derive(Node)]
struct Skipped {
    #[graph(key, skip)]
    name: String,
}

#[derive(Node)]
struct Element {
    #[graph(key, element_id)]
    id: String,
}

#[derive(Node)]
struct Nullable {
    #[graph(key)]
    name: std::option::Option<String>,
}

fn main() {}
