//! Derive macros of `graph-orm`, which re-exports them with examples.

#![forbid(unsafe_code)]

mod attr;
mod case;
mod check;
mod derive;
mod diagnostics;
mod expand;
mod fallback;
mod migrate;
mod model;
mod test;

use proc_macro::TokenStream;
use syn::DeriveInput;

use derive::Derive;
use diagnostics::Diagnostics;

/// Reads a struct from the columns of a record.
///
/// Fields are columns by name, in any order; columns that no field takes are skipped. A column that the result does
/// not have is an error even for an `Option`, since a query writes its columns itself and a misspelt one must not read
/// as nothing; null becomes `None`. The unnamed fields of a tuple struct are columns by position.
///
/// Fields may borrow from the record (`&'a str`, `&'a [u8]`, `Cow<'a, str>`) with one lifetime parameter. Such a type
/// is read in loops that look at one record at a time.
///
/// It emits `FromRecord`, and for named fields `FromColumns`, which lets the struct be flattened into another.
///
/// | `#[graph(…)]` on | Option | Meaning |
/// | --- | --- | --- |
/// | struct | `rename_all = "camelCase"` | How the names of the fields are spelt as columns: `camelCase`, `snake_case`, `PascalCase`, `SCREAMING_SNAKE_CASE`, `kebab-case`, `SCREAMING-KEBAB-CASE`, `lowercase`, `UPPERCASE`. |
/// | struct | `crate = "path"` | Where the `graph_orm` crate is found, when it has another name. |
/// | field | `rename = "n"`, or `col = "n"` | The column's name. |
/// | field | `default` | `Default::default()` for a column that the result does not have, and for a null that the type has no place for. |
/// | field | `default = value` | The same with this expression; a string names a function without parameters: `default = "path::to::function"`. |
/// | field | `with = Converter`, `json` | The column holds what the converter makes of the value, or JSON as text. |
/// | field | `skip` | No column; the field is filled from `Default`, or from `default = value`. |
/// | field | `flatten` | The columns of that struct; or, for a map, every column that no other field takes. |
#[proc_macro_derive(FromRecord, attributes(graph))]
pub fn derive_from_record(input: TokenStream) -> TokenStream {
    run(input, Derive::FromRecord)
}

/// Sends a struct's fields as the parameters of a query.
///
/// It emits `ToParams`. A `None` is sent as null.
///
/// | `#[graph(…)]` on | Option | Meaning |
/// | --- | --- | --- |
/// | struct | `rename_all = "camelCase"` | How the names of the fields are spelt as parameters; the cases are those of `FromRecord`. |
/// | struct | `crate = "path"` | Where the `graph_orm` crate is found, when it has another name. |
/// | field | `rename = "n"` | The parameter's name. |
/// | field | `with = Converter`, `json` | As for `FromRecord`. |
/// | field | `skip` | No parameter. |
/// | field | `flatten` | The parameters of that struct or map. |
/// | field | `default` | Nothing; it is for `FromRecord` on the same struct. |
#[proc_macro_derive(ToParams, attributes(graph))]
pub fn derive_to_params(input: TokenStream) -> TokenStream {
    run(input, Derive::ToParams)
}

/// Reads a newtype, an enum of names or a struct from one value.
///
/// A struct with a single unnamed field reads what that field reads. An enum without fields reads a string, the name of
/// a variant. A struct with named fields reads a map, or the properties of a node or relationship: keys that no field
/// takes are skipped, and one that is missing is an error unless the field is an `Option` or has a default.
///
/// It emits `FromValue`, and `FromRecord` for a row whose single column is the value. The row of a struct may also have
/// columns that are named as its fields, so that `FromRecord` need not be derived beside it, and cannot.
///
/// | `#[graph(…)]` on | Option | Meaning |
/// | --- | --- | --- |
/// | struct, enum | `rename_all = "camelCase"` | How the names of fields and variants are spelt; the cases are those of `FromRecord`. |
/// | struct, enum | `crate = "path"` | Where the `graph_orm` crate is found, when it has another name. |
/// | field, variant | `rename = "n"` | Its name. |
/// | field | `default`, `default = value` | What stands for a key that is missing, and for a null that the type has no place for. |
/// | field | `with = Converter`, `json` | As for `FromRecord`. |
/// | field | `skip` | No key; the field is filled from `Default`, or from `default = value`. |
/// | field | `flatten` | The keys of that struct; or, for a map, every key that no other field takes. |
#[proc_macro_derive(FromValue, attributes(graph))]
pub fn derive_from_value(input: TokenStream) -> TokenStream {
    run(input, Derive::FromValue)
}

/// Sends a newtype, an enum of names or a struct as one value.
///
/// The counterpart of `FromValue`, with the same options: a wrapped value, the name of a variant, or a map of the
/// fields in which a `None` is null. It emits `ToValue`, and for a struct with named fields `ToParams`, so that this
/// one need not be derived beside it, and cannot.
#[proc_macro_derive(ToValue, attributes(graph))]
pub fn derive_to_value(input: TokenStream) -> TokenStream {
    run(input, Derive::ToValue)
}

/// Maps a struct to the nodes of a label.
///
/// Fields are properties. A property that is missing or null is `None` for an `Option`, and an error for other types
/// unless they have a default; properties and labels that the struct does not know never disturb.
///
/// One derive is all that a node needs. It emits `FromValue` (from a node, or from a map of its properties),
/// `FromRecord` (one column that is the node, or columns named as the properties), `ToValue` and `ToParams` (the
/// properties), `Entity` (the description as constant data) and `Node` (the key). Each property has a handle for typed
/// queries, a constant named as the field in capitals (`Person::NAME`) that is as visible as the field.
///
/// | `#[graph(…)]` on | Option | Meaning |
/// | --- | --- | --- |
/// | struct | `label = "Person"` | The label; the struct's name without it. |
/// | struct | `labels("Agent", …)` | Further labels that a saved node gets. |
/// | struct | `keys("first", "last")` | The fields of a compound key, in their order in it. |
/// | struct, field | `validate = path::to::function` | What is asked whether a node may be written: `fn(&Person) -> Result<(), &str>`, or with another type that is `Display`; on a field with the field's type, or what an `Option` has. |
/// | struct | `before_save = path::to::function` | What changes a node before it is checked and written: `fn(&mut Person)`, of a type that is `Clone`. It may be called several times for one write. |
/// | struct | `after_load = path::to::function` | What changes a node after it was read: `fn(&mut Person)`. |
/// | struct | `rename_all = "camelCase"` | How the names of the fields are spelt as properties; the cases are those of `FromRecord`. |
/// | struct | `crate = "path"` | Where the `graph_orm` crate is found, when it has another name. |
/// | field | `key` | The property that identifies a node. |
/// | field | `key, generated` | A key that is made where a node is saved whose key is that of `Default`: by the type, such as a UUID of version 7 with the feature `uuid`; or by a function, `generated = path::to::function`. |
/// | field | `version` | An integer that counts how often a node was written: 0 before it is saved. What was loaded is written and deleted only as long as the database has it in that version. |
/// | field | `created`, `updated` | When the node was created, and last written, by the server's clock: an `Option<DateTime>`, or the like of another crate. It is read, and never sent. |
/// | field | `soft_delete` | When the node was deleted, an `Option<DateTime>`: what deletes a node sets it, and what reads nodes leaves it out. |
/// | field | `rename = "n"` | The property's name. |
/// | field | `default`, `default = value` | What stands for a property that is missing. |
/// | field | `with = Converter` | The property is what the converter makes of the value, which implements `Convert` for its type; an `Option` of that may be missing. |
/// | field | `json` | The property is JSON as text, with the feature `serde_json`. |
/// | field | `skip` | No property; the field is filled from `Default`, or from `default = value`. |
/// | field | `flatten` | The properties of that struct, which derives `FromValue` and `ToValue`; or, for a map, every property that no other field takes. |
/// | field | `element_id` | The server's id of the node: a `String`, or an `Option<String>` where the node may come as a map or is not saved yet. |
/// | field | `labels` | All labels that the node has: a `Vec<String>`. |
/// | field | `index`, `text`, `point`, `fulltext` | An index of that kind on the property. |
/// | field | `vector(dims = 768, similarity = "cosine")` | A vector index; `similarity` is `"cosine"`, also without it, or `"euclidean"`. |
/// | field | `unique`, `required` | A constraint: no two nodes have the same value; every node has one. |
/// | struct | `index("last", "first")`, `unique("year", "number")`, `fulltext("title", "body")` | The same on several fields, any number of times. |
///
/// On an enum whose variants hold such structs, `Film(Film)`, the labels of a node decide which variant it is: the one
/// whose struct's own label the node has; of several the one with the most labels in common with it, and of these the
/// first. A node that fits none is an error, or goes to the variant for all others. The enum can be read, saved and
/// queried; keys, properties and constraints are those of its structs.
///
/// | `#[graph(…)]` on | Option | Meaning |
/// | --- | --- | --- |
/// | enum | `label = "Agent"` | A label that all its nodes have, and each of its structs declares; `node()` looks for them by it. |
/// | variant | `other` | It is for all other nodes, which are never written: it holds nothing, or one value, such as `Other(value::Node)`. |
///
/// Indexes and constraints take a `name = "…"` in their parentheses; without one it is made of the label, the
/// properties and the kind. They are only declared here, beside the key, which has a constraint unasked: `Schema` makes
/// them.
#[proc_macro_derive(Node, attributes(graph))]
pub fn derive_node(input: TokenStream) -> TokenStream {
    run(input, Derive::Node)
}

/// Maps a struct to the relationships of a type.
///
/// It works as `Node` does, for a struct with named fields or without any.
///
/// | `#[graph(…)]` on | Option | Meaning |
/// | --- | --- | --- |
/// | struct | `type = "WORKS_FOR"` | The relationship type; the struct's name in `SCREAMING_SNAKE_CASE` without it. |
/// | struct | `from = Person`, `to = Company` | The nodes at its ends; any node without them. |
/// | struct | `keys("first", "last")`, `rename_all = "camelCase"`, `crate = "path"` | As on a node. |
/// | field | `key` | The property that identifies a relationship; it may have none. |
/// | field | `version`, `created`, `updated`, `rename = "n"`, `with`, `json`, `default`, `default = value`, `skip`, `flatten` | As on a node. |
/// | struct, field | `index`, `unique`, … | As on a node. |
/// | struct, field | `validate`, `before_save`, `after_load` | As on a node. |
/// | field | `element_id`, `start`, `end` | The server's id of the relationship, of the node that it goes out from, and of the node that it goes to. |
#[proc_macro_derive(Relationship, attributes(graph))]
pub fn derive_relationship(input: TokenStream) -> TokenStream {
    run(input, Derive::Relationship)
}

/// Compiles the migrations of a folder in, as an expression of the type `Migrations`.
///
/// The folder is looked for from the folder of the package; without an argument it is `"./migrations"`. Its files are
/// called `0001_create_people.cypher`: a version, and a name. Files whose names do not end in `.cypher` are left alone.
/// `crate = path` after the folder says where the `graph_orm` crate is found, when it has another name.
///
/// Cargo builds again when one of the files changes, but does not see a new one. A build script makes it look:
/// `fn main() { println!("cargo::rerun-if-changed=migrations"); }`.
#[proc_macro]
pub fn migrate(input: TokenStream) -> TokenStream {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let expansion = migrate::expand(input.into(), std::path::Path::new(&package));
    expansion.unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Gives an asynchronous test a database that is empty when it begins.
///
/// It is an embedded one of the test's own, or the one that `GRAPH_TEST_URI` names. The parameters of the function are
/// what it wants of the database: a `Driver`, a `Session`, a `TestDatabase`, or whatever implements `FromDatabase`. It
/// returns nothing, or a result whose error fails the test.
///
/// | Argument | What is done before the test |
/// | --- | --- |
/// | `schema(Person, Knows)` | The indexes and constraints of these types are made, as far as the server can have them. |
/// | `migrations = "./migrations"` | The migrations of that folder are made, before the schema. |
/// | `fixtures("people")` | The statements of `fixtures/people.cypher`, beside the test's file, are run; a name with a `/` is a path. |
/// | `needs(FullText)` | The test is skipped, and says so, on an embedded server without that capability. |
/// | `crate = path` | The `graph_orm` crate is found there, when it has another name. |
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    test::expand(arguments.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

fn run(input: TokenStream, derive: Derive) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => emit(&input, derive).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

fn emit(input: &DeriveInput, derive: Derive) -> proc_macro2::TokenStream {
    let mut report = Diagnostics::default();
    let model = model::Model::read(input, derive, &mut report);
    if let Some(model) = &model {
        check::check(model, derive, &mut report);
    }
    match model {
        Some(model) if report.is_empty() => expand::expand(&model, derive),
        model => {
            let root = model.as_ref().and_then(|model| model.options.path(attr::Name::Crate));
            let stubs = fallback::stubs(input, derive, root);
            let handles = model.as_ref().filter(|_| derive.is_entity()).map(expand::handles::expand);
            let errors = report.into_compile_errors();
            quote::quote!(#errors #stubs #handles)
        }
    }
}

#[cfg(test)]
mod tests;
