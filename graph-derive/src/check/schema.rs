//! The rules for indexes and constraints.

use syn::Type;
use syn::ext::IdentExt;

use crate::attr::{Name, Schema, Settings};
use crate::diagnostics::{Diagnostics, closest, listed};
use crate::model::{Model, SchemaRule};

/// The most dimensions that a server's vector index has.
const MOST_DIMENSIONS: u32 = 4096;
const SIMILARITIES: [&str; 2] = ["cosine", "euclidean"];

pub(super) fn check(model: &Model<'_>, report: &mut Diagnostics) {
    let rules = model.schema();
    for rule in &rules {
        fields_exist(model, rule, report);
        named(rule.settings, report);
        if rule.kind == Schema::Vector {
            vector(rule, report);
        }
        if rule.kind == Schema::Required {
            required(rule, report);
        }
        on_key(model, rule, report);
    }
    each_once(&rules, report);
}

/// An option on the type names properties of the type.
fn fields_exist(model: &Model<'_>, rule: &SchemaRule<'_, '_>, report: &mut Diagnostics) {
    let option = &rule.given.name;
    if rule.fields.is_empty() && rule.settings.fields.is_empty() {
        report.report(option, format!("name the fields that it covers: `{option}(\"first\", \"second\")`"));
    }
    for (at, name) in rule.settings.fields.iter().enumerate() {
        let text = name.value();
        if rule.settings.fields.iter().take(at).any(|earlier| earlier.value() == text) {
            report.report(name, format!("`{option}` names `{text}` twice; keep one"));
        } else if model.property(name).is_none() {
            report.report(name, super::no_such_field(model, &text));
        }
    }
}

fn named(settings: &Settings, report: &mut Diagnostics) {
    let Some(name) = &settings.name else { return };
    let text = name.value();
    if text.is_empty() {
        report.report(name, "a name cannot be empty; leave it out, and one is made of the label and the properties");
    } else {
        super::can_be_quoted(name, report);
    }
}

/// A vector index knows how long its vectors are, and how they are compared.
fn vector(rule: &SchemaRule<'_, '_>, report: &mut Diagnostics) {
    match &rule.settings.dims {
        None => report.report(&rule.given.name, "say how long the vectors are: `vector(dims = 768)`"),
        Some(dims) if !matches!(dims.base10_parse(), Ok(1..=MOST_DIMENSIONS)) => {
            report.report(dims, format!("a vector has 1 to {MOST_DIMENSIONS} dimensions"));
        }
        Some(_) => {}
    }
    let Some(similarity) = &rule.settings.similarity else { return };
    let text = similarity.value();
    if !SIMILARITIES.contains(&text.as_str()) {
        let hint = match closest(&text, SIMILARITIES) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", listed(SIMILARITIES)),
        };
        report.report(similarity, format!("vectors are not compared by \"{text}\"; {hint}"));
    }
}

/// What is always there is no `Option`.
fn required(rule: &SchemaRule<'_, '_>, report: &mut Diagnostics) {
    let optional =
        |ty: &&Type| matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|it| it.ident == "Option"));
    for ty in rule.fields.iter().map(|field| field.ty).filter(optional) {
        report.report(ty, "a required property is always there; use the type without `Option`, or remove `required`");
    }
}

/// The key has all that already.
fn on_key(model: &Model<'_>, rule: &SchemaRule<'_, '_>, report: &mut Diagnostics) {
    let why = match rule.kind {
        Schema::Unique => "a key is unique already",
        Schema::Required => "a key is always there already",
        Schema::Index => "a key has an index already",
        Schema::Text | Schema::Point | Schema::FullText | Schema::Vector => return,
    };
    let key: Vec<_> = model.key().iter().map(|field| field.ident).collect();
    let covered: Vec<_> = rule.fields.iter().map(|field| field.ident).collect();
    if !key.is_empty() && key == covered {
        report.report(&rule.given.name, format!("{why}; remove `{}`", rule.given.name));
    }
}

/// The same properties need no second index, and a uniqueness constraint has one.
fn each_once(rules: &[SchemaRule<'_, '_>], report: &mut Diagnostics) {
    let covered = |rule: &SchemaRule<'_, '_>| -> Vec<String> {
        rule.fields.iter().map(|field| field.ident.unraw().to_string()).collect()
    };
    for (at, rule) in rules.iter().enumerate() {
        let same = |other: &&SchemaRule<'_, '_>| !rule.fields.is_empty() && covered(other) == covered(rule);
        let twice = rules.iter().take(at).find(|other| other.kind == rule.kind && same(other));
        if twice.is_some() {
            report.report(&rule.given.name, format!("`{}` covers the same fields already; keep one", rule.given.name));
        }
        if rule.kind == Schema::Index && rules.iter().filter(same).any(|other| other.kind == Schema::Unique) {
            let message = format!("what is unique has an index already; remove `{}`", rule.given.name);
            report.report(&rule.given.name, message);
        }
    }
}

impl Schema {
    /// Tells whether an option declares an index or a constraint.
    pub(super) const fn is(option: Name) -> bool {
        matches!(option, Name::Schema(_))
    }
}
