use graph_orm::{Error, Session};

async fn twice(session: &mut Session) -> Result<(), Error> {
    let tx = session.begin().await?;
    tx.run("CREATE (:Person)").await?;
    tx.commit().await?;
    tx.run("CREATE (:Person)").await?;
    tx.commit().await
}

async fn two_at_once(session: &mut Session) -> Result<(), Error> {
    let first = session.begin().await?;
    let second = session.begin().await?;
    first.commit().await?;
    second.commit().await
}

fn main() {}
