use graph_orm::prelude::*;

#[derive(FromRecord)]
enum RowEnum {
    A,
}

#[derive(FromRecord)]
struct NoColumns();

#[derive(FromValue)]
struct Pair(i64, i64);

#[derive(ToValue)]
enum Never {}

#[derive(ToParams)]
struct Unnamed(i64);

#[derive(Node)]
struct TupleNode(i64);

#[derive(Relationship)]
enum EnumRelationship {
    A,
}

#[derive(FromValue)]
union Bits {
    a: u32,
    b: f32,
}

#[derive(FromRecord)]
struct Positional(#[graph(rename = "a")] i64);

fn main() {}
