use std::fmt::Write;

use graph_core::value::Path;

use crate::{BOLT_4, BOLT_6_1, bytes, decode};

/// A path over three nodes `a`, `b` and `c` and two relationships `r` and `s`, along these indices.
fn walk(indices: &[i8]) -> Path {
    let mut notation = String::from("B3 50 93");
    for id in ["a", "b", "c"] {
        write!(notation, " B4 4E 00 90 A0 81 '{id}'").expect("a string");
    }
    notation += " 92 B4 72 00 81 'R' A0 81 'r' B4 72 00 81 'S' A0 81 's'";
    write!(notation, " D4 {:02X}", indices.len()).expect("a string");
    for index in indices {
        write!(notation, " {index:02X}").expect("a string");
    }
    let value = decode(&bytes(&notation), BOLT_6_1).expect("a path");
    value.as_path().unwrap_or_else(|| panic!("{value}")).clone()
}

fn hops(path: &Path) -> Vec<String> {
    path.hops()
        .map(|hop| {
            let arrow = if hop.is_reversed() { "<-" } else { "->" };
            let relationship = hop.relationship();
            format!("{} {arrow} {} by {}", hop.from().element_id(), hop.to().element_id(), relationship.element_id())
        })
        .collect()
}

#[test]
fn a_walk_starts_at_the_first_node_and_goes_either_way() {
    assert_eq!(hops(&walk(&[])), Vec::<String>::new());
    assert_eq!(hops(&walk(&[1, 1])), ["a -> b by r"]);
    assert_eq!(hops(&walk(&[-1, 1])), ["a <- b by r"]);
    assert_eq!(hops(&walk(&[1, 1, -2, 2])), ["a -> b by r", "b <- c by s"]);
    assert_eq!(walk(&[-1, 1]).relationships().next().expect("one").start_element_id(), "b");
}

#[test]
fn a_walk_may_come_back() {
    assert_eq!(hops(&walk(&[1, 1, -1, 0])), ["a -> b by r", "b <- a by r"]);
    assert_eq!(hops(&walk(&[1, 0, 1, 0])), ["a -> a by r", "a -> a by r"]);
    assert_eq!(
        walk(&[1, 1, 2, 0]).nodes().map(graph_core::value::Node::element_id).collect::<Vec<_>>(),
        ["a", "b", "a"]
    );
}

#[test]
fn a_relationship_has_the_same_ends_wherever_the_walk_takes_it() {
    let nodes = "92 B4 4E 00 90 A0 81 'a' B4 4E 00 90 A0 81 'b'";
    let notation = format!("B3 50 {nodes} 91 B4 72 00 81 'R' A0 81 'r' 94 01 01 01 00");
    let value = decode(&bytes(&notation), BOLT_6_1).expect("it arrived whole");
    let broken = value.as_broken().expect("once from a to b, and once from b to a");
    assert!(broken.reason().contains("between other nodes"), "{value}");
}

#[test]
fn numbers_are_the_ids_of_older_servers() {
    let nodes = "92 B3 4E 07 90 A0 B3 4E 08 90 A0";
    let value = decode(&bytes(&format!("B3 50 {nodes} 91 B3 72 01 81 'R' A0 92 FF 01")), BOLT_4).expect("a path");
    let path = value.as_path().expect("a path");
    let relationship = path.relationships().next().expect("one");
    assert_eq!((relationship.id(), relationship.start_id(), relationship.end_id()), (Some(1), Some(8), Some(7)));
    assert_eq!((relationship.start_element_id(), relationship.end_element_id()), ("8", "7"));
}

/// A node of a megabyte, passed a million times: as copies that would be a terabyte.
#[test]
fn a_walk_in_circles_takes_no_more_memory_than_its_message() {
    let text = [bytes("D2 00 10 00 00"), vec![b'x'; 1 << 20]].concat();
    let node = [bytes("B4 4E 00 90 A1 81 'k'"), text.clone(), text.clone()].concat();
    let relationship = [bytes("B4 72 00 81 'R' A1 81 'k'"), text.clone(), text].concat();
    let steps = [bytes("D6 00 1E 84 80"), [0x01, 0x00].repeat(1_000_000)].concat();
    let message = [bytes("B3 50 91"), node, vec![0x91], relationship, steps].concat();
    let value = decode(&message, BOLT_6_1).expect("a path");
    let path = value.as_path().expect("a path");
    assert_eq!(path.len(), 1_000_000);
    assert_eq!(path.end().element_id().len(), 1 << 20);
}
