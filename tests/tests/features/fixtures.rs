//! Do the rules catch a page that is wrong, and leave one alone that is right?

use crate::page::Page;
use crate::rules::{Workspace, faults, unnamed};
use crate::source::definitions;

/// A workspace of a few files.
struct Files(&'static [(&'static str, &'static str)]);

impl Workspace for Files {
    fn text(&self, path: &str) -> Option<String> {
        self.0.iter().find(|(known, _)| *known == path).map(|(_, text)| (*text).to_owned())
    }
}

const FILES: Files = Files(&[
    ("core/src/builder.rs", BUILDER),
    ("core/src/auth/mod.rs", "pub fn bearer() {}\n"),
    ("core/tests/pool.rs", TESTS),
    ("tests/ui/cases/escapes.rs", "fn main() {}\n"),
]);

const BUILDER: &str = r#"//! What?

/// The options.
pub struct Builder {
    /// How many.
    size: usize,
    names: HashMap<A, B>,
}

impl<T> Builder<T> {
    /// Sets how many connections there may be at
    /// once; 100 by default.
    pub(crate) const fn size(mut self, size: usize) -> Self { self }
    fn private(&self) {}
    /// Sets the color.
    #[must_use]
    pub fn color(mut self, color: Color) -> Self { self }
    pub const fn weight(mut self) -> Self { self }
}

impl From<Other> for Builder {
    fn from(_: Other) -> Self { built() }
}

pub enum Trust {
    #[default]
    System,
    Any { reason: Box<str> },
}

pub trait Manager { fn token(&self); }
"#;

const TESTS: &str = r##"
#[tokio::test(start_paused = true)]
async fn the_pool_is_bounded() { assert!(true); }

#[test]
#[ignore = "slow"]
fn it_takes_hours() {}

fn no_test_at_all() {}

// #[test]
// fn commented_out() {}
const TEXT: &str = "#[test] fn in_a_text() {}";
"##;

const HEAD: &str = "| Feature | Official drivers | graph-core | Item | Test |\n| --- | --- | --- | --- | --- |\n";
const ITEM: &str = "[`Builder::size`](../core/src/builder.rs)";
const TEST: &str = "[`the_pool_is_bounded`](../core/tests/pool.rs)";

fn found(page: &str) -> Vec<String> {
    faults(&Page::read(page), "docs/page.md", &FILES)
}

/// What is found of a page with this one row.
fn row(said: &str, item: &str, test: &str) -> Vec<String> {
    found(&format!("{HEAD}| pool size | all | {said} | {item} | {test} |\n"))
}

#[test]
fn a_page_that_is_right_has_no_faults() {
    let nothing: [&str; 0] = [];
    assert_eq!(row("yes", ITEM, TEST), nothing);
    assert_eq!(row("yes, 100 by default", ITEM, TEST), nothing);
    assert_eq!(row("yes", ITEM, "[`escapes.rs`](../tests/ui/cases/escapes.rs)"), nothing);
    assert_eq!(row("in part: not the rest", &format!("{ITEM}, {ITEM}"), TEST), nothing);
    assert_eq!(row("no: nobody asked", "–", "–"), nothing);
    assert_eq!(row("not for Rust: it has types", "–", "–"), nothing);
}

#[test]
fn an_item_is_found_where_it_is_defined() {
    for item in
        ["Builder", "Builder::size", "Builder::names", "Builder::from", "Trust::System", "Trust::Any", "Manager::token"]
    {
        assert_eq!(row("yes", &format!("[`{item}`](../core/src/builder.rs)"), TEST), [""; 0], "{item}");
    }
    assert_eq!(row("yes", "[`auth::bearer`](../core/src/auth/mod.rs)", TEST), [""; 0]);
    for item in
        ["Builder::B", "Trust::size", "Builder::System", "Trust::Any::Box", "Other", "built", "reason", "Manager::size"]
    {
        let faults = row("yes", &format!("[`{item}`](../core/src/builder.rs)"), TEST);
        assert_eq!(faults, [format!("docs/page.md:3: `core/src/builder.rs` does not define `{item}`")]);
    }
}

#[test]
fn a_link_to_no_file_is_caught_wherever_it_stands() {
    let missing = "docs/page.md:3: there is no file `core/src/gone.rs`";
    assert_eq!(row("yes", "[`Builder`](../core/src/gone.rs)", TEST)[0], missing);
    assert_eq!(row("yes", ITEM, "[`the_pool_is_bounded`](../core/src/gone.rs)")[0], missing);
    let prose = found(&format!("See [the other page](other.md).\n\n{HEAD}| a | all | no: so | – | – |\n"));
    assert_eq!(prose, ["docs/page.md:1: there is no file `docs/other.md`"]);
    for target in ["https://example.org", "/etc/passwd", "#part", "../../outside.md", ""] {
        let fault = format!("docs/page.md:3: `{target}` is no path to a file of the workspace");
        assert_eq!(row("no: so", &format!("[x]({target})"), "–")[0], fault);
    }
}

#[test]
fn a_test_that_does_not_run_shows_nothing() {
    for name in ["no_test_at_all", "it_takes_hours", "commented_out", "in_a_text", "the_pool"] {
        let faults = row("yes", ITEM, &format!("[`{name}`](../core/tests/pool.rs)"));
        assert_eq!(faults, [format!("docs/page.md:3: `core/tests/pool.rs` has no test `{name}` that runs")]);
    }
    let faults = row("yes", ITEM, "[`other.rs`](../tests/ui/cases/escapes.rs)");
    assert_eq!(faults, ["docs/page.md:3: `tests/ui/cases/escapes.rs` has no test `other.rs` that runs"]);
}

#[test]
fn a_claim_needs_an_item_a_test_and_the_default_that_is_documented() {
    let only = |faults: Vec<String>| {
        let [fault] = &faults[..] else { panic!("{faults:?}") };
        fault.strip_prefix("docs/page.md:3: ").expect("a place").to_owned()
    };
    assert_eq!(only(row("yes", "–", TEST)), "`pool size` is there, but no item is named");
    assert_eq!(only(row("in part: so", "Builder::size", TEST)), "`pool size` is there, but no item is named");
    for test in ["–", "not tested yet", "tested elsewhere"] {
        assert_eq!(only(row("yes", ITEM, test)), "`pool size` is there, but no test is named");
    }
    assert_eq!(only(row("no", "–", "–")), "`pool size` is not there, or not whole, and no reason is given");
    assert_eq!(only(row("in part", ITEM, TEST)), "`pool size` is not there, or not whole, and no reason is given");
    assert_eq!(only(row("yes, 10 by default", ITEM, TEST)), "the item's documentation does not say `10 by default`");
    assert_eq!(only(row("maybe", ITEM, TEST)), "`maybe` begins with none of `yes`, `in part`, `no`, `not for Rust`");
    assert_eq!(
        only(row("yesterday", ITEM, TEST)),
        "`yesterday` begins with none of `yes`, `in part`, `no`, `not for Rust`"
    );
    assert_eq!(
        only(found(&format!("{HEAD}| a | | no: so | – | – |\n"))),
        "the row names no feature, or not who has it"
    );
    assert_eq!(only(found(&format!("{HEAD}| a | all | yes |\n"))), "the row has 3 cells; 5 belong there");
}

#[test]
fn rows_that_nobody_would_look_at_are_caught() {
    assert_eq!(found("no table\n"), ["docs/page.md: there is no row"]);
    let row = "| a | all | no: so | – | – |\n";
    let strange = found(&format!("{HEAD}{row}\n| Feature | graph-core |\n| --- | --- |\n| b | yes |\n"));
    assert_eq!(strange, ["docs/page.md:5: the table has other columns, so nobody would check it"]);
}

#[test]
fn an_option_without_a_row_is_caught() {
    let missing = |item: &str| {
        let row = format!("| a | all | yes | [`{item}`](../core/src/builder.rs) | – |");
        unnamed(&Page::read(&format!("{HEAD}{row}\n")), "Builder", "core/src/builder.rs", &FILES)
    };
    assert_eq!(missing("Builder::size"), ["no row names `Builder::color`", "no row names `Builder::weight`"]);
    assert_eq!(missing("Builder::color"), ["no row names `Builder::weight`"]);
    let page = Page::read("");
    let gone = unnamed(&page, "Gone", "core/src/builder.rs", &FILES);
    assert_eq!(gone, ["`core/src/builder.rs` has no public method of `Gone`"]);
}

#[test]
fn what_only_looks_like_source_defines_nothing() {
    let text = r##"
        /* fn a() {} /* fn b() {} */ fn c() {} */
        #[doc = "fn d() {}"]
        fn real<'a>(x: &'a str, y: char) -> impl Sized {
            let _ = ('\'', '{', b'}', "fn e() {} \" fn f() {}", r#"fn g() { " }"#);
            r#type()
        }
        macro_rules! made { ($name:ident) => { fn $name() {} } }
        fn after() {}
    "##;
    let names: Vec<_> = definitions(text).into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["real", "made", "after"]);
}
