use graph_orm::prelude::*;

#[derive(Node)]
struct Film {
    #[graph(key)]
    title: String,
}

#[derive(Node)]
#[graph(keys("title"), lable = "Stop")]
enum Options {
    Film(Film),
}

#[derive(Node)]
enum Shapes {
    Film(Film),
    Pair(Film, Film),
    Named { film: Film },
    Nothing,
    #[graph(other)]
    Others,
    #[graph(other)]
    More,
}

#[derive(Node)]
enum Nobody {
    #[graph(other)]
    Other,
}

#[derive(Node)]
enum Any<T> {
    Film(Film),
    Other(T),
}

struct Plain;

#[derive(Node)]
enum NoNode {
    Plain(Plain),
}

fn main() {}
