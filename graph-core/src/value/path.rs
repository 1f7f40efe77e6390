//! What paths are.

use std::iter::FusedIterator;
use std::sync::Arc;

use super::{Node, Relationship};

/// A walk through the graph: nodes, and between each two of them a relationship, in either direction.
///
/// What it passes more than once it has once in memory.
///
/// # Examples
///
/// ```
/// use graph_core::value::{Map, Node, Path, Relationship};
///
/// let person = Node::new("4:db:17", vec!["Person".into()], Map::new());
/// let company = Node::new("4:db:18", vec!["Company".into()], Map::new());
/// let employs = Relationship::new("5:db:1", "EMPLOYS", "4:db:18", "4:db:17", Map::new());
///
/// let path = Path::new(vec![person, company], vec![employs])?;
/// assert_eq!(path.len(), 1);
/// assert_eq!(path.end().labels(), ["Company"]);
/// assert_eq!(path.to_string(), "(:Person)<-[:EMPLOYS]-(:Company)");
/// # Ok::<(), graph_core::value::InvalidPath>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    start: Arc<Node>,
    /// Each relationship joins the node before it and the one that it is kept with.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
struct Step {
    relationship: Arc<Relationship>,
    node: Arc<Node>,
}

impl Path {
    /// Creates the path along the nodes, joined by the relationships between them.
    ///
    /// A single node is a path of length zero.
    ///
    /// # Errors
    /// When there is not one node more than relationships, or a relationship does not join the nodes beside it.
    pub fn new(nodes: Vec<Node>, relationships: Vec<Relationship>) -> Result<Self, InvalidPath> {
        let counts = InvalidPath::Counts { nodes: nodes.len(), relationships: relationships.len() };
        if nodes.len() != relationships.len().saturating_add(1) {
            return Err(counts);
        }
        let mut nodes = nodes.into_iter().map(Arc::new);
        let start = nodes.next().ok_or(counts)?;
        let path = Self::joined(start, relationships.into_iter().map(Arc::new).zip(nodes));
        match path.hops().position(|hop| !hop.is_joined()) {
            Some(position) => Err(InvalidPath::Disjoint { position }),
            None => Ok(path),
        }
    }

    /// Creates a path whose relationships are known to join the nodes beside them.
    pub(crate) fn joined(start: Arc<Node>, steps: impl IntoIterator<Item = (Arc<Relationship>, Arc<Node>)>) -> Self {
        let steps = steps.into_iter().map(|(relationship, node)| Step { relationship, node });
        Self { start, steps: steps.collect() }
    }

    /// Returns the first node.
    #[must_use]
    pub fn start(&self) -> &Node {
        &self.start
    }

    /// Returns the last node, which is the first one if the path has no relationships.
    #[must_use]
    pub fn end(&self) -> &Node {
        self.steps.last().map_or(&self.start, |step| &step.node)
    }

    /// Returns the number of relationships.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a path of length zero still has a node, so it is not empty")]
    pub const fn len(&self) -> usize {
        self.steps.len()
    }

    /// Returns the nodes on the way, of which there is one more than relationships.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = &Node> + Clone {
        std::iter::once(self.start()).chain(self.steps.iter().map(|step| &*step.node))
    }

    /// Returns the relationships on the way.
    pub fn relationships(&self) -> impl DoubleEndedIterator<Item = &Relationship> + ExactSizeIterator + Clone {
        self.steps.iter().map(|step| &*step.relationship)
    }

    /// Returns each relationship with the nodes that it joins, in the direction of the path.
    #[must_use]
    pub fn hops(&self) -> Hops<'_> {
        Hops { from: &self.start, steps: self.steps.iter() }
    }
}

impl<'a> IntoIterator for &'a Path {
    type Item = Hop<'a>;
    type IntoIter = Hops<'a>;

    fn into_iter(self) -> Hops<'a> {
        self.hops()
    }
}

/// One step of a path.
///
/// # Examples
///
/// ```
/// use graph_core::value::Path;
///
/// fn route(path: &Path) -> Vec<String> {
///     path.hops().map(|hop| format!("{} by {}", hop.to().element_id(), hop.relationship().type_name())).collect()
/// }
/// # use graph_core::value::{Map, Node, Relationship};
/// # let nodes = ["a", "b"].map(|id| Node::new(id, Vec::new(), Map::new())).to_vec();
/// # let path = Path::new(nodes, vec![Relationship::new("r", "ROAD", "b", "a", Map::new())])?;
/// assert_eq!(route(&path), ["b by ROAD"]);
/// # Ok::<(), graph_core::value::InvalidPath>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hop<'a> {
    from: &'a Node,
    relationship: &'a Relationship,
    to: &'a Node,
}

impl<'a> Hop<'a> {
    /// Returns the node that the path comes from.
    #[must_use]
    pub const fn from(&self) -> &'a Node {
        self.from
    }

    /// Returns the relationship, whose own direction may be the other one.
    #[must_use]
    pub const fn relationship(&self) -> &'a Relationship {
        self.relationship
    }

    /// Returns the node that the path goes to.
    #[must_use]
    pub const fn to(&self) -> &'a Node {
        self.to
    }

    /// Returns whether the path goes along the relationship from its end to its start.
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        !self.leads(self.from, self.to)
    }

    fn is_joined(&self) -> bool {
        self.leads(self.from, self.to) || self.leads(self.to, self.from)
    }

    fn leads(&self, start: &Node, end: &Node) -> bool {
        self.relationship.start_element_id() == start.element_id()
            && self.relationship.end_element_id() == end.element_id()
    }
}

/// The steps of a path in order, made by [`Path::hops`].
///
/// # Examples
///
/// ```
/// use graph_core::value::{Hops, Map, Node, Path};
///
/// let path = Path::new(vec![Node::new("4:db:17", Vec::new(), Map::new())], Vec::new())?;
/// let mut hops: Hops<'_> = path.hops();
/// assert!(hops.next().is_none());
/// # Ok::<(), graph_core::value::InvalidPath>(())
/// ```
#[derive(Debug, Clone)]
pub struct Hops<'a> {
    from: &'a Node,
    steps: std::slice::Iter<'a, Step>,
}

impl<'a> Iterator for Hops<'a> {
    type Item = Hop<'a>;

    fn next(&mut self) -> Option<Hop<'a>> {
        let Step { relationship, node } = self.steps.next()?;
        let from = std::mem::replace(&mut self.from, node);
        Some(Hop { from, relationship, to: node })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.steps.size_hint()
    }
}

impl ExactSizeIterator for Hops<'_> {}

impl FusedIterator for Hops<'_> {}

/// Why nodes and relationships do not make a path.
///
/// # Examples
///
/// ```
/// use graph_core::value::{InvalidPath, Path};
///
/// let refused = Path::new(Vec::new(), Vec::new()).unwrap_err();
/// assert_eq!(refused, InvalidPath::Counts { nodes: 0, relationships: 0 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPath {
    /// There is not exactly one node more than relationships.
    #[error("{nodes} nodes and {relationships} relationships do not alternate")]
    Counts {
        /// How many nodes there are.
        nodes: usize,
        /// How many relationships there are.
        relationships: usize,
    },
    /// A relationship joins other nodes than the two beside it.
    #[error("relationship {position} of the path does not join the nodes beside it")]
    Disjoint {
        /// The place of the relationship, counted from zero.
        position: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::super::Map;
    use super::*;

    fn node(element_id: &str) -> Node {
        Node::new(element_id, Vec::new(), Map::new())
    }

    fn relationship(start: &str, end: &str) -> Relationship {
        Relationship::new(format!("{start}-{end}"), "R", start, end, Map::new())
    }

    #[test]
    fn a_path_goes_along_its_relationships_in_either_direction() {
        let nodes = ["a", "b", "c", "c", "a"].map(node);
        let relationships = [("a", "b"), ("c", "b"), ("c", "c"), ("a", "c")].map(|(from, to)| relationship(from, to));
        let path = Path::new(nodes.to_vec(), relationships.to_vec()).unwrap();

        assert_eq!(path.len(), 4);
        assert_eq!((path.start().element_id(), path.end().element_id()), ("a", "a"));
        assert!(path.nodes().eq(&nodes));
        assert!(path.nodes().rev().eq(nodes.iter().rev()));
        assert!(path.relationships().eq(&relationships));
        let hops: Vec<_> = path
            .hops()
            .map(|hop| {
                (hop.from().element_id(), hop.relationship().element_id(), hop.to().element_id(), hop.is_reversed())
            })
            .collect();
        assert_eq!(
            hops,
            [("a", "a-b", "b", false), ("b", "c-b", "c", true), ("c", "c-c", "c", false), ("c", "a-c", "a", true)]
        );
        assert_eq!(path.hops().len(), 4);
        assert!((&path).into_iter().eq(path.hops()));
    }

    #[test]
    fn one_node_is_a_path_of_length_zero() {
        let path = Path::new(vec![node("a")], Vec::new()).unwrap();
        assert_eq!(path.len(), 0);
        assert_eq!(path.start(), path.end());
        assert_eq!(path.nodes().count(), 1);
        assert_eq!(path.hops().next(), None);
    }

    #[test]
    fn counts_that_do_not_alternate_are_refused() {
        for (nodes, relationships) in [(0, 0), (0, 1), (1, 1), (2, 0), (3, 1)] {
            let refused = Path::new(vec![node("a"); nodes], vec![relationship("a", "a"); relationships]);
            assert_eq!(refused, Err(InvalidPath::Counts { nodes, relationships }));
        }
    }

    #[test]
    fn a_relationship_that_joins_other_nodes_is_refused_by_its_place() {
        for wrong in [relationship("b", "d"), relationship("a", "c"), relationship("b", "b")] {
            let refused = Path::new(["a", "b", "c"].map(node).to_vec(), vec![relationship("a", "b"), wrong]);
            assert_eq!(refused, Err(InvalidPath::Disjoint { position: 1 }));
        }
    }
}
