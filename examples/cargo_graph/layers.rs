//! How far each package is above what needs nothing, and the longest way down.

use std::collections::HashMap;

use graph_orm::subgraph::{NodeIndex, SubGraph};

use super::{DependsOn, Kind, Version};

/// The versions of a graph, each in the layer above its highest dependency.
pub(crate) struct Layered<'g> {
    graph: &'g SubGraph<Version, DependsOn>,
    layers: HashMap<NodeIndex, i64>,
    /// By name and number, each with its layer.
    pub(crate) versions: Vec<Version>,
}

impl<'g> Layered<'g> {
    /// Lifts each version above what it needs, until nothing moves.
    ///
    /// Only dependencies of development go in circles, which leaves them out. To look at all chains instead would take
    /// forever: their number grows exponentially with the number of packages.
    pub(crate) fn of(graph: &'g SubGraph<Version, DependsOn>) -> Self {
        let mut layers: HashMap<NodeIndex, i64> = graph.nodes().map(|(index, _)| (index, 0)).collect();
        for _ in 0..layers.len() {
            let mut moves = false;
            for (from, _, to) in graph.links().filter(|(_, dependency, _)| dependency.kind != Kind::Dev) {
                if layers[&from] <= layers[&to] {
                    layers.insert(from, layers[&to] + 1);
                    moves = true;
                }
            }
            if !moves {
                break;
            }
        }
        let lifted = |(index, version): (NodeIndex, &Version)| Version { layer: layers[&index], ..version.clone() };
        let mut versions: Vec<Version> = graph.nodes().map(lifted).collect();
        versions.sort_by(|one, other| (&one.name, &one.number).cmp(&(&other.name, &other.number)));
        Self { graph, layers, versions }
    }

    /// Follows the layers down from the top.
    pub(crate) fn longest_chain(&self) -> Vec<Version> {
        let first_of = |candidates: &mut dyn Iterator<Item = NodeIndex>| {
            candidates.min_by_key(|index| (-self.layers[index], &self.graph[*index].name, &self.graph[*index].number))
        };
        let mut chain = Vec::new();
        let mut next = first_of(&mut self.graph.nodes().map(|(index, _)| index));
        while let Some(last) = next {
            chain.push(Version { layer: self.layers[&last], ..self.graph[last].clone() });
            let below = self.graph.outgoing(last).filter(|(dependency, needed)| {
                dependency.kind != Kind::Dev && self.layers[needed] == self.layers[&last] - 1
            });
            next = first_of(&mut below.map(|(_, needed)| needed));
        }
        chain
    }
}
