//! Changing and deleting a node only as it was loaded.

use graph_core::{Error, Executor};

use super::{Repository, StaleVersion, Staleness};
use crate::cypher::Delete;
use crate::entity::{Node, Versioned};
use crate::execute::Prepared;
use crate::query::{KEY, VERSION, delete_loaded};

impl<T: Node> Repository<T> {
    /// Deletes the node, unless it was changed since it was loaded.
    ///
    /// ```
    /// use graph_orm::cypher::Delete;
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Draft {
    ///     #[graph(key)]
    ///     title: String,
    ///     #[graph(version)]
    ///     version: i64,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let drafts = Repository::<Draft>::new();
    /// if let Some(draft) = drafts.find(&driver, "Rust").await? {
    ///     drafts.delete_unchanged(&driver, &draft, Delete::Detaching).await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`StaleVersion`], when the database has another version of the node, or none; the server's refusal to delete a node
    /// with relationships, for [`Delete::Refusing`].
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be deleted or not.
    pub fn delete_unchanged<E: Executor>(
        self,
        executor: E,
        node: &T,
        how: Delete,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<E, T>
    where
        T: Versioned,
    {
        let meta = node.meta();
        let statement = delete_loaded(meta, meta.version().unwrap_or_default(), how);
        let deleting = Prepared::new(&statement).param(KEY, node.key()).param(VERSION, node.loaded_version());
        async move {
            let (met, deleted) = if meta.deleted().is_some() {
                deleting.write::<(u64, u64)>(executor).await?
            } else {
                let (met, counters) = deleting.write_counted::<u64>(executor).await?;
                (met, counters.nodes_deleted.unsigned_abs())
            };
            let staleness = match (met, deleted) {
                (_, 1..) => return Ok(()),
                (0, 0) => Staleness::Gone,
                (_, 0) => Staleness::Changed,
            };
            Err(Error::custom(StaleVersion::of_one(meta.name(), staleness)))
        }
    }
}
