//! As a graph of `petgraph`.

use petgraph::graph::DiGraph;

use super::{Link, Place, SubGraph};

impl<N, X> From<SubGraph<N, X>> for DiGraph<N, X> {
    /// Makes nodes and edges of the nodes and relationships, in their order.
    fn from(graph: SubGraph<N, X>) -> Self {
        let mut target = Self::with_capacity(graph.nodes.len(), graph.links.len());
        let nodes: Vec<_> = graph.nodes.into_iter().map(|Place { node, .. }| target.add_node(node)).collect();
        for Link { from, to, link } in graph.links {
            target.add_edge(nodes[from], nodes[to], link);
        }
        target
    }
}
