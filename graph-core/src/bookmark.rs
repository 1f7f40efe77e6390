//! Bookmarks: which transactions a later one must see.

#[cfg(feature = "axum")]
mod axum;
mod token;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

pub use token::InvalidBookmarks;

use crate::bolt::message::Packed;
use crate::packstream::{Reader, Writer};

/// The transactions that a later one must see.
///
/// They are opaque to a client. Hand them from one session or service to another, so that it reads what was written.
///
/// ```
/// use graph_core::Bookmarks;
///
/// let (mine, theirs) = (Bookmarks::from_raw(["FB:1"]), Bookmarks::from_raw(["FB:1", "FB:2"]));
/// let text: Vec<String> = mine.union(&theirs).iter().map(str::to_owned).collect();
/// assert_eq!(Bookmarks::from_raw(text), theirs);
/// ```
///
/// As one text they travel in a header or a message:
///
/// ```
/// # use graph_core::Bookmarks;
/// # let seen = Bookmarks::from_raw(["FB:1", "FB:2"]);
/// let token = seen.to_string();
/// assert_eq!(token.parse(), Ok(seen));
/// ```
///
/// With the feature `axum` they are an extractor, and a part of a response, by the header `graph-bookmarks`. A server
/// waits for the transactions that it is told of, up to a time of its own; so take bookmarks from those whom you trust,
/// or sign them.
#[derive(Clone, Default)]
pub struct Bookmarks {
    /// Each as a PackStream string, one after another: one allocation, which is sent as it is.
    packed: Arc<[u8]>,
    count: usize,
}

impl Bookmarks {
    /// Makes bookmarks of their raw text, as another service sent them; each is kept once.
    pub fn from_raw<B: Into<String>>(raw: impl IntoIterator<Item = B>) -> Self {
        let unique: BTreeSet<String> = raw.into_iter().map(Into::into).collect();
        let mut packed = Vec::new();
        let mut writer = Writer::new(&mut packed);
        // One of 4 GiB cannot be sent, and no server made it.
        let count = unique.iter().filter(|bookmark| writer.string(bookmark).is_ok()).count();
        Self { packed: packed.into(), count }
    }

    /// Returns the raw text of each, to send it to another service.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut reader = Reader::new(&self.packed);
        (0..self.count).map_while(move |_| reader.string().ok())
    }

    /// Tells whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns both together, each bookmark once.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        if other.is_empty() {
            return self.clone();
        }
        if self.is_empty() {
            return other.clone();
        }
        Self::from_raw(self.iter().chain(other.iter()))
    }

    /// Makes the bookmark that work left which had to see these, of its packed form; none of what is no text, or
    /// an empty one. Servers leave the same one where nothing was written.
    fn followed_by(&self, bookmark: &[u8]) -> Option<Self> {
        if self.count == 1 && *self.packed == *bookmark {
            return Some(self.clone());
        }
        Reader::new(bookmark).string().ok().filter(|text| !text.is_empty())?;
        Some(Self { packed: bookmark.into(), count: 1 })
    }

    /// Returns how many there are, and each as a PackStream string.
    #[cfg_attr(not(feature = "driver"), expect(dead_code, reason = "only a connection sends them"))]
    #[inline]
    pub(crate) fn as_sent(&self) -> Packed<'_> {
        Packed { count: self.count, packed: &self.packed }
    }
}

impl PartialEq for Bookmarks {
    fn eq(&self, other: &Self) -> bool {
        // A server may pack a text in a longer form than ours.
        self.packed == other.packed || self.iter().eq(other.iter())
    }
}

impl Eq for Bookmarks {}

impl fmt::Debug for Bookmarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Keeps the bookmarks of work that is to be seen by other work: of several sessions, or of several services.
///
/// Both methods are called on the way of a query; do not block in them.
pub trait BookmarkManager: fmt::Debug + Send + Sync + 'static {
    /// Returns what work that begins now must see.
    fn bookmarks(&self) -> Bookmarks;

    /// Learns that work which had to see `previous` left `new`.
    fn update(&self, previous: &Bookmarks, new: &Bookmarks);
}

/// A [`BookmarkManager`] that keeps bookmarks in memory, and may ask and tell the application.
///
/// ```
/// use graph_core::{BookmarkManager as _, Bookmarks, MemoryBookmarks};
///
/// let manager = MemoryBookmarks::new().starting_with(Bookmarks::from_raw(["from elsewhere"]));
/// assert_eq!(manager.bookmarks(), Bookmarks::from_raw(["from elsewhere"]));
/// ```
#[derive(Default)]
pub struct MemoryBookmarks {
    known: Mutex<Bookmarks>,
    supplier: Option<Supplier>,
    consumer: Option<Consumer>,
}

type Supplier = Box<dyn Fn() -> Bookmarks + Send + Sync>;
type Consumer = Box<dyn Fn(&Bookmarks) + Send + Sync>;

impl MemoryBookmarks {
    /// Makes a manager that knows of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes it know of these from the start.
    #[must_use]
    pub fn starting_with(self, bookmarks: Bookmarks) -> Self {
        Self { known: Mutex::new(bookmarks), ..self }
    }

    /// Has `supply` asked for further bookmarks whenever work begins.
    #[must_use]
    pub fn supplied_by(self, supply: impl Fn() -> Bookmarks + Send + Sync + 'static) -> Self {
        Self { supplier: Some(Box::new(supply)), ..self }
    }

    /// Has `consume` told of all bookmarks whenever work left a new one.
    #[must_use]
    pub fn consumed_by(self, consume: impl Fn(&Bookmarks) + Send + Sync + 'static) -> Self {
        Self { consumer: Some(Box::new(consume)), ..self }
    }
}

impl BookmarkManager for MemoryBookmarks {
    fn bookmarks(&self) -> Bookmarks {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match &self.supplier {
            Some(supply) => known.union(&supply()),
            None => known,
        }
    }

    fn update(&self, previous: &Bookmarks, new: &Bookmarks) {
        if new.is_empty() {
            return;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if *known == *previous {
            // Reads leave what they found.
            if !Arc::ptr_eq(&known.packed, &new.packed) {
                *known = new.clone();
            }
        } else {
            let beside = known.iter().filter(|bookmark| previous.iter().all(|seen| seen != *bookmark));
            *known = Bookmarks::from_raw(beside.chain(new.iter()));
        }
        let Some(consume) = &self.consumer else { return };
        let updated = known.clone();
        drop(known);
        consume(&updated);
    }
}

impl fmt::Debug for MemoryBookmarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryBookmarks").field("known", &self.known).finish_non_exhaustive()
    }
}

/// The place where the units of work of a session, or a driver's one-call queries, leave their bookmark and find
/// their predecessor's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chain {
    /// What its own work left last; a chain of one unit of work needs no place for it.
    own: Option<Arc<Mutex<Bookmarks>>>,
    manager: Option<Arc<dyn BookmarkManager>>,
}

impl Chain {
    pub(crate) fn new(start: Bookmarks, manager: Option<Arc<dyn BookmarkManager>>) -> Self {
        Self { own: Some(Arc::new(Mutex::new(start))), manager }
    }

    /// Makes the chain of one unit of work, which nothing follows but by the manager.
    pub(crate) const fn of_one(manager: Option<Arc<dyn BookmarkManager>>) -> Self {
        Self { own: None, manager }
    }

    /// Returns what the next unit of work must see.
    #[inline]
    pub(crate) fn current(&self) -> Bookmarks {
        match (&self.own, &self.manager) {
            (None, Some(manager)) => manager.bookmarks(),
            (_, Some(manager)) => self.last().union(&manager.bookmarks()),
            (_, None) => self.last(),
        }
    }

    /// Returns what the chain's own work left last.
    pub(crate) fn last(&self) -> Bookmarks {
        match &self.own {
            Some(own) => own.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            None => Bookmarks::default(),
        }
    }

    /// Notes the bookmark, packed, that a unit of work left which had to see `started_from`.
    #[inline]
    pub(crate) fn advance(&self, started_from: &Bookmarks, bookmark: Option<&[u8]>) {
        let Some(new) = bookmark.and_then(|bookmark| started_from.followed_by(bookmark)) else { return };
        if let Some(manager) = &self.manager {
            manager.update(started_from, &new);
        }
        if let Some(own) = &self.own {
            *own.lock().unwrap_or_else(PoisonError::into_inner) = new;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_holds_its_last_bookmark_alone() {
        let chain = Chain::new(Bookmarks::default(), None);
        chain.advance(&chain.current(), Some(b"\x83one"));
        chain.advance(&chain.current(), Some(b"\x83two"));
        assert_eq!(chain.current(), Bookmarks::from_raw(["two"]));
        chain.advance(&chain.current(), Some(b"\x80"));
        chain.advance(&chain.current(), Some(b"\xD0\x00"));
        chain.advance(&chain.current(), Some(b"\x81\xFF"));
        chain.advance(&chain.current(), None);
        assert_eq!(chain.current(), Bookmarks::from_raw(["two"]));
    }

    #[test]
    fn a_manager_keeps_what_work_side_by_side_left() {
        let manager = MemoryBookmarks::new().starting_with(Bookmarks::from_raw(["start"]));
        let (left, right) = (manager.bookmarks(), manager.bookmarks());
        manager.update(&left, &Bookmarks::from_raw(["left"]));
        manager.update(&right, &Bookmarks::from_raw(["right"]));
        assert_eq!(manager.bookmarks(), Bookmarks::from_raw(["left", "right"]));
    }

    #[test]
    fn a_manager_asks_its_supplier_and_tells_its_consumer() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let manager = MemoryBookmarks::new()
            .supplied_by(|| Bookmarks::from_raw(["supplied"]))
            .consumed_by(move |all| heard.lock().expect("not poisoned").push(all.clone()));
        assert_eq!(manager.bookmarks(), Bookmarks::from_raw(["supplied"]));
        manager.update(&manager.bookmarks(), &Bookmarks::from_raw(["new"]));
        assert_eq!(*told.lock().expect("not poisoned"), [Bookmarks::from_raw(["new"])]);
    }
}
