//! Do the rules catch what they forbid, and nothing else?

use crate::manifest::{forbidden_dependencies, is_behind_a_feature, members};
use crate::rules::over_long;
use crate::source::Crate;
use crate::token::{Kind, tokens};
use crate::{GRAPH_CORE, GRAPH_ORM};

/// What graph-core's plan says of one file with this text.
fn core(path: &str, text: &str) -> Vec<String> {
    core_files(&[(path, text)])
}

fn core_files(files: &[(&str, &str)]) -> Vec<String> {
    report(GRAPH_CORE.violations(&fixture("graph-core", files)))
}

fn orm(path: &str, text: &str) -> Vec<String> {
    report(GRAPH_ORM.violations(&fixture("graph-orm", &[(path, text)])))
}

fn fixture(name: &str, files: &[(&str, &str)]) -> Crate {
    Crate::new(name, files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

fn report<T: ToString>(violations: Vec<T>) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}

#[test]
fn an_import_of_a_higher_room_is_caught_with_its_place() {
    assert_eq!(
        core("packstream/encode.rs", "//! What?\n\nuse crate::bolt::wire::Chunk;\n"),
        ["graph-core/src/packstream/encode.rs:3: `packstream` must not import `bolt::wire`"]
    );
}

#[test]
fn an_import_of_a_lower_room_is_allowed() {
    assert_eq!(core("pool/lease.rs", "use crate::{connection::Connection, net::address::Address};"), [""; 0]);
}

#[test]
fn each_branch_of_a_group_is_looked_at() {
    let text =
        "use crate::{\n    value::Value,\n    bolt::{wire, machine::{self, Event as Happening}},\n    pool::*,\n};";
    assert_eq!(core("mapping/row.rs", text), ["graph-core/src/mapping/row.rs:4: `mapping` must not import `pool`"]);
    assert_eq!(core("bolt/message/run.rs", text).len(), 2, "machine and pool");
}

#[test]
fn super_that_leaves_the_room_is_followed() {
    assert_eq!(
        core("bolt/wire/chunk.rs", "use super::super::machine::State;"),
        ["graph-core/src/bolt/wire/chunk.rs:1: `bolt::wire` must not import `bolt::machine`"]
    );
    assert_eq!(core("value/time.rs", "use super::super::driver::Driver;").len(), 1);
    assert_eq!(core("bolt/wire/chunk.rs", "use super::version::Version;"), [""; 0]);
}

#[test]
fn super_inside_an_inline_module_stays_in_its_file() {
    let text = "mod inner {\n    mod deeper { use super::super::Marker; }\n    use super::Marker;\n}\nuse super::super::pool::Pool;";
    assert_eq!(core("value/time.rs", text), ["graph-core/src/value/time.rs:5: `value` must not import `pool`"]);
    let text = "mod inner { use super::super::super::pool::Pool; }";
    assert_eq!(core("value/time.rs", text).len(), 1);
}

#[test]
fn a_path_in_the_middle_of_code_is_an_import_too() {
    let text = "fn f() { let it = crate::session::Session::default(); }";
    assert_eq!(core("pool/ledger.rs", text), ["graph-core/src/pool/ledger.rs:1: `pool` must not import `session`"]);
    let text = "macro_rules! m { () => { $crate::session::open() } }";
    assert_eq!(core("pool/ledger.rs", text).len(), 1);
}

#[test]
fn comments_texts_and_lifetimes_are_no_imports() {
    let text = r##"
        //! See [`crate::session`].
        /* use crate::session::X; /* use crate::pool::Y; */ use crate::driver::Z; */
        /// use crate::session::X;
        fn f<'a>(a: &'a str) -> char { let s = "use crate::pool::Y;\" crate::x::y"; let t = r#"crate::pool::"Y"#; '"' }
        fn g() -> impl Sized + use<'static> {}
    "##;
    assert_eq!(core("value/time.rs", text), [""; 0]);
}

#[test]
fn tests_may_name_any_room() {
    let inline = "#[cfg(test)]\nmod tests { use crate::pool::Pool; async fn f() {} }\n#[cfg(all(test, unix))]\nuse crate::driver::Driver;";
    assert_eq!(core("value/time.rs", inline), [""; 0]);
    let beside = [("value/time.rs", "#[cfg(test)]\nmod tests;"), ("value/time/tests.rs", "use crate::pool::Pool;")];
    assert_eq!(core_files(&beside), [""; 0]);
}

#[test]
fn what_follows_a_test_item_is_looked_at_again() {
    let text = "#[cfg(test)]\nfn f<A, B>(a: [u8; 2]) -> (A, B) { {} }\nuse crate::pool::Pool;";
    assert_eq!(core("value/time.rs", text), ["graph-core/src/value/time.rs:3: `value` must not import `pool`"]);
    let text = "struct S { #[cfg(test)] probe: (u8, u8), real: crate::pool::Pool }";
    assert_eq!(core("value/time.rs", text).len(), 1);
}

#[test]
fn only_tests_hide_from_the_rules() {
    for guard in ["#[cfg(not(test))]", "#[cfg(any(test, unix))]", "#[cfg(feature = \"test\")]"] {
        assert_eq!(core("value/time.rs", &format!("{guard}\nuse crate::pool::Pool;")).len(), 1, "{guard}");
    }
    let beside = [("value/mod.rs", "mod tests;"), ("value/tests.rs", "use crate::pool::Pool;")];
    assert_eq!(core_files(&beside).len(), 1, "a module is a test because of its guard, not because of its name");
}

#[test]
fn a_name_of_the_root_stands_for_the_room_behind_it() {
    let root = ("lib.rs", "pub mod error;\npub use error::{Error, Result as Answer};\npub use crate::value::Value;");
    assert_eq!(
        core_files(&[root, ("packstream/mod.rs", "use crate::Error;")]),
        ["graph-core/src/packstream/mod.rs:1: `packstream` must not import `error`"]
    );
    assert_eq!(core_files(&[root, ("packstream/mod.rs", "use crate::Answer;")]).len(), 1);
    assert_eq!(core_files(&[root, ("packstream/mod.rs", "use crate::Value;")]), [""; 0]);
}

#[test]
fn a_macro_of_the_name_of_a_room_hides_it_from_nobody() {
    let root = ("lib.rs", "pub mod pool;\npub use derives::pool;");
    let inside = core_files(&[root, ("value/mod.rs", "use crate::pool::Pool;")]);
    assert_eq!(inside, ["graph-core/src/value/mod.rs:1: `value` must not import `pool`"]);
    assert_eq!(core_files(&[root, ("pool/mod.rs", "use crate::pool::Pool;")]), [""; 0]);
}

#[test]
fn the_root_as_a_whole_and_unknown_rooms_are_refused() {
    assert_eq!(
        core("pool/mod.rs", "use crate::*;"),
        ["graph-core/src/pool/mod.rs:1: imports the root of the crate; name the room instead"]
    );
    assert_eq!(
        core("pool/mod.rs", "use crate::sundries::x;"),
        ["graph-core/src/pool/mod.rs:1: `crate::sundries` is in no room; name the room that owns it"]
    );
    assert_eq!(
        core("sundries.rs", "fn f() {}"),
        ["graph-core/src/sundries.rs:1: `sundries` is no room; give it a row in the table"]
    );
    assert_eq!(core("mapping/params.rs", "fn f() { crate::params!(a); }"), [""; 0], "a macro lives at the root");
}

#[test]
fn net_stands_alone() {
    for room in ["value", "mapping", "connection"] {
        assert_eq!(core("net/tls.rs", &format!("use crate::{room}::X;")).len(), 1, "{room}");
    }
    assert_eq!(core("net/tls.rs", "use super::stream::Stream;"), [""; 0]);
}

#[test]
fn error_and_config_are_open_from_connection_upwards() {
    for room in ["connection", "pool", "routing", "session", "error", "config"] {
        let text = "use crate::error::Error;\nuse crate::config::Config;";
        assert_eq!(core(&format!("{room}/mod.rs"), text), [""; 0], "{room}");
    }
    for room in ["value", "packstream", "bolt/machine", "mapping", "net"] {
        assert_eq!(core(&format!("{room}/mod.rs"), "use crate::error::Error;").len(), 1, "{room}");
    }
    assert_eq!(core("error.rs", "use crate::mapping::DecodeError;\nuse crate::net::NetError;"), [""; 0]);
}

#[test]
fn a_room_of_bolt_may_not_lean_on_the_front_of_bolt() {
    assert_eq!(
        core("bolt/wire/version.rs", "use crate::bolt::Machine;"),
        ["graph-core/src/bolt/wire/version.rs:1: `bolt::wire` must not import `bolt`"]
    );
    assert_eq!(core("bolt/mod.rs", "pub use machine::Machine;\npub use self::wire::Version;"), [""; 0]);
}

#[test]
fn input_and_output_in_a_quiet_room_is_caught() {
    for text in [
        "async fn f() {}",
        "use tokio::sync::Mutex;",
        "use std::net::IpAddr;",
        "use std::{fmt, net::{IpAddr}};",
        "fn f() { std::net::lookup(); }",
        "fn f() { let now = std::time::Instant::now(); }",
        "fn f() { let now = SystemTime :: now(); }",
    ] {
        assert_eq!(core("packstream/mod.rs", text).len(), 1, "{text}");
        assert_eq!(core("connection/mod.rs", text), [""; 0], "{text}");
    }
    let quiet =
        "/// Not async, no tokio.\nfn f(now: Instant) -> &'static str { let r#async = 1; \"async tokio std::net\" }";
    assert_eq!(core("bolt/machine.rs", quiet), [""; 0]);
}

#[test]
fn query_text_stays_in_its_room() {
    let text =
        "/// `MATCH (n)`\n#[doc = \"MATCH (n)\"]\nfn f() -> &'static str { \"OPTIONAL MATCH\n   (n) RETURN n\" }";
    assert_eq!(
        orm("repository/save.rs", text),
        ["graph-orm/src/repository/save.rs:3: query text (`MATCH (`) outside `cypher`"]
    );
    assert_eq!(orm("cypher/clause.rs", text), [""; 0]);
    assert_eq!(orm("lib.rs", "const Q: &str = r#\"UNWIND $rows AS row\"#;").len(), 1);
    assert_eq!(orm("repository/save.rs", "#[cfg(test)] mod tests { const Q: &str = \"MERGE (n)\"; }"), [""; 0]);
    assert_eq!(orm("repository/save.rs", "fn f() { panic!(\"no match (or create) for the key\") }"), [""; 0]);
}

#[test]
fn the_rooms_of_graph_orm_have_an_order_too() {
    assert_eq!(orm("query/select.rs", "use crate::execute::run;").len(), 1);
    assert_eq!(orm("repository.rs", "use crate::{execute::run, cypher::Clause, entity::Entity};"), [""; 0]);
}

#[test]
fn a_file_is_measured_without_its_tests() {
    let line = "fn f() {}\n";
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", line.repeat(500));
    let measured = |production: usize| {
        let text = line.repeat(production) + &tests;
        report(over_long(&fixture("graph-core", &[("value/mod.rs", &text)])))
    };
    assert_eq!(measured(800), [""; 0]);
    assert_eq!(
        measured(801),
        ["graph-core/src/value/mod.rs:1: 801 lines without tests; 800 is the limit, so split it by question"]
    );
}

#[test]
fn dependencies_are_found_in_every_section_and_under_any_name() {
    let forbidden = ["graph-embedded", "graph-orm"];
    for manifest in [
        "[dependencies]\ngraph-embedded.workspace = true",
        "[dependencies]\nserver = { package = \"graph-embedded\", path = \"../x\" }",
        "[dependencies.graph-embedded]\noptional = true",
        "[build-dependencies]\ngraph-embedded = \"0.1\"",
        "[target.'cfg(unix)'.dependencies]\ngraph-embedded = \"0.1\"",
    ] {
        assert_eq!(forbidden_dependencies(manifest, &forbidden), ["graph-embedded"], "{manifest}");
    }
    let allowed = "[package]\nname = \"graph-orm\"\n[dependencies]\nbytes = \"1\" # not graph-orm\n[dev-dependencies]\ngraph-embedded = \"0\"";
    assert_eq!(forbidden_dependencies(allowed, &forbidden), [""; 0]);
}

#[test]
fn a_dependency_behind_a_feature_is_not_there_unasked() {
    let manifest = |default: &str, optional: &str| {
        format!(
            "[features]\ndefault = [{default}]\ntesting = [\"dep:b\"]\n[dependencies]\nb = {{ path = \"b\"{optional} }}\n"
        )
    };
    assert!(is_behind_a_feature(&manifest("\"serde\"", ", optional = true"), "b"));
    assert!(!is_behind_a_feature(&manifest("\"testing\"", ", optional = true"), "b"), "on by default");
    assert!(!is_behind_a_feature(&manifest("", ""), "b"), "not optional");
}

#[test]
fn members_are_read_over_several_lines() {
    assert_eq!(members("[workspace]\nmembers = [\n    \"graph-core\",\n    \"tests\",\n]\n"), ["graph-core", "tests"]);
}

#[test]
fn literals_of_every_sort_are_single_tokens() {
    let kinds: Vec<Kind> =
        tokens(r##"b"x" r"\" br#"""# c"c" b'\'' '\u{41}' 'a 1.5e3 r#type"##).into_iter().map(|it| it.kind).collect();
    let text = |text: &str| Kind::Text(text.to_owned());
    assert_eq!(kinds[..7], [text("x"), text("\\"), text("\""), text("c"), Kind::Other, Kind::Other, Kind::Other]);
    assert_eq!(kinds.last(), Some(&Kind::Word("r#type".to_owned())));
}
