//! The nodes and relationships of a whole result, each once.

#[cfg(feature = "petgraph")]
mod petgraph;

use std::collections::HashMap;

use super::EagerResult;
use crate::error::Error;
use crate::mapping::Record;
use crate::value::{Node, Relationship, Value};

/// The nodes and relationships that a result names, each once, in the order of their first mention.
///
/// They are found in every column, inside paths, lists and maps too. A relationship's nodes are here only where the
/// result names them as well; one that it names several times is kept as it came first.
///
/// ```no_run
/// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
/// let graph = driver.run("MATCH p = (:Person)-[:KNOWS*]->(:Person) RETURN p").read().await?.to_graph()?;
/// for relationship in graph.relationships() {
///     let ends = (graph.node(relationship.start_element_id()), graph.node(relationship.end_element_id()));
///     println!("{ends:?}");
/// }
/// # Ok(()) }
/// ```
///
/// With the feature `petgraph` it turns into a `DiGraph<Node, Relationship>` of that crate, for algorithms.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    relationships: Vec<Relationship>,
    node_places: HashMap<String, usize>,
    relationship_places: HashMap<String, usize>,
}

impl Graph {
    /// Returns the nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Returns the relationships.
    pub fn relationships(&self) -> &[Relationship] {
        &self.relationships
    }

    /// Returns the node of an element id, if the result names it.
    pub fn node(&self, element_id: &str) -> Option<&Node> {
        self.nodes.get(*self.node_places.get(element_id)?)
    }

    /// Returns the relationship of an element id, if the result names it.
    pub fn relationship(&self, element_id: &str) -> Option<&Relationship> {
        self.relationships.get(*self.relationship_places.get(element_id)?)
    }

    /// Adds whatever a value names; values nest as deep as the protocol allows and no deeper.
    fn add(&mut self, value: &Value) {
        match value {
            Value::Node(node) => self.add_node(node),
            Value::Relationship(relationship) => self.add_relationship(relationship),
            Value::Path(path) => {
                path.nodes().for_each(|node| self.add_node(node));
                path.relationships().for_each(|relationship| self.add_relationship(relationship));
            }
            Value::List(elements) => elements.iter().for_each(|element| self.add(element)),
            Value::Map(entries) => entries.values().for_each(|entry| self.add(entry)),
            _ => {}
        }
    }

    fn add_node(&mut self, node: &Node) {
        if !self.node_places.contains_key(node.element_id()) {
            self.node_places.insert(node.element_id().to_owned(), self.nodes.len());
            self.nodes.push(node.clone());
        }
    }

    fn add_relationship(&mut self, relationship: &Relationship) {
        if !self.relationship_places.contains_key(relationship.element_id()) {
            self.relationship_places.insert(relationship.element_id().to_owned(), self.relationships.len());
            self.relationships.push(relationship.clone());
        }
    }
}

impl EagerResult<Record> {
    /// Returns the nodes and relationships that the records name, each once.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when the server sent bytes that are no value.
    pub fn to_graph(&self) -> Result<Graph, Error> {
        let mut graph = Graph::default();
        for record in &self.records {
            record.values()?.iter().for_each(|value| graph.add(value));
        }
        Ok(graph)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Map, Path};

    fn node(id: &str, name: &str) -> Node {
        Node::new(id, Vec::new(), Map::from([("name".to_owned(), name.into())]))
    }

    #[test]
    fn whatever_is_named_is_there_once_however_deep_it_is() {
        let knows = Relationship::new("r", "KNOWS", "a", "b", Map::new());
        let path = Path::new(vec![node("a", "Ann"), node("b", "Bob")], vec![knows.clone()]).expect("they touch");
        let nested = Value::List(vec![Value::Map(Map::from([("it".to_owned(), Value::from(node("c", "Cem")))]))]);
        let mut graph = Graph::default();
        for value in [Value::from(node("a", "Ann")), path.into(), nested, node("a", "another").into(), 1.into()] {
            graph.add(&value);
        }
        graph.add(&Value::from(knows));
        let ids: Vec<_> = graph.nodes().iter().map(Node::element_id).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert_eq!(graph.node("a").and_then(|node| node.property("name")), Some(&"Ann".into()));
        assert_eq!(graph.relationships().len(), 1);
        let start = graph.relationship("r").map(Relationship::start_element_id);
        assert!(start.is_some_and(|id| graph.node(id).is_some()));
        assert!(graph.node("r").is_none() && graph.relationship("a").is_none());
    }
}
