//! Saving many nodes in batches.

use std::collections::HashSet;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use graph_core::mapping::FromRecord;
use graph_core::{AccessMode, Counters, Error, Executor};

use super::{Repository, StaleVersion};
use crate::entity::{EntityMeta, Invalid, Node};
use crate::execute::{Prepared, explained};
use crate::query::{Origin, ROWS, save_all};

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
    /// How many properties were set; the look at a node's version counts as one, and its next version as another.
    pub properties_set: u64,
}

/// The reason for which some nodes were saved and others were not: a batch failed, and those before it were committed.
///
/// [`Error::custom_ref`] finds it. Inside a transaction, whose work is done as a whole or not at all, the batch's own
/// error comes instead.
#[derive(Debug, Clone)]
pub struct Interrupted {
    written: SavedAll,
    stale: Vec<usize>,
    of: usize,
    source: Error,
}

impl<T: Node> Repository<T> {
    /// Saves many nodes as [`save`](Self::save) does one, a statement for each thousand.
    ///
    /// With a driver or a session each batch is a transaction of its own; give `&Tx` for all or nothing. The same key
    /// twice is one node, with the properties that came last.
    ///
    /// Of a type with [versions](crate::entity::Versioned) each node is saved that the database has in its version. The
    /// others are passed over, and told in the end by the error, which says which they are; a transaction that is to have
    /// all or nothing is rolled back then. What is new and what was loaded are batches of their own.
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
    /// [`Invalid`], which says what is wrong with which nodes, and nothing was written; [`Interrupted`], which says how many
    /// were saved, when a batch fails after others were committed;
    /// [`StaleVersion`], with the positions of the nodes that were not saved, when all others were;
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
        let of = self.nodes.len();
        let (mut written, mut stale) = (SavedAll::default(), Vec::new());
        all_valid(self.nodes).map_err(Error::custom)?;
        let chunks = self.nodes.chunks(self.batch).zip((0..).step_by(self.batch));
        for batch in chunks.flat_map(|(nodes, first)| batches(nodes, first)) {
            match batch.save(&mut self.executor).await {
                Ok((saved, counters)) => {
                    written.saved += saved.count;
                    written.created += counters.nodes_created.unsigned_abs();
                    written.properties_set += counters.properties_set.unsigned_abs();
                    stale.extend(saved.stale);
                    (self.progress)(written.saved);
                }
                Err(source) if E::COMMITS_EACH && written.saved > 0 => {
                    return Err(Error::custom(Interrupted { written, stale, of, source }));
                }
                Err(error) => return Err(error),
            }
        }
        if stale.is_empty() {
            return Ok(written);
        }
        stale.sort_unstable();
        Err(Error::custom(StaleVersion::at(T::META.name(), stale, of)))
    }
}

/// Asks the rules of all nodes, as their hooks leave them, before the first is sent.
fn all_valid<T: Node>(nodes: &[T]) -> Result<(), Invalid> {
    let mut invalid = Invalid::of(T::META.name());
    for (place, node) in nodes.iter().enumerate() {
        if let Err(faults) = node.before_save().as_ref().unwrap_or(node).validity() {
            invalid.add(place, faults);
        }
    }
    invalid.unless_valid()
}

/// Nodes that one statement saves.
struct Batch {
    meta: &'static EntityMeta,
    /// Where the nodes are among all.
    places: Vec<usize>,
    prepared: Prepared,
}

/// What became of a batch.
struct Saved {
    count: u64,
    stale: Vec<usize>,
}

/// Nodes that are saved in the same way, each with its place among all.
type Alike<'n, T> = (&'static EntityMeta, Origin, Vec<(usize, &'n T)>);

/// Prepares nodes, the first of which has this place: those of each type, of which an enum has several, and of these
/// what is new and what was loaded.
fn batches<T: Node>(nodes: &[T], first: usize) -> Vec<Batch> {
    let changed: Vec<(usize, T)> =
        nodes.iter().enumerate().filter_map(|(place, node)| Some((place, node.before_save()?))).collect();
    let mut changed = changed.iter().peekable();
    let mut alike: Vec<Alike<'_, T>> = Vec::new();
    for (place, node) in nodes.iter().enumerate() {
        let node = changed.next_if(|(at, _)| *at == place).map_or(node, |(_, changed)| changed);
        let (meta, origin, row) = (node.meta(), Origin::of(node), (first.saturating_add(place), node));
        match alike.iter_mut().find(|(its, from, _)| std::ptr::eq(*its, meta) && *from == origin) {
            Some((_, _, rows)) => rows.push(row),
            None => alike.push((meta, origin, vec![row])),
        }
    }
    alike.into_iter().map(Batch::of).collect()
}

impl Batch {
    fn of<T: Node>((meta, origin, nodes): Alike<'_, T>) -> Self {
        let prepared = Prepared::new(&save_all(meta, origin));
        let prepared = if meta.version().is_some() {
            let rows: Vec<_> = nodes.iter().map(|(place, node)| (node.saved_key(), *node, *place)).collect();
            prepared.param(ROWS, rows)
        } else {
            let rows: Vec<_> = nodes.iter().map(|(_, node)| (node.saved_key(), *node)).collect();
            prepared.param(ROWS, rows)
        };
        Self { meta, places: nodes.into_iter().map(|(place, _)| place).collect(), prepared }
    }

    async fn save<E: Executor>(self, executor: &mut E) -> Result<(Saved, Counters), Error> {
        let Self { meta, places, prepared } = self;
        if meta.version().is_none() {
            let (counts, counters) = run::<u64, E>(prepared, executor, meta).await?;
            return Ok((Saved { count: counts.first().copied().unwrap_or(0), stale: Vec::new() }, counters));
        }
        let (written, counters) = run::<Vec<usize>, E>(prepared, executor, meta).await?;
        let written: HashSet<usize> = written.into_iter().flatten().collect();
        let stale = places.into_iter().filter(|place| !written.contains(place)).collect();
        Ok((Saved { count: u64::try_from(written.len()).unwrap_or(u64::MAX), stale }, counters))
    }
}

async fn run<R, E>(prepared: Prepared, executor: &mut E, meta: &'static EntityMeta) -> Result<(Vec<R>, Counters), Error>
where
    R: for<'r> FromRecord<'r> + Send + 'static,
    E: Executor,
{
    let result = executor.execute_next::<R>(prepared.into_query()?, AccessMode::Write).await;
    let result = result.map_err(|error| explained(error, Some(meta)))?;
    Ok((result.records, result.summary.counters()))
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

    /// Returns which nodes these batches passed over, since the database has other versions of them.
    pub fn stale(&self) -> &[usize] {
        &self.stale
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
