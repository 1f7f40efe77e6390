use graph_core::bolt::wire::structure::{StructureError, Unencodable};
use graph_core::mapping::{Decoder, FromValue, ValueType};
use graph_core::packstream::{PackError, limits};
use graph_core::value::{Kind, Value};

use crate::{BOLT_6_1, bytes, decode, encode};

const DEEPEST: usize = limits::MAX_DEPTH as usize;

/// Lists in lists, the innermost with a number.
fn lists(levels: usize) -> Vec<u8> {
    [vec![0x91; levels], vec![0x2A]].concat()
}

fn maps(levels: usize) -> Vec<u8> {
    [bytes("A1 81 'k'").repeat(levels), vec![0x2A]].concat()
}

fn nested(levels: usize) -> Value {
    (0..levels).fold(Value::from(42), |inner, level| match level % 2 {
        0 => Value::List(vec![inner]),
        _ => [("k", inner)].into_iter().collect(),
    })
}

#[derive(Debug)]
struct Tree(Option<Box<Tree>>);

impl<'a> FromValue<'a> for Tree {
    const TYPE: ValueType = ValueType::Any;

    fn decode(decoder: &mut Decoder<'a>) -> Result<Self, graph_core::mapping::DecodeError> {
        if decoder.kind()? == Kind::Integer {
            return decoder.skip().map(|()| Self(None));
        }
        let [inner] = <[Self; 1]>::decode(decoder)?;
        Ok(Self(Some(Box::new(inner))))
    }
}

#[test]
fn values_nest_up_to_the_limit_and_no_further() {
    for form in [lists, maps] {
        decode(&form(DEEPEST), BOLT_6_1).expect("as deep as may be");
        let too_deep = Err(StructureError::Malformed(PackError::TooDeep));
        assert_eq!(decode(&form(DEEPEST + 1), BOLT_6_1), too_deep);
        assert_eq!(decode(&form(100_000), BOLT_6_1), too_deep);
    }
}

#[test]
fn typed_and_dynamic_values_have_the_same_limit() {
    let deepest = lists(DEEPEST);
    let mut levels = 0;
    let mut tree = &Tree::decode(&mut Decoder::new(&deepest, BOLT_6_1)).expect("as deep as may be");
    while let Some(inner) = &tree.0 {
        (tree, levels) = (inner, levels + 1);
    }
    assert_eq!(levels, DEEPEST);
    let error = Tree::decode(&mut Decoder::new(&lists(DEEPEST + 1), BOLT_6_1)).expect_err("too deep");
    assert!(error.to_string().ends_with("values nest deeper than 128 levels"), "{error}");
}

#[test]
fn what_is_entered_by_type_counts_for_the_values_within() {
    let enter = |levels: usize, bytes: &[u8]| {
        let mut decoder = Decoder::new(bytes, BOLT_6_1);
        for _ in 0..levels {
            decoder.list().expect("within the limit");
        }
        decoder.value().map_err(|error| error.to_string())
    };
    enter(100, &lists(DEEPEST)).expect("as deep as may be");
    let too_deep = Err("values nest deeper than 128 levels".to_owned());
    assert_eq!(enter(100, &lists(DEEPEST + 1)), too_deep);
}

#[test]
fn properties_are_one_level_below_their_entity() {
    let node = |levels| [bytes("B4 4E 00 90 A1 81 'k'"), lists(levels), bytes("81 'x'")].concat();
    let typed = |bytes: &[u8]| {
        let mut decoder = Decoder::new(bytes, BOLT_6_1);
        decoder.node()?;
        decoder.key()?;
        decoder.value()
    };
    decode(&node(DEEPEST - 1), BOLT_6_1).expect("as deep as may be");
    typed(&node(DEEPEST - 1)).expect("as deep as may be");
    assert_eq!(decode(&node(DEEPEST), BOLT_6_1), Err(StructureError::Malformed(PackError::TooDeep)));
    assert!(typed(&node(DEEPEST)).is_err());
}

#[test]
fn what_nests_too_deep_is_not_sent() {
    let deepest = nested(DEEPEST);
    let bytes = encode(&deepest, BOLT_6_1).expect("as deep as may be");
    assert_eq!(decode(&bytes, BOLT_6_1), Ok(deepest));
    assert_eq!(encode(&nested(DEEPEST + 1), BOLT_6_1), Err(Unencodable::TooLarge(PackError::TooDeep)));
    let wide = Value::List(vec![nested(DEEPEST - 1); 1_000]);
    encode(&wide, BOLT_6_1).expect("siblings do not count as depth");
}
