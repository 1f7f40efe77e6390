//! What one row has of a graph, found in every column.

use std::sync::Arc;

use graph_core::mapping::{
    DecodeError, Decoder, ElementId, EntityHead, EntityIds, FromRecord, FromValue, Row, RowShape,
};
use graph_core::value::Kind;

/// A row type that takes whatever nodes and relationships a row has: in every column, inside lists, maps and paths too.
///
/// ```no_run
/// use graph_orm::prelude::*;
/// use graph_orm::subgraph::{Fragment, SubGraph};
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     name: String,
/// }
///
/// #[derive(Relationship)]
/// #[graph(from = Person, to = Person)]
/// struct Knows;
///
/// # async fn example(driver: graph_orm::Driver) -> Result<(), graph_orm::Error> {
/// let rows: Vec<Fragment<Person, Knows>> =
///     driver.execute_query("MATCH p = (:Person)-[:KNOWS]->(:Person) RETURN p").read().all().await?;
/// let graph: SubGraph<Person, Knows> = rows.into_iter().collect();
/// # let _ = graph; Ok(()) }
/// ```
///
/// Every node has to fit `N`, and every relationship `X`. Values of other kinds are passed over.
#[derive(Debug)]
pub struct Fragment<N, X> {
    pub(super) nodes: Vec<(Arc<str>, N)>,
    pub(super) links: Vec<Found<X>>,
}

/// A relationship with its ids.
#[derive(Debug)]
pub(super) struct Found<X> {
    pub(super) id: Arc<str>,
    pub(super) from: Arc<str>,
    pub(super) to: Arc<str>,
    pub(super) link: X,
}

impl<'r, N: FromValue<'r>, X: FromValue<'r>> FromRecord<'r> for Fragment<N, X> {
    const SHAPE: &'static RowShape = &RowShape::Any;

    fn from_row(mut row: Row<'r>, _: &graph_core::mapping::Plan) -> Result<Self, DecodeError> {
        let mut fragment = Self { nodes: Vec::new(), links: Vec::new() };
        for _ in 0..row.keys().len() {
            fragment.read(row.decoder()).map_err(|error| row.misfit(error))?;
            row.advance();
        }
        Ok(fragment)
    }
}

impl<'r, N: FromValue<'r>, X: FromValue<'r>> Fragment<N, X> {
    /// Reads one value of any kind; the decoder bounds how deep they nest.
    fn read(&mut self, decoder: &mut Decoder<'r>) -> Result<(), DecodeError> {
        match decoder.kind()? {
            Kind::Node => self.nodes.push(node(decoder)?),
            Kind::Relationship => {
                let ids = ids(*decoder, Decoder::relationship)?;
                let (id, from, to) = (text(ids.element), text(ids.start), text(ids.end));
                self.links.push(Found { id, from, to, link: X::decode(decoder)? });
            }
            Kind::Path => self.path(decoder)?,
            Kind::List => {
                for place in 0..decoder.list()? {
                    self.read(decoder).map_err(|error| error.in_item(place))?;
                }
                decoder.leave();
            }
            Kind::Map => {
                for _ in 0..decoder.map()? {
                    let key = decoder.key()?;
                    self.read(decoder).map_err(|error| error.in_property(String::from_utf8_lossy(key).into_owned()))?;
                }
                decoder.leave();
            }
            _ => decoder.skip()?,
        }
        Ok(())
    }

    /// Reads a path, whose walk alone says between which nodes its relationships are.
    fn path(&mut self, decoder: &mut Decoder<'r>) -> Result<(), DecodeError> {
        decoder.path()?;
        let nodes = items(decoder, node::<N>)?;
        let links = items(decoder, |decoder| {
            let id = text(ids(*decoder, Decoder::relationship)?.element);
            Ok((id, X::decode(decoder)?))
        })?;
        let walk = Vec::<i64>::decode(decoder)?;
        decoder.leave();
        let id_of =
            |place: i64| usize::try_from(place).ok().and_then(|place| nodes.get(place)).map(|(id, _)| Arc::clone(id));
        let mut ends = vec![None; links.len()];
        let mut at = 0;
        for &[link, node] in walk.as_chunks::<2>().0 {
            let (from, to) = if link > 0 { (at, node) } else { (node, at) };
            let place = usize::try_from(link.unsigned_abs()).ok().and_then(|link| link.checked_sub(1));
            if let Some(end) = place.and_then(|place| ends.get_mut(place)) {
                *end = id_of(from).zip(id_of(to));
            }
            at = node;
        }
        for ((id, link), ends) in links.into_iter().zip(ends) {
            let lost = || DecodeError::custom("the server sent a path that passes over one of its relationships");
            let (from, to) = ends.ok_or_else(lost)?;
            self.links.push(Found { id, from, to, link });
        }
        self.nodes.extend(nodes);
        Ok(())
    }
}

fn node<'r, N: FromValue<'r>>(decoder: &mut Decoder<'r>) -> Result<(Arc<str>, N), DecodeError> {
    let id = text(ids(*decoder, Decoder::node)?.element);
    Ok((id, N::decode(decoder)?))
}

fn items<'r, T>(
    decoder: &mut Decoder<'r>,
    read: impl Fn(&mut Decoder<'r>) -> Result<T, DecodeError>,
) -> Result<Vec<T>, DecodeError> {
    let items = (0..decoder.list()?).map(|place| read(decoder).map_err(|error| error.in_item(place))).collect();
    decoder.leave();
    items
}

/// Looks ahead to the ids of an entity, which stand behind its properties.
fn ids<'r>(
    mut ahead: Decoder<'r>,
    enter: impl Fn(&mut Decoder<'r>) -> Result<EntityHead<'r>, DecodeError>,
) -> Result<EntityIds<'r>, DecodeError> {
    let head = enter(&mut ahead)?;
    for _ in 0..head.properties {
        ahead.key()?;
        ahead.skip()?;
    }
    ahead.leave_entity(&head)
}

fn text(id: Option<ElementId<'_>>) -> Arc<str> {
    id.map(|id| id.to_string()).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use graph_core::bolt::Dialect;
    use graph_core::mapping::{Keys, Plan};

    use super::*;
    use crate::subgraph::SubGraph;

    /// Two nodes `a` and `b`, and a relationship `r`, as a path that goes along it or against it.
    fn path(step: u8) -> Vec<u8> {
        let mut bytes = vec![0xB3, b'P', 0x92];
        for node in [b'a', b'b'] {
            bytes.extend([0xB4, b'N', 0, 0x90, 0xA1, 0x81, b'n', node, 0x81, node]);
        }
        bytes.extend([0x91, 0xB4, b'r', 0, 0x81, b'K', 0xA0, 0x81, b'r', 0x92, step, 1]);
        bytes
    }

    fn read(value: &[u8]) -> Result<Fragment<(), ()>, DecodeError> {
        let fields = [&[0x91], value].concat();
        let keys = Keys::from_names(["p"]);
        Fragment::from_row(Row::new(&fields, &keys, Dialect::NEWEST)?, &Plan::default())
    }

    #[test]
    fn a_relationship_of_a_path_goes_the_way_that_the_walk_says() {
        for (step, [from, to]) in [(1, ["a", "b"]), (0xFF, ["b", "a"])] {
            let fragment = read(&path(step)).expect("a path");
            let [link] = &fragment.links[..] else { panic!("one relationship, not {fragment:?}") };
            assert_eq!((&*link.id, &*link.from, &*link.to), ("r", from, to));
        }
    }

    #[test]
    fn what_comes_again_is_kept_once_and_what_leads_away_is_left_out() {
        let away = [0xB8, b'R', 0, 0, 0, 0x81, b'K', 0xA0, 0x81, b's', 0x81, b'a', 0x81, b'z'];
        let list = [&[0x93][..], &path(1), &path(1), &away].concat();
        let graph: SubGraph<_, _> = [read(&list).expect("a list")].into_iter().collect();
        assert_eq!((graph.nodes().len(), graph.links().len()), (2, 1));
    }

    #[test]
    fn a_walk_that_leads_nowhere_is_an_error_and_so_is_every_truncation() {
        for step in [0, 2, 0xFE] {
            assert!(read(&path(step)).is_err(), "{step}");
        }
        let whole = path(1);
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{end} of {} bytes", whole.len());
        }
    }
}
