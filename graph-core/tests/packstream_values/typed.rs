use graph_core::mapping::{DecodeError, DecodeFault, Decoder, EntityHead, FromValue};
use graph_core::value::{
    Date, DateTime, Duration, Kind, LocalDateTime, LocalTime, Node, Path, Point, Relationship, Time, Uuid, Value,
    Vector,
};

use crate::golden::{Golden, golden};
use crate::{BOLT_6_1, bytes};

/// Reads the golden bytes as each type and compares with what the value tells.
fn check<'a, T: FromValue<'a> + Into<Value>>(golden: &'a Golden, kind: Kind) {
    for dialect in golden.dialects {
        let mut decoder = Decoder::new(&golden.bytes, *dialect);
        let outcome: Result<T, DecodeError> = T::decode(&mut decoder);
        let found = golden.value.kind();
        match outcome {
            Ok(value) => {
                assert_eq!(value.into(), golden.value);
                assert!(decoder.rest().is_empty(), "{}", golden.value);
            }
            Err(error) if found == kind => panic!("{}: {error}", golden.value),
            Err(error) if found == Kind::Null => {
                assert_eq!(error.fault(), &DecodeFault::Null { expected: kind.name().into() });
            }
            Err(error) if kind == Kind::Uuid && found == Kind::String => {
                assert!(error.to_string().starts_with("not a UUID"), "{error}");
            }
            Err(error) => {
                assert_eq!(error.fault(), &DecodeFault::Mismatch { expected: kind.name().into(), found });
                assert_eq!(error.to_string(), format!("expected {kind}, found {found}"));
            }
        }
    }
}

#[test]
fn each_type_reads_its_kind_and_names_what_it_finds_instead() {
    for golden in &golden() {
        check::<bool>(golden, Kind::Boolean);
        check::<i64>(golden, Kind::Integer);
        check::<f64>(golden, Kind::Float);
        check::<&str>(golden, Kind::String);
        check::<&[u8]>(golden, Kind::Bytes);
        check::<Date>(golden, Kind::Date);
        check::<Time>(golden, Kind::Time);
        check::<LocalTime>(golden, Kind::LocalTime);
        check::<DateTime>(golden, Kind::DateTime);
        check::<LocalDateTime>(golden, Kind::LocalDateTime);
        check::<Duration>(golden, Kind::Duration);
        check::<Point>(golden, Kind::Point);
        check::<Vector>(golden, Kind::Vector);
        check::<Uuid>(golden, Kind::Uuid);
        check::<Node>(golden, Kind::Node);
        check::<Relationship>(golden, Kind::Relationship);
        check::<Path>(golden, Kind::Path);
    }
}

#[test]
fn any_kind_is_a_value_and_is_told_before_it_is_read() {
    for Golden { bytes, value, dialects } in golden() {
        for dialect in dialects {
            let mut decoder = Decoder::new(&bytes, *dialect);
            assert_eq!(decoder.kind().expect("a value comes next"), value.kind());
            assert_eq!(Value::decode(&mut decoder).expect("a value"), value);
            let mut decoder = Decoder::new(&bytes, *dialect);
            assert_eq!(Option::<Value>::decode(&mut decoder).expect("a value").unwrap_or_default(), value);
        }
    }
}

#[test]
fn every_truncation_of_a_typed_value_is_an_error() {
    for Golden { bytes, value, dialects } in golden() {
        for cut in 0..bytes.len() {
            let decoder = || Decoder::new(&bytes[..cut], dialects[0]);
            let faults = [
                Value::decode(&mut decoder()).map(drop),
                Vec::<Value>::decode(&mut decoder()).map(drop),
                Node::decode(&mut decoder()).map(drop),
                entity(&mut decoder(), Decoder::node),
                entity(&mut decoder(), Decoder::relationship),
            ];
            assert!(faults.iter().all(Result::is_err), "{value} cut at {cut}");
        }
    }
}

#[test]
fn entities_are_read_in_place() {
    for Golden { bytes, value, dialects } in golden() {
        for dialect in dialects {
            let decoder = || Decoder::new(&bytes, *dialect);
            let is_map = value.kind() == Kind::Map;
            let node = entity(&mut decoder(), Decoder::node);
            assert_eq!(node.is_ok(), is_map || value.kind() == Kind::Node, "{value}");
            let relationship = entity(&mut decoder(), Decoder::relationship);
            assert_eq!(relationship.is_ok(), is_map || value.kind() == Kind::Relationship, "{value}");
        }
    }
}

/// Enters an entity, passes over its properties and leaves it for its ids.
fn entity<'a>(
    decoder: &mut Decoder<'a>,
    enter: impl Fn(&mut Decoder<'a>) -> Result<EntityHead<'a>, DecodeError>,
) -> Result<(), DecodeError> {
    let head = enter(decoder)?;
    head.names()?;
    for _ in 0..head.properties {
        decoder.key()?;
        decoder.skip()?;
    }
    decoder.leave_entity(&head)?;
    assert!(decoder.rest().is_empty(), "the whole entity was read");
    Ok(())
}

#[test]
fn a_uuid_may_come_as_text() {
    let text = bytes("D0 24 '01890a5d-ac96-774b-bcce-b302099a8057'");
    let id = Uuid::decode(&mut Decoder::new(&text, BOLT_6_1)).expect("a UUID");
    assert_eq!(id.to_string(), "01890a5d-ac96-774b-bcce-b302099a8057");
}
