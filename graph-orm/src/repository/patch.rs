//! Changing some properties of one node.

use std::fmt;
use std::marker::PhantomData;

use graph_core::mapping::{Encoded, FromRecord};
use graph_core::{Error, Executor};

use super::Repository;
use crate::cypher::{Cypher, Expression};
use crate::entity::{KeyOf, Node, Versioned};
use crate::execute::Prepared;
use crate::query::{Assigned, Clearable, KEY, Property, Settable, VERSION, patch_loaded};

/// A change of some properties of one node, made by [`Repository::patch`].
#[must_use = "nothing changes until `on` is awaited"]
pub struct Patch<T> {
    key: Encoded,
    changes: Vec<(&'static str, Expression)>,
    /// What a type with versions has to be in the database.
    version: Option<(&'static str, i64)>,
    node: PhantomData<fn() -> T>,
}

impl<T: Node> Repository<T> {
    /// Changes some properties of the node with this key, and leaves all others as they are.
    ///
    /// A value may be computed of the node's own properties. A key is never set, and only an `Option` is unset: anything
    /// else does not compile. [`on`](Patch::on) makes the change.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    ///     age: u8,
    ///     town: Option<String>,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let people = Repository::<Person>::new();
    /// let older = people.patch("Ann").set(Person::AGE, Person::AGE.plus(1)).unset(Person::TOWN).on(&driver).await?;
    /// assert_eq!(older.and_then(|ann| ann.town), None);
    /// # Ok(()) }
    /// ```
    pub fn patch<K: KeyOf<T> + ?Sized>(self, key: &K) -> Patch<T> {
        Patch { key: Encoded::new(key), changes: Vec::new(), version: None, node: PhantomData }
    }
}

impl<T: Node> Patch<T> {
    /// Sets a property to a value, or to what is computed of others.
    pub fn set<V, K: Settable>(mut self, property: Property<T, V, K>, value: impl Assigned<T, V>) -> Self {
        self.changes.push((property.stored_name(), value.into_parts().0));
        self
    }

    /// Removes a property.
    pub fn unset<V, K: Clearable>(mut self, property: Property<T, V, K>) -> Self {
        self.changes.push((property.stored_name(), Expression::Null));
        self
    }

    /// Returns the statement that will run, to be looked at.
    pub fn statement(&self) -> Cypher {
        match self.version {
            Some((property, _)) => patch_loaded(T::META, property, self.changes.clone()),
            None => Repository::<T>::new().statements().patch(self.changes.clone()),
        }
    }

    /// Makes the change only while the database has the node in the version of this one; the key is still the patch's.
    ///
    /// Without it a patch changes whatever is there, and counts the version up, so that others who have loaded the node
    /// notice.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Account {
    ///     #[graph(key)]
    ///     number: i64,
    ///     balance: i64,
    ///     #[graph(version)]
    ///     version: i64,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver, seen: Account) -> Result<(), graph_orm::Error> {
    /// let accounts = Repository::<Account>::new();
    /// accounts.patch(&seen.number).set(Account::BALANCE, seen.balance + 10).if_unchanged(&seen).on(&driver).await?;
    /// # Ok(()) }
    /// ```
    pub fn if_unchanged(mut self, loaded: &T) -> Self
    where
        T: Versioned,
    {
        self.version = T::META.version().zip(loaded.loaded_version());
        self
    }
}

impl<T: Node + for<'r> FromRecord<'r> + Send + 'static> Patch<T> {
    /// Makes the change, and returns the node as it is then, or `None` when no node has the key.
    ///
    /// # Errors
    /// [`Violation`](super::Violation), when a constraint is violated; [`StaleVersion`](super::StaleVersion) after
    /// [`if_unchanged`](Patch::if_unchanged), when there is another version of the node, or none; [`TooManyRecords`](graph_core::ErrorKind::TooManyRecords) when
    /// several nodes have the key, each of which was changed then; the reason why the node does not fit the type.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the node may be changed or not.
    pub fn on<E: Executor>(self, executor: E) -> impl Future<Output = Result<Option<T>, Error>> + Send + use<E, T> {
        let patching = Prepared::writing(&self.statement(), T::META).param(KEY, self.key);
        async move {
            match self.version {
                Some((_, version)) => {
                    let patched = patching.param(VERSION, version).write_version(executor);
                    patched.await.map(|(node, _)| Some(node))
                }
                None => patching.write_optional(executor).await,
            }
        }
    }
}

impl<T> fmt::Debug for Patch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let properties: Vec<_> = self.changes.iter().map(|(name, _)| name).collect();
        f.debug_struct("Patch").field("properties", &properties).finish_non_exhaustive()
    }
}
