//! A part of the graph in memory: nodes and relationships by index, however they go in circles.

mod fragment;
#[cfg(feature = "petgraph")]
mod petgraph;

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::ops::Index;

use graph_core::mapping::FromValue;
use graph_core::{Error, Executor};

use crate::entity::{Node, Relationship};
use crate::execute::Prepared;
use crate::query::Reach;

pub use fragment::Fragment;

/// Nodes `N` and the relationships `X` between them, each once.
///
/// Nodes have indexes, so that a graph that goes in circles needs no reference counts. It is loaded by
/// [`Find::reach`](crate::Find::reach), or collected from the rows of any query, as [`Fragment`] shows.
///
/// ```
/// use graph_orm::subgraph::SubGraph;
///
/// /// Counts those that nobody points at.
/// fn roots<N, X>(graph: &SubGraph<N, X>) -> usize {
///     graph.nodes().filter(|(index, _)| graph.incoming(*index).next().is_none()).count()
/// }
/// # assert_eq!(roots(&std::iter::empty().collect::<SubGraph<(), ()>>()), 0);
/// ```
///
/// With the feature `petgraph` it turns into a `DiGraph<N, X>` of that crate, for algorithms.
#[derive(Debug, Clone)]
pub struct SubGraph<N, X> {
    nodes: Vec<Place<N>>,
    links: Vec<Link<X>>,
}

/// The place of a node in the [`SubGraph`] that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeIndex(usize);

#[derive(Debug, Clone)]
struct Place<N> {
    node: N,
    /// The places of its relationships.
    outgoing: Vec<usize>,
    incoming: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Link<X> {
    from: usize,
    to: usize,
    link: X,
}

impl<N, X> SubGraph<N, X> {
    /// Returns the nodes, in the order in which the database named them.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = (NodeIndex, &N)> {
        self.nodes.iter().enumerate().map(|(place, entry)| (NodeIndex(place), &entry.node))
    }

    /// Returns the relationships, each between the nodes that it goes from and to.
    pub fn links(&self) -> impl ExactSizeIterator<Item = (NodeIndex, &X, NodeIndex)> {
        self.links.iter().map(|Link { from, to, link }| (NodeIndex(*from), link, NodeIndex(*to)))
    }

    /// Returns a node; `None` for an index of another graph that is too large for this one.
    pub fn node(&self, index: NodeIndex) -> Option<&N> {
        self.nodes.get(index.0).map(|entry| &entry.node)
    }

    /// Returns the first node for which this holds.
    pub fn find(&self, mut is_wanted: impl FnMut(&N) -> bool) -> Option<NodeIndex> {
        self.nodes().find(|(_, node)| is_wanted(node)).map(|(index, _)| index)
    }

    /// Returns the relationships that go out from a node, and where to.
    pub fn outgoing(&self, node: NodeIndex) -> impl Iterator<Item = (&X, NodeIndex)> {
        let places = self.nodes.get(node.0).map_or(&[][..], |entry| &entry.outgoing);
        places.iter().filter_map(|place| self.links.get(*place)).map(|link| (&link.link, NodeIndex(link.to)))
    }

    /// Returns the relationships that come in to a node, and where from.
    pub fn incoming(&self, node: NodeIndex) -> impl Iterator<Item = (&X, NodeIndex)> {
        let places = self.nodes.get(node.0).map_or(&[][..], |entry| &entry.incoming);
        places.iter().filter_map(|place| self.links.get(*place)).map(|link| (&link.link, NodeIndex(link.from)))
    }
}

impl<N, X> Index<NodeIndex> for SubGraph<N, X> {
    type Output = N;

    /// Returns a node.
    ///
    /// # Panics
    /// For an index of another graph that is too large for this one.
    fn index(&self, index: NodeIndex) -> &N {
        &self.nodes[index.0].node
    }
}

/// Puts what rows have together: each node and each relationship once, as it came first. Relationships to nodes that no
/// row has are left out.
impl<N, X> FromIterator<Fragment<N, X>> for SubGraph<N, X> {
    fn from_iter<I: IntoIterator<Item = Fragment<N, X>>>(fragments: I) -> Self {
        let (mut nodes, mut places, mut found) = (Vec::new(), HashMap::new(), Vec::new());
        for Fragment { nodes: more, links } in fragments {
            for (id, node) in more {
                places.entry(id).or_insert_with(|| {
                    nodes.push(Place { node, outgoing: Vec::new(), incoming: Vec::new() });
                    nodes.len() - 1
                });
            }
            found.extend(links);
        }
        let (mut links, mut known) = (Vec::new(), HashSet::new());
        for link in found {
            let (Some(&from), Some(&to)) = (places.get(&link.from), places.get(&link.to)) else { continue };
            if known.insert(link.id) {
                nodes[from].outgoing.push(links.len());
                nodes[to].incoming.push(links.len());
                links.push(Link { from, to, link: link.link });
            }
        }
        Self { nodes, links }
    }
}

impl<N, X> Reach<N, X>
where
    N: Node + for<'r> FromValue<'r> + Send + 'static,
    X: Relationship + for<'r> FromValue<'r> + Send + 'static,
{
    /// Runs the query, which is one statement, and puts its rows together.
    ///
    /// # Errors
    /// The reason why a node or relationship does not fit its type, and the query's own.
    ///
    /// # Cancel safety
    /// Nothing changes, wherever it is dropped.
    pub fn load<E: Executor>(
        self,
        executor: E,
    ) -> impl Future<Output = Result<SubGraph<N, X>, Error>> + Send + use<E, N, X> {
        let fragments = Prepared::new(&self.statement()).all::<Fragment<N, X>>(executor);
        async { Ok(fragments.await?.into_iter().collect()) }
    }
}
