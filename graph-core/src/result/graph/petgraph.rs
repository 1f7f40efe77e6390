//! As a graph of `petgraph`.

use std::collections::HashMap;

use petgraph::graph::DiGraph;

use super::Graph;
use crate::value::{Map, Node, Relationship};

impl From<Graph> for DiGraph<Node, Relationship> {
    /// Makes nodes and edges of the nodes and relationships, in their order.
    ///
    /// A node that a relationship joins and that is not in the graph comes after the others, with its element id and
    /// without labels and properties.
    fn from(graph: Graph) -> Self {
        let mut target = Self::with_capacity(graph.nodes.len(), graph.relationships.len());
        let mut places = HashMap::with_capacity(graph.nodes.len());
        for node in graph.nodes {
            let id = node.element_id().to_owned();
            places.insert(id, target.add_node(node));
        }
        for relationship in graph.relationships {
            let [from, to] = [relationship.start_element_id(), relationship.end_element_id()].map(|id| {
                *places
                    .entry(id.to_owned())
                    .or_insert_with_key(|id| target.add_node(Node::new(id.clone(), Vec::new(), Map::new())))
            });
            target.add_edge(from, to, relationship);
        }
        target
    }
}
