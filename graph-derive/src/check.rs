//! The rules that hold between an input's parts: one short function for each.

mod choice;
mod kept;
mod schema;

use std::collections::BTreeMap;

use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Fields, LitStr, Type};

use crate::attr::{Given, Name, Schema, Value};
use crate::derive::Derive;
use crate::diagnostics::{Diagnostics, closest, listed};
use crate::model::{Body, Field, Model, ROLES, Role};

/// How many fields a compound key may have: the longest tuple that is a parameter.
const LONGEST_KEY: usize = 6;

/// Reports every rule that the input breaks.
pub(crate) fn check(model: &Model<'_>, derive: Derive, report: &mut Diagnostics) {
    shape(model, derive, report);
    one_lifetime(model, derive, report);
    for field in model.fields() {
        one_role(field, report);
        role_without_name(field, report);
        skip_without_default(field, report);
        converted(model, field, report);
        named(field, report);
        if derive.reads() {
            not_static(field, report);
        }
    }
    roles_once(model, report);
    names_differ(model, report);
    if derive.is_entity() {
        handles_differ(model, report);
        names_can_be_quoted(model, report);
        labels(model, report);
        relationship_type(model, report);
    }
    if derive.is_entity() && !matches!(model.body, Body::Variants(_)) {
        key(model, derive, report);
        kept::check(model, report);
        schema::check(model, report);
    }
}

/// Each derive has the shapes of types that it makes sense for.
fn shape(model: &Model<'_>, derive: Derive, report: &mut Diagnostics) {
    let wanted = match (derive, &model.body) {
        (Derive::FromRecord | Derive::FromValue | Derive::Node | Derive::Relationship, Body::Fields(_)) => return,
        (Derive::ToParams | Derive::ToValue, Body::Fields(_)) => return,
        (Derive::FromRecord, Body::Tuple(types)) if !types.is_empty() => return,
        (Derive::FromValue | Derive::ToValue, Body::Tuple(types)) if types.len() == 1 => return,
        (Derive::FromValue | Derive::ToValue, Body::Variants(variants)) if !variants.is_empty() => {
            return unit_variants(model, report);
        }
        (Derive::Node, Body::Variants(variants)) => return choice::check(model, variants, report),
        (Derive::FromRecord, Body::Tuple(_)) => "a row without columns is `()`",
        (Derive::FromRecord, Body::Variants(_)) => {
            "a row is a struct; derive `FromValue` for an enum whose variants are names"
        }
        (Derive::FromValue | Derive::ToValue, Body::Tuple(_)) => {
            "a value is a struct with named fields, or one with a single unnamed field that it wraps; or use a tuple for a list"
        }
        (Derive::FromValue | Derive::ToValue, Body::Variants(_)) => "an enum without variants has no values",
        (Derive::ToParams, _) => "parameters have names; derive `ToParams` for a struct with named fields",
        (Derive::Node, _) => {
            "properties have names; derive `Node` for a struct with named fields, or for an enum of such structs"
        }
        (Derive::Relationship, _) => {
            "properties have names; derive `Relationship` for a struct with named fields or none"
        }
    };
    report.report(model.ident, wanted);
}

fn unit_variants(model: &Model<'_>, report: &mut Diagnostics) {
    let Body::Variants(variants) = &model.body else { return };
    for variant in variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = format!(
                "an enum is stored as the name of its variant, which has no place for fields; remove them from `{}`, or \
                 implement the trait by hand",
                variant.ident
            );
            report.report(variant.fields, message);
        }
    }
}

/// A record is borrowed from once.
fn one_lifetime(model: &Model<'_>, derive: Derive, report: &mut Diagnostics) {
    if !derive.reads() {
        return;
    }
    for parameter in model.generics.lifetimes().skip(1) {
        let message = "a row borrows from one record; use one lifetime parameter for all its fields";
        report.report(&parameter.lifetime, message);
    }
}

/// A field is one thing.
fn one_role(field: &Field<'_>, report: &mut Diagnostics) {
    let mut roles = field.options.iter().filter(|given| ROLES.iter().any(|(option, _)| *option == given.option));
    let Some(first) = roles.next() else { return };
    for second in roles {
        report.report(&second.name, format!("a field is either `{}` or `{}`; keep one", first.name, second.name));
    }
}

/// A field that is no property has no name, no key and no default.
fn role_without_name(field: &Field<'_>, report: &mut Diagnostics) {
    let Some((option, _)) = ROLES.iter().find(|(_, role)| *role == field.role) else { return };
    let Some(role) = field.options.find(*option) else { return };
    for given in field.options.iter() {
        let why = match given.option {
            Name::Rename => no_name(field.role),
            Name::Validate if field.role != Role::Flatten => "only what is written is checked",
            Name::With | Name::Json => "only a property is converted",
            Name::Key => "a key is a property that is read and written",
            Name::Version => "a version is a property that is read and written",
            Name::Created | Name::Updated | Name::SoftDelete => "a stamp is a property that is read",
            option if Schema::is(option) => "only a property has indexes and constraints",
            Name::Default if field.role != Role::Skip => "it is read from what its own type declares",
            _ => continue,
        };
        report.report(&given.name, format!("`{}` conflicts with `{}`: {why}; remove one", given.name, role.name));
    }
}

const fn no_name(role: Role) -> &'static str {
    match role {
        Role::Skip => "a skipped field is not stored under any name",
        Role::Flatten => "a flattened field brings the names of its own fields",
        _ => "the field is no property and has no name in the database",
    }
}

/// `skip` has the default already.
fn skip_without_default(field: &Field<'_>, report: &mut Diagnostics) {
    let Some(Given { name, value: Value::Nothing, .. }) = field.options.find(Name::Default) else { return };
    if field.role == Role::Skip {
        report.report(
            name,
            "`skip` fills the field from `Default` already; remove `default`, or write `default = value`",
        );
    }
}

/// A converter is one, and stays away from what the mapper compares and keeps itself.
fn converted(model: &Model<'_>, field: &Field<'_>, report: &mut Diagnostics) {
    let [with, json] = [Name::With, Name::Json].map(|option| field.options.find(option));
    let Some(given) = with.or(json) else { return };
    if let (Some(_), Some(json)) = (with, json) {
        report.report(&json.name, "`json` is a converter of its own; remove `with` or `json`");
    }
    if model.is_fixed(field) {
        let message = format!("a key, a version and a stamp are stored as they are; remove `{}`", given.name);
        report.report(&given.name, message);
    }
}

/// Nothing in a graph has an empty name.
fn named(field: &Field<'_>, report: &mut Diagnostics) {
    if field.role == Role::Property && field.name.is_empty() {
        report.report(&field.name_tokens(), "a name cannot be empty; write the name of the property or column");
    }
}

/// What is read lives no longer than its record.
fn not_static(field: &Field<'_>, report: &mut Diagnostics) {
    let Type::Reference(reference) = field.ty else { return };
    if field.role != Role::Skip && reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static") {
        let message = "what is read lives no longer than its record; give the struct a lifetime parameter and write \
                       `&'a …`, or use an owned type such as `String`";
        report.report(reference, message);
    }
}

/// An entity has one element id, and one end at each side.
fn roles_once(model: &Model<'_>, report: &mut Diagnostics) {
    for (option, role) in ROLES {
        if matches!(role, Role::Skip | Role::Flatten) {
            continue;
        }
        let given = model.fields().iter().filter_map(|field| field.options.find(option).map(|given| (field, given)));
        for (field, given) in given.skip(1) {
            report
                .report(&given.name, format!("`{}` has a field already; remove it from `{}`", given.name, field.ident));
        }
    }
}

/// Two fields cannot share a column or property, two variants no name.
fn names_differ(model: &Model<'_>, report: &mut Diagnostics) {
    let mut taken = BTreeMap::new();
    for field in model.fields().iter().filter(|field| field.role == Role::Property) {
        if let Some(first) = taken.insert(&field.name, field.ident) {
            let message = format!("the name `{}` is taken by the field `{first}`; rename one", field.name);
            report.report(&field.name_tokens(), message);
        }
    }
    let Body::Variants(variants) = &model.body else { return };
    let mut taken = BTreeMap::new();
    for variant in variants {
        if let Some(first) = taken.insert(&variant.name, variant.ident) {
            let place =
                variant.options.text(Name::Rename).map_or(variant.ident.to_token_stream(), ToTokens::to_token_stream);
            report.report(&place, format!("the name `{}` is taken by the variant `{first}`; rename one", variant.name));
        }
    }
}

/// Handles are named as their fields in capitals.
fn handles_differ(model: &Model<'_>, report: &mut Diagnostics) {
    let mut taken = BTreeMap::new();
    for field in model.fields().iter().filter(|field| field.role == Role::Property) {
        if let Some(first) = taken.insert(field.handle(), field.ident) {
            let message = format!("the handle `{}` is taken by the field `{first}`; rename one", field.handle());
            report.report(field.ident, message);
        }
    }
}

/// Names of an entity stand in query text, where no quotes keep these from being read as something else.
fn names_can_be_quoted(model: &Model<'_>, report: &mut Diagnostics) {
    let container = [Name::Label, Name::Type].into_iter().filter_map(|option| model.options.text(option));
    let fields = model.fields().iter().filter_map(|field| field.options.text(Name::Rename));
    for name in container.chain(model.options.texts(Name::Labels)).chain(fields) {
        can_be_quoted(name, report);
    }
}

fn can_be_quoted(name: &LitStr, report: &mut Diagnostics) {
    let text = name.value();
    if text.contains('\0') {
        report.report(name, "a name has no NUL character, which ends a text for some servers; leave it out");
    } else if text.contains("\\u") {
        let message =
            "servers read a backslash and `u` as the number of a character, even inside of quotes; leave it out";
        report.report(name, message);
    }
}

/// Labels are names, each once.
fn labels(model: &Model<'_>, report: &mut Diagnostics) {
    let own = model.options.text(Name::Label);
    let mut taken: Vec<String> = Vec::new();
    for label in own.into_iter().chain(model.options.texts(Name::Labels)) {
        let text = label.value();
        if text.is_empty() {
            report.report(
                label,
                "a label cannot be empty; write its name, or leave `label` out to use the struct's name",
            );
        } else if taken.contains(&text) {
            report.report(label, format!("the label `{text}` is given twice; keep one"));
        }
        taken.push(text);
    }
}

fn relationship_type(model: &Model<'_>, report: &mut Diagnostics) {
    if let Some(text) = model.options.text(Name::Type).filter(|text| text.value().is_empty()) {
        let message =
            "a relationship type cannot be empty; write its name, or leave `type` out to use the struct's name";
        report.report(text, message);
    }
}

/// A node has exactly one key, a relationship at most one, and a key always has a value.
fn key(model: &Model<'_>, derive: Derive, report: &mut Diagnostics) {
    let marked: Vec<_> =
        model.fields().iter().filter_map(|field| Some((field, field.options.find(Name::Key)?))).collect();
    match (model.options.find(Name::Keys), marked.as_slice()) {
        (Some(keys), []) => compound_key(model, keys, report),
        (Some(keys), [(_, first), ..]) => {
            report.report(&first.name, format!("the struct's `{}` names the key already; remove one", keys.name));
        }
        // An option that could not be read may be the misspelt key.
        (None, []) if model.fields().iter().any(|field| field.options.misread) => {}
        (None, []) if derive == Derive::Node && matches!(model.body, Body::Fields(_)) => {
            let message = "a node needs a key: mark the property that identifies it with `#[graph(key)]`; or derive \
                           `FromValue` for a struct that is only read";
            report.report(model.ident, message);
        }
        (None, marked) => {
            for (_, second) in marked.iter().skip(1) {
                let names: Vec<String> =
                    marked.iter().map(|(field, _)| format!("{:?}", field.ident.unraw().to_string())).collect();
                let message = format!(
                    "a second key; write `#[graph(keys({}))]` on the struct for a compound key",
                    names.join(", ")
                );
                report.report(&second.name, message);
            }
        }
    }
    for field in model.fields() {
        if let Some(given) = field.options.find(Name::Generated).filter(|_| field.options.find(Name::Key).is_none()) {
            report.report(&given.name, "only a key is generated: write `#[graph(key, generated)]`");
        }
    }
    for field in model.key() {
        if let Type::Path(path) = field.ty
            && path.path.segments.last().is_some_and(|segment| segment.ident == "Option")
        {
            report
                .report(field.ty, "a key always has a value, since null finds nothing; use the type without `Option`");
        }
    }
}

fn compound_key(model: &Model<'_>, keys: &Given, report: &mut Diagnostics) {
    let Value::Texts(names) = &keys.value else { return };
    if names.is_empty() {
        report.report(&keys.name, "a compound key names its fields: `keys(\"first\", \"second\")`");
    }
    if let Some(surplus) = names.get(LONGEST_KEY) {
        report.report(surplus, format!("a compound key has {LONGEST_KEY} fields at most"));
    }
    for (at, name) in names.iter().enumerate() {
        let text = name.value();
        if names.iter().take(at).any(|earlier| earlier.value() == text) {
            report.report(name, format!("the key names `{text}` twice; keep one"));
        } else if model.property(name).is_none() {
            report.report(name, no_such_field(model, &text));
        }
    }
}

/// Says that no property has this field, and which field may be meant.
fn no_such_field(model: &Model<'_>, name: &str) -> String {
    let fields: Vec<String> = model
        .fields()
        .iter()
        .filter(|field| field.is_property())
        .map(|field| field.ident.unraw().to_string())
        .collect();
    let candidates = || fields.iter().map(String::as_str);
    let hint = match closest(name, candidates()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("its properties are {}", listed(candidates())),
    };
    format!("the struct has no property field `{name}`; {hint}")
}
