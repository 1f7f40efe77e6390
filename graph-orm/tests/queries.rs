//! The text of typed queries.

use graph_orm::prelude::*;
use graph_orm::query::{Filter, Find};
use graph_orm::value::Point;

#[derive(Node)]
struct Person {
    #[graph(key)]
    name: String,
    #[graph(rename = "age in years")]
    age: Option<u8>,
    place: Option<Point>,
    tags: Vec<String>,
}

#[derive(Node)]
struct Company {
    #[graph(key)]
    name: String,
}

#[derive(Relationship)]
#[graph(from = Person, to = Company)]
struct WorksFor {
    since: i64,
}

#[derive(Relationship)]
struct Likes;

/// The text after `RETURN` is the rows', before it the nodes'.
fn condition(filter: Filter<Person>) -> String {
    let text = Person::node().filter(filter).to_cypher().expect("the names are names");
    let text = text.strip_prefix("MATCH (n:Person)").and_then(|text| text.strip_suffix("\nRETURN n"));
    text.map(|text| text.trim_start_matches("\nWHERE ").to_owned()).expect("a query for people")
}

fn text<R, N>(find: &Find<R, N>) -> String {
    find.to_cypher().expect("the names are names")
}

#[test]
fn every_comparison_sends_its_value_as_a_parameter() {
    let cases = [
        (Person::AGE.eq(1), "n.`age in years` = $p0"),
        (Person::AGE.ne(1), "n.`age in years` <> $p0"),
        (Person::NAME.lt("x"), "n.name < $p0"),
        (Person::NAME.le(String::from("x")), "n.name <= $p0"),
        (Person::NAME.gt("x' OR true //"), "n.name > $p0"),
        (Person::NAME.ge("x"), "n.name >= $p0"),
        (Person::AGE.within(1..2), "n.`age in years` >= $p0 AND n.`age in years` < $p1"),
        (Person::AGE.within(..=2), "n.`age in years` <= $p0"),
        (Person::AGE.within(..), ""),
        (Person::NAME.one_of(["a", "b"]), "n.name IN $p0"),
        (Person::NAME.none_of(["a", "b"]), "NOT n.name IN $p0"),
        (Person::AGE.is_null(), "n.`age in years` IS NULL"),
        (Person::AGE.is_not_null(), "n.`age in years` IS NOT NULL"),
        (Person::NAME.starts_with("a"), "n.name STARTS WITH $p0"),
        (Person::NAME.ends_with("a"), "n.name ENDS WITH $p0"),
        (Person::NAME.contains("a"), "n.name CONTAINS $p0"),
        (Person::NAME.matches("a.*"), "n.name =~ $p0"),
        (Person::NAME.eq(Person::NAME), "n.name = n.name"),
        (Person::TAGS.includes("a"), "$p0 IN n.tags"),
        (Person::TAGS.includes_any(["a"]), "any(item IN $p0 WHERE item IN n.tags)"),
        (Person::TAGS.includes_all(["a"]), "all(item IN $p0 WHERE item IN n.tags)"),
        (Person::TAGS.size().gt(1), "size(n.tags) > $p0"),
        (Person::PLACE.distance_to(Point::wgs84(1.0, 2.0)).lt(3.5), "point.distance(n.place, $p0) < $p1"),
        (Person::has_label("Big Boss"), "n:`Big Boss`"),
        (Person::is_a::<Company>(), "n:Company"),
        (Person::element_id().eq("4:x:1"), "elementId(n) = $p0"),
    ];
    for (filter, expected) in cases {
        assert_eq!(condition(filter), expected);
    }
}

#[test]
fn parentheses_stand_where_the_order_of_operators_asks_for_them() {
    let (a, b, c) = (|| Person::NAME.eq("a"), || Person::NAME.eq("b"), || Person::NAME.eq("c"));
    let age = Person::AGE;
    let cases = [
        (a().and(b()).or(c()), "n.name = $p0 AND n.name = $p1 OR n.name = $p2"),
        (a().or(b()).and(c()), "(n.name = $p0 OR n.name = $p1) AND n.name = $p2"),
        (a().and(b()).and(c()), "n.name = $p0 AND n.name = $p1 AND n.name = $p2"),
        (a().and(b()).not(), "NOT (n.name = $p0 AND n.name = $p1)"),
        (a().not().and(b()), "NOT n.name = $p0 AND n.name = $p1"),
        (a().not().not(), "NOT NOT n.name = $p0"),
        (a().xor(b()).xor(c()), "n.name = $p0 XOR n.name = $p1 XOR n.name = $p2"),
        (a().xor(b().or(c())), "n.name = $p0 XOR (n.name = $p1 OR n.name = $p2)"),
        (a().or(b()).xor(c()), "(n.name = $p0 OR n.name = $p1) XOR n.name = $p2"),
        (age.plus(1).times(2).lt(3), "(n.`age in years` + $p0) * $p1 < $p2"),
        (age.times(2).plus(1).lt(3), "n.`age in years` * $p0 + $p1 < $p2"),
        (age.minus(age.minus(1)).lt(3), "n.`age in years` - (n.`age in years` - $p0) < $p1"),
        (Filter::any([]), "false"),
        (Filter::all([a()]).or(b()), "n.name = $p0 OR n.name = $p1"),
    ];
    for (filter, expected) in cases {
        assert_eq!(condition(filter), expected);
    }
}

#[test]
fn rows_are_ordered_cut_and_counted() {
    let query = Person::node()
        .filter(Person::AGE.ge(18))
        .filter(Some(Person::NAME.starts_with("A")))
        .filter(None::<Filter<Person>>)
        .order_by(Person::AGE.desc())
        .order_by(Person::NAME.lower().asc())
        .distinct()
        .skip(20)
        .limit(10);
    assert_eq!(
        text(&query),
        "MATCH (n:Person)\nWHERE n.`age in years` >= $p0 AND n.name STARTS WITH $p1\nRETURN DISTINCT n\n\
         ORDER BY n.`age in years` DESC, toLower(n.name)\nSKIP $p2\nLIMIT $p3"
    );
}

#[test]
fn columns_have_names_of_their_own() {
    let query = Person::node().select((Person::NAME, Person::AGE, Person::NAME, Person::NAME.upper().named("loud")));
    assert_eq!(
        query.to_cypher().expect("the names are names"),
        "MATCH (n:Person)\nRETURN n.name AS name, n.`age in years` AS `age in years`, n.name AS c3, toUpper(n.name) AS loud"
    );
}

#[test]
fn a_pattern_is_written_as_it_is_walked() {
    let query = Person::node()
        .filter(Person::AGE.lt(9))
        .out::<WorksFor>()
        .filter(WorksFor::SINCE.lt(2000))
        .filter(WorksFor::SINCE.gt(1900))
        .to::<Company>()
        .filter(Company::NAME.eq("Acme"))
        .order_by(Company::NAME.asc())
        .incoming::<Likes>()
        .from::<Person>();
    assert_eq!(
        text(&query),
        "MATCH (n:Person)-[r1:WORKS_FOR]->(n1:Company)<-[r2:LIKES]-(n2:Person)\n\
         WHERE n.`age in years` < $p0 AND r1.since < $p1 AND r1.since > $p2 AND n1.name = $p3\n\
         RETURN n, r1, n1, r2, n2\nORDER BY n1.name"
    );
}

#[test]
fn an_optional_step_is_a_part_of_its_own() {
    let query = Person::node()
        .out::<WorksFor>()
        .optional()
        .to::<Company>()
        .filter(Company::NAME.eq("Acme"))
        .either::<Likes>()
        .hops(2..)
        .with::<Person>()
        .filter_with(|(person, _, _, _, other)| person.get(Person::NAME).ne(other.get(Person::NAME)));
    assert_eq!(
        text(&query),
        "MATCH (n:Person)\nOPTIONAL MATCH (n)-[r1:WORKS_FOR]->(n1:Company)\nWHERE n1.name = $p0\n\
         MATCH (n1)-[r2:LIKES*2..]-(n2:Person)\nWHERE n.name <> n2.name\nRETURN n, r1, n1, r2, n2"
    );
    let query = Person::node()
        .out::<WorksFor>()
        .optional()
        .to::<Company>()
        .filter_with(|(_, job, _)| job.get(WorksFor::SINCE).is_null());
    assert_eq!(
        text(&query),
        "MATCH (n:Person)\nOPTIONAL MATCH (n)-[r1:WORKS_FOR]->(n1:Company)\n\
         WITH n, r1, n1\nWHERE r1.since IS NULL\nRETURN n, r1, n1"
    );
}

#[test]
fn a_page_begins_behind_a_key() {
    let page = || Person::node().filter(Person::AGE.lt(9)).page(Person::NAME, 10);
    assert_eq!(
        page().after("Bo").to_cypher().expect("the names are names"),
        "MATCH (n:Person)\nWHERE n.`age in years` < $p0 AND n.name > $p1\nRETURN n AS c1, n.name AS name\n\
         ORDER BY n.name\nLIMIT $p2"
    );
    assert_eq!(
        page().backwards().to_cypher().expect("the names are names"),
        "MATCH (n:Person)\nWHERE n.`age in years` < $p0\nRETURN n AS c1, n.name AS name\nORDER BY n.name DESC\n\
         LIMIT $p1"
    );
}
