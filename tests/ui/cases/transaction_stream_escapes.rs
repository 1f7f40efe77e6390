use graph_orm::{Error, Session};

// Records are read inside the transaction; outside of it there is nothing left to read them from.
async fn names(session: &mut Session) -> Result<(), Error> {
    let stream =
        session.execute_read(async |tx| tx.query::<String>("MATCH (p:Person) RETURN p.name").stream().await).await?;
    drop(stream);
    Ok(())
}

fn main() {}
