//! Saving, finding and deleting the nodes of one type.

mod deleted;
mod many;
mod patch;
mod upsert;
mod version;

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use graph_core::mapping::FromRecord;
use graph_core::{Counters, Error, Executor};

use crate::cypher::Delete;
use crate::entity::{KeyOf, Node};
use crate::execute::Prepared;
use crate::query::{KEY, KEYS, NodeStatements, Origin, PROPERTIES, insert, save};

pub use crate::execute::{Breach, StaleVersion, Staleness, Violation};
pub use many::{Interrupted, SaveAll, SavedAll};
pub use patch::Patch;
pub use upsert::Upserted;

/// The nodes of one type, as a collection that is looked up by key.
///
/// Each method takes what runs the query: `&Driver`, `&mut Session` or `&Tx`. A repository holds nothing, so that
/// making one costs nothing; a key or node is encoded by the call, so that its future borrows neither.
///
/// ```no_run
/// use graph_orm::prelude::*;
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     email: String,
///     name: Option<String>,
/// }
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// let people = Repository::<Person>::new();
/// people.save(&driver, &Person { email: "ann@example.org".into(), name: Some("Ann".into()) }).await?;
/// let ann = people.find(&driver, "ann@example.org").await?;
/// assert_eq!(ann.and_then(|ann| ann.name).as_deref(), Some("Ann"));
/// assert_eq!(people.count(&driver).await?, 1);
/// people.delete(&driver, "ann@example.org").await?;
/// # Ok(()) }
/// ```
pub struct Repository<T: Node> {
    node: PhantomData<fn() -> T>,
}

impl<T: Node> Repository<T> {
    /// Makes the repository of a node type.
    pub const fn new() -> Self {
        Self { node: PhantomData }
    }

    /// Returns the statements that the methods run.
    pub const fn statements(self) -> NodeStatements<T> {
        NodeStatements::new()
    }

    /// Tells whether there is a node with this key.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn exists<E, K>(self, executor: E, key: &K) -> impl Future<Output = Result<bool, Error>> + Send + use<E, K, T>
    where
        E: Executor,
        K: KeyOf<T> + ?Sized,
    {
        Prepared::new(&self.statements().exists()).param(KEY, key).one(executor)
    }

    /// Counts the nodes of the type.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn count<E: Executor>(self, executor: E) -> impl Future<Output = Result<u64, Error>> + Send + use<E, T> {
        Prepared::new(&self.statements().count()).one(executor)
    }

    /// Deletes the node with this key and tells whether there was one. A type with
    /// [soft deletion](crate::entity::SoftDelete) keeps it, and all its relationships.
    ///
    /// # Errors
    /// The server refuses to delete a node that still has relationships; [`delete_detached`](Self::delete_detached)
    /// deletes them too.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be deleted or not.
    pub fn delete<E, K>(self, executor: E, key: &K) -> impl Future<Output = Result<bool, Error>> + Send + use<E, K, T>
    where
        E: Executor,
        K: KeyOf<T> + ?Sized,
    {
        self.delete_by(executor, key, Delete::Refusing)
    }

    /// Deletes the node with this key and all its relationships, and tells whether there was one. A type with
    /// [soft deletion](crate::entity::SoftDelete) keeps them; [`purge`](Self::purge) does not.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be deleted or not.
    pub fn delete_detached<E, K>(
        self,
        executor: E,
        key: &K,
    ) -> impl Future<Output = Result<bool, Error>> + Send + use<E, K, T>
    where
        E: Executor,
        K: KeyOf<T> + ?Sized,
    {
        self.delete_by(executor, key, Delete::Detaching)
    }

    fn delete_by<E, K>(
        self,
        executor: E,
        key: &K,
        how: Delete,
    ) -> impl Future<Output = Result<bool, Error>> + Send + use<E, K, T>
    where
        E: Executor,
        K: KeyOf<T> + ?Sized,
    {
        let deleting = Prepared::new(&self.statements().delete(how)).param(KEY, key);
        async move {
            match T::META.deleted() {
                Some(_) => deleting.counted_any(executor).await,
                None => deleting.deleted_any(executor).await,
            }
        }
    }
}

impl<T: Node + for<'r> FromRecord<'r> + Send + 'static> Repository<T> {
    /// Creates the node, or changes the one that has its key, and returns it as the database has it then.
    ///
    /// Properties that are `None` are removed. Properties and labels that the type does not know stay as they are.
    /// [`upsert`](Self::upsert) tells which of the two it was. A node of a type with [versions](crate::entity::Versioned)
    /// is created when its version is 0, and changed when the database has it in its version.
    ///
    /// # Errors
    /// [`Invalid`](crate::entity::Invalid), when the type's rules say so, before anything is sent; [`Violation`], when a
    /// constraint is violated; [`StaleVersion`], when the database has another version of the node;
    /// [`TooManyRecords`](graph_core::ErrorKind::TooManyRecords) when several nodes have the key, each of which was
    /// changed then: a uniqueness constraint on the key rules that out.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be saved or not.
    pub fn save<E: Executor>(self, executor: E, node: &T) -> impl Future<Output = Result<T, Error>> + Send + use<E, T> {
        let saved = saved(node, executor);
        async { saved.await.map(|(node, _)| node) }
    }

    /// Creates the node, in its first version if it has any, and returns it as the database has it then.
    ///
    /// That there is no other one with its key is a constraint's to say: [`schema!`](crate::schema!) makes it.
    ///
    /// # Errors
    /// [`Invalid`](crate::entity::Invalid), when the type's rules say so, before anything is sent; [`Violation`], when a
    /// constraint is violated, as by a node with the same key.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be created or not.
    pub fn insert<E: Executor>(
        self,
        executor: E,
        node: &T,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<E, T> {
        let changed = node.before_save();
        let node = changed.as_ref().unwrap_or(node);
        let inserting = Prepared::writing(&insert(node.meta()), node.meta()).valid(node).param(PROPERTIES, node);
        let generated = node.meta().has_generated_key();
        if generated { inserting.param(KEY, node.saved_key()) } else { inserting }.write(executor)
    }

    /// Returns the nodes with these keys, in no order; a key that no node has is passed over.
    ///
    /// # Errors
    /// The reason why a node does not fit the type, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn find_many<'k, E, K>(
        self,
        executor: E,
        keys: impl IntoIterator<Item = &'k K>,
    ) -> impl Future<Output = Result<Vec<T>, Error>> + Send
    where
        E: Executor,
        K: KeyOf<T> + ?Sized + 'k,
    {
        let keys: Vec<&K> = keys.into_iter().collect();
        Prepared::new(&self.statements().find_many()).param(KEYS, keys).all(executor)
    }

    /// Returns the node with this key.
    ///
    /// # Errors
    /// [`TooManyRecords`](graph_core::ErrorKind::TooManyRecords) when several nodes have the key, the reason why a
    /// node does not fit the type, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn find<E, K>(
        self,
        executor: E,
        key: &K,
    ) -> impl Future<Output = Result<Option<T>, Error>> + Send + use<E, K, T>
    where
        E: Executor,
        K: KeyOf<T> + ?Sized,
    {
        Prepared::new(&self.statements().find()).param(KEY, key).optional(executor)
    }

    /// Returns every node of the type as it comes, in no order, as [`Find::stream`](crate::Find::stream) does.
    ///
    /// # Errors
    /// The query's own, as far as it fails before its first node. What does not fit the type is an error of its row.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn stream<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<E::Records<T>, Error>> + Send + use<E, T> {
        Prepared::new(&self.statements().all()).stream(executor)
    }

    /// Returns every node of the type, in no order.
    ///
    /// # Errors
    /// The reason why a node does not fit the type, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn all<E: Executor>(self, executor: E) -> impl Future<Output = Result<Vec<T>, Error>> + Send + use<E, T> {
        Prepared::new(&self.statements().all()).all(executor)
    }
}

/// Prepares saving one node by its key.
fn saving<T: Node>(node: &T) -> Prepared {
    let changed = node.before_save();
    let node = changed.as_ref().unwrap_or(node);
    let statement = save(node.meta(), Origin::of(node));
    Prepared::writing(&statement, node.meta()).valid(node).param(KEY, node.saved_key()).param(PROPERTIES, node)
}

/// Saves one node, in the version that it has if it has any, and returns it with the counts of what changed.
fn saved<T, E>(node: &T, executor: E) -> impl Future<Output = Result<(T, Counters), Error>> + Send + use<T, E>
where
    T: Node + for<'r> FromRecord<'r> + Send + 'static,
    E: Executor,
{
    let (prepared, versioned) = (saving(node), node.meta().version().is_some());
    async move { if versioned { prepared.write_version(executor).await } else { prepared.write_counted(executor).await } }
}

impl<T: Node> Default for Repository<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Node> Clone for Repository<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Node> Copy for Repository<T> {}

impl<T: Node> fmt::Debug for Repository<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Repository")
    }
}
