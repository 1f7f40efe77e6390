//! `FromRecord`: columns by name and by position.

use std::borrow::Cow;
use std::collections::BTreeMap;

use graph_core::mapping::{DecodeFault, Keys, ToValue};
use graph_core::value::Value;
use graph_orm::{FromRecord, FromValue};

use crate::wire::{fields, record, row, value};

#[derive(FromRecord, Debug, PartialEq)]
struct Person {
    name: String,
    age: Option<u8>,
}

#[test]
fn columns_are_found_by_name_in_any_order_and_others_are_skipped() {
    let ann = Person { name: "Ann".into(), age: Some(42) };
    assert_eq!(row::<Person>(&[("name", &"Ann"), ("age", &42)]).unwrap(), ann);
    assert_eq!(row::<Person>(&[("age", &42), ("name", &"Ann")]).unwrap(), ann);
    assert_eq!(
        row::<Person>(&[("x", &1), ("age", &42), ("y", &vec![1, 2]), ("name", &"Ann"), ("z", &())]).unwrap(),
        ann
    );
}

#[test]
fn a_column_is_a_row_of_its_own_and_a_misspelt_one_is_an_error_even_for_an_option() {
    let error = row::<Person>(&[("name", &"Ann"), ("agee", &42)]).unwrap_err();
    assert_eq!(error.to_string(), "the result has no column `age`; it has `name`, `agee`");
    assert_eq!(row::<Person>(&[("name", &"Ann"), ("age", &())]).unwrap().age, None);
}

#[test]
fn a_value_that_does_not_fit_names_its_column() {
    let error = row::<Person>(&[("age", &300), ("name", &"Ann")]).unwrap_err();
    assert_eq!(error.to_string(), "column `age`: 300 does not fit u8");
    let error = row::<Person>(&[("age", &1), ("name", &())]).unwrap_err();
    assert_eq!(error.fault(), &DecodeFault::Null { expected: "STRING".into() });
    assert_eq!(error.column(), Some("name"));
}

fn thirty() -> u8 {
    30
}

#[derive(FromRecord, Debug, PartialEq)]
#[graph(rename_all = "camelCase")]
struct Renamed {
    first_name: String,
    #[graph(rename = "n")]
    count: i64,
    #[graph(col = "p.age", default = "thirty")]
    age: u8,
    #[graph(default)]
    score: f64,
    #[graph(default = vec!["none".to_owned()])]
    tags: Vec<String>,
    #[graph(skip)]
    cached: Option<u64>,
    #[graph(skip, default = 7)]
    lucky: u8,
}

#[test]
fn names_and_defaults_follow_the_options() {
    let all: Renamed =
        row(&[("firstName", &"Ann"), ("n", &3), ("p.age", &42), ("score", &1.5), ("tags", &vec!["a"]), ("cached", &1)])
            .unwrap();
    let expected = Renamed {
        first_name: "Ann".into(),
        count: 3,
        age: 42,
        score: 1.5,
        tags: vec!["a".into()],
        cached: None,
        lucky: 7,
    };
    assert_eq!(all, expected);
    let few: Renamed = row(&[("n", &3), ("firstName", &"Ann")]).unwrap();
    assert_eq!((few.age, few.score, few.tags), (30, 0.0, vec!["none".to_owned()]));
}

#[test]
fn a_default_stands_in_for_null_but_not_for_a_value_of_another_kind() {
    let columns: &[(&str, &dyn ToValue)] = &[("n", &3), ("firstName", &"Ann"), ("p.age", &())];
    assert_eq!(row::<Renamed>(columns).unwrap().age, 30);
    let error = row::<Renamed>(&[("n", &3), ("firstName", &"Ann"), ("p.age", &"old")]).unwrap_err();
    assert_eq!(error.to_string(), "column `p.age`: expected INTEGER, found STRING");
}

#[derive(FromRecord, Debug, PartialEq)]
struct Nickname {
    #[graph(default = Some("nobody".to_owned()))]
    name: Option<String>,
}

#[test]
fn null_stays_null_for_a_type_that_has_a_place_for_it() {
    assert_eq!(row::<Nickname>(&[("name", &())]).unwrap().name, None);
    assert_eq!(row::<Nickname>(&[("other", &())]).unwrap().name.as_deref(), Some("nobody"));
}

#[derive(FromRecord, Debug, PartialEq)]
struct Employment {
    #[graph(flatten)]
    person: Person,
    company: String,
    #[graph(flatten)]
    rest: BTreeMap<String, Value>,
}

#[test]
fn a_flattened_struct_takes_its_columns_and_a_flattened_map_the_rest() {
    let columns: &[(&str, &dyn ToValue)] =
        &[("since", &2020), ("company", &"Acme"), ("age", &()), ("name", &"Ann"), ("remote", &true)];
    let employment: Employment = row(columns).unwrap();
    assert_eq!(employment.person, Person { name: "Ann".into(), age: None });
    assert_eq!(employment.company, "Acme");
    let rest =
        BTreeMap::from([("remote".to_owned(), Value::Boolean(true)), ("since".to_owned(), Value::Integer(2020))]);
    assert_eq!(employment.rest, rest);
    let error = row::<Employment>(&[("company", &"Acme"), ("age", &1)]).unwrap_err();
    assert_eq!(error.to_string(), "the result has no column `name`; it has `company`, `age`");
}

#[derive(FromRecord, Debug, PartialEq)]
struct Pair(String, Option<i64>);

#[test]
fn a_tuple_struct_takes_columns_by_position() {
    assert_eq!(row::<Pair>(&[("a", &"x"), ("b", &())]).unwrap(), Pair("x".into(), None));
    let error = row::<Pair>(&[("a", &"x")]).unwrap_err();
    assert_eq!(error.to_string(), "the row type takes 2 columns, the result has `a`");
}

#[derive(FromRecord, Debug, PartialEq)]
struct Borrowed<'a> {
    name: &'a str,
    city: Cow<'a, str>,
    data: Option<&'a [u8]>,
    tags: Vec<&'a str>,
}

#[test]
fn borrowed_fields_point_into_the_message() {
    let keys = Keys::from_names(["name", "city", "data", "tags"]);
    let bytes = fields(&[value(&"Ann"), value(&"Oslo"), vec![0xC0], value(&["a", "b"])]);
    let row: Borrowed<'_> = record(&keys, &bytes).unwrap();
    assert_eq!(row, Borrowed { name: "Ann", city: Cow::Borrowed("Oslo"), data: None, tags: vec!["a", "b"] });
    assert!(bytes.as_ptr_range().contains(&row.name.as_ptr()), "the name was copied");
    assert!(matches!(row.city, Cow::Borrowed(_)), "the city was copied");
}

#[derive(FromRecord, Debug, PartialEq)]
struct Generic<T, U: Default, const N: usize>
where
    T: Clone,
{
    value: T,
    list: Vec<Option<T>>,
    #[graph(skip)]
    unused: U,
    array: [i64; N],
}

#[test]
fn generic_structs_read_what_their_parameters_read() {
    let expected = Generic { value: "x".to_owned(), list: vec![None], unused: 0_u8, array: [1, 2] };
    let read: Generic<String, u8, 2> = row(&[("value", &"x"), ("list", &[None::<i64>]), ("array", &[1, 2])]).unwrap();
    assert_eq!(read, expected);
}

#[derive(FromRecord, Debug, PartialEq)]
struct GenericBorrowed<'row, T> {
    name: &'row str,
    value: T,
}

#[test]
fn a_generic_struct_may_borrow_as_well() {
    let keys = Keys::from_names(["name", "value"]);
    let bytes = fields(&[value(&"Ann"), value(&"x")]);
    let row: GenericBorrowed<'_, &str> = record(&keys, &bytes).unwrap();
    assert_eq!(row, GenericBorrowed { name: "Ann", value: "x" });
}

#[derive(FromRecord, Debug, PartialEq)]
struct Keyword {
    r#type: String,
    #[graph(rename = "r#match")]
    r#match: i64,
}

#[test]
fn a_raw_identifier_is_the_column_without_its_prefix() {
    let row: Keyword = row(&[("type", &"t"), ("r#match", &1)]).unwrap();
    assert_eq!(row, Keyword { r#type: "t".into(), r#match: 1 });
}

#[derive(FromRecord)]
struct Nothing {}

#[test]
fn a_struct_without_fields_takes_any_result() {
    row::<Nothing>(&[("a", &1), ("b", &"x")]).unwrap();
    row::<Nothing>(&[]).unwrap();
}

#[derive(FromValue, Debug, PartialEq)]
struct Meters(f64);

#[derive(FromRecord, Debug, PartialEq)]
struct Nested {
    height: Meters,
    people: Vec<Meters>,
}

#[test]
fn columns_may_hold_derived_values() {
    let read: Nested = row(&[("height", &1.5), ("people", &[2.0, 3.0])]).unwrap();
    assert_eq!(read, Nested { height: Meters(1.5), people: vec![Meters(2.0), Meters(3.0)] });
    let error = row::<Nested>(&[("height", &1.5), ("people", &vec![Some(1.0), None])]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `people`, property `[1]`: expected FLOAT, found null; use Option<_> where null is a value"
    );
}

#[test]
fn every_truncation_of_a_record_is_an_error() {
    let keys = Keys::from_names(["name", "city", "data", "tags"]);
    let bytes = fields(&[value(&"Ann"), value(&"Oslo"), vec![0xC0], value(&["a", "b"])]);
    for end in 0..bytes.len() {
        record::<Borrowed<'_>>(&keys, &bytes[..end]).expect_err("a part is missing");
    }
}
