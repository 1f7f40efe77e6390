//! Nodes that are deleted without being removed.

use super::Entity;

/// A type of nodes that stay in the database when they are deleted, with the moment in the field that is marked
/// `#[graph(soft_delete)]`.
///
/// `delete` sets the stamp, by the server's clock, and leaves the node with its relationships where it is. What reads
/// nodes of the type leaves those out: the repository, typed queries and their steps, and related nodes; a patch does not
/// find them, and nothing is connected with them. [`with_deleted`](crate::Queried::with_deleted) looks for all,
/// [`restore`](crate::Repository::restore) takes the deletion back, and [`purge`](crate::Repository::purge) removes a node.
///
/// Its key stays taken: a save by this key changes the node that is deleted, and leaves it so. Queries by hand see all
/// nodes, and so does an enum of node types, whose types need not have one stamp.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::value::DateTime;
///
/// #[derive(Node)]
/// struct Invoice {
///     #[graph(key)]
///     number: i64,
///     #[graph(soft_delete)]
///     deleted: Option<DateTime>,
/// }
///
/// assert_eq!(Invoice::node().to_cypher()?, "MATCH (n:Invoice)\nWHERE n.deleted IS NULL\nRETURN n");
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// let invoices = Repository::<Invoice>::new();
/// assert!(invoices.delete(&driver, &7).await?);
/// assert!(invoices.find(&driver, &7).await?.is_none());
/// let deleted = Invoice::with_deleted().filter(Invoice::DELETED.is_not_null()).all(&driver).await?;
/// assert_eq!(deleted.len(), 1);
/// assert!(invoices.restore(&driver, &7).await?);
/// # Ok(()) }
/// # Ok::<(), graph_orm::cypher::InvalidName>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "what deletes a `{Self}` removes it",
    label = "nothing is left of a deleted one",
    note = "mark an `Option<DateTime>` of it with `#[graph(soft_delete)]`"
)]
pub trait SoftDelete: Entity {}
