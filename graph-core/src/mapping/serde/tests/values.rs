use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::*;
use crate::mapping::DecodeFault;
use crate::value::{Kind, Vector};

#[derive(Debug, PartialEq, Deserialize)]
struct Person<'a> {
    name: &'a str,
    born: Option<u16>,
}

#[test]
fn every_integer_type_takes_what_fits_and_refuses_what_does_not() {
    macro_rules! check {
        ($($type:ty: $fits:expr, $beyond:expr;)+) => {$(
            assert_eq!(read::<$type>(&packed($fits)), Ok($fits as $type));
            let error = misfit::<$type>(&packed($beyond));
            assert_eq!(error.fault(), &DecodeFault::OutOfRange { target: stringify!($type), found: $beyond });
        )+};
    }
    check! {
        u8: 255, 256;
        i8: -128, -129;
        u16: 65_535, 65_536;
        i16: -32_768, -32_769;
        u32: 4_294_967_295_i64, -1;
        i32: 2_147_483_647, 2_147_483_648_i64;
        u64: i64::MAX, -1;
        u128: i64::MAX, i64::MIN;
    }
    assert_eq!(read::<i64>(&packed(i64::MIN)), Ok(i64::MIN));
    assert_eq!(read::<i128>(&packed(i64::MIN)), Ok(i64::MIN.into()));
    assert_eq!(refusal::<std::num::NonZeroU8>(&packed(0)), "expected a nonzero u8, found 0");
}

#[test]
fn a_float_is_no_integer_and_an_integer_is_no_float() {
    assert_eq!(read::<f64>(&packed(0.1)), Ok(0.1));
    assert_eq!(read::<f32>(&packed(0.5)), Ok(0.5));
    assert_eq!(refusal::<f64>(&packed(1)), "expected FLOAT, found INTEGER");
    assert_eq!(refusal::<i64>(&packed(1.0)), "expected INTEGER, found FLOAT");
    assert_eq!(refusal::<f32>(&packed(1e300)), "the FLOAT does not fit f32");
}

#[test]
fn text_and_bytes_are_borrowed_from_the_message() {
    let text = packed("Ada");
    let borrowed: &str = read(&text).expect("a string");
    assert!(text.as_ptr_range().contains(&borrowed.as_ptr()));
    let bytes = packed(vec![1_u8, 2, 3]);
    let borrowed: &[u8] = read(&bytes).expect("bytes");
    assert!(bytes.as_ptr_range().contains(&borrowed.as_ptr()));
    assert_eq!(borrowed, [1, 2, 3]);
    assert_eq!(read::<char>(&packed("ø")), Ok('ø'));
    assert_eq!(refusal::<char>(&packed("no")), "expected a STRING of one character");
    assert_eq!(refusal::<&[u8]>(&packed("no")), "expected BYTES, found STRING");
    assert_eq!(refusal::<String>(&[0x82, b'a', 0xFF]), "a string is not valid UTF-8 after 1 bytes");
}

#[test]
fn null_is_none_or_a_unit_and_nothing_else() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Nothing;
    let null = packed(Value::Null);
    assert_eq!(read::<Option<u8>>(&null), Ok(None));
    assert_eq!(read::<Option<u8>>(&packed(1)), Ok(Some(1)));
    assert_eq!(read::<()>(&null), Ok(()));
    assert_eq!(read::<Nothing>(&null), Ok(Nothing));
    assert_eq!(refusal::<()>(&packed(1)), "expected NULL, found INTEGER");
    assert_eq!(refusal::<bool>(&null), "expected BOOLEAN, found null; use Option<_> where null is a value");
    assert_eq!(read::<bool>(&packed(true)), Ok(true));
}

#[test]
fn lists_are_sequences_and_tuples_of_their_length() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Pair(i64, String);
    let pair = packed(vec![Value::from(1), "a".into()]);
    assert_eq!(read::<Vec<i64>>(&packed(vec![1, 2, 3])), Ok(vec![1, 2, 3]));
    assert_eq!(read::<Vec<()>>(&packed(Value::List(vec![]))), Ok(vec![]));
    assert_eq!(read::<(i64, String)>(&pair), Ok((1, "a".into())));
    assert_eq!(read::<Pair>(&pair), Ok(Pair(1, "a".into())));
    assert_eq!(refusal::<(i64, String, ())>(&pair), "expected a LIST of 3 items, found 2");
    assert_eq!(refusal::<[i64; 1]>(&packed(vec![1, 2])), "expected a LIST of 1 items, found 2");
    assert_eq!(refusal::<Vec<i64>>(&packed(1)), "expected LIST, found INTEGER");
    assert_eq!(refusal::<Vec<u8>>(&packed(vec![1_u8])), "expected LIST, found BYTES");
}

#[test]
fn maps_have_text_keys_of_any_type_that_text_becomes() {
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    struct Key(String);
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    enum Side {
        Left,
        Right,
    }
    let bytes = packed(map([("Left", 1.into()), ("Right", 2.into())]));
    assert_eq!(read::<HashMap<&str, i64>>(&bytes), Ok(HashMap::from([("Left", 1), ("Right", 2)])));
    let by_key = BTreeMap::from([(Key("Left".into()), 1), (Key("Right".into()), 2)]);
    assert_eq!(read::<BTreeMap<Key, i64>>(&bytes), Ok(by_key));
    assert_eq!(read::<BTreeMap<Side, i64>>(&bytes), Ok(BTreeMap::from([(Side::Left, 1), (Side::Right, 2)])));
    assert_eq!(read::<BTreeMap<Option<char>, i64>>(&packed(map([("x", 1.into())]))), Ok([(Some('x'), 1)].into()));
    assert_eq!(refusal::<HashMap<u8, i64>>(&bytes), "expected u8, found STRING");
}

#[test]
fn a_struct_reads_a_map_and_the_properties_of_a_node_or_relationship() {
    let properties = map([("name", "Ada".into()), ("born", 1815.into()), ("other", vec![1, 2].into())]);
    let ada = Person { name: "Ada", born: Some(1815) };
    assert_eq!(read::<Person<'_>>(&packed(properties.clone())).as_ref(), Ok(&ada));
    assert_eq!(read::<Person<'_>>(&node(&properties)).as_ref(), Ok(&ada));
    assert_eq!(read::<Person<'_>>(&relationship(&properties)).as_ref(), Ok(&ada));

    let old = structure(tag::NODE, &[7.into(), vec!["Person"].into(), properties.clone()]);
    assert_eq!(read_as::<Person<'_>>(&old, OLD).as_ref(), Ok(&ada));
    let old = structure(tag::RELATIONSHIP, &[1.into(), 7.into(), 8.into(), "KNOWS".into(), properties.clone()]);
    assert_eq!(read_as::<Person<'_>>(&old, OLD).as_ref(), Ok(&ada));

    let any: serde_json::Value = read(&node(&properties)).expect("a node");
    assert_eq!(any, serde_json::json!({ "name": "Ada", "born": 1815, "other": [1, 2] }));
    assert_eq!(refusal::<Person<'_>>(&packed(vec!["Ada"])), "expected MAP, found LIST");
}

#[test]
fn attributes_of_serde_mean_what_they_mean() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Strict {
        first_name: String,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(alias = "yearOfBirth")]
        born: Option<i64>,
        #[serde(skip)]
        cached: bool,
    }
    let bytes = packed(map([("firstName", "Ada".into()), ("yearOfBirth", 1815.into())]));
    let ada = Strict { first_name: "Ada".into(), tags: vec![], born: Some(1815), cached: false };
    assert_eq!(read::<Strict>(&bytes), Ok(ada));
    assert!(refusal::<Strict>(&packed(map([("x", 1.into())]))).starts_with("unknown field `x`, expected"));

    #[derive(Debug, PartialEq, Deserialize)]
    struct Open {
        name: String,
        #[serde(flatten)]
        rest: BTreeMap<String, i64>,
    }
    let bytes = node(&map([("a", 1.into()), ("name", "Ada".into()), ("b", 2.into())]));
    let rest = BTreeMap::from([("a".into(), 1), ("b".into(), 2)]);
    assert_eq!(read::<Open>(&bytes), Ok(Open { name: "Ada".into(), rest }));
}

#[derive(Debug, PartialEq, Deserialize)]
enum Shape {
    Empty,
    Circle(u8),
    Line(u8, u8),
    Square { side: u8 },
}

#[test]
fn enums_are_text_or_a_map_of_one_entry() {
    let one = |name: &str, content: Value| packed(map([(name, content)]));
    assert_eq!(read(&packed("Empty")), Ok(Shape::Empty));
    assert_eq!(read(&one("Empty", Value::Null)), Ok(Shape::Empty));
    assert_eq!(read(&one("Circle", 1.into())), Ok(Shape::Circle(1)));
    assert_eq!(read(&one("Line", vec![1, 2].into())), Ok(Shape::Line(1, 2)));
    assert_eq!(read(&one("Square", map([("side", 3.into())]))), Ok(Shape::Square { side: 3 }));

    let unknown = "the string names no variant of Shape; it knows `Empty`, `Circle`, `Line`, `Square`";
    assert_eq!(refusal::<Shape>(&packed("Star")), unknown);
    assert_eq!(refusal::<Shape>(&one("Star", 1.into())), unknown);
    assert_eq!(refusal::<Shape>(&one("Circle", 300.into())), "property `Circle`: 300 does not fit u8");
    assert_eq!(refusal::<Shape>(&one("Empty", 1.into())), "property `Empty`: expected NULL, found INTEGER");
    assert_eq!(refusal::<Shape>(&one("Line", vec![1].into())), "property `Line`: expected a LIST of 2 items, found 1");
    assert_eq!(refusal::<Shape>(&packed(1)), "expected STRING or MAP, found INTEGER");
    let two = packed(map([("Circle", 1.into()), ("Empty", Value::Null)]));
    assert_eq!(refusal::<Shape>(&two), "expected a MAP of one entry, the name and content of a variant, found 2");
}

#[test]
fn tagged_and_untagged_enums_are_read_by_looking_at_the_value() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "type", rename_all = "lowercase")]
    enum Animal {
        Dog { name: String },
        Cat { lives: u8 },
    }
    let cat = node(&map([("lives", 9.into()), ("type", "cat".into())]));
    assert_eq!(read(&cat), Ok(Animal::Cat { lives: 9 }));
    let bird = node(&map([("type", "bird".into())]));
    assert_eq!(
        refusal::<Animal>(&bird),
        "property `type`: the string names no variant of the enum; it knows `dog`, `cat`"
    );

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Scalar {
        Number(i64),
        Text(String),
        Many(Vec<Scalar>),
    }
    let bytes = packed(vec![Value::from(1), "a".into(), vec![2].into()]);
    let many = Scalar::Many(vec![Scalar::Number(1), Scalar::Text("a".into()), Scalar::Many(vec![Scalar::Number(2)])]);
    assert_eq!(read(&bytes), Ok(many));
    assert_eq!(refusal::<Scalar>(&packed(0.5)), "data did not match any variant of untagged enum Scalar");
}

#[test]
fn an_error_names_the_way_to_the_value_and_what_is_missing() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is never read whole")]
    struct Team<'a> {
        #[serde(borrow)]
        members: Vec<BTreeMap<String, Person<'a>>>,
    }
    let lead = map([("name", "Ada".into()), ("born", (-1).into())]);
    let team = |lead: Value| packed(map([("members", vec![map([]), map([("lead", lead)])].into())]));
    let bytes = team(lead);
    assert_eq!(refusal::<Team<'_>>(&bytes), "property `members[1].lead.born`: -1 does not fit u16");
    let error = misfit::<Team<'_>>(&bytes);
    assert_eq!(error.property(), Some("born"));

    let bytes = team(map([]));
    let error = misfit::<Team<'_>>(&bytes);
    assert_eq!(error.fault(), &DecodeFault::MissingProperty { name: "name".into() });
    assert!(error.to_string().starts_with("property `members[1].lead`: property `name` is missing"), "{error}");

    let bytes = team(map([("name", Value::Null)]));
    let error = misfit::<Team<'_>>(&bytes);
    assert_eq!(error.fault(), &DecodeFault::Null { expected: "STRING".into() });
}

#[test]
fn a_message_of_the_types_own_is_a_custom_fault() {
    #[derive(Debug)]
    struct Even;
    impl<'de> Deserialize<'de> for Even {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            match u64::deserialize(deserializer)? % 2 {
                0 => Ok(Self),
                _ => Err(serde::de::Error::custom("the number is odd")),
            }
        }
    }
    let bytes = packed(vec![2, 3]);
    let error = misfit::<Vec<Even>>(&bytes);
    assert_eq!(error.fault(), &DecodeFault::Custom("the number is odd".into()));
    assert_eq!(error.to_string(), "property `[1]`: the number is odd");
}

#[test]
fn a_type_that_looks_at_the_value_says_what_it_expected() {
    let error = misfit::<serde_json::Map<String, serde_json::Value>>(&packed(1));
    assert_eq!(error.fault(), &DecodeFault::Mismatch { expected: "MAP".into(), found: Kind::Integer });
    let error = misfit::<std::net::Ipv4Addr>(&packed("300.1.1.1"));
    assert_eq!(error.to_string(), "invalid IPv4 address syntax");
}

#[test]
fn items_that_a_type_leaves_unread_are_an_error() {
    #[derive(Debug)]
    struct First;
    impl<'de> Deserialize<'de> for First {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Lazy;
            impl<'de> Visitor<'de> for Lazy {
                type Value = First;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("a list or a map")
                }
                fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<First, A::Error> {
                    items.next_element::<IgnoredAny>()?;
                    Ok(First)
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(self, _: A) -> Result<First, A::Error> {
                    Ok(First)
                }
            }
            deserializer.deserialize_any(Lazy)
        }
    }
    assert_eq!(refusal::<First>(&packed(vec![1, 2])), "expected a LIST of 1 items, found 2");
    assert_eq!(refusal::<First>(&packed(map([("a", 1.into())]))), "the type leaves 1 of 1 entries unread");
    assert!(refusal::<First>(&packed(Vector::from(vec![1_i8, 2]))).contains("expected 1 element in sequence"));
}

#[derive(Debug, PartialEq, Deserialize)]
struct Nested(Vec<Nested>);

#[derive(Debug, Deserialize)]
struct Chain {
    #[expect(dead_code, reason = "only its depth matters")]
    next: Option<Box<Chain>>,
}

#[test]
fn nesting_without_end_is_an_error_and_no_stack_overflow() {
    let lists = vec![0x91; 100_000];
    assert_eq!(
        refusal::<Nested>(&lists).rsplit(": ").next(),
        Some("values nest deeper than 128 levels"),
        "a recursive type"
    );
    assert!(refusal::<serde_json::Value>(&lists).ends_with("values nest deeper than 128 levels"), "any value");

    let maps = [0xA1, 0x84, b'n', b'e', b'x', b't'].repeat(100_000);
    assert!(refusal::<Chain>(&maps).ends_with("values nest deeper than 128 levels"), "a linked list");
    let variants = [0xA1, 0x84, b'M', b'o', b'r', b'e'].repeat(100_000);
    #[derive(Debug, Deserialize)]
    enum Peel {
        #[expect(dead_code, reason = "only its depth matters")]
        More(Box<Peel>),
    }
    assert!(refusal::<Peel>(&variants).ends_with("values nest deeper than 128 levels"), "an enum");

    let closed = [vec![0x91; 100_000], vec![0x90]].concat();
    read::<IgnoredAny>(&closed).expect("what nobody looks at is skipped without recursion");
}

#[test]
fn the_deepest_nesting_that_is_allowed_is_read() {
    let deepest = [vec![0x91; 127], vec![0x90]].concat();
    let mut levels = 0;
    let mut inner = &read::<Nested>(&deepest).expect("128 levels");
    while let [only] = inner.0.as_slice() {
        levels += 1;
        inner = only;
    }
    assert_eq!(levels, 127);
    let one_more = [vec![0x91; 128], vec![0x90]].concat();
    assert!(read::<Nested>(&one_more).is_err());
}

#[test]
fn siblings_do_not_count_as_depth() {
    let properties = map([("name", "Ada".into())]);
    let variant = packed(map([("Circle", 1.into())]));
    let point = packed(crate::value::Point::cartesian(1.0, 2.0));
    fn many<T: for<'a> Deserialize<'a> + Debug>(item: &[u8]) {
        let bytes = [vec![0xD5, 0x03, 0xE8], item.repeat(1_000)].concat();
        assert_eq!(read::<Vec<T>>(&bytes).map(|all| all.len()), Ok(1_000), "{item:?}");
    }
    many::<BTreeMap<String, String>>(&packed(properties.clone()));
    many::<BTreeMap<String, String>>(&node(&properties));
    many::<BTreeMap<String, String>>(&relationship(&properties));
    many::<BTreeMap<String, serde_json::Value>>(&point);
    many::<(i64, i64)>(&packed(vec![1, 2]));
    many::<Vec<f32>>(&packed(Vector::from(vec![1.5_f32])));
    many::<Shape>(&variant);
    many::<serde_json::Value>(&node(&properties));
}

#[test]
fn every_truncation_is_an_error_and_no_panic() {
    let properties = map([
        ("name", "Ada".into()),
        ("born", 1815.into()),
        ("at", crate::value::Date::MAX.into()),
        ("shape", map([("Line", vec![1, 2].into())])),
        ("place", crate::value::Point::cartesian(1.0, 2.0).into()),
        ("id", crate::value::Uuid::nil().into()),
    ]);
    let whole = packed(vec![properties.clone()]);
    let whole = [vec![0x93], node(&properties), relationship(&properties), whole].concat();
    read::<serde_json::Value>(&whole).expect("the whole is fine");
    for cut in 0..whole.len() {
        let error = misfit::<serde_json::Value>(&whole[..cut]);
        assert!(matches!(error.fault(), DecodeFault::Malformed(_)), "{cut}: {error}");
    }
}

#[test]
fn a_missing_property_is_what_the_type_makes_of_null() {
    assert_eq!(Serde::<Option<u8>>::absent(), Some(Serde(None)));
    assert_eq!(Serde::<u8>::absent(), None);
    assert_eq!(Serde::<Person<'_>>::absent(), None);
}
