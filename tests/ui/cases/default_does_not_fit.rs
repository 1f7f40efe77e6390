use graph_orm::prelude::*;

fn wrong() -> String {
    String::new()
}

#[derive(FromRecord)]
struct Row {
    #[graph(default = "wrong")]
    from_function: i64,
    #[graph(default = "missing::function")]
    from_nowhere: i64,
    #[graph(default = 1.5)]
    from_value: i64,
}

fn main() {}
