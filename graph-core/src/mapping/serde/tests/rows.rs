use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::mapping::{DecodeFault, FromRecord, Keys, Plan, Record, Row};

#[derive(Debug, PartialEq, Deserialize)]
struct Person<'a> {
    name: &'a str,
    #[serde(default)]
    born: Option<u16>,
}

/// Columns with their values, as one record.
struct Answer {
    keys: Keys,
    fields: Vec<u8>,
}

fn answer<'k>(columns: impl IntoIterator<Item = (&'k str, Vec<u8>)>) -> Answer {
    let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
    let mut fields = Vec::new();
    Writer::new(&mut fields).list(names.len()).expect("few columns");
    fields.extend(values.concat());
    Answer { keys: Keys::from_names(names), fields }
}

impl Answer {
    fn row<'r, T: Deserialize<'r>>(&'r self) -> Result<T, String> {
        self.try_row().map_err(|error| error.to_string())
    }

    fn try_row<'r, T: Deserialize<'r>>(&'r self) -> Result<T, DecodeError> {
        let plan = Plan::new(Serde::<T>::SHAPE, &self.keys)?;
        let row = Row::new(&self.fields, &self.keys, Dialect::NEWEST)?;
        Serde::from_row(row, &plan).map(Serde::into_inner)
    }

    fn refusal<'r, T: Deserialize<'r> + std::fmt::Debug>(&'r self) -> String {
        self.row::<T>().expect_err("no such row")
    }
}

#[test]
fn a_struct_takes_columns_by_name_in_any_order() {
    let answer = answer([("other", packed(vec![1, 2])), ("born", packed(1815)), ("name", packed("Ada"))]);
    assert_eq!(answer.row(), Ok(Person { name: "Ada", born: Some(1815) }));
    let by_name: serde_json::Value = answer.row().expect("columns");
    assert_eq!(by_name, serde_json::json!({ "other": [1, 2], "born": 1815, "name": "Ada" }));
}

#[test]
fn a_column_that_is_missing_null_or_of_another_kind_are_three_answers() {
    let missing = answer([("born", packed(1815)), ("place", packed("London"))]);
    assert_eq!(missing.refusal::<Person<'_>>(), "the result has no column `name`; it has `born`, `place`");
    let null = answer([("name", packed(Value::Null)), ("born", packed(1815))]);
    assert_eq!(
        null.refusal::<Person<'_>>(),
        "column `name`: expected STRING, found null; use Option<_> where null is a value"
    );
    let other = answer([("name", packed(1)), ("born", packed(1815))]);
    assert_eq!(other.refusal::<Person<'_>>(), "column `name`: expected STRING, found INTEGER");
}

#[test]
fn a_field_that_a_nested_value_misses_is_a_property_and_no_column() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is never read whole")]
    struct Pair<'a> {
        #[serde(borrow)]
        from: Person<'a>,
        to: i64,
    }
    let answer = answer([("from", node(&map([]))), ("to", packed(1))]);
    let error = answer.try_row::<Pair<'_>>().expect_err("no name");
    assert_eq!((error.column(), error.property()), (Some("from"), Some("name")));
    assert!(matches!(error.fault(), DecodeFault::MissingProperty { .. }));
}

#[test]
fn a_single_entity_is_the_row_of_a_struct_or_map() {
    let properties = map([("name", "Ada".into()), ("born", 1815.into())]);
    for value in [node(&properties), relationship(&properties), packed(properties.clone())] {
        let answer = answer([("p", value)]);
        assert_eq!(answer.row(), Ok(Person { name: "Ada", born: Some(1815) }));
        let entries: BTreeMap<String, serde_json::Value> = answer.row().expect("a map");
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["born", "name"]);
    }
    let answer = answer([("p", node(&map([("name", "Ada".into()), ("born", (-1).into())])))]);
    assert_eq!(answer.refusal::<Person<'_>>(), "column `p`, property `born`: -1 does not fit u16");
}

#[test]
fn a_single_column_with_the_name_of_a_field_is_that_field() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Found<'a> {
        #[serde(borrow)]
        person: Person<'a>,
    }
    let answer = answer([("person", node(&map([("name", "Ada".into())])))]);
    assert_eq!(answer.row(), Ok(Found { person: Person { name: "Ada", born: None } }));
}

#[test]
fn a_flattened_struct_reads_the_columns_or_the_entity() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Employee {
        salary: i64,
        #[serde(flatten)]
        address: Address,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Address {
        city: String,
    }
    let expected = Employee { salary: 7, address: Address { city: "Oslo".into() } };
    let columns = answer([("city", packed("Oslo")), ("salary", packed(7))]);
    assert_eq!(columns.row().as_ref(), Ok(&expected));
    let entity = answer([("e", node(&map([("city", "Oslo".into()), ("salary", 7.into())])))]);
    assert_eq!(entity.row().as_ref(), Ok(&expected));
    let missing = answer([("salary", packed(7)), ("x", packed(1))]);
    assert_eq!(missing.refusal::<Employee>(), "the result has no column `city`; it has `salary`, `x`");
}

#[test]
fn tuples_and_sequences_take_columns_by_position() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Pair<'a>(&'a str, u8);
    let two = answer([("a", packed("x")), ("b", packed(1))]);
    assert_eq!(two.row(), Ok(("x", 1_u8)));
    assert_eq!(two.row(), Ok(Pair("x", 1)));
    assert_eq!(two.refusal::<(String,)>(), "the row type takes 1 columns, the result has `a`, `b`");
    assert_eq!(two.refusal::<(u8, u8)>(), "column `a`: expected INTEGER, found STRING");
    let numbers = answer([("a", packed(1)), ("b", packed(2)), ("c", packed(3))]);
    assert_eq!(numbers.row(), Ok(vec![1, 2, 3]));
}

#[test]
fn any_other_type_takes_the_single_column() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Meters(f64);
    #[derive(Debug, PartialEq, Deserialize)]
    enum Side {
        Left,
    }
    assert_eq!(answer([("n", packed(42))]).row(), Ok(42_u8));
    assert_eq!(answer([("n", packed(1.5))]).row(), Ok(Meters(1.5)));
    assert_eq!(answer([("n", packed("Left"))]).row(), Ok(Side::Left));
    assert_eq!(answer([("n", packed(vec![1_u8]))]).row(), Ok(&[1_u8][..]));
    assert_eq!(answer([("n", packed(300))]).refusal::<u8>(), "column `n`: 300 does not fit u8");
    let two = answer([("a", packed(1)), ("b", packed(2))]);
    assert_eq!(two.refusal::<u8>(), "the row type takes 1 columns, the result has `a`, `b`");
    assert_eq!(two.row(), Ok(()));
}

#[test]
fn a_null_instead_of_the_entity_is_none_or_says_so() {
    let nobody = answer([("p", packed(Value::Null))]);
    assert_eq!(nobody.row::<Option<Person<'_>>>(), Ok(None));
    let error = nobody.try_row::<Person<'_>>().expect_err("null");
    assert_eq!(error.fault(), &DecodeFault::Null { expected: "NODE, RELATIONSHIP or MAP".into() });
    assert_eq!(error.column(), Some("p"));
    let somebody = answer([("p", node(&map([("name", "Ada".into())])))]);
    assert_eq!(somebody.row(), Ok(Some(Person { name: "Ada", born: None })));
}

#[test]
fn a_dynamic_record_becomes_a_type_of_serde() {
    let answer = answer([("name", packed("Ada")), ("p", node(&map([("name", "Bo".into())])))]);
    let row = Row::new(&answer.fields, &answer.keys, Dialect::NEWEST).expect("a record");
    let record = Record::from_row(row, &Plan::default()).expect("any record is one");
    let Serde(whole) = record.to::<Serde<Person<'_>>>().expect("columns by name");
    let Serde(column) = record.get::<Serde<Person<'_>>>("p").expect("a node");
    assert_eq!((whole.name, column.name), ("Ada", "Bo"));
}
