//! Reads pages.

use std::future::Future;

use graph_core::mapping::FromValue;
use graph_core::{Error, Executor};

use crate::entity::Entity;
use crate::query::{Page, Paged};

impl<N, V> Page<N, V>
where
    N: Entity + for<'r> FromValue<'r> + Send + 'static,
    V: for<'r> FromValue<'r> + Send + 'static,
{
    /// Reads the page.
    ///
    /// # Errors
    /// [`PartOfKey`](crate::query::PartOfKey) for a property that does not identify a node alone; the reason why a node
    /// does not fit the type, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn load<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<Paged<N, V>, Error>> + Send + use<E, N, V> {
        let (part, (select, rows)) = (self.part_of_key(), self.into_select());
        let found = select.all(executor);
        async move {
            match part {
                Some(part) => Err(Error::custom(part)),
                None => Ok(Paged::of(found.await?, rows)),
            }
        }
    }
}
