use graph_orm::prelude::*;

#[derive(Node)]
#[graph(index("nmae", "age", "age"), unique, fulltext("zzz"))]
struct Person {
    #[graph(key, unique)]
    name: String,
    #[graph(indx)]
    age: u8,
    #[graph(vector(dim = 3))]
    first: Vec<f32>,
    #[graph(vector(dims = 0, similarity = "cosin"))]
    second: Vec<f32>,
    #[graph(vector)]
    third: Vec<f32>,
    #[graph(required)]
    note: Option<String>,
    #[graph(unique, index)]
    number: i64,
    #[graph(index("name"))]
    year: i64,
    #[graph(index = "by_day")]
    day: i64,
    #[graph(text(name = ""))]
    title: String,
    #[graph(flatten, index)]
    more: std::collections::HashMap<String, graph_orm::value::Value>,
}

#[derive(FromRecord)]
struct Row {
    #[graph(index)]
    name: String,
}

fn main() {}
