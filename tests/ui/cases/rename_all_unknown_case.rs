use graph_orm::prelude::*;

#[derive(ToParams)]
#[graph(rename_all = "camelcase")]
struct Params {
    name: String,
}

#[derive(ToValue)]
#[graph(rename_all = "shouting")]
enum Status {
    Active,
}

fn main() {}
