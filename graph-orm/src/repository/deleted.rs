//! Taking back a deletion, and making it final.

use graph_core::{Error, Executor};

use super::Repository;
use crate::cypher::Delete;
use crate::entity::{KeyOf, Node, SoftDelete};
use crate::execute::Prepared;
use crate::query::KEY;

impl<T: Node> Repository<T> {
    /// Takes back the deletion of the node with this key, and tells whether it was deleted and still there.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be restored or not.
    pub fn restore<E, K>(self, executor: E, key: &K) -> impl Future<Output = Result<bool, Error>> + Send + use<E, K, T>
    where
        T: SoftDelete,
        E: Executor,
        K: KeyOf<T> + ?Sized,
    {
        let statement = self.statements().restore(T::META.deleted().unwrap_or_default());
        Prepared::new(&statement).param(KEY, key).counted_any(executor)
    }

    /// Removes the node with this key, whether it is deleted already or not, and tells whether there was one.
    ///
    /// # Errors
    /// The server's refusal to remove a node with relationships, for [`Delete::Refusing`].
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be removed or not.
    pub fn purge<E, K>(
        self,
        executor: E,
        key: &K,
        how: Delete,
    ) -> impl Future<Output = Result<bool, Error>> + Send + use<E, K, T>
    where
        T: SoftDelete,
        E: Executor,
        K: KeyOf<T> + ?Sized,
    {
        Prepared::new(&self.statements().purge(how)).param(KEY, key).deleted_any(executor)
    }
}
