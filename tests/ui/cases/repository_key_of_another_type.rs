use graph_orm::prelude::*;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
}

#[derive(FromRecord)]
struct Row {
    name: String,
}

async fn find(driver: &Driver) -> Result<(), graph_orm::Error> {
    Repository::<Person>::new().find(driver, &42).await?;
    Repository::<Row>::new();
    Ok(())
}

fn main() {}
