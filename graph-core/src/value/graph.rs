//! What nodes, relationships and paths are.

use std::iter::FusedIterator;

use super::{Map, Value};

/// A node of the graph, as it was when the query read it.
///
/// # Examples
///
/// ```
/// use graph_core::value::{Map, Node, Value};
///
/// let properties = Map::from([("name".into(), "Ada".into())]);
/// let node = Node::new("4:db:17", vec!["Person".into()], properties);
/// assert!(node.has_label("Person"));
/// assert_eq!(node.property("name").and_then(Value::as_str), Some("Ada"));
/// assert_eq!(node.to_string(), "(:Person {name: 'Ada'})");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    id: Option<i64>,
    element_id: String,
    labels: Vec<String>,
    properties: Map,
}

impl Node {
    /// Creates a node without a numeric id.
    #[must_use]
    pub fn new(element_id: impl Into<String>, labels: Vec<String>, properties: Map) -> Self {
        Self { id: None, element_id: element_id.into(), labels, properties }
    }

    /// Sets the numeric id.
    #[must_use]
    pub const fn with_id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    /// Returns the numeric id, if the server still sends one.
    ///
    /// Servers deprecate it: an id is reused after its node is deleted. Prefer [`element_id`](Self::element_id).
    #[must_use]
    pub const fn id(&self) -> Option<i64> {
        self.id
    }

    /// Returns the text that identifies the node within its database.
    #[must_use]
    pub fn element_id(&self) -> &str {
        &self.element_id
    }

    /// Returns the labels, in the order in which the server sent them.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// Returns whether the node has the label.
    #[must_use]
    pub fn has_label(&self, label: &str) -> bool {
        self.labels.iter().any(|it| it == label)
    }

    /// Returns all properties.
    #[must_use]
    pub const fn properties(&self) -> &Map {
        &self.properties
    }

    /// Returns the property of that key, if the node has it.
    #[must_use]
    pub fn property(&self, key: &str) -> Option<&Value> {
        self.properties.get(key)
    }

    /// Returns all properties, without the rest.
    #[must_use]
    pub fn into_properties(self) -> Map {
        self.properties
    }
}

/// A relationship of the graph, as it was when the query read it.
///
/// # Examples
///
/// ```
/// use graph_core::value::{Map, Relationship};
///
/// let knows = Relationship::new("5:db:1", "KNOWS", "4:db:17", "4:db:18", Map::new());
/// assert_eq!(knows.type_name(), "KNOWS");
/// assert_eq!(knows.start_element_id(), "4:db:17");
/// assert_eq!(knows.to_string(), "[:KNOWS]");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Relationship {
    ids: Option<RelationshipIds>,
    element_id: String,
    type_name: String,
    start_element_id: String,
    end_element_id: String,
    properties: Map,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct RelationshipIds {
    own: i64,
    start: i64,
    end: i64,
}

impl Relationship {
    /// Creates a relationship between two nodes, without numeric ids.
    #[must_use]
    pub fn new(
        element_id: impl Into<String>,
        type_name: impl Into<String>,
        start_element_id: impl Into<String>,
        end_element_id: impl Into<String>,
        properties: Map,
    ) -> Self {
        Self {
            ids: None,
            element_id: element_id.into(),
            type_name: type_name.into(),
            start_element_id: start_element_id.into(),
            end_element_id: end_element_id.into(),
            properties,
        }
    }

    /// Sets the numeric ids of the relationship itself and of the nodes at its start and end.
    #[must_use]
    pub const fn with_ids(mut self, own: i64, start: i64, end: i64) -> Self {
        self.ids = Some(RelationshipIds { own, start, end });
        self
    }

    /// Returns the numeric id, if the server still sends one.
    ///
    /// Servers deprecate it: an id is reused after its relationship is deleted. Prefer [`element_id`](Self::element_id).
    #[must_use]
    pub fn id(&self) -> Option<i64> {
        self.ids.map(|ids| ids.own)
    }

    /// Returns the numeric id of the node at the start, if the server still sends one.
    #[must_use]
    pub fn start_id(&self) -> Option<i64> {
        self.ids.map(|ids| ids.start)
    }

    /// Returns the numeric id of the node at the end, if the server still sends one.
    #[must_use]
    pub fn end_id(&self) -> Option<i64> {
        self.ids.map(|ids| ids.end)
    }

    /// Returns the text that identifies the relationship within its database.
    #[must_use]
    pub fn element_id(&self) -> &str {
        &self.element_id
    }

    /// Returns the text that identifies the node that the relationship leaves.
    #[must_use]
    pub fn start_element_id(&self) -> &str {
        &self.start_element_id
    }

    /// Returns the text that identifies the node that the relationship leads to.
    #[must_use]
    pub fn end_element_id(&self) -> &str {
        &self.end_element_id
    }

    /// Returns the name of the relationship's type.
    #[must_use]
    pub fn type_name(&self) -> &str {
        &self.type_name
    }

    /// Returns all properties.
    #[must_use]
    pub const fn properties(&self) -> &Map {
        &self.properties
    }

    /// Returns the property of that key, if the relationship has it.
    #[must_use]
    pub fn property(&self, key: &str) -> Option<&Value> {
        self.properties.get(key)
    }

    /// Returns all properties, without the rest.
    #[must_use]
    pub fn into_properties(self) -> Map {
        self.properties
    }
}

/// A walk through the graph: nodes, and between each two of them a relationship, in either direction.
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
    start: Node,
    /// Each relationship joins the node before it and the one that it is kept with.
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
struct Step {
    relationship: Relationship,
    node: Node,
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
        let mut nodes = nodes.into_iter();
        let start = nodes.next().ok_or(counts)?;
        let steps = relationships.into_iter().zip(nodes).map(|(relationship, node)| Step { relationship, node });
        let path = Self { start, steps: steps.collect() };
        match path.hops().position(|hop| !hop.is_joined()) {
            Some(position) => Err(InvalidPath::Disjoint { position }),
            None => Ok(path),
        }
    }

    /// Returns the first node.
    #[must_use]
    pub const fn start(&self) -> &Node {
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
        std::iter::once(&self.start).chain(self.steps.iter().map(|step| &step.node))
    }

    /// Returns the relationships on the way.
    pub fn relationships(&self) -> impl DoubleEndedIterator<Item = &Relationship> + ExactSizeIterator + Clone {
        self.steps.iter().map(|step| &step.relationship)
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
        self.relationship.start_element_id == start.element_id && self.relationship.end_element_id == end.element_id
    }
}

/// The steps of a path in order, made by [`Path::hops`].
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
