use super::{DecodeFault, Decoder, FromRecord, FromValue, Keys, Params, Plan, Row, ToValue};
use crate::bolt::Dialect;

fn encoded(value: &impl ToValue) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.encode(&mut super::Encoder::new(&mut bytes, Dialect::NEWEST)).expect("the value is encodable");
    bytes
}

fn row<'r, T: FromRecord<'r>>(fields: &'r [u8], keys: &'r Keys) -> Result<T, super::DecodeError> {
    let plan = Plan::new(T::SHAPE, keys)?;
    T::from_row(Row::new(fields, keys, Dialect::NEWEST)?, &plan)
}

#[test]
fn an_integer_that_does_not_fit_is_an_error_and_never_wraps() {
    let bytes = encoded(&300);
    let error = u8::decode(&mut Decoder::new(&bytes, Dialect::NEWEST)).expect_err("300 is no u8");
    assert_eq!(error.fault(), &DecodeFault::OutOfRange { target: "u8", found: 300 });
    assert_eq!(error.to_string(), "300 does not fit u8");
}

#[test]
fn null_a_missing_column_and_another_kind_are_three_answers() {
    let keys = Keys::from_names(["name"]);
    let null: Result<String, _> = row(&[0x91, 0xC0], &keys);
    assert_eq!(null.expect_err("null").fault(), &DecodeFault::Null { expected: "STRING".into() });
    let other: Result<String, _> = row(&[0x91, 0x01], &keys);
    assert_eq!(other.expect_err("an integer").to_string(), "column `name`: expected STRING, found INTEGER");
    let two: Result<(String, String), _> = row(&[0x91, 0xC0], &keys);
    assert_eq!(two.expect_err("one column").to_string(), "the row type takes 2 columns, the result has `name`");
}

#[test]
fn an_error_names_the_way_to_the_value() {
    let keys = Keys::from_names(["scores"]);
    let bytes = [vec![0x91], encoded(&vec![Some(1), None])].concat();
    let error = row::<Vec<i64>>(&bytes, &keys).expect_err("null in a list");
    assert!(error.to_string().starts_with("column `scores`, property `[1]`: expected INTEGER, found null"), "{error}");
}

#[test]
fn a_parameter_given_twice_is_reported() {
    let params = Params::new().with("a", 1).with("a", 2);
    let fault = params.packed(Dialect::NEWEST).expect_err("a duplicate");
    assert_eq!(fault.to_string(), "parameter `a`: the parameter is given twice");
    let mut params = Params::new();
    params.extend(&[("a", 1), ("b", 2), ("a", 3)]);
    let fault = params.packed(Dialect::NEWEST).expect_err("a duplicate");
    assert_eq!(fault.to_string(), "parameter `a`: the parameter is given twice");
}

#[test]
fn an_older_dialect_writes_date_times_in_its_own_form() {
    let instant = crate::value::DateTime::from_utc_offset(1_000, 5, 3_600).expect("in range");
    let params = Params::new().with("at", instant);
    let newest = params.packed(Dialect::NEWEST).expect("sendable");
    assert_eq!(*newest, [0x82, b'a', b't', 0xB3, b'I', 0xC9, 0x03, 0xE8, 0x05, 0xC9, 0x0E, 0x10]);
    let older = params.packed(Dialect { utc: false, ..Dialect::NEWEST }).expect("sendable");
    assert_eq!(*older, [0x82, b'a', b't', 0xB3, b'F', 0xC9, 0x11, 0xF8, 0x05, 0xC9, 0x0E, 0x10]);
}

#[test]
fn a_recursive_type_stops_at_the_depth_limit() {
    #[derive(Debug)]
    struct Tree(#[expect(dead_code, reason = "only its depth matters")] Vec<Tree>);
    impl<'a> FromValue<'a> for Tree {
        const TYPE: super::ValueType = super::ValueType::Any;
        fn decode(decoder: &mut Decoder<'a>) -> Result<Self, super::DecodeError> {
            Vec::decode(decoder).map(Tree)
        }
    }
    let bytes = vec![0x91; 100_000];
    let error = Tree::decode(&mut Decoder::new(&bytes, Dialect::NEWEST)).expect_err("too deep");
    assert!(error.to_string().contains("nest deeper than 128 levels"), "{error}");
}
