//! What nodes and relationships are.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numeric_ids_are_there_only_if_they_were_sent() {
        let node = Node::new("a", Vec::new(), Map::new());
        assert_eq!(node.id(), None);
        assert_eq!(node.with_id(7).id(), Some(7));
        let unnumbered = Relationship::new("r", "R", "a", "b", Map::new());
        assert_eq!((unnumbered.id(), unnumbered.start_id(), unnumbered.end_id()), (None, None, None));
        let numbered = unnumbered.with_ids(1, 2, 3);
        assert_eq!((numbered.id(), numbered.start_id(), numbered.end_id()), (Some(1), Some(2), Some(3)));
    }

    #[test]
    fn labels_and_properties_are_found_by_their_exact_name() {
        let properties = Map::from([("since".to_owned(), Value::Integer(1843))]);
        let node = Node::new("a", vec!["Person".into()], properties.clone());
        assert!(node.has_label("Person") && !node.has_label("person"));
        assert_eq!((node.property("since"), node.property("Since")), (Some(&Value::Integer(1843)), None));
        let relationship = Relationship::new("r", "KNOWS", "a", "b", properties.clone());
        assert_eq!((relationship.property("since"), relationship.property("")), (Some(&Value::Integer(1843)), None));
        assert_eq!((node.into_properties(), relationship.into_properties()), (properties.clone(), properties));
    }
}
