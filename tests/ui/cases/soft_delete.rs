//! Only what stays when it is deleted is looked for and restored.

use graph_orm::cypher::Delete;
use graph_orm::prelude::*;
use graph_orm::value::DateTime;

#[derive(Node)]
struct Plain {
    #[graph(key)]
    name: String,
}

#[derive(Node)]
struct Wrong {
    #[graph(key, soft_delete)]
    name: String,
    #[graph(soft_delete)]
    always: DateTime,
    #[graph(soft_delet)]
    misspelt: Option<DateTime>,
}

#[derive(Relationship)]
struct Link {
    #[graph(soft_delete)]
    deleted: Option<DateTime>,
}

fn main() {
    let _ = Plain::with_deleted();
    let _ = |driver: &Driver| drop(Repository::<Plain>::new().restore(driver, "a"));
    let _ = |driver: &Driver| drop(Repository::<Plain>::new().purge(driver, "a", Delete::Refusing));
}
