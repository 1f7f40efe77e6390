//! Paths whose nodes and relationships are types of the application.

use super::{DecodeError, Decoder, FromValue, ValueType};
use crate::value::Kind;

/// A path whose nodes are `N` and whose relationships are `X`.
///
/// ```no_run
/// use graph_core::mapping::TypedPath;
/// use graph_core::value::Node;
///
/// # async fn example(driver: graph_core::Driver) -> Result<(), graph_core::Error> {
/// let text = "MATCH p = (:Person {name: 'Ann'})-[:KNOWS*1..3]-(:Person {name: 'Bo'}) RETURN p LIMIT 1";
/// // With the derives of `graph-orm`, types of the application stand here; `()` passes over what nobody asks for.
/// let path: TypedPath<Node, ()> = driver.execute_query(text).read().one().await?;
/// for hop in path.hops() {
///     println!("{:?} and {:?} know each other", hop.from.property("name"), hop.to.property("name"));
/// }
/// # Ok(()) }
/// ```
///
/// Nodes that the path passes several times are read and kept once. A relationship of a path comes without its ends, so
/// that `X` cannot be a type which asks for their element ids, such as the dynamic
/// [`Relationship`](crate::value::Relationship); [`Path`](crate::value::Path) has these.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedPath<N, X> {
    /// Each once; the path begins at the first.
    nodes: Vec<N>,
    relationships: Vec<X>,
    steps: Vec<Step>,
}

/// One step of a [`TypedPath`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedHop<'p, N, X> {
    /// The node that the path comes from.
    pub from: &'p N,
    /// The relationship.
    pub relationship: &'p X,
    /// The node that the path goes to.
    pub to: &'p N,
    /// Whether the path goes along the relationship from its end to its start.
    pub is_reversed: bool,
}

/// A relationship and the node after it, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    relationship: usize,
    is_reversed: bool,
    node: usize,
}

impl<N, X> TypedPath<N, X> {
    /// Returns the nodes on the way, of which there is one more than relationships.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = &N> + Clone {
        let places = std::iter::once(0).chain(self.steps.iter().map(|step| step.node));
        places.filter_map(|place| self.nodes.get(place))
    }

    /// Returns the relationships on the way.
    pub fn relationships(&self) -> impl DoubleEndedIterator<Item = &X> + Clone {
        self.steps.iter().filter_map(|step| self.relationships.get(step.relationship))
    }

    /// Returns each relationship with the nodes that it joins, in the direction of the path.
    pub fn hops(&self) -> impl Iterator<Item = TypedHop<'_, N, X>> + Clone {
        self.nodes().zip(self.steps.iter()).filter_map(|(from, step)| {
            let (relationship, to) = (self.relationships.get(step.relationship)?, self.nodes.get(step.node)?);
            Some(TypedHop { from, relationship, to, is_reversed: step.is_reversed })
        })
    }

    /// Returns the number of relationships on the way.
    #[expect(clippy::len_without_is_empty, reason = "a path of length zero still has a node, so it is not empty")]
    pub const fn len(&self) -> usize {
        self.steps.len()
    }
}

impl<'a, N: FromValue<'a>, X: FromValue<'a>> FromValue<'a> for TypedPath<N, X> {
    const TYPE: ValueType = ValueType::Of(Kind::Path);

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
        decoder.path()?;
        let nodes = Vec::<N>::decode(decoder)?;
        let relationships = Vec::<X>::decode(decoder)?;
        let walk = Vec::<i64>::decode(decoder)?;
        decoder.leave();
        let steps = steps(&walk, nodes.len(), relationships.len()).map_err(DecodeError::custom)?;
        Ok(Self { nodes, relationships, steps })
    }
}

single_column! {
    [N: FromValue<'r>, X: FromValue<'r>] TypedPath<N, X>,
}

/// Reads the walk of [a path](https://neo4j.com/docs/bolt/current/bolt/structure-semantics/#structure-path): pairs of a
/// relationship, counted from 1 and negative against its direction, and a node, counted from 0.
fn steps(walk: &[i64], nodes: usize, relationships: usize) -> Result<Vec<Step>, &'static str> {
    let (pairs, rest) = walk.as_chunks::<2>();
    if nodes == 0 || !rest.is_empty() {
        return Err("the server sent a path without a first node, or with half a step");
    }
    let step = |&[relationship, node]: &[i64; 2]| {
        let is_reversed = relationship < 0;
        let relationship = usize::try_from(relationship.unsigned_abs()).ok()?.checked_sub(1)?;
        let node = usize::try_from(node).ok()?;
        (relationship < relationships && node < nodes).then_some(Step { relationship, is_reversed, node })
    };
    let steps: Option<Vec<Step>> = pairs.iter().map(step).collect();
    steps.ok_or("the server sent a path over a node or relationship that it lacks")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bolt::wire::structure::Dialect;
    use crate::value::Node;

    /// Ann knows Bo, who is known to Cy: nodes of no labels with a number each, and relationships of a type `K`.
    fn path(walk: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0xB3, b'P', 0x93];
        for node in 0..3 {
            bytes.extend([0xB4, b'N', node, 0x90, 0xA0, 0x81, b'a' + node]);
        }
        bytes.push(0x92);
        for relationship in 0..2 {
            bytes.extend([0xB4, b'r', relationship, 0x81, b'K', 0xA0, 0x81, b'r' + relationship]);
        }
        bytes.push(0x90 + u8::try_from(walk.len()).expect("a short walk"));
        bytes.extend(walk);
        bytes
    }

    #[derive(Debug)]
    struct Id(String);

    impl<'a> FromValue<'a> for Id {
        const TYPE: ValueType = ValueType::Any;

        fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
            let node = Node::decode(decoder)?;
            Ok(Self(node.element_id().to_owned()))
        }
    }

    #[derive(Debug)]
    struct Name(String);

    impl<'a> FromValue<'a> for Name {
        const TYPE: ValueType = ValueType::Any;

        fn decode(decoder: &mut Decoder<'a>) -> Result<Self, DecodeError> {
            let head = decoder.relationship()?;
            let ids = decoder.leave_entity(&head)?;
            Ok(Self(ids.element.expect("a relationship has an id").to_string()))
        }
    }

    #[test]
    fn a_path_is_walked_as_the_server_says() {
        let bytes = path(&[1, 1, 0xFE, 2, 2, 1]);
        let mut decoder = Decoder::new(&bytes, Dialect::NEWEST);
        let path = TypedPath::<Id, Name>::decode(&mut decoder).expect("a path");
        assert!(decoder.rest().is_empty());
        let hops: Vec<_> = path.hops().map(|hop| (&*hop.from.0, hop.is_reversed, &*hop.to.0)).collect();
        assert_eq!(hops, [("a", false, "b"), ("b", true, "c"), ("c", false, "b")]);
        assert_eq!(path.nodes().map(|node| &*node.0).collect::<Vec<_>>(), ["a", "b", "c", "b"]);
        assert_eq!(path.relationships().map(|link| &*link.0).collect::<Vec<_>>(), ["r", "s", "s"]);
        assert_eq!(path.len(), 3);
    }

    #[test]
    fn every_truncation_of_a_path_is_an_error() {
        let bytes = path(&[1, 1, 0xFE, 2]);
        for end in 0..bytes.len() {
            let cut = TypedPath::<Id, Name>::decode(&mut Decoder::new(&bytes[..end], Dialect::NEWEST));
            assert!(cut.is_err(), "{end} of {} bytes", bytes.len());
        }
    }

    #[test]
    fn a_path_of_one_node_has_no_hops() {
        let bytes = [0xB3, b'P', 0x91, 0xB4, b'N', 0, 0x90, 0xA0, 0x81, b'a', 0x90, 0x90];
        let path = TypedPath::<Id, Name>::decode(&mut Decoder::new(&bytes, Dialect::NEWEST)).expect("a path");
        assert_eq!((path.len(), path.nodes().count(), path.hops().count()), (0, 1, 0));
    }

    #[test]
    fn a_walk_that_leads_nowhere_is_refused() {
        for walk in [&[1_u8][..], &[0, 1], &[3, 1], &[1, 3], &[1, 0xFF], &[0xFD, 0]] {
            let bytes = path(walk);
            let error = TypedPath::<Id, Name>::decode(&mut Decoder::new(&bytes, Dialect::NEWEST));
            assert!(error.is_err(), "{walk:?}");
        }
        let error = TypedPath::<Id, Id>::decode(&mut Decoder::new(&[0x01], Dialect::NEWEST)).expect_err("no path");
        assert_eq!(error.to_string(), "expected PATH, found INTEGER");
    }
}
