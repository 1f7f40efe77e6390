//! The texts of what relationships are written, loaded and asked for with.

use graph_orm::prelude::*;
use graph_orm::query::{AtMostOne, Relation};

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
}

#[derive(Node)]
#[graph(keys("row", "number"))]
struct Seat {
    row: i64,
    number: i64,
    free: bool,
}

#[derive(Relationship)]
#[graph(from = Person, to = Person)]
struct Knows {
    since: i64,
}

/// It may be there several times between the same two nodes.
#[derive(Relationship)]
#[graph(from = Person, to = Seat)]
struct Booked {
    #[graph(key)]
    ticket: String,
    price: f64,
}

impl Person {
    const FRIENDS: Relation<Self, Knows, Self> = Relation::either();
    const KNOWN_BY: Relation<Self, Knows, Self> = Relation::incoming();
    const SEAT: Relation<Self, Booked, Seat, AtMostOne> = Relation::out();
}

#[track_caller]
fn assert_text(statement: &graph_orm::cypher::Cypher, expected: &str) {
    assert_eq!(statement.to_cypher().expect("the names are names"), expected);
}

#[test]
fn relationships_are_written_between_keys() {
    let friends = Person::FRIENDS.statements();
    assert_text(
        &friends.connect(),
        "MATCH (n:Person {name: $key}), (m:Person {name: $other})\nMERGE (n)-[r:KNOWS]-(m)\n\
         SET r += $properties\nRETURN count(r) AS connected",
    );
    assert_text(
        &Person::SEAT.statements().connect(),
        "MATCH (n:Person {name: $key}), (m:Seat {row: $other[0], number: $other[1]})\n\
         MERGE (n)-[r:BOOKED {ticket: $properties.ticket}]->(m)\nSET r += $properties\nRETURN count(r) AS connected",
    );
    assert_text(
        &Person::SEAT.statements().connect_all(),
        "UNWIND $wanted AS row\nMATCH (n:Person {name: row[0]}), (m:Seat {row: row[1][0], number: row[1][1]})\n\
         MERGE (n)-[r:BOOKED {ticket: row[2].ticket}]->(m)\nSET r += row[2]\nRETURN count(r) AS connected",
    );
    assert_text(
        &Person::KNOWN_BY.statements().disconnect(),
        "MATCH (n:Person {name: $key})<-[r:KNOWS]-(m:Person {name: $other})\nDELETE r",
    );
    assert_text(&friends.count(), "MATCH (n:Person {name: $key})-[r:KNOWS]-(m:Person)\nRETURN count(r) AS total");
    assert_text(&friends.all(), "MATCH (n:Person {name: $key})-[r:KNOWS]-(m:Person)\nRETURN r, m");
}

#[test]
fn relationships_are_replaced_in_one_statement() {
    assert_text(
        &Person::FRIENDS.statements().replace(),
        "MATCH (n:Person {name: $key})\nOPTIONAL MATCH (n)-[r:KNOWS]-(m:Person)\n\
         WHERE m.name IN $seen AND NOT m.name IN $kept\nDELETE r\nWITH DISTINCT n\nUNWIND $wanted AS row\n\
         MATCH (m:Person {name: row[0]})\nMERGE (n)-[r:KNOWS]-(m)\nSET r += row[1]\nRETURN count(r) AS connected",
    );
    let replace = Person::SEAT.statements().replace().to_cypher().expect("the names are names");
    assert!(replace.contains("WHERE [m.row, m.number] IN $seen AND NOT [m.row, m.number] IN $kept"), "{replace}");
    assert!(replace.contains("[r:BOOKED {ticket: row[1].ticket}]"), "{replace}");
}

#[test]
fn a_plan_is_one_statement_whose_variables_do_not_meet() {
    let query = Person::node()
        .filter(Person::NAME.eq("Ann"))
        .order_by(Person::NAME.asc())
        .limit(3)
        .fetch(Person::FRIENDS.link(Knows::SINCE.lt(2000)).with((Person::SEAT, Person::KNOWN_BY)))
        .fetch(Person::SEAT.filter(Seat::FREE.eq(false)));
    assert_eq!(
        query.to_cypher().expect("the names are names"),
        "MATCH (n:Person)\nWHERE n.name = $p0\nRETURN n, \
         [(n)-[x2:KNOWS]-(m2:Person) WHERE x2.since < $p1 | [x2, m2, [\
         [(m2)-[x1:BOOKED]->(m1:Seat) | [x1, m1]], [(m2)<-[x1:KNOWS]-(m1:Person) | [x1, m1]]]]] AS f1, \
         [(n)-[x1:BOOKED]->(m1:Seat) WHERE m1.free = $p2 | [x1, m1]] AS f2\nORDER BY n.name\nLIMIT $p3"
    );
}

#[test]
fn existence_and_counts_are_conditions() {
    let seated = Person::FRIENDS.filter(Person::SEAT.exists()).exists();
    let query = Person::node().filter(seated.and(Person::KNOWN_BY.count().gt(3)));
    assert_eq!(
        query.to_cypher().expect("the names are names"),
        "MATCH (n:Person)\nWHERE EXISTS { MATCH (n)-[x2:KNOWS]-(m2:Person) \
         WHERE EXISTS { MATCH (m2)-[x1:BOOKED]->(m1:Seat) } } AND size([(n)<-[x1:KNOWS]-(m1:Person) | 1]) > $p0\n\
         RETURN n"
    );
}

#[test]
fn what_is_reached_is_asked_for_once_with_what_joins_it() {
    let query = Person::node().filter(Person::NAME.eq("Ann")).reach(Person::FRIENDS, ..=3);
    assert_eq!(
        query.to_cypher().expect("the names are names"),
        "MATCH (n:Person)\nWHERE n.name = $p0\nMATCH (n)-[w:KNOWS*0..3]-(m:Person)\nWITH DISTINCT m\n\
         OPTIONAL MATCH (m)-[r:KNOWS]->(o:Person)\nRETURN m, r"
    );
    let query = Person::node().order_by(Person::NAME.asc()).limit(2).reach(Person::KNOWN_BY, 1..);
    assert_eq!(
        query.to_cypher().expect("the names are names"),
        "MATCH (n:Person)\nWITH n\nORDER BY n.name\nLIMIT $p0\nMATCH (n)<-[w:KNOWS*1..]-(m:Person)\nWITH DISTINCT m\n\
         OPTIONAL MATCH (m)<-[r:KNOWS]-(o:Person)\nRETURN m, r"
    );
}

#[derive(Node)]
#[graph(fulltext("title", "summary", name = "films_by_words"))]
struct Film {
    #[graph(key)]
    title: String,
    summary: String,
    #[graph(vector(dims = 2, similarity = "euclidean"))]
    mood: Vec<f64>,
}

#[derive(Relationship)]
#[graph(from = Person, to = Film)]
struct PlayedIn;

#[test]
fn a_search_begins_with_an_index_and_goes_on_as_any_query() {
    let query = Film::search("dream*").filter(Film::TITLE.ne("Inception")).limit(5);
    assert_eq!(
        query.to_cypher().expect("the names are names"),
        "CALL db.index.fulltext.queryNodes($p0, $p1) YIELD node AS n, score AS score\nMATCH (n:Film)\n\
         WHERE n.title <> $p2\nRETURN n, score\nORDER BY score DESC\nLIMIT $p3"
    );
    let query = Film::nearest([0.5, 0.5], 3)
        .incoming::<PlayedIn>()
        .from::<Person>()
        .filter_with(|(_, score, _, _)| score.score().gt(0.9))
        .order_by(Person::NAME.asc());
    assert_eq!(
        query.to_cypher().expect("the names are names"),
        "CALL db.index.vector.queryNodes($p0, $p1, $p2) YIELD node AS n, score AS score\n\
         MATCH (n:Film)<-[r1:PLAYED_IN]-(n1:Person)\nWHERE score > $p3\nRETURN n, score, r1, n1\nORDER BY n1.name"
    );
    let query = Film::search("dream").select(count_rows());
    assert!(!query.to_cypher().expect("the names are names").contains("ORDER BY"), "a count has no score");
    assert_eq!(Film::META.name_of(&Film::META.rules()[0]), "films_by_words");
}
