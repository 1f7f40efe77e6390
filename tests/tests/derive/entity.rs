//! `Node` and `Relationship`: entities, their rows, their parameters and their descriptions.

use std::collections::HashMap;

use graph_core::mapping::{DecodeFault, Keys, ToValue, ValueType};
use graph_core::value::{Kind, Value};
use graph_orm::entity::EntityKind;
use graph_orm::prelude::*;

use crate::wire::{decoded, fields, map, node, parameters, record, relationship, row, sent, value};

#[derive(Node, Debug, PartialEq)]
#[graph(label = "Person", labels("Agent"), rename_all = "camelCase")]
struct Person {
    #[graph(element_id)]
    id: Option<String>,
    #[graph(labels)]
    labels: Vec<String>,
    #[graph(key)]
    full_name: String,
    age: Option<u8>,
    #[graph(default)]
    score: f64,
    #[graph(skip)]
    cached: bool,
}

fn ann() -> Person {
    Person {
        id: Some("4:graph:7".into()),
        labels: vec!["Person".into(), "Admin".into()],
        full_name: "Ann".into(),
        age: None,
        score: 0.0,
        cached: false,
    }
}

#[test]
fn a_node_becomes_a_struct_whatever_else_it_has() {
    let bytes = node(&["Person", "Admin"], &[("unknown", &vec![1]), ("fullName", &"Ann")]);
    assert_eq!(decoded::<Person>(&bytes).unwrap(), ann());
}

#[test]
fn a_row_is_the_node_itself_or_its_properties_as_columns() {
    let keys = Keys::from_names(["p"]);
    let bytes = fields(&[node(&["Person", "Admin"], &[("fullName", &"Ann")])]);
    assert_eq!(record::<Person>(&keys, &bytes).unwrap(), ann());
    let columns: Person = row(&[("age", &4), ("fullName", &"Bo")]).unwrap();
    assert_eq!((columns.full_name.as_str(), columns.age, columns.id), ("Bo", Some(4), None));
    let error = row::<Person>(&[("fullName", &"Bo"), ("agee", &4)]).unwrap_err();
    assert_eq!(
        error.fault(),
        &DecodeFault::MissingColumn { name: "age".into(), available: vec!["fullName".into(), "agee".into()] }
    );
}

#[derive(Node, Debug, PartialEq)]
struct Tag {
    #[graph(key)]
    name: String,
}

#[test]
fn a_single_column_named_as_a_property_is_told_by_its_value() {
    let keys = Keys::from_names(["name"]);
    let bytes = fields(&[node(&["Tag"], &[("name", &"rust")])]);
    assert_eq!(record::<Tag>(&keys, &bytes).unwrap().name, "rust");
    assert_eq!(row::<Tag>(&[("name", &"go")]).unwrap().name, "go");
    assert_eq!(row::<Tag>(&[("name", &HashMap::from([("name", "zig")]))]).unwrap().name, "zig");
}

#[test]
fn a_node_may_come_as_a_map_of_its_properties() {
    let read: Person = decoded(&map(&[("fullName", &"Ann"), ("age", &3)])).unwrap();
    assert_eq!((read.id, read.labels, read.age), (None, vec![], Some(3)));
    let error = decoded::<Company>(&map(&[("name", &"Acme")])).unwrap_err();
    assert!(error.to_string().contains("has no element id"), "{error}");
}

#[test]
fn an_error_in_a_node_names_the_column_and_the_property() {
    let keys = Keys::from_names(["p"]);
    let bytes = fields(&[node(&[], &[("fullName", &"Ann"), ("age", &300)])]);
    let error = record::<Person>(&keys, &bytes).unwrap_err();
    assert_eq!(error.to_string(), "column `p`, property `age` of Person `4:graph:7`: 300 does not fit u8");
    assert_eq!(
        (error.entity(), error.element_id(), error.property(), error.column()),
        (Some("Person"), Some("4:graph:7"), Some("age"), Some("p"))
    );
    let bytes = fields(&[node(&[], &[("age", &30)])]);
    let error = record::<Person>(&keys, &bytes).unwrap_err();
    assert!(error.to_string().starts_with("column `p`, Person `4:graph:7`: property `fullName` is missing"), "{error}");
    assert_eq!(error.fault(), &DecodeFault::MissingProperty { name: "fullName".into() });
    let error = record::<Person>(&keys, &[0x91, 0x05]).unwrap_err();
    assert_eq!(error.to_string(), "column `p`: expected NODE, found INTEGER");
}

#[test]
fn an_error_names_the_entity_that_it_stands_in_wherever_that_is() {
    let mut tags = vec![0x92];
    tags.extend(node(&["Tag"], &[("name", &"a")]));
    tags.extend(node(&["Tag"], &[("more", &[1]), ("name", &true)]));
    let error = decoded::<Vec<Tag>>(&tags).unwrap_err();
    let wanted = "property `[1].name` of Tag `4:graph:7`: expected STRING, found BOOLEAN";
    assert_eq!(error.to_string(), wanted);

    let works = relationship("WORKS_FOR", &[("since", &"yesterday")]);
    let error = decoded::<WorksFor>(&works).unwrap_err();
    assert_eq!(error.to_string(), "property `since` of WorksFor `5:graph:9`: expected INTEGER, found STRING");

    let error = decoded::<Author>(&node(&[], &[("last", &"I"), ("first", &"H"), ("born", &"long ago")])).unwrap_err();
    let wanted = "property `born` of Author `4:graph:7`: expected INTEGER, found STRING";
    assert_eq!(error.to_string(), wanted, "a flattened field is the entity's");

    let error = decoded::<Tag>(&map(&[("name", &1)])).unwrap_err();
    assert_eq!((error.entity(), error.element_id()), (Some("Tag"), None));
    assert_eq!(error.to_string(), "property `name` of Tag: expected STRING, found INTEGER");

    let old = graph_core::bolt::Dialect { element_ids: false, ..graph_core::bolt::Dialect::NEWEST };
    let mut bytes = vec![0xB3, b'N', 0x2A, 0x90];
    bytes.extend(map(&[("name", &1)]));
    let error = <Tag as FromValue<'_>>::decode(&mut graph_core::mapping::Decoder::new(&bytes, old)).unwrap_err();
    assert_eq!(error.element_id(), Some("42"));
}

#[test]
fn a_node_is_sent_as_its_properties_alone() {
    assert_eq!(parameters(&ann()), ["fullName: 'Ann'", "age: null", "score: 0.0"]);
    assert_eq!(sent(&ann()).as_map().map(std::collections::BTreeMap::len), Some(3));
}

#[test]
fn nodes_of_servers_before_element_ids_have_their_number_as_one() {
    let old = graph_core::bolt::Dialect { element_ids: false, ..graph_core::bolt::Dialect::NEWEST };
    let mut bytes = vec![0xB3, b'N', 0x2A, 0x90];
    bytes.extend(map(&[("fullName", &"Ann")]));
    let mut decoder = graph_core::mapping::Decoder::new(&bytes, old);
    let read = <Person as FromValue<'_>>::decode(&mut decoder).unwrap();
    assert_eq!(read.id.as_deref(), Some("42"));
    assert!(decoder.rest().is_empty());
}

#[test]
fn a_node_describes_itself() {
    let meta = Person::META;
    assert_eq!((meta.name(), meta.labels(), meta.key()), ("Person", &["Person", "Agent"][..], &["fullName"][..]));
    let properties: Vec<_> =
        meta.properties().iter().map(|property| (property.field(), property.to_string())).collect();
    let expected = [("full_name", "fullName: STRING"), ("age", "age: INTEGER?"), ("score", "score: FLOAT")]
        .map(|(a, b)| (a, b.to_owned()));
    assert_eq!(properties, expected);
    assert!(meta.properties()[2].has_default());
    assert_eq!(<Person as FromValue<'_>>::TYPE, ValueType::Of(Kind::Node));
    assert_eq!(ann().key(), "Ann");
    assert_eq!(Tag::META.labels(), ["Tag"]);
}

#[derive(Node, Debug, PartialEq)]
#[graph(keys("last", "first"))]
struct Author {
    first: String,
    last: String,
    #[graph(flatten)]
    dates: Dates,
    #[graph(flatten)]
    more: HashMap<String, Value>,
}

#[derive(FromValue, ToValue, Debug, PartialEq)]
struct Dates {
    born: i64,
    died: Option<i64>,
}

fn ibsen() -> Author {
    Author {
        first: "Henrik".into(),
        last: "Ibsen".into(),
        dates: Dates { born: 1828, died: Some(1906) },
        more: HashMap::from([("city".to_owned(), Value::from("Skien"))]),
    }
}

#[test]
fn a_compound_key_is_a_tuple_in_its_own_order() {
    assert_eq!(Author::META.key(), ["last", "first"]);
    assert_eq!(value(&ibsen().key()), value(&("Ibsen", "Henrik")));
}

#[test]
fn flattened_fields_are_properties_of_the_node() {
    let properties: &[(&str, &dyn ToValue)] =
        &[("died", &1906), ("city", &"Skien"), ("last", &"Ibsen"), ("born", &1828), ("first", &"Henrik")];
    assert_eq!(decoded::<Author>(&node(&["Author"], properties)).unwrap(), ibsen());
    assert_eq!(decoded::<Author>(&map(properties)).unwrap(), ibsen());
    assert_eq!(row::<Author>(properties).unwrap(), ibsen());
    let written: Vec<String> = parameters(&ibsen());
    assert_eq!(written, ["first: 'Henrik'", "last: 'Ibsen'", "born: 1828", "died: 1906", "city: 'Skien'"]);
    let flattened: Vec<_> =
        Author::META.flattened().iter().flat_map(|shape| shape.columns).map(|column| column.name).collect();
    assert_eq!(flattened, ["born", "died"]);
}

#[derive(Node, Debug, PartialEq)]
struct Company {
    #[graph(element_id)]
    id: String,
    #[graph(key)]
    name: String,
}

#[derive(Relationship, Debug, PartialEq)]
#[graph(from = Person, to = Company)]
struct WorksFor {
    #[graph(element_id)]
    id: String,
    #[graph(start)]
    person: String,
    #[graph(end)]
    company: Option<String>,
    since: i64,
    until: Option<i64>,
}

#[derive(Relationship, Debug, PartialEq)]
#[graph(type = "KNOWS_WELL")]
struct Knows;

#[test]
fn a_relationship_becomes_a_struct_with_its_ends() {
    let bytes = relationship("WORKS_FOR", &[("since", &2020)]);
    let expected = WorksFor {
        id: "5:graph:9".into(),
        person: "4:graph:7".into(),
        company: Some("4:graph:8".into()),
        since: 2020,
        until: None,
    };
    assert_eq!(decoded::<WorksFor>(&bytes).unwrap(), expected);
    assert_eq!(parameters(&expected), ["since: 2020", "until: null"]);
    assert_eq!(decoded::<Knows>(&relationship("KNOWS_WELL", &[])).unwrap(), Knows);
    let error = decoded::<WorksFor>(&node(&[], &[])).unwrap_err();
    assert_eq!(error.to_string(), "expected RELATIONSHIP, found NODE");
}

#[derive(Relationship, Debug, PartialEq)]
#[graph(rename_all = "camelCase")]
struct Rated {
    #[graph(rename = "stars")]
    score: i64,
    rated_on: String,
    #[graph(default)]
    tags: Vec<String>,
    #[graph(default = 3)]
    weight: i64,
    #[graph(skip)]
    seen: bool,
    #[graph(flatten)]
    dates: Dates,
    #[graph(flatten)]
    more: HashMap<String, Value>,
}

#[test]
fn the_options_of_fields_mean_the_same_on_a_relationship() {
    let properties: &[(&str, &dyn ToValue)] =
        &[("stars", &5), ("ratedOn", &"a Monday"), ("seen", &true), ("born", &1828), ("city", &"Skien")];
    let expected = |more: &[(&str, Value)]| Rated {
        score: 5,
        rated_on: "a Monday".into(),
        tags: Vec::new(),
        weight: 3,
        seen: false,
        dates: Dates { born: 1828, died: None },
        more: more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    };
    let read = decoded::<Rated>(&relationship("RATED", properties)).unwrap();
    assert_eq!(read, expected(&[("seen", Value::from(true)), ("city", Value::from("Skien"))]));
    let written = ["stars: 5", "ratedOn: 'a Monday'", "tags: []", "weight: 3", "born: 1828", "died: null"];
    assert_eq!(parameters(&expected(&[])), written);
}

#[test]
fn a_relationship_describes_its_type_and_ends() {
    let EntityKind::Relationship { name, from, to } = WorksFor::META.kind() else { panic!("a relationship") };
    assert_eq!((*name, from.unwrap().name(), to.unwrap().name()), ("WORKS_FOR", "Person", "Company"));
    let EntityKind::Relationship { name, from, to } = Knows::META.kind() else { panic!("a relationship") };
    assert_eq!((*name, from.is_none(), to.is_none()), ("KNOWS_WELL", true, true));
}

#[derive(Node, Debug, PartialEq)]
struct Borrowed<'a, T> {
    #[graph(key)]
    name: &'a str,
    extra: T,
}

#[test]
fn a_generic_node_may_borrow_from_the_message() {
    let bytes = node(&[], &[("name", &"Ann"), ("extra", &[1, 2])]);
    let read: Borrowed<'_, Vec<u8>> = decoded(&bytes).unwrap();
    assert_eq!(read, Borrowed { name: "Ann", extra: vec![1, 2] });
    assert!(bytes.as_ptr_range().contains(&read.name.as_ptr()), "the name was copied");
    assert_eq!(Borrowed::<Option<bool>>::META.properties()[1].to_string(), "extra: BOOLEAN?");
}

#[test]
fn tuples_lists_and_options_of_entities_are_rows() {
    type Row = (Person, Option<WorksFor>, Vec<Tag>);
    let keys = Keys::from_names(["p", "w", "tags"]);
    let mut tags = vec![0x92];
    tags.extend(node(&["Tag"], &[("name", &"a")]));
    tags.extend(node(&["Tag"], &[("name", &"b")]));
    let bytes = fields(&[node(&["Person", "Admin"], &[("fullName", &"Ann")]), vec![0xC0], tags]);
    let (person, works, tags): Row = record(&keys, &bytes).unwrap();
    assert_eq!((person, works), (ann(), None));
    assert_eq!(tags, [Tag { name: "a".into() }, Tag { name: "b".into() }]);
}

#[test]
fn every_truncation_of_an_entity_is_an_error() {
    let bytes = node(&["Author"], &[("last", &"Ibsen"), ("born", &1828), ("first", &"Henrik")]);
    for end in 0..bytes.len() {
        decoded::<Author>(&bytes[..end]).expect_err("a part is missing");
    }
    let bytes = relationship("WORKS_FOR", &[("since", &2020)]);
    for end in 0..bytes.len() {
        decoded::<WorksFor>(&bytes[..end]).expect_err("a part is missing");
    }
}
