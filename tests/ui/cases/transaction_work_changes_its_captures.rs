use graph_orm::{Error, Session};

// The work may run several times; what the first attempt left in `names` would be there in the second.
async fn collect(session: &mut Session) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    session
        .execute_read(async |tx| {
            names.extend(tx.query::<String>("MATCH (p:Person) RETURN p.name").all().await?);
            Ok(())
        })
        .await?;
    Ok(names)
}

fn main() {}
