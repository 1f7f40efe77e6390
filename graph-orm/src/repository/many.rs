//! Saving many nodes in batches.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use graph_core::{AccessMode, Error, Executor};

use super::Repository;
use crate::cypher::Cypher;
use crate::entity::{EntityMeta, Node};
use crate::execute::{Prepared, explained};
use crate::query::{ROWS, save_all};

/// How many nodes a statement saves where nothing else is said: some hundred kilobytes of them.
const BATCH: usize = 1000;

/// Many nodes about to be saved; awaiting it saves them, and tells what became of them.
///
/// Made by [`Repository::save_all`].
#[must_use = "nothing is saved until it is awaited"]
pub struct SaveAll<'n, E, T> {
    executor: E,
    nodes: &'n [T],
    batch: usize,
    progress: Box<dyn FnMut(u64) + Send + 'n>,
}

/// What came of saving many nodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SavedAll {
    /// How many nodes are saved now.
    pub saved: u64,
    /// How many of them are new.
    pub created: u64,
    /// How many properties were set.
    pub properties_set: u64,
}

/// The reason for which some nodes were saved and others were not: a batch failed, and those before it were committed.
///
/// [`Error::custom_ref`] finds it. Inside a transaction, whose work is done as a whole or not at all, the batch's own
/// error comes instead.
#[derive(Debug, Clone)]
pub struct Interrupted {
    written: SavedAll,
    of: usize,
    source: Error,
}

impl<T: Node> Repository<T> {
    /// Saves many nodes as [`save`](Self::save) does one, a statement for each thousand.
    ///
    /// With a driver or a session each batch is a transaction of its own; give `&Tx` for all or nothing. The same key
    /// twice is one node, with the properties that came last.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    ///
    /// #[derive(Node)]
    /// struct Person {
    ///     #[graph(key)]
    ///     name: String,
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver, people: Vec<Person>) -> Result<(), graph_orm::Error> {
    /// let all = people.len();
    /// let saved = Repository::<Person>::new()
    ///     .save_all(&driver, &people)
    ///     .batches_of(5000)
    ///     .progress(|saved| println!("{saved} of {all}"))
    ///     .await?;
    /// println!("{} are new", saved.created);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Interrupted`], which says how many were saved, when a batch fails after others were committed;
    /// [`Violation`](super::Violation), when the first one violates a constraint; else the query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, some batches may be saved and others not; each is saved as a whole or not at all.
    pub fn save_all<'n, E: Executor>(self, executor: E, nodes: &'n [T]) -> SaveAll<'n, E, T> {
        SaveAll { executor, nodes, batch: BATCH, progress: Box::new(|_| {}) }
    }
}

impl<'n, E, T> SaveAll<'n, E, T> {
    /// Saves so many nodes by a statement; 1000 by default, at least one.
    pub fn batches_of(mut self, nodes: usize) -> Self {
        self.batch = nodes.max(1);
        self
    }

    /// Is told after each batch how many nodes are saved by now.
    pub fn progress(mut self, progress: impl FnMut(u64) + Send + 'n) -> Self {
        self.progress = Box::new(progress);
        self
    }
}

impl<E: Executor, T: Node> SaveAll<'_, E, T> {
    async fn run(mut self) -> Result<SavedAll, Error> {
        let mut written = SavedAll::default();
        for (meta, batch) in self.nodes.chunks(self.batch).flat_map(of_each_type) {
            let query = prepared(&save_all(meta), &batch).into_query()?;
            let saved = self.executor.execute_next::<u64>(query, AccessMode::Write).await;
            match saved.map_err(|error| explained(error, Some(meta))) {
                Ok(result) => {
                    let counters = result.summary.counters();
                    written.saved += result.records.first().copied().unwrap_or(0);
                    written.created += counters.nodes_created.unsigned_abs();
                    written.properties_set += counters.properties_set.unsigned_abs();
                    (self.progress)(written.saved);
                }
                Err(source) if E::COMMITS_EACH && written.saved > 0 => {
                    return Err(Error::custom(Interrupted { written, of: self.nodes.len(), source }));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(written)
    }
}

/// Sorts nodes by their types, of which an enum has several.
fn of_each_type<T: Node>(batch: &[T]) -> Vec<(&'static EntityMeta, Vec<&T>)> {
    let mut types: Vec<(&'static EntityMeta, Vec<&T>)> = Vec::new();
    for node in batch {
        match types.iter_mut().find(|(meta, _)| std::ptr::eq(*meta, node.meta())) {
            Some((_, nodes)) => nodes.push(node),
            None => types.push((node.meta(), vec![node])),
        }
    }
    types
}

fn prepared<T: Node>(statement: &Cypher, batch: &[&T]) -> Prepared {
    let rows: Vec<_> = batch.iter().map(|node| (node.key(), *node)).collect();
    Prepared::new(statement).param(ROWS, rows)
}

impl<'n, E, T> IntoFuture for SaveAll<'n, E, T>
where
    E: Executor + 'n,
    T: Node + Sync,
{
    type Output = Result<SavedAll, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'n>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl Interrupted {
    /// Returns what was written by the batches before.
    pub const fn written(&self) -> SavedAll {
        self.written
    }
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} nodes were saved before a batch failed", self.written.saved, self.of)
    }
}

impl std::error::Error for Interrupted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl<E, T> fmt::Debug for SaveAll<'_, E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SaveAll").field("nodes", &self.nodes.len()).field("batch", &self.batch).finish_non_exhaustive()
    }
}
