use graph_orm::prelude::*;

#[derive(FromValue)]
struct Address {
    street: String,
}

#[derive(Relationship)]
#[graph(from = Address, to = Missing)]
struct LivesAt {
    since: i64,
}

fn main() {}
