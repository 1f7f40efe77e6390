use graph_orm::prelude::*;

#[derive(Node)]
struct Film {
    #[graph(key)]
    title: String,
}

#[derive(Node)]
#[graph(label = "Stop")]
enum Stop {
    Film(Film),
}

fn main() {}
