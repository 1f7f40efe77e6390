use graph_orm::prelude::*;

#[derive(FromRecord)]
#[graph]
struct Row {
    #[graph(rename)]
    missing_value: String,
    #[graph(rename = 3)]
    wrong_value: String,
    #[graph(skip = true, flatten)]
    surplus_value: String,
    #[graph(default = "not a path")]
    text_for_a_path: String,
    #[graph(rename = "a" default)]
    missing_comma: String,
    #[graph = "skip"]
    wrong_form: String,
    #[graph(3)]
    no_name: String,
}

#[derive(Node)]
#[graph(labels = "Agent")]
struct Thing {
    #[graph(key)]
    name: String,
}

fn main() {}
