//! A search asks an index that the type declares, with what such an index is searched by.

use graph_orm::prelude::*;

#[derive(Node)]
struct Film {
    #[graph(key)]
    title: String,
    #[graph(vector(dims = 3))]
    mood: Vec<f64>,
}

fn main() {
    let _ = Film::nearest("a mood", 3);
    let _ = Film::nearest([1, 2, 3], 3);
    let _ = Film::search(3);
}
