//! How a value of the engine becomes one of Bolt, and back.

mod temporal;

use std::collections::{BTreeMap, HashMap};

use boltr::types::{BoltDict, BoltNode, BoltPath, BoltRelationship, BoltUnboundRelationship, BoltValue};
use graphdblite::{Edge, Node, NodeId, PathValue, Properties, Value};

use crate::failure::{Failure, Outcome, code};
use crate::rewrite::{Construct, refusal};

/// A result value as it goes on the wire.
pub(crate) fn to_bolt(value: Value) -> BoltValue {
    match value {
        Value::Null => BoltValue::Null,
        Value::Bool(b) => BoltValue::Boolean(b),
        Value::I64(i) => BoltValue::Integer(i),
        Value::F64(f) => BoltValue::Float(f),
        Value::String(s) => BoltValue::String(s),
        Value::List(items) => BoltValue::List(items.into_iter().map(to_bolt).collect()),
        Value::Map(map) => BoltValue::Dict(map.into_iter().map(|(k, v)| (k, to_bolt(v))).collect()),
        Value::Node(node) => BoltValue::Node(to_node(node)),
        Value::Edge(edge) => BoltValue::Relationship(to_relationship(edge)),
        Value::Path(path) => BoltValue::Path(to_path(path)),
        temporal => temporal::to_bolt(temporal),
    }
}

/// The element id of a node or a relationship: its number in decimal.
pub(crate) fn element_id(id: i64) -> String {
    id.to_string()
}

fn node_id(id: NodeId) -> i64 {
    // The engine counts nodes up from 1, so a number beyond i64 cannot have been given out.
    i64::try_from(id.0).unwrap_or(i64::MAX)
}

fn edge_id(edge: &Edge) -> i64 {
    i64::try_from(edge.seq).unwrap_or(i64::MAX)
}

fn to_dict(properties: Properties) -> BoltDict {
    properties.into_iter().map(|(key, value)| (key, to_bolt(value))).collect()
}

fn to_node(node: Node) -> BoltNode {
    let id = node_id(node.id);
    BoltNode { id, labels: node.labels, properties: to_dict(node.properties), element_id: element_id(id) }
}

fn to_relationship(edge: Edge) -> BoltRelationship {
    let (id, start, end) = (edge_id(&edge), node_id(edge.src), node_id(edge.dst));
    BoltRelationship {
        id,
        start_node_id: start,
        end_node_id: end,
        rel_type: edge.label,
        properties: to_dict(edge.properties),
        element_id: element_id(id),
        start_element_id: element_id(start),
        end_element_id: element_id(end),
    }
}

/// A path in Bolt's form: each node and relationship once, then the walk over them by number.
///
/// A relationship's number counts from 1 and is negative where the path goes against its direction; a node's counts
/// from 0, and the first node of the path is always number 0.
fn to_path(path: PathValue) -> BoltPath {
    let mut nodes: Vec<BoltNode> = Vec::new();
    let mut node_numbers: HashMap<i64, i64> = HashMap::new();
    let mut walk = Vec::with_capacity(path.nodes.len());
    for node in path.nodes {
        let node = to_node(node);
        let next = number_of(nodes.len());
        walk.push((node.id, *node_numbers.entry(node.id).or_insert(next)));
        if walk.last().is_some_and(|(_, number)| *number == next) {
            nodes.push(node);
        }
    }
    let mut rels = Vec::new();
    let mut rel_numbers: HashMap<i64, i64> = HashMap::new();
    let mut indices = Vec::with_capacity(2 * path.edges.len());
    for (edge, step) in path.edges.into_iter().zip(walk.windows(2)) {
        let (id, forward) = (edge_id(&edge), step.first().map(|(id, _)| *id) == Some(node_id(edge.src)));
        let next = number_of(rels.len()) + 1;
        let number = *rel_numbers.entry(id).or_insert(next);
        if number == next {
            rels.push(to_unbound(edge));
        }
        indices.push(if forward { number } else { -number });
        indices.extend(step.get(1).map(|(_, number)| *number));
    }
    BoltPath { nodes, rels, indices }
}

fn to_unbound(edge: Edge) -> BoltUnboundRelationship {
    let id = edge_id(&edge);
    BoltUnboundRelationship {
        id,
        rel_type: edge.label,
        properties: to_dict(edge.properties),
        element_id: element_id(id),
    }
}

fn number_of(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// The parameters of a query as the engine takes them.
pub(crate) fn parameters(dict: &HashMap<String, BoltValue>) -> Outcome<HashMap<String, Value>> {
    dict.iter().map(|(name, value)| Ok((name.clone(), from_bolt(value)?))).collect()
}

fn from_bolt(value: &BoltValue) -> Outcome<Value> {
    Ok(match value {
        BoltValue::Null => Value::Null,
        BoltValue::Boolean(b) => Value::Bool(*b),
        BoltValue::Integer(i) => Value::I64(*i),
        BoltValue::Float(f) => Value::F64(*f),
        BoltValue::String(s) => Value::String(s.clone()),
        BoltValue::List(items) => Value::List(items.iter().map(from_bolt).collect::<Outcome<_>>()?),
        BoltValue::Dict(dict) => {
            let entries = dict.iter().map(|(key, value)| Ok((key.clone(), from_bolt(value)?)));
            Value::Map(entries.collect::<Outcome<BTreeMap<_, _>>>()?)
        }
        BoltValue::Bytes(_) => return Err(refusal(&Construct::ByteArray)),
        BoltValue::Point2D(_) | BoltValue::Point3D(_) => return Err(refusal(&Construct::Point)),
        BoltValue::Node(_) | BoltValue::Relationship(_) | BoltValue::UnboundRelationship(_) | BoltValue::Path(_) => {
            return Err(Failure::new(code::TYPE, "a node, a relationship or a path cannot be a parameter"));
        }
        temporal => temporal::from_bolt(temporal)?,
    })
}

#[cfg(test)]
mod tests;
