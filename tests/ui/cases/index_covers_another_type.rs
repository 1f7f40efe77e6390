use graph_orm::prelude::*;

#[derive(Node)]
#[graph(fulltext("title", "year"))]
struct Film {
    #[graph(key)]
    title: String,
    year: i64,
    #[graph(text)]
    minutes: Option<u16>,
    #[graph(point)]
    place: String,
    #[graph(vector(dims = 8))]
    embedding: Vec<i64>,
}

fn main() {}
