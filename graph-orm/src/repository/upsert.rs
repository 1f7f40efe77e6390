//! Saving a node, and telling whether it is new.

use graph_core::mapping::FromRecord;
use graph_core::{Error, Executor};

use super::{Repository, saved};
use crate::entity::Node;

/// What [`Repository::upsert`] did: the node, as the database has it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upserted<T> {
    /// No node had the key; there is a new one.
    Created(T),
    /// The node that has the key was changed.
    Matched(T),
}

impl<T: Node + for<'r> FromRecord<'r> + Send + 'static> Repository<T> {
    /// Saves the node as [`save`](Self::save) does, and tells whether it is new.
    ///
    /// The server tells it of the very statement that wrote, so that nothing comes between asking and writing. That two
    /// who write at once do not both create a node is a uniqueness constraint's to see to.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    /// use graph_orm::repository::Upserted;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     email: String,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver, person: Person) -> Result<(), graph_orm::Error> {
    /// match Repository::<Person>::new().upsert(&driver, &person).await? {
    ///     Upserted::Created(person) => println!("welcome, {}", person.email),
    ///     Upserted::Matched(person) => println!("welcome back, {}", person.email),
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`save`](Self::save).
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be saved or not.
    pub fn upsert<E: Executor>(
        self,
        executor: E,
        node: &T,
    ) -> impl Future<Output = Result<Upserted<T>, Error>> + Send + use<E, T> {
        let saved = saved(node, executor);
        async {
            let (node, counters) = saved.await?;
            Ok(if counters.nodes_created > 0 { Upserted::Created(node) } else { Upserted::Matched(node) })
        }
    }
}

impl<T> Upserted<T> {
    /// Tells whether there was no node with the key before.
    pub const fn is_new(&self) -> bool {
        matches!(self, Self::Created(_))
    }

    /// Returns the node, whether it is new or not.
    pub fn into_node(self) -> T {
        match self {
            Self::Created(node) | Self::Matched(node) => node,
        }
    }
}
