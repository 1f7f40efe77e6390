use graph_orm::prelude::*;

#[derive(Node)]
#[graph(keys("firts", "last", "last", "element"))]
struct Person {
    first: String,
    last: String,
    #[graph(element_id)]
    element: Option<String>,
}

#[derive(Node)]
#[graph(keys())]
struct Thing {
    name: String,
}

#[derive(Node)]
#[graph(keys("a", "b", "c", "d", "e", "f", "g"))]
struct Wide {
    a: i64,
    b: i64,
    c: i64,
    d: i64,
    e: i64,
    f: i64,
    g: i64,
}

fn main() {}
