//! Keys that are made where a node is saved.

use graph_core::mapping::{Encoded, ToValue};

/// A type of keys that `#[graph(key, generated)]` makes new ones of.
///
/// With the feature `uuid` these are its `Uuid`, that of [`value`](graph_core::value::Uuid) and `String`: UUIDs of version
/// 7, which begin with the time, so that later ones come later in an index.
///
/// A node whose key is that of `Default` has none yet. It gets one where it is saved or inserted, and what is returned has
/// it. The key is made before the first attempt, so that an attempt that is repeated finds the same node.
///
/// ```
/// use std::sync::atomic::{AtomicI64, Ordering};
///
/// use graph_orm::prelude::*;
///
/// static LAST: AtomicI64 = AtomicI64::new(0);
///
/// fn next() -> i64 {
///     LAST.fetch_add(1, Ordering::Relaxed) + 1
/// }
///
/// #[derive(Node)]
/// struct Ticket {
///     #[graph(key, generated = next)]
///     number: i64,
///     text: String,
/// }
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// let ticket = Ticket { number: 0, text: "It rattles.".into() };
/// let ticket = Repository::<Ticket>::new().insert(&driver, &ticket).await?;
/// assert_eq!(ticket.number, 1);
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "nobody knows how a key of type `{Self}` is made",
    label = "no type of keys that makes new ones",
    note = "say how: `#[graph(key, generated = path::to::function)]`, or implement `GeneratedKey`; UUIDs and `String` are \
            made with the feature `uuid`"
)]
pub trait GeneratedKey: Sized {
    /// Makes a key that no other node has.
    fn generate() -> Self;
}

#[cfg(feature = "uuid")]
impl GeneratedKey for uuid::Uuid {
    fn generate() -> Self {
        Self::now_v7()
    }
}

#[cfg(feature = "uuid")]
impl GeneratedKey for graph_core::value::Uuid {
    fn generate() -> Self {
        uuid::Uuid::now_v7().into()
    }
}

#[cfg(feature = "uuid")]
impl GeneratedKey for String {
    fn generate() -> Self {
        uuid::Uuid::now_v7().to_string()
    }
}

/// Returns a key as it is saved: a new one in the place of none.
#[doc(hidden)]
pub fn key_or_new<K: ToValue + Default + PartialEq>(key: &K, generate: impl FnOnce() -> K) -> Encoded {
    if *key == K::default() { Encoded::new(&generate()) } else { Encoded::new(key) }
}
