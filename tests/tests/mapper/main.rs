//! Does the mapper do what it says against a server? The embedded one by default, a real one where `NEO4J_URI` names it.

mod batches;
mod changes;
mod choices;
mod converters;
mod deletions;
mod hooks;
mod identifiers;
mod keys;
mod model;
mod patterns;
mod queries;
mod relations;
mod search;
mod stamps;
mod subgraphs;
mod versions;
mod violations;

use std::sync::LazyLock;

use graph_core::Error;
use graph_tests::{Database, live};
use tokio::sync::{Mutex, MutexGuard};

/// A server of its own has every test; one that is shared has them one after another, since the labels are the types'.
static SHARED: LazyLock<Mutex<()>> = LazyLock::new(Mutex::default);

/// Runs a test that finds nothing of the model in the database, and leaves nothing there.
pub(crate) async fn mapped<F>(test: impl FnOnce(Database) -> F + Send + 'static)
where
    F: Future<Output = Result<(), Error>> + Send + 'static,
{
    live(async |db| {
        let _alone = alone(&db).await;
        remove(&db).await?;
        test(db.clone()).await?;
        remove(&db).await
    })
    .await;
}

/// Waits until no other test uses the server's labels and indexes, where it is shared.
pub(crate) async fn alone(db: &Database) -> Option<MutexGuard<'static, ()>> {
    if db.is_embedded() { None } else { Some(SHARED.lock().await) }
}

/// Removes the nodes of all types of these tests, whose labels begin alike.
async fn remove(db: &Database) -> Result<(), Error> {
    let all = "MATCH (n) WHERE any(label IN labels(n) WHERE label STARTS WITH 'Mapper') DETACH DELETE n";
    db.query::<()>(all).await.map(drop)
}
