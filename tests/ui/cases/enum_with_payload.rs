use graph_orm::prelude::*;

#[derive(FromValue, ToValue)]
enum Shape {
    Empty,
    Circle(f64),
    Square { side: f64 },
}

fn main() {}
