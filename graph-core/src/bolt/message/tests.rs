use super::*;
use crate::bolt::wire::structure::{Dialect, decode_value};
use crate::bolt::wire::version::{SUPPORTED, UtcPatch};
use crate::packstream::Reader;
use crate::value::Value;

fn versions() -> impl Iterator<Item = Version> {
    SUPPORTED
        .iter()
        .flat_map(|range| (range.oldest_minor..=range.newest_minor).map(|minor| Version::new(range.major, minor)))
}

/// Writes a request and reads it back as its tag and its fields, to the last byte.
fn sent(request: &impl Request, version: Version) -> (u8, Vec<Value>) {
    let dialect = Dialect::of(version, UtcPatch::Absent);
    let mut bytes = Vec::new();
    request.write(&mut Writer::new(&mut bytes), version, dialect).expect("sendable");
    let mut reader = Reader::new(&bytes);
    let (tag, fields) = reader.structure().expect("a structure");
    let fields = (0..fields).map(|_| decode_value(&mut reader, dialect, 0).expect("a value")).collect();
    assert!(reader.is_empty(), "{version}: bytes after the last field");
    (tag, fields)
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_map().expect("a map").keys().map(String::as_str).collect()
}

fn agent() -> BoltAgent {
    BoltAgent { product: "p".into(), platform: "q".into(), language: "r".into() }
}

#[test]
fn hello_says_what_its_version_has() {
    let context = [("region".into(), "eu".into()), ("address".into(), "db:1".into())];
    let filter = NotificationFilter::from_severity(Severity::Warning).without(Classification::Hint);
    let hello = Hello {
        user_agent: "shop/1",
        bolt_agent: &agent(),
        auth: &AuthToken::basic("ann", "secret").with_realm("native"),
        routing: Some(&context),
        notifications: &filter,
    };
    for version in versions() {
        let (tag, fields) = sent(&hello, version);
        assert_eq!((tag, fields.len()), (0x01, 1), "{version}");
        let mut expected = vec!["routing", "user_agent"];
        if version < Version::new(5, 1) {
            expected.extend(["credentials", "principal", "realm", "scheme"]);
        }
        if version < Version::new(5, 0) {
            expected.push("patch_bolt");
        }
        if version >= Version::new(5, 2) {
            expected.push("notifications_minimum_severity");
            expected.push(if version < Version::new(5, 5) {
                "notifications_disabled_categories"
            } else {
                "notifications_disabled_classifications"
            });
        }
        if version >= Version::new(5, 3) {
            expected.push("bolt_agent");
        }
        expected.sort_unstable();
        assert_eq!(keys(&fields[0]), expected, "{version}");
    }
}

#[test]
fn transactions_say_nothing_that_is_the_default() {
    let (tag, fields) = sent(&Begin { extra: &TransactionExtra::default() }, Version::new(5, 8));
    assert_eq!((tag, keys(&fields[0])), (0x11, vec![]));
    let bookmarks = Packed { count: 2, packed: b"\x83one\x83two" };
    let extra = TransactionExtra {
        bookmarks,
        timeout_milliseconds: Some(0),
        metadata: Some(Packed { count: 1, packed: &[0x81, b'a', 0x01] }),
        mode: AccessMode::Read,
        database: Some("films"),
        impersonated_user: Some("bo"),
        notifications: Some(&NotificationFilter::off()),
    };
    for version in versions() {
        let run =
            Run { text: "RETURN 1", parameters: Packed { count: 1, packed: &[0x81, b'x', 0x2A] }, extra: Some(&extra) };
        let (tag, fields) = sent(&run, version);
        assert_eq!((tag, fields.len()), (0x10, 3));
        assert_eq!(fields[0], Value::from("RETURN 1"));
        assert_eq!(keys(&fields[1]), ["x"]);
        let filter: &[&str] = if version < Version::new(5, 2) { &[] } else { &["notifications_minimum_severity"] };
        let mut expected = [&["bookmarks", "db", "imp_user", "mode", "tx_metadata", "tx_timeout"], filter].concat();
        expected.sort_unstable();
        assert_eq!(keys(&fields[2]), expected, "{version}");
    }
}

#[test]
fn route_names_context_bookmarks_database_and_user() {
    let context = [("address".into(), "db:1".into())];
    let bookmarks = Packed { count: 1, packed: b"\x83one" };
    let route = Route { context: &context, bookmarks, database: Some("films"), impersonated_user: Some("bo") };
    let (tag, fields) = sent(&route, Version::new(5, 8));
    assert_eq!((tag, fields.len()), (0x66, 3));
    assert_eq!(keys(&fields[0]), ["address"]);
    assert_eq!(fields[1], Value::List(vec!["one".into()]));
    assert_eq!(keys(&fields[2]), ["db", "imp_user"]);
}

#[test]
fn the_small_requests_have_their_golden_bytes() {
    let bytes = |request: &dyn Fn(&mut Writer<'_>)| {
        let mut bytes = Vec::new();
        request(&mut Writer::new(&mut bytes));
        bytes
    };
    let version = Version::new(5, 4);
    for (request, golden) in [
        (Simple::Goodbye, [0xB0, 0x02]),
        (Simple::Reset, [0xB0, 0x0F]),
        (Simple::Commit, [0xB0, 0x12]),
        (Simple::Rollback, [0xB0, 0x13]),
        (Simple::Logoff, [0xB0, 0x6B]),
    ] {
        let written = bytes(&|writer| request.write(writer, version, Dialect::NEWEST).expect("sendable"));
        assert_eq!(written, golden);
    }
    let pull = bytes(&|writer| Pull(Batch::ALL).write(writer, version, Dialect::NEWEST).expect("sendable"));
    assert_eq!(pull, [0xB1, 0x3F, 0xA1, 0x81, b'n', 0xFF]);
    let discard = Discard(Batch { records: 5, result: Some(3) });
    let discard = bytes(&|writer| discard.write(writer, version, Dialect::NEWEST).expect("sendable"));
    assert_eq!(discard, [0xB1, 0x2F, 0xA2, 0x81, b'n', 0x05, 0x83, b'q', b'i', b'd', 0x03]);
    let telemetry = bytes(&|writer| Telemetry::ExecuteQuery.write(writer, version, Dialect::NEWEST).expect("sendable"));
    assert_eq!(telemetry, [0xB1, 0x54, 0x03]);
}

#[test]
fn failures_are_read_in_both_forms_with_their_causes() {
    let map = |entries: &[(&str, Value)]| {
        Value::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
    };
    let packed = |value: &Value| {
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes);
        crate::bolt::wire::structure::encode_value(&mut writer, Dialect::NEWEST, value, &mut false).expect("sendable");
        bytes
    };
    let old = packed(&map(&[("code", "Neo.ClientError.A.B".into()), ("message", "no".into())]));
    let failure = ServerFailure::read(Meta::new(&old), Dialect::NEWEST);
    assert_eq!((failure.code.as_str(), failure.message.as_str()), ("Neo.ClientError.A.B", "no"));
    assert_eq!(failure.gql.status, "50N42");
    let cause = map(&[("gql_status", "42N01".into()), ("message", "deep".into()), ("description", "d".into())]);
    let new = packed(&map(&[
        ("neo4j_code", "Neo.ClientError.A.B".into()),
        ("gql_status", "42001".into()),
        ("message", "no".into()),
        ("description", "syntax".into()),
        ("diagnostic_record", map(&[("OPERATION", "X".into())])),
        ("cause", cause),
    ]));
    let failure = ServerFailure::read(Meta::new(&new), Dialect::NEWEST);
    assert_eq!(failure.gql.status, "42001");
    assert_eq!(failure.gql.diagnostics.get("OPERATION"), Some(&"X".into()));
    assert_eq!(failure.gql.diagnostics.get("CURRENT_SCHEMA"), Some(&"/".into()));
    assert_eq!(failure.gql.cause.expect("a cause").status, "42N01");
}
