//! Hooks and rules are functions of the type that they stand on.

use graph_orm::prelude::*;

#[derive(Node)]
#[graph(before_save = tidy)]
struct NotClone {
    #[graph(key)]
    name: String,
}

fn tidy(_: &mut NotClone) {}

#[derive(Node)]
#[graph(after_load = measure, validate)]
struct Wrong {
    #[graph(key, validate = positive)]
    name: String,
    #[graph(validat = positive)]
    misspelt: i64,
    #[graph(after_load = measure)]
    misplaced: i64,
}

#[derive(Node)]
#[graph(after_load = measure)]
struct AnotherType {
    #[graph(key, validate = positive)]
    name: String,
}

fn measure(_: &mut i64) {}

fn positive(number: &i64) -> Result<(), &'static str> {
    if *number > 0 { Ok(()) } else { Err("it is positive") }
}

fn main() {}
