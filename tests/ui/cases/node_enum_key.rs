use graph_orm::prelude::*;

#[derive(Node)]
struct Film {
    #[graph(key)]
    title: String,
}

#[derive(Node)]
#[graph(label = "Film")]
enum Stop {
    Film(Film),
}

async fn find(driver: Driver) {
    let _ = Repository::<Stop>::new().find(&driver, "Alien").await;
}

fn main() {}
