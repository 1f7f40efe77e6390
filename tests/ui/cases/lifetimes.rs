use graph_orm::prelude::*;

#[derive(FromRecord)]
struct Two<'a, 'b> {
    name: &'a str,
    city: &'b str,
}

#[derive(FromRecord)]
struct Static {
    name: &'static str,
}

// A row that borrows from its record cannot be kept by a method that returns rows.
#[derive(FromRecord)]
struct Borrowed<'a> {
    name: &'a str,
}

fn rows<T: for<'r> FromRecord<'r>>() -> Vec<T> {
    Vec::new()
}

fn main() {
    rows::<Borrowed<'_>>();
}
