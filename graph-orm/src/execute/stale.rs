//! A write that came too late: what it would write over was changed meanwhile.

use std::fmt;

/// The reason for which something was not written: the database has it in another version than its writer has seen.
///
/// [`Error::custom_ref`](graph_core::Error::custom_ref) finds it in the error of whatever writes an entity with a
/// [`#[graph(version)]`](trait@crate::entity::Versioned). Trying the same again brings the same: load the entity, make
/// the change to what it is now, and write that.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::repository::{StaleVersion, Staleness};
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
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// let accounts = Repository::<Account>::new();
/// while let Some(mut account) = accounts.find(&driver, &7).await? {
///     account.balance += 10;
///     match accounts.save(&driver, &account).await {
///         Ok(_) => break,
///         Err(error) => match error.custom_ref::<StaleVersion>().map(StaleVersion::staleness) {
///             Some(Staleness::Changed) => continue,
///             Some(Staleness::Gone) => break,
///             None => return Err(error),
///         },
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleVersion {
    entity: &'static str,
    staleness: Staleness,
    positions: Vec<usize>,
    /// How many there are.
    stale: u64,
    /// How many were to be written.
    of: u64,
}

/// What became of an entity since it was loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Staleness {
    /// It is there, in another version; or it is there already, and what should be written is new.
    Changed,
    /// It is not there any more. Of several entities at once nobody tells, and they count as changed.
    Gone,
}

impl StaleVersion {
    pub(crate) const fn of_one(entity: &'static str, staleness: Staleness) -> Self {
        Self { entity, staleness, positions: Vec::new(), stale: 1, of: 1 }
    }

    pub(crate) const fn of_some(entity: &'static str, stale: u64, of: u64) -> Self {
        Self { entity, staleness: Staleness::Changed, positions: Vec::new(), stale, of }
    }

    pub(crate) fn at(entity: &'static str, positions: Vec<usize>, of: usize) -> Self {
        let [stale, of] = [positions.len(), of].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        Self { positions, ..Self::of_some(entity, stale, of) }
    }

    /// Returns the name of the entity's type.
    pub const fn entity(&self) -> &'static str {
        self.entity
    }

    /// Returns what became of the entity.
    pub const fn staleness(&self) -> Staleness {
        self.staleness
    }

    /// Returns how many entities were not written.
    pub const fn count(&self) -> u64 {
        self.stale
    }

    /// Returns which of the nodes that were given to [`save_all`](crate::Repository::save_all) were not saved, counted
    /// from 0; all others were. It is empty for all other methods.
    pub fn positions(&self) -> &[usize] {
        &self.positions
    }
}

impl fmt::Display for StaleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entity, stale, of, .. } = self;
        match (self.staleness, of) {
            (Staleness::Gone, _) => write!(f, "the `{entity}` was not written: it was deleted since it was loaded"),
            (Staleness::Changed, 1) => write!(
                f,
                "the `{entity}` was not written: it was changed since it was loaded; load it and make the change again"
            ),
            (Staleness::Changed, _) => write!(
                f,
                "{stale} of {of} entities of `{entity}` were not written: they were changed or deleted since they were \
                 loaded; load them and make the changes again"
            ),
        }
    }
}

impl std::error::Error for StaleVersion {}
