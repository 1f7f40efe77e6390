//! What the derives write: a snapshot of the expansion for each option, and code for every input.
//!
//! After an intended change, `GRAPH_SNAPSHOTS=overwrite cargo test -p graph-derive` writes the snapshots anew; read
//! the diff.

use std::fs;
use std::path::Path;

use syn::DeriveInput;

use crate::derive::Derive;
use crate::emit;

/// Compares an expansion with the file of its name.
fn matches(name: &str, derive: Derive, input: &str) {
    let input: DeriveInput = syn::parse_str(input).expect("the input is Rust");
    let file = syn::parse2(emit(&input, derive)).expect("the expansion is Rust");
    let expansion = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name).with_extension("rs");
    if std::env::var_os("GRAPH_SNAPSHOTS").is_some_and(|mode| mode == "overwrite") {
        fs::write(&path, &expansion).expect("the snapshot can be written");
    }
    let snapshot = fs::read_to_string(&path).unwrap_or_default();
    assert!(snapshot == expansion, "{name} is now\n{expansion}\nand was\n{snapshot}");
}

macro_rules! snapshots {
    ($($name:ident: $derive:ident $input:literal;)+) => {$(
        #[test]
        fn $name() {
            matches(stringify!($name), Derive::$derive, $input);
        }
    )+};
}

snapshots! {
    record_by_name: FromRecord "struct Row { name: String, age: Option<u8> }";
    record_by_position: FromRecord "struct Row(String, Option<u8>);";
    record_rename: FromRecord r#"struct Row { #[graph(rename = "n")] name: String, #[graph(col = "a")] age: u8 }"#;
    record_rename_all: FromRecord r#"#[graph(rename_all = "camelCase")] struct Row { first_name: String }"#;
    record_default: FromRecord "struct Row { #[graph(default)] count: i64 }";
    record_default_function: FromRecord r#"struct Row { #[graph(default = "fallback::count")] count: i64 }"#;
    record_default_value: FromRecord "struct Row { #[graph(default = 2 + 3)] count: i64 }";
    record_skip: FromRecord "struct Row { #[graph(skip)] a: A, #[graph(skip, default = B(7))] b: B }";
    record_flatten: FromRecord "struct Row { #[graph(flatten)] inner: Inner, name: String }";
    record_borrowed: FromRecord "struct Row<'a> { name: &'a str, city: Cow<'a, str> }";
    record_generic: FromRecord
        "struct Row<T: Clone, const N: usize> where T: Copy { a: T, b: [T; N], #[graph(skip)] c: Vec<T>, d: String }";
    record_crate: FromRecord r#"#[graph(crate = "my::mapper")] struct Row { r#type: String }"#;
    record_with: FromRecord "struct Row<T> { #[graph(with = Hex)] a: u64, #[graph(with = Hex, default)] b: Option<u64>, #[graph(json)] c: T }";
    params: ToParams
        r#"struct P<'a, T> { name: &'a str, #[graph(rename = "n")] count: T, #[graph(flatten)] page: Page, #[graph(skip)] x: X }"#;
    value_from_newtype: FromValue "struct Email<T>(T);";
    value_to_newtype: ToValue "struct Email(String);";
    value_from_enum: FromValue r#"#[graph(rename_all = "kebab-case")] enum Status { OnLeave, #[graph(rename = "gone")] Left }"#;
    value_to_enum: ToValue r#"#[graph(rename_all = "kebab-case")] enum Status { OnLeave, #[graph(rename = "gone")] Left }"#;
    value_from_struct: FromValue "struct Address { street: String, #[graph(flatten)] more: HashMap<String, Value> }";
    value_to_struct: ToValue "struct Address { street: String }";
    value_recursive: FromValue "struct Tree<T> { value: T, children: Vec<Tree<T>> }";
    node: Node r#"#[graph(label = "Person", labels("Agent"))] struct User { #[graph(key)] name: String, age: Option<u8> }"#;
    node_enum: Node r#"#[graph(label = "Agent")] enum Agent { Person(Person), Company(Company), #[graph(other)] Other }"#;
    node_compound_key: Node r#"#[graph(keys("last", "first"))] struct Author { first: String, last: String }"#;
    node_identity: Node
        "struct Tag { #[graph(key)] name: String, #[graph(element_id)] id: String, #[graph(labels)] all: Vec<String> }";
    node_version: Node "struct Page { #[graph(key)] path: String, #[graph(version, default)] version: u32 }";
    node_stamps: Node "struct Page { #[graph(key)] path: String, #[graph(created)] made: Option<DateTime>, #[graph(updated)] at: Option<DateTime> }";
    node_generated_key: Node "struct Page { #[graph(key, generated)] id: Uuid }";
    node_generated_key_by_function: Node "struct Page { #[graph(key, generated = ids::next)] id: i64 }";
    node_with: Node "struct Page { #[graph(key)] path: String, #[graph(with = path::to::Hex)] a: u64, #[graph(json)] b: Option<Vec<Part>> }";
    node_soft_delete: Node "struct Page { #[graph(key)] path: String, #[graph(soft_delete)] deleted: Option<DateTime> }";
    node_hooks: Node "#[graph(validate = whole, before_save = tidy, after_load = complete)] struct Page { #[graph(key, validate = path)] path: String, #[graph(validate = checks::title)] title: Option<String> }";
    node_generic: Node "struct Item<'a, T> { #[graph(key)] name: &'a str, value: T }";
    relationship: Relationship
        r#"#[graph(type = "WORKS_FOR", from = Person, to = Company)] struct Job { since: i64, #[graph(start)] a: String, #[graph(end)] b: String }"#;
    relationship_unit: Relationship "struct KnowsWell;";
    node_schema: Node
        r#"#[graph(index("b", "a"), fulltext("b", name = "words"))] struct N { #[graph(key)] id: i64, #[graph(required)] a: i64, #[graph(rename = "B", text)] b: String, #[graph(vector(dims = 3, similarity = "euclidean"))] v: Vec<f32>, #[graph(point)] p: Point }"#;
    relationship_schema: Relationship r#"struct Owns<T> { #[graph(unique)] id: T, #[graph(index(name = "owned_since"))] since: i64, #[graph(fulltext)] note: T }"#;
    mistakes_in_a_record: FromRecord r#"struct Row<'a> { #[graph(renam = "n")] name: &'a str }"#;
    mistakes_in_a_node: Node r#"#[graph(crate = "my::mapper", label = "")] struct Person<T> { name: T }"#;
}

/// Numbers that look arbitrary and are the same in every run.
struct Arbitrary(u64);

impl Arbitrary {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn pick<'c>(&mut self, from: &[&'c str]) -> &'c str {
        from[self.below(from.len())]
    }
}

const OPTIONS: &[&str] = &[
    "",
    "crate",
    "rename_all",
    "label",
    "labels",
    "keys",
    "type",
    "from",
    "to",
    "rename",
    "col",
    "default",
    "with",
    "json",
    "validate",
    "before_save",
    "after_load",
    "skip",
    "flatten",
    "key",
    "generated",
    "version",
    "created",
    "updated",
    "soft_delete",
    "element_id",
    "start",
    "end",
    "index",
    "unique",
    "required",
    "fulltext",
    "vector",
    "id",
    "r#type",
    "self",
    "::",
    "_",
    "3",
    "'a",
];
const VALUES: &[&str] = &[
    "",
    "= \"a\"",
    "= \"\"",
    "= \"camelCase\"",
    "(\"a\", \"b\")",
    "()",
    "(a, 3)",
    "(dims = 3, similarity = \"cosine\")",
    "(name = \"n\", \"a\")",
    "(dims = \"a\", , 3)",
    "= Vec<String>",
    "= 1 + 2",
    "=",
    "= \"not a path\"",
    "= r#\"::std\"#",
    "= b\"x\"",
    "= [\"a\", \"c\"]",
    "= |x| x",
    ", ,",
];
const TYPES: &[&str] = &[
    "String",
    "Option<T>",
    "&'a str",
    "&'static str",
    "[T; 3]",
    "fn(&T) -> Thing<T>",
    "(T,)",
    "dyn Fn(T)",
    "!",
    "m!()",
];

fn attribute(arbitrary: &mut Arbitrary) -> String {
    let options: Vec<String> =
        (0..arbitrary.below(4)).map(|_| format!("{} {}", arbitrary.pick(OPTIONS), arbitrary.pick(VALUES))).collect();
    match arbitrary.below(8) {
        0 => String::new(),
        1 => "#[graph]".to_owned(),
        2 => "#[graph = \"x\"]".to_owned(),
        _ => format!("#[graph({})]", options.join(", ")),
    }
}

fn item(arbitrary: &mut Arbitrary) -> String {
    let container = attribute(arbitrary);
    let mut member = |name: &str| format!("{} {name} {}", attribute(arbitrary), arbitrary.pick(TYPES));
    let (a, b) = (member("a:"), member("r#b:"));
    let (c, d) = (member(""), member(""));
    let generics = arbitrary.pick(&["", "<T>", "<'a, T>", "<'a, 'b: 'a, T: 'a + Clone, const N: usize>"]);
    let body = match arbitrary.below(8) {
        0 => "struct Thing@;".to_owned(),
        1 => format!("struct Thing@({c});"),
        2 => format!("struct Thing@({c}, {d});"),
        3 => format!("enum Thing@ {{ {} A, {} r#B }}", attribute(arbitrary), attribute(arbitrary)),
        4 => format!("enum Thing@ {{ A {{ {a} }}, {} B({c}) = 3 }}", attribute(arbitrary)),
        5 => format!("union Thing@ {{ {a}, {b} }}"),
        _ => format!("struct Thing@ {{ {a}, {b} }}"),
    };
    format!("{container} {}", body.replace('@', generics))
}

#[test]
fn every_input_has_an_expansion_that_is_rust() {
    let mut arbitrary = Arbitrary(1);
    let derives =
        [Derive::FromRecord, Derive::ToParams, Derive::FromValue, Derive::ToValue, Derive::Node, Derive::Relationship];
    let (mut parsed, mut accepted) = (0, 0);
    for _ in 0..4_000 {
        let text = item(&mut arbitrary);
        let Ok(input) = syn::parse_str::<DeriveInput>(&text) else { continue };
        parsed += 1;
        let derive = derives[arbitrary.below(derives.len())];
        let expansion = emit(&input, derive);
        accepted += usize::from(!expansion.to_string().contains("compile_error"));
        syn::parse2::<syn::File>(expansion).unwrap_or_else(|error| panic!("{error}: {derive:?} of {text}"));
    }
    assert!(parsed > 2_000 && accepted > 40, "too few inputs of each kind: {parsed} parsed, {accepted} accepted");
}
