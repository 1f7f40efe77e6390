//! petgraph.

use graph_core::{Driver, Error};
use graph_embedded::EmbeddedServer;
use petgraph::graph::DiGraph;

#[tokio::test]
async fn nodes_and_relationships_become_nodes_and_edges() -> Result<(), Error> {
    let server = EmbeddedServer::start().await.expect("the embedded server starts");
    let driver = Driver::builder(server.uri()).build()?;
    let text = "CREATE (a:N {name: 'a'})-[r:R]->(b:N {name: 'b'}), (b)-[s:R]->(a), (b)-[t:R]->(c:N {name: 'c'}) \
                RETURN a, b, r, s, t";
    let graph = DiGraph::from(driver.run(text).await?.to_graph()?);

    let name = |node: &graph_core::value::Node| node.property("name").and_then(|name| name.as_str().map(String::from));
    let nodes: Vec<Option<String>> = graph.node_weights().map(name).collect();
    assert_eq!(nodes, [Some("a".to_owned()), Some("b".to_owned()), None], "`c` was not returned, but is an end");
    for edge in graph.edge_indices() {
        let (from, to) = graph.edge_endpoints(edge).expect("an edge has ends");
        assert_eq!(graph[from].element_id(), graph[edge].start_element_id());
        assert_eq!(graph[to].element_id(), graph[edge].end_element_id());
    }
    assert_eq!(graph.edge_count(), 3);
    assert!(petgraph::algo::is_cyclic_directed(&graph));
    Ok(())
}
