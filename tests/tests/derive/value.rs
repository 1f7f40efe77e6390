//! `FromValue` and `ToValue`: newtypes, enums of names and structs as maps.

use std::collections::HashMap;

use graph_core::mapping::{DecodeFault, ValueType};
use graph_core::value::{Kind, Value};
use graph_orm::{FromValue, ToValue};

use crate::wire::{decoded, map, node, parameters, row, sent, value};

#[derive(FromValue, ToValue, Debug, PartialEq)]
struct Email(String);

#[derive(FromValue, ToValue, Debug, PartialEq)]
struct Maybe<T>(Option<T>);

#[test]
fn a_newtype_is_its_inner_value() {
    assert_eq!(decoded::<Email>(&value(&"a@b")).unwrap(), Email("a@b".into()));
    assert_eq!(sent(&Email("a@b".into())), Value::from("a@b"));
    assert_eq!(row::<Email>(&[("email", &"a@b")]).unwrap(), Email("a@b".into()));
    assert_eq!(<Email as FromValue<'_>>::TYPE, ValueType::Of(Kind::String));
    assert_eq!(Maybe::<i64>::absent(), Some(Maybe(None)));
    assert_eq!(Email::absent(), None);
}

#[derive(FromValue, ToValue, Debug, PartialEq)]
#[graph(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Active,
    #[graph(rename = "gone")]
    LeftLongAgo,
    OnLeave,
}

#[test]
fn an_enum_is_the_name_of_its_variant() {
    for (status, name) in [(Status::Active, "ACTIVE"), (Status::LeftLongAgo, "gone"), (Status::OnLeave, "ON_LEAVE")] {
        assert_eq!(sent(&status), Value::from(name));
        assert_eq!(decoded::<Status>(&value(&name)).unwrap(), status);
        assert_eq!(row::<Status>(&[("status", &name)]).unwrap(), status);
    }
    let error = decoded::<Status>(&value(&"Active")).unwrap_err();
    let variants: &[&str] = &["ACTIVE", "gone", "ON_LEAVE"];
    assert_eq!(error.fault(), &DecodeFault::UnknownVariant { target: "Status", variants });
    let error = decoded::<Status>(&value(&3)).unwrap_err();
    assert_eq!(error.to_string(), "expected STRING, found INTEGER");
}

#[derive(FromValue, ToValue, Debug, PartialEq, Default)]
#[graph(rename_all = "kebab-case")]
struct Address {
    street_name: String,
    #[graph(rename = "no")]
    number: Option<u16>,
    #[graph(default = "Norway".to_owned())]
    country: String,
    #[graph(skip)]
    checked: bool,
    #[graph(flatten)]
    place: Place,
}

#[derive(FromValue, ToValue, Debug, PartialEq, Default)]
struct Place {
    lat: f64,
    #[graph(flatten)]
    more: HashMap<String, Value>,
}

fn address() -> Address {
    let more = HashMap::from([("floor".to_owned(), Value::Integer(3))]);
    let place = Place { lat: 59.9, more };
    Address { street_name: "Storgata".into(), number: None, country: "Norway".into(), checked: false, place }
}

#[test]
fn a_struct_is_a_map_of_its_fields() {
    let bytes = map(&[("floor", &3), ("lat", &59.9), ("street-name", &"Storgata")]);
    assert_eq!(decoded::<Address>(&bytes).unwrap(), address());
    let sent = sent(&address());
    let sent = sent.as_map().expect("a map");
    assert_eq!(sent.keys().collect::<Vec<_>>(), ["country", "floor", "lat", "no", "street-name"]);
    assert_eq!(sent["no"], Value::Null);
    assert_eq!(decoded::<Address>(&value(&address())).unwrap(), address());
    assert_eq!(parameters(&address()).len(), 5);
}

#[test]
fn a_map_may_come_as_a_column_as_columns_or_as_the_properties_of_a_node() {
    let keys = graph_core::mapping::Keys::from_names(["address"]);
    let bytes = crate::wire::fields(&[value(&address())]);
    assert_eq!(crate::wire::record::<Address>(&keys, &bytes).unwrap(), address());
    let columns: &[(&str, &dyn ToValue)] = &[("lat", &59.9), ("floor", &3), ("street-name", &"Storgata"), ("no", &())];
    assert_eq!(row::<Address>(columns).unwrap(), address());
    let bytes = node(&["Address"], &[("lat", &59.9), ("street-name", &"Storgata"), ("floor", &3)]);
    assert_eq!(decoded::<Address>(&bytes).unwrap(), address());
}

#[test]
fn a_missing_key_is_an_error_unless_the_field_has_a_place_for_it() {
    let error = decoded::<Address>(&map(&[("lat", &1.0)])).unwrap_err();
    assert_eq!(error.fault(), &DecodeFault::MissingProperty { name: "street-name".into() });
    let error = decoded::<Address>(&map(&[("street-name", &"x"), ("lat", &"high")])).unwrap_err();
    assert_eq!(error.to_string(), "property `lat` of Address: expected FLOAT, found STRING");
    let error = decoded::<Address>(&[0xC0]).unwrap_err();
    assert_eq!(error.fault(), &DecodeFault::Null { expected: "MAP".into() });
}

#[derive(FromValue, ToValue, Debug, PartialEq)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
}

#[test]
fn a_recursive_struct_reads_and_writes_itself() {
    let tree = Tree { value: 1, children: vec![Tree { value: 2, children: vec![] }] };
    assert_eq!(decoded::<Tree<i64>>(&value(&tree)).unwrap(), tree);
}

#[test]
fn a_recursive_struct_stops_at_the_depth_limit() {
    let mut bytes = Vec::new();
    for _ in 0..10_000 {
        bytes.extend([0xA2, 0x85]);
        bytes.extend(b"value");
        bytes.extend([0x01, 0x88]);
        bytes.extend(b"children");
        bytes.push(0x91);
    }
    let error = decoded::<Tree<i64>>(&bytes).unwrap_err();
    assert!(matches!(error.fault(), DecodeFault::Malformed(_)), "{error:?}");
}

#[derive(FromValue, ToValue, Debug, PartialEq)]
struct Wide {
    aa: i64,
    bb: i64,
    cc: i64,
    dd: i64,
}

#[test]
fn keys_are_found_in_every_order_and_the_last_of_two_equal_ones_counts() {
    let names = ["aa", "bb", "cc", "dd"];
    for a in 0..4 {
        for b in 0..4 {
            for c in 0..4 {
                let order = [a, b, c];
                let rest = (0..4).filter(|at| !order.contains(at));
                let entries: Vec<(&str, i64)> =
                    order.into_iter().chain(rest).map(|at| (names[at], i64::try_from(at).unwrap())).collect();
                let entries: Vec<_> = entries.iter().map(|(name, value)| (*name, value as _)).collect();
                let read: Wide = decoded(&map(&entries)).unwrap();
                assert_eq!(read, Wide { aa: 0, bb: 1, cc: 2, dd: 3 }, "{a} {b} {c}");
            }
        }
    }
    let read: Wide = decoded(&map(&[("aa", &1), ("bb", &2), ("aa", &3), ("", &4), ("cc", &5), ("dd", &6)])).unwrap();
    assert_eq!(read, Wide { aa: 3, bb: 2, cc: 5, dd: 6 });
}
