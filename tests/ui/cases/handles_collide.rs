//! Handles are named as their fields in capitals.

#![allow(non_snake_case)]

use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
    Name: String,
}

fn main() {
    let _ = Person::NAME;
}
