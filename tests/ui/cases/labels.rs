use graph_orm::prelude::*;

#[derive(Node)]
#[graph(label = "", labels("Agent", "Agent", ""))]
struct Person {
    #[graph(key)]
    name: String,
}

#[derive(Relationship)]
#[graph(type = "")]
struct Knows;

// Servers read `\u0060` as a backtick, and that before they read any quotes.
#[derive(Node)]
#[graph(label = "a\\u0060) DETACH DELETE (n")]
struct Escape {
    #[graph(key, rename = "a\0b")]
    name: String,
}

fn main() {}
