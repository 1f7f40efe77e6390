use std::collections::{BTreeMap, HashMap};

use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::*;
use crate::mapping::{EncodeFault, Params, ToParams};

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    born: Option<u16>,
    tags: Vec<&'a str>,
}

const ADA: Person<'_> = Person { name: "Ada", born: None, tags: vec![] };

#[test]
fn every_shape_of_serde_is_a_value() {
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct Meters(f64);
    #[derive(Serialize)]
    struct Pair(u8, char);
    #[derive(Serialize)]
    enum Shape {
        Empty,
        Circle(u8),
        Line(u8, u8),
        Square { side: u8 },
    }
    assert_eq!(sent(true), Ok(true.into()));
    assert_eq!(sent((i8::MIN, i16::MIN, i32::MIN, i64::MIN)), Ok(vec![-128, -32_768, -2_147_483_648, i64::MIN].into()));
    assert_eq!(sent((u8::MAX, u16::MAX, u32::MAX)), Ok(vec![255, 65_535, 4_294_967_295_i64].into()));
    assert_eq!(sent((1_u64, 2_u128, -3_i128)), Ok(vec![1, 2, -3].into()));
    assert_eq!(sent((0.5_f32, 0.1_f64)), Ok(vec![0.5, 0.1].into()));
    assert_eq!(sent(('x', "y", String::from("z"))), Ok(vec!["x", "y", "z"].into()));
    assert_eq!(sent((None::<u8>, (), Unit)), Ok(vec![Value::Null; 3].into()));
    assert_eq!(sent((Some(1), Meters(1.5))), Ok(vec![Value::from(1), 1.5.into()].into()));
    assert_eq!(sent(Pair(1, 'a')), Ok(vec![Value::from(1), "a".into()].into()));
    assert_eq!(sent(ADA), Ok(map([("name", "Ada".into()), ("tags", Value::List(vec![]))])));
    assert_eq!(sent(Shape::Empty), Ok("Empty".into()));
    assert_eq!(sent(Shape::Circle(1)), Ok(map([("Circle", 1.into())])));
    assert_eq!(sent(Shape::Line(1, 2)), Ok(map([("Line", vec![1, 2].into())])));
    assert_eq!(sent(Shape::Square { side: 3 }), Ok(map([("Square", map([("side", 3.into())]))])));
    assert_eq!(sent(vec![1_u8, 2]), Ok(vec![1, 2].into()), "a Vec<u8> is a list");
}

#[test]
fn bytes_are_those_of_a_type_that_says_so() {
    struct Blob(Vec<u8>);
    impl Serialize for Blob {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&self.0)
        }
    }
    assert_eq!(sent(Blob(vec![1, 2])), Ok(Value::Bytes(vec![1, 2])));
}

#[test]
fn lists_and_maps_of_unknown_length_are_closed_when_they_end() {
    struct Odd;
    impl Serialize for Odd {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq((0..40).filter(|number| number % 2 == 1))
        }
    }
    let odd: Vec<i64> = (0..40).filter(|number| number % 2 == 1).collect();
    assert_eq!(sent(Odd), Ok(odd.into()));

    #[derive(Serialize)]
    struct Flat {
        a: u8,
        #[serde(flatten)]
        rest: BTreeMap<&'static str, u8>,
    }
    let flat = Flat { a: 1, rest: BTreeMap::from([("b", 2), ("c", 3)]) };
    assert_eq!(sent(flat), Ok(map([("a", 1.into()), ("b", 2.into()), ("c", 3.into())])));
}

#[test]
fn unsigned_numbers_above_the_largest_integer_are_refused() {
    let error = refused(u64::MAX);
    assert_eq!(error.fault(), &EncodeFault::OutOfRange { source: "u64" });
    assert_eq!(refused(u128::MAX).fault(), &EncodeFault::OutOfRange { source: "u128" });
    assert_eq!(refused(i128::MIN).fault(), &EncodeFault::OutOfRange { source: "i128" });
    assert_eq!(sent(i64::MAX as u64), Ok(i64::MAX.into()));
}

#[test]
fn keys_are_text() {
    #[derive(Serialize, PartialEq, Eq, Hash, PartialOrd, Ord)]
    enum Side {
        Left,
    }
    #[derive(Serialize, PartialEq, Eq, Hash, PartialOrd, Ord)]
    struct Name(String);
    assert_eq!(sent(HashMap::from([(Side::Left, 1)])), Ok(map([("Left", 1.into())])));
    assert_eq!(sent(HashMap::from([(Name("n".into()), 1)])), Ok(map([("n", 1.into())])));
    assert_eq!(sent(HashMap::from([(Some('c'), 1)])), Ok(map([("c", 1.into())])));

    let text = "the keys of a map are strings in the database; ";
    assert_eq!(refused(HashMap::from([(1, 1)])).to_string(), format!("{text}an integer is none"));
    assert_eq!(refused(HashMap::from([(true, 1)])).to_string(), format!("{text}a boolean is none"));
    assert_eq!(refused(HashMap::from([((), 1)])).to_string(), format!("{text}null is none"));
    assert_eq!(refused(HashMap::from([((1, 2), 1)])).to_string(), format!("{text}a list is none"));
}

#[test]
fn an_error_names_the_way_to_the_value() {
    #[derive(Serialize)]
    enum Event {
        Moved { to: HashMap<String, Vec<u64>> },
    }
    let event = Event::Moved { to: HashMap::from([("x".into(), vec![1, u64::MAX])]) };
    let params = Params::new().with("event", Serde(event));
    let error = params.packed(Dialect::NEWEST).expect_err("too large");
    assert_eq!(
        error.to_string(),
        "parameter `event.Moved.to.x`: the u64 is above i64::MAX, the largest integer of the database"
    );
}

#[test]
fn no_error_shows_the_value() {
    struct Secret(&'static str);
    impl Serialize for Secret {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom(format_args!("{} is no password", self.0)))
        }
    }
    let mut params = Params::new().with("password", Serde(Secret("hunter2")));
    let error = params.packed(Dialect::NEWEST).expect_err("refused");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    assert!(error.to_string().starts_with("parameter `password`: the type's `Serialize` refuses"), "{error}");
    params.extend(&Serde(HashMap::from([("again", Secret("hunter2"))])));
    assert!(!format!("{params:?}").contains("hunter2"));
}

#[test]
fn a_type_that_miscounts_does_not_break_the_message() {
    struct Liar(usize);
    impl Serialize for Liar {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut list = serializer.serialize_seq(Some(self.0))?;
            list.serialize_element(&1)?;
            list.end()
        }
    }
    struct Unpaired(u8);
    impl Serialize for Unpaired {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            match self.0 {
                0 => map.serialize_value(&1)?,
                1 => map.serialize_key("a")?,
                _ => {
                    map.serialize_key("a")?;
                    map.serialize_key("b")?;
                }
            }
            map.end()
        }
    }
    assert_eq!(sent(Liar(1)), Ok(vec![1].into()));
    assert_eq!(refused(Liar(2)).to_string(), "the type's `Serialize` announces 2 items and gives 1");
    assert_eq!(refused(Liar(0)).to_string(), "the type's `Serialize` announces 0 items and gives 1");
    for mistake in 0..3 {
        assert!(refused(Unpaired(mistake)).to_string().contains("a key without a value"), "{mistake}");
    }
}

#[test]
fn nesting_without_end_is_an_error_and_no_stack_overflow() {
    struct Nest(u32);
    impl Serialize for Nest {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self.0 {
                0 => serializer.serialize_unit(),
                left if left % 2 == 0 => serializer.collect_seq([Self(left - 1)]),
                left => serializer.collect_map([("a", Self(left - 1))]),
            }
        }
    }
    assert!(sent(Nest(128)).is_ok());
    assert!(sent(Nest(129)).is_err());
    let error = refused(Nest(100_000));
    assert!(error.to_string().ends_with("values nest deeper than 128 levels"), "{error}");
}

/// Encodes as a query does: the count first, then as many entries.
fn query<T: Serialize>(params: T) -> Result<Value, String> {
    let params = Serde(params);
    let mut bytes = Vec::new();
    Writer::new(&mut bytes).map(params.count()).expect("few parameters");
    params.encode_params(&mut Encoder::new(&mut bytes, Dialect::NEWEST)).map_err(|error| error.to_string())?;
    let mut reader = Reader::new(&bytes);
    let value = decode_value(&mut reader, Dialect::NEWEST, 0).expect("as many entries as counted");
    assert!(reader.is_empty(), "no more entries than counted");
    Ok(value)
}

#[test]
fn structs_and_maps_are_parameters_and_counted_as_they_are_written() {
    #[derive(Serialize)]
    struct Flat<'a> {
        #[serde(rename = "ID")]
        id: u8,
        #[serde(flatten)]
        person: Person<'a>,
        #[serde(skip)]
        _cache: u8,
    }
    #[derive(Serialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        A { x: u8 },
    }
    #[derive(Serialize)]
    struct Wrapper<T>(T);
    #[derive(Serialize)]
    struct Nothing;

    let (name, tags) = (("name", "Ada".into()), ("tags", Value::List(vec![])));
    assert_eq!(query(ADA), Ok(map([name.clone(), tags.clone()])));
    let born = Person { born: Some(1815), ..ADA };
    assert_eq!(query(&born), Ok(map([name.clone(), tags.clone(), ("born", 1815.into())])));
    let flat = Flat { id: 7, person: born, _cache: 0 };
    assert_eq!(query(flat), Ok(map([name, tags, ("born", 1815.into()), ("ID", 7.into())])));
    assert_eq!(query(HashMap::from([("a", 1), ("b", 2)])), Ok(map([("a", 1.into()), ("b", 2.into())])));
    assert_eq!(query(Tagged::A { x: 1 }), Ok(map([("kind", "A".into()), ("x", 1.into())])));
    assert_eq!(query(Wrapper(Some(BTreeMap::from([("a", 1)])))), Ok(map([("a", 1.into())])));
    assert_eq!(query(()), Ok(map([])));
    assert_eq!(query(None::<Person<'_>>), Ok(map([])));
    assert_eq!(query(Nothing), Ok(map([])));
}

#[test]
fn parameters_join_those_given_before() {
    let params = |name| Params::new().with(name, 1);
    let mut joined = params("id");
    joined.extend(&Serde(ADA));
    assert_eq!(joined.names().collect::<Vec<_>>(), ["id", "name", "tags"]);
    assert_eq!(joined.len(), 3);
    let mut twice = params("name");
    twice.extend(&Serde(ADA));
    assert_eq!(
        twice.packed(Dialect::NEWEST).expect_err("a fault").to_string(),
        "parameter `name`: the parameter is given twice"
    );
}

#[test]
fn what_is_no_set_of_parameters_says_what_it_is() {
    #[derive(Serialize)]
    enum Choice {
        One,
        Two(u8),
    }
    let text = "query parameters are a struct or a map with string keys, not ";
    let refused = |outcome: Result<Value, String>| outcome.expect_err("no parameters");
    assert_eq!(refused(query(1)), format!("{text}an integer"));
    assert_eq!(refused(query("a")), format!("{text}a string"));
    assert_eq!(refused(query(vec![1])), format!("{text}a list"));
    assert_eq!(refused(query((1, 2))), format!("{text}a list"));
    assert_eq!(refused(query(Choice::One)), format!("{text}an enum"));
    assert_eq!(refused(query(Choice::Two(1))), format!("{text}an enum with content"));
    assert!(refused(query(HashMap::from([(1, 2)]))).contains("the keys of a map are strings"));
    let nested = HashMap::from([("outer", HashMap::from([("inner", u64::MAX)]))]);
    assert!(refused(query(nested)).starts_with("parameter `outer.inner`: the u64 is above"));
}
