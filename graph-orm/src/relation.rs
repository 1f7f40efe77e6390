//! Writing and counting the relationships of one node.

use std::borrow::Borrow;
use std::fmt;
use std::future::Future;

use graph_core::mapping::{Encoded, FromValue, ToValue};
use graph_core::{Counters, Error, Executor};

use crate::entity::{Invalid, KeyOf, Node, Relationship};
use crate::execute::{Prepared, StaleVersion, Staleness};
use crate::query::{KEPT, KEY, LinkStatements, Many, OTHER, Origin, PROPERTIES, Relation, SEEN, WANTED};

/// The relationships of one node, which is known by its key; made by [`Relation::of`].
///
/// Each method takes what runs the query: `&Driver`, `&mut Session` or `&Tx`; and is one statement. What is not named is
/// not touched: nothing is deleted because it was not loaded.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::query::Relation;
/// use graph_orm::relation::MissingEnd;
///
/// # #[derive(Node)]
/// # struct Person {
/// #     #[graph(key)]
/// #     name: String,
/// # }
/// # #[derive(Relationship)]
/// # #[graph(from = Person, to = Person)]
/// # struct Knows {
/// #     since: i64,
/// # }
/// impl Person {
///     const FRIENDS: Relation<Self, Knows, Self> = Relation::out();
/// }
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// match Person::FRIENDS.of("Ann").connect(&driver, "Bo", &Knows { since: 1999 }).await {
///     Err(error) if error.custom_ref::<MissingEnd>().is_some() => println!("Ann or Bo is not there"),
///     connected => connected?,
/// }
/// println!("{} friends", Person::FRIENDS.of("Ann").count(&driver).await?);
/// println!("{} less", Person::FRIENDS.of("Ann").disconnect(&driver, "Bo").await?);
/// # Ok(()) }
/// ```
#[must_use = "it does nothing until one of its methods is called"]
pub struct Links<N, X, M, C = Many> {
    relation: Relation<N, X, M, C>,
    key: Encoded,
}

/// What [`Links::replace`] changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "fewer may be connected than were wanted, where nodes are missing"]
#[non_exhaustive]
pub struct Replaced {
    /// How many of the wanted relationships there are now. It is fewer than were wanted when nodes are missing.
    pub connected: u64,
    /// How many of them are new.
    pub created: u64,
    /// How many of those that were seen are gone.
    pub disconnected: u64,
}

/// The reason for which nothing was connected: one of the nodes is not in the database.
///
/// [`Error::custom_ref`] finds it in the error that a method of [`Links`] returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingEnd {
    relationship: &'static str,
    nodes: [&'static str; 2],
}

impl<N: Node, X: Relationship, M: Node, C> Relation<N, X, M, C> {
    /// Speaks of the relationships of the node with this key.
    pub fn of<K: KeyOf<N> + ?Sized>(self, key: &K) -> Links<N, X, M, C> {
        Links { relation: self, key: Encoded::new(key) }
    }

    /// Connects many pairs of nodes by one statement, as [`Links::connect`] does one, and counts those that are connected
    /// now: fewer than were given where nodes are missing, or a relationship that was loaded in a version.
    ///
    /// All rows travel in one message; give some thousands at a time.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    /// use graph_orm::query::Relation;
    ///
    /// # #[derive(Node)]
    /// # struct Person {
    /// #     #[graph(key)]
    /// #     name: String,
    /// # }
    /// # #[derive(Relationship)]
    /// # #[graph(from = Person, to = Person)]
    /// # struct Knows {
    /// #     since: i64,
    /// # }
    /// impl Person {
    ///     const FRIENDS: Relation<Self, Knows, Self> = Relation::out();
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let rows = [("Ann", "Bo", Knows { since: 1999 }), ("Bo", "Cy", Knows { since: 2010 })];
    /// assert_eq!(Person::FRIENDS.connect_all(&driver, rows).await?, 2);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The query's own, or [`Violation`](crate::repository::Violation) when a constraint is violated; then nothing was
    /// written. [`StaleVersion`], when some have another version in the database: those were not written, the others were.
    ///
    /// # Cancel safety
    /// Dropped before it ends, all of them may be connected or none.
    pub fn connect_all<E, R, A, B, L>(
        self,
        executor: E,
        rows: R,
    ) -> impl Future<Output = Result<u64, Error>> + Send + use<E, R, A, B, L, N, X, M, C>
    where
        E: Executor,
        R: IntoIterator<Item = (A, B, L)>,
        A: EndKey<N>,
        B: EndKey<M>,
        L: Borrow<X>,
    {
        let mut checked = Checked::new();
        let encoded = |(from, to, link): (A, B, L)| (from.encoded(), to.encoded(), checked.encoded::<X>(link.borrow()));
        let rows: Vec<_> = rows.into_iter().map(encoded).collect();
        let prepared = Prepared::writing(&self.statements().connect_all(), X::META).param(WANTED, rows);
        async {
            checked.all_valid()?;
            let (written, _) = Written::by::<X>(prepared, executor).await?;
            written.unless_stale::<X>()
        }
    }

    /// Returns the statements that the methods of [`Links`] run.
    pub const fn statements(self) -> LinkStatements<N, X, M, C> {
        LinkStatements::new(self)
    }
}

impl<N: Node, X: Relationship, M: Node, C> Links<N, X, M, C> {
    /// Connects the node with the one that has this key, or changes the relationship that there is.
    ///
    /// Properties that are `None` are removed; those that the type does not know stay as they are. Others of the node's
    /// relationships stay too, also where the model says that there is at most one: [`replace`](Self::replace) takes the
    /// place of one.
    ///
    /// # Errors
    /// [`MissingEnd`] when one of the nodes is not there, and nothing was written; [`StaleVersion`], when the database has
    /// the relationship in another version than `link`, or no more;
    /// [`Violation`](crate::repository::Violation), when a constraint is violated.
    ///
    /// # Cancel safety
    /// Dropped before it ends, the nodes may be connected or not.
    pub fn connect<E: Executor, K: KeyOf<M> + ?Sized>(
        self,
        executor: E,
        to: &K,
        link: &X,
    ) -> impl Future<Output = Result<(), Error>> + Send + use<E, K, N, X, M, C> {
        let changed = link.before_save();
        let link = changed.as_ref().unwrap_or(link);
        let origin = Origin::of(link);
        let statement = self.relation.statements().connect_one(origin);
        let query = Prepared::writing(&statement, X::META)
            .valid(link)
            .param(KEY, self.key)
            .param(OTHER, to)
            .param(PROPERTIES, link);
        let written = Written::by::<X>(query, executor);
        async move {
            match written.await?.0 {
                Written { connected: 1.., .. } => Ok(()),
                Written { met: 0, .. } if origin == Origin::New => Err(Error::custom(MissingEnd {
                    relationship: X::META.label_or_type(),
                    nodes: [N::META.label_or_type(), M::META.label_or_type()],
                })),
                Written { met: 0, .. } => Err(Error::custom(StaleVersion::of_one(X::META.name(), Staleness::Gone))),
                Written { .. } => Err(Error::custom(StaleVersion::of_one(X::META.name(), Staleness::Changed))),
            }
        }
    }

    /// Deletes the relationships between the node and the one that has this key, and tells how many there were.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Dropped before it ends, they may be deleted or not.
    pub fn disconnect<E: Executor, K: KeyOf<M> + ?Sized>(
        self,
        executor: E,
        from: &K,
    ) -> impl Future<Output = Result<u64, Error>> + Send + use<E, K, N, X, M, C> {
        let query = Prepared::new(&self.relation.statements().disconnect()).param(KEY, self.key).param(OTHER, from);
        let changed = query.changing::<()>(executor);
        async { Ok(changed.await?.1.relationships_deleted.unsigned_abs()) }
    }

    /// Puts relationships in the place of others: deletes those to the nodes with the keys `seen`, but for the `wanted`
    /// ones, which are created or changed as [`connect`](Self::connect) does.
    ///
    /// What somebody else connected meanwhile was not seen, and stays. In the place of all there are, whatever they may
    /// be: load them in the same transaction.
    ///
    /// ```
    /// use graph_orm::prelude::*;
    /// use graph_orm::query::{AtMostOne, Relation};
    ///
    /// # #[derive(Node)]
    /// # struct Person {
    /// #     #[graph(key)]
    /// #     name: String,
    /// # }
    /// # #[derive(Node)]
    /// # struct Company {
    /// #     #[graph(key)]
    /// #     name: String,
    /// # }
    /// # #[derive(Relationship)]
    /// # #[graph(from = Person, to = Company)]
    /// # struct WorksFor {
    /// #     since: i64,
    /// # }
    /// impl Person {
    ///     const EMPLOYER: Relation<Self, WorksFor, Company, AtMostOne> = Relation::out();
    /// }
    ///
    /// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
    /// let job = WorksFor { since: 2024 };
    /// let changed = Person::EMPLOYER.of("Ann").replace(&driver, ["Acme"], [("Bolt", &job)]).await?;
    /// assert_eq!((changed.connected, changed.disconnected), (1, 1));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`Violation`](crate::repository::Violation), when a constraint is violated, and the query's own; [`StaleVersion`],
    /// when some of the wanted have another version in the database: all but those was done. Nodes that are
    /// missing are none: [`Replaced::connected`] tells of them, and a transaction may be rolled back.
    ///
    /// # Cancel safety
    /// Dropped before it ends, all of it may be done or nothing.
    pub fn replace<E, S, W, K, T>(
        self,
        executor: E,
        seen: S,
        wanted: W,
    ) -> impl Future<Output = Result<Replaced, Error>> + Send + use<E, S, W, K, T, N, X, M, C>
    where
        E: Executor,
        S: IntoIterator<Item = K>,
        W: IntoIterator<Item = (K, T)>,
        K: EndKey<M>,
        T: Borrow<X>,
    {
        let seen: Vec<Encoded> = seen.into_iter().map(|key| key.encoded()).collect();
        let mut checked = Checked::new();
        let encoded = |(key, link): (K, T)| (key.encoded(), (key.encoded(), checked.encoded::<X>(link.borrow())));
        let (kept, wanted): (Vec<Encoded>, Vec<_>) = wanted.into_iter().map(encoded).unzip();
        let query = Prepared::writing(&self.relation.statements().replace(), X::META)
            .param(KEY, self.key)
            .param(SEEN, seen)
            .param(KEPT, kept)
            .param(WANTED, wanted);
        let written = Written::by::<X>(query, executor);
        async {
            checked.all_valid()?;
            let (written, counters) = written.await?;
            Ok(Replaced {
                connected: written.unless_stale::<X>()?,
                created: counters.relationships_created.unsigned_abs(),
                disconnected: counters.relationships_deleted.unsigned_abs(),
            })
        }
    }

    /// Counts the relationships.
    ///
    /// # Errors
    /// The query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn count<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<u64, Error>> + Send + use<E, N, X, M, C> {
        Prepared::new(&self.relation.statements().count()).param(KEY, self.key).one(executor)
    }

    /// Returns the relationships with the nodes at their end, in no order.
    ///
    /// # Errors
    /// The reason why one does not fit its type, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn all<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Vec<(X, M)>, Error>> + Send + use<E, N, X, M, C>
    where
        X: for<'r> FromValue<'r> + Send + 'static,
        M: for<'r> FromValue<'r> + Send + 'static,
    {
        Prepared::new(&self.relation.statements().all()).param(KEY, self.key).all(executor)
    }
}

/// What is wrong with some of many relationships.
struct Checked {
    invalid: Option<Invalid>,
    /// How many were looked at.
    count: usize,
}

impl Checked {
    const fn new() -> Self {
        Self { invalid: None, count: 0 }
    }

    /// Returns a relationship as it is sent, and remembers what is wrong with it.
    fn encoded<X: Relationship>(&mut self, link: &X) -> Encoded {
        let changed = link.before_save();
        let link = changed.as_ref().unwrap_or(link);
        if let Err(faults) = link.validity() {
            self.invalid.get_or_insert(Invalid::of(X::META.name())).add(self.count, faults);
        }
        self.count += 1;
        Encoded::new(link)
    }

    fn all_valid(self) -> Result<(), Error> {
        self.invalid.map_or(Ok(()), |invalid| Err(Error::custom(invalid)))
    }
}

/// How many relationships a statement wrote, and how many it met on its way: those in another version beside them.
struct Written {
    connected: u64,
    met: u64,
}

impl Written {
    async fn by<X: Relationship>(prepared: Prepared, executor: impl Executor) -> Result<(Self, Counters), Error> {
        if X::META.version().is_none() {
            let (connected, counters) = prepared.changing::<u64>(executor).await?;
            let connected = connected.unwrap_or(0);
            return Ok((Self { connected, met: connected }, counters));
        }
        let (row, counters) = prepared.changing::<(u64, u64)>(executor).await?;
        let (connected, met) = row.unwrap_or((0, 0));
        Ok((Self { connected, met }, counters))
    }

    /// Returns how many were written, if none was stale.
    fn unless_stale<X: Relationship>(self) -> Result<u64, Error> {
        match self.met.saturating_sub(self.connected) {
            0 => Ok(self.connected),
            stale => Err(Error::custom(StaleVersion::of_some(X::META.name(), stale, self.met))),
        }
    }
}

/// The key of a node in a list of keys: a [`KeyOf`] or a reference to one.
#[diagnostic::on_unimplemented(
    message = "a `{M}` is not looked up by `{Self}`",
    label = "another type than that of the key",
    note = "give references to keys: `&str` for a `String`, `&i64` for an `i64`"
)]
pub trait EndKey<M> {
    #[doc(hidden)]
    fn encoded(&self) -> Encoded;
}

impl<M: Node, K: KeyOf<M> + ToValue + ?Sized> EndKey<M> for &K {
    fn encoded(&self) -> Encoded {
        Encoded::new(*self)
    }
}

impl fmt::Display for MissingEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { relationship, nodes: [from, to] } = self;
        write!(f, "no {relationship} was written: there is no {from} with its key, or no {to} with the other")
    }
}

impl std::error::Error for MissingEnd {}

impl<N, X, M, C> fmt::Debug for Links<N, X, M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").field("of", &self.relation).finish_non_exhaustive()
    }
}
