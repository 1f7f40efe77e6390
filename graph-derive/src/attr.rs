//! The syntax of `#[graph(…)]`: which options there are, where they stand and what they take.

mod settings;

use proc_macro2::TokenTree;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Ident, LitStr, Meta, Path, Token, Type, parenthesized};

use crate::derive::Derive;
use crate::diagnostics::{Diagnostics, closest, listed};
pub(crate) use settings::Settings;
use settings::{Covers, PLAIN, VECTOR};

/// The options written on one item.
#[derive(Default)]
pub(crate) struct Options {
    given: Vec<Given>,
    /// Whether something was written that could not be read, and may have meant any option.
    pub(crate) misread: bool,
}

/// An option as it was written.
pub(crate) struct Given {
    pub(crate) option: Name,
    /// Where it stands, in the words that the user chose.
    pub(crate) name: Ident,
    pub(crate) value: Value,
}

/// What stands behind an option's name.
pub(crate) enum Value {
    Nothing,
    Text(LitStr),
    Texts(Vec<LitStr>),
    Type(Box<Type>),
    Path(Path),
    Expression(Box<Expr>),
    Settings(Box<Settings>),
}

/// What an option stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Container,
    Field,
    Variant,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name {
    Crate,
    RenameAll,
    Label,
    Labels,
    Keys,
    Type,
    From,
    To,
    Rename,
    With,
    Json,
    Validate,
    BeforeSave,
    AfterLoad,
    Default,
    Skip,
    Flatten,
    Key,
    Generated,
    Version,
    Created,
    Updated,
    SoftDelete,
    ElementId,
    Start,
    End,
    Other,
    Schema(Schema),
}

/// An index or a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    Index,
    Text,
    Point,
    Unique,
    Required,
    FullText,
    Vector,
}

#[derive(Clone, Copy)]
enum Takes {
    Nothing,
    Text,
    Texts,
    Type,
    Path,
    MaybePath,
    MaybeDefault,
    Settings(Covers, &'static [&'static str]),
}

/// One row of the table of options.
struct Rule {
    spelling: &'static str,
    option: Name,
    place: Place,
    derives: &'static [Derive],
    takes: Takes,
    usage: &'static str,
}

const ALL: &[Derive] =
    &[Derive::FromRecord, Derive::ToParams, Derive::FromValue, Derive::ToValue, Derive::Node, Derive::Relationship];
const VALUES: &[Derive] = &[Derive::FromValue, Derive::ToValue];
const ENTITIES: &[Derive] = &[Derive::Node, Derive::Relationship];
const NODE: &[Derive] = &[Derive::Node];
const RELATIONSHIP: &[Derive] = &[Derive::Relationship];

const fn rule(
    (spelling, option): (&'static str, Name),
    place: Place,
    derives: &'static [Derive],
    (takes, usage): (Takes, &'static str),
) -> Rule {
    Rule { spelling, option, place, derives, takes, usage }
}

static RULES: &[Rule] = {
    use Place::{Container, Field, Variant};
    const ITS_FIELD: Takes = Takes::Settings(Covers::ItsField, PLAIN);
    const FIELDS: Takes = Takes::Settings(Covers::NamedFields, PLAIN);
    &[
        rule(("crate", Name::Crate), Container, ALL, (Takes::Path, r#"crate = "path::to::graph_orm""#)),
        rule(("rename_all", Name::RenameAll), Container, ALL, (Takes::Text, r#"rename_all = "camelCase""#)),
        rule(("label", Name::Label), Container, NODE, (Takes::Text, r#"label = "Person""#)),
        rule(("labels", Name::Labels), Container, NODE, (Takes::Texts, r#"labels("Agent", "Employee")"#)),
        rule(("keys", Name::Keys), Container, ENTITIES, (Takes::Texts, r#"keys("first", "second")"#)),
        rule(("type", Name::Type), Container, RELATIONSHIP, (Takes::Text, r#"type = "WORKS_FOR""#)),
        rule(("from", Name::From), Container, RELATIONSHIP, (Takes::Type, "from = Person")),
        rule(("to", Name::To), Container, RELATIONSHIP, (Takes::Type, "to = Company")),
        rule(("validate", Name::Validate), Container, ENTITIES, (Takes::Path, "validate = path::to::function")),
        rule(("before_save", Name::BeforeSave), Container, ENTITIES, (Takes::Path, "before_save = path::to::function")),
        rule(("after_load", Name::AfterLoad), Container, ENTITIES, (Takes::Path, "after_load = path::to::function")),
        rule(("validate", Name::Validate), Field, ENTITIES, (Takes::Path, "validate = path::to::function")),
        rule(("rename", Name::Rename), Field, ALL, (Takes::Text, r#"rename = "name""#)),
        rule(("col", Name::Rename), Field, ALL, (Takes::Text, r#"col = "name""#)),
        rule(("with", Name::With), Field, ALL, (Takes::Type, "with = path::to::Converter")),
        rule(("json", Name::Json), Field, ALL, (Takes::Nothing, "json")),
        rule(("default", Name::Default), Field, ALL, (Takes::MaybeDefault, "default = value")),
        rule(("skip", Name::Skip), Field, ALL, (Takes::Nothing, "skip")),
        rule(("flatten", Name::Flatten), Field, ALL, (Takes::Nothing, "flatten")),
        rule(("key", Name::Key), Field, ENTITIES, (Takes::Nothing, "key")),
        rule(("generated", Name::Generated), Field, NODE, (Takes::MaybePath, "generated = path::to::function")),
        rule(("version", Name::Version), Field, ENTITIES, (Takes::Nothing, "version")),
        rule(("created", Name::Created), Field, ENTITIES, (Takes::Nothing, "created")),
        rule(("updated", Name::Updated), Field, ENTITIES, (Takes::Nothing, "updated")),
        rule(("soft_delete", Name::SoftDelete), Field, NODE, (Takes::Nothing, "soft_delete")),
        rule(("element_id", Name::ElementId), Field, ENTITIES, (Takes::Nothing, "element_id")),
        rule(("labels", Name::Labels), Field, NODE, (Takes::Nothing, "labels")),
        rule(("start", Name::Start), Field, RELATIONSHIP, (Takes::Nothing, "start")),
        rule(("end", Name::End), Field, RELATIONSHIP, (Takes::Nothing, "end")),
        rule(("index", Name::Schema(Schema::Index)), Field, ENTITIES, (ITS_FIELD, "index")),
        rule(("text", Name::Schema(Schema::Text)), Field, ENTITIES, (ITS_FIELD, "text")),
        rule(("point", Name::Schema(Schema::Point)), Field, ENTITIES, (ITS_FIELD, "point")),
        rule(("unique", Name::Schema(Schema::Unique)), Field, ENTITIES, (ITS_FIELD, "unique")),
        rule(("required", Name::Schema(Schema::Required)), Field, ENTITIES, (ITS_FIELD, "required")),
        rule(("fulltext", Name::Schema(Schema::FullText)), Field, ENTITIES, (ITS_FIELD, "fulltext")),
        rule(
            ("vector", Name::Schema(Schema::Vector)),
            Field,
            ENTITIES,
            (Takes::Settings(Covers::ItsField, VECTOR), r#"vector(dims = 768, similarity = "cosine")"#),
        ),
        rule(("index", Name::Schema(Schema::Index)), Container, ENTITIES, (FIELDS, r#"index("last", "first")"#)),
        rule(("unique", Name::Schema(Schema::Unique)), Container, ENTITIES, (FIELDS, r#"unique("year", "number")"#)),
        rule(
            ("fulltext", Name::Schema(Schema::FullText)),
            Container,
            ENTITIES,
            (FIELDS, r#"fulltext("title", "body")"#),
        ),
        rule(("rename", Name::Rename), Variant, VALUES, (Takes::Text, r#"rename = "name""#)),
        rule(("other", Name::Other), Variant, NODE, (Takes::Nothing, "other")),
        rule(("col", Name::Rename), Variant, &[], (Takes::Text, r#"rename = "name""#)),
    ]
};

/// Reads the `#[graph(…)]` attributes of one item and reports what is wrong with each option.
pub(crate) fn read(attributes: &[Attribute], place: Place, derive: Derive, report: &mut Diagnostics) -> Options {
    let mut options = Options::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("graph")) {
        let Meta::List(list) = &attribute.meta else {
            report.report(&attribute.meta, "write the options in parentheses: `#[graph(…)]`");
            options.misread = true;
            continue;
        };
        let parser = |input: ParseStream<'_>| {
            read_list(input, place, derive, &mut options, report);
            Ok(())
        };
        if let Err(error) = parser.parse2(list.tokens.clone()) {
            report.report_syntax(error);
        }
    }
    options
}

fn read_list(input: ParseStream<'_>, place: Place, derive: Derive, options: &mut Options, report: &mut Diagnostics) {
    while !input.is_empty() {
        match read_option(input, place, derive) {
            Ok(given) => options.keep(given, report),
            Err(error) => {
                options.misread = true;
                report.report_syntax(error);
                skip_option(input);
            }
        }
        if !input.is_empty()
            && let Err(error) = input.parse::<Token![,]>()
        {
            report.report_syntax(error);
            skip_option(input);
            _ = input.parse::<Option<Token![,]>>();
        }
    }
}

fn read_option(input: ParseStream<'_>, place: Place, derive: Derive) -> syn::Result<Given> {
    let name = input.call(Ident::parse_any)?;
    let rule = find_rule(&name, place, derive)?;
    let value = read_value(input, rule).map_err(|error| with_usage(&name, rule, &error))?;
    Ok(Given { option: rule.option, name, value })
}

fn find_rule(name: &Ident, place: Place, derive: Derive) -> syn::Result<&'static Rule> {
    let spelling = name.unraw().to_string();
    let fits = |rule: &&Rule| rule.place == place && rule.derives.contains(&derive);
    match RULES.iter().filter(fits).find(|rule| rule.spelling == spelling) {
        Some(rule) => Ok(rule),
        None => Err(syn::Error::new(name.span(), refusal(&spelling, place, derive))),
    }
}

/// Says why an option is not taken here, and what is.
fn refusal(spelling: &str, place: Place, derive: Derive) -> String {
    let here = |rule: &&Rule| rule.place == place && rule.derives.contains(&derive);
    let known: Vec<&Rule> = RULES.iter().filter(|rule| rule.spelling == spelling && !rule.derives.is_empty()).collect();
    if let Some(elsewhere) = known.iter().find(|rule| rule.derives.contains(&derive)) {
        return format!("`{spelling}` stands on {}, not on {}", elsewhere.place.called(), place.called());
    }
    if let Some(other) = known.iter().find(|rule| rule.place == place) {
        let derives = listed(other.derives.iter().map(|derive| derive.name()));
        return if derive.is_entity() {
            format!("`{spelling}` is an option of {derives}, not of `{}`", derive.name())
        } else {
            let own = derive.name();
            format!("`{spelling}` is an option of {derives}; derive that instead of `{own}`, which it implies")
        };
    }
    if spelling == "id" && place == Place::Field {
        return "`id` says too little; write `key` on the property that identifies the entity, or `element_id` on the \
                field that takes the server's own id"
            .to_owned();
    }
    let names = || RULES.iter().filter(here).map(|rule| rule.spelling).filter(|name| *name != "col");
    let synonym = ["column", "name", "alias"].contains(&spelling).then_some("rename");
    match synonym.filter(|name| names().any(|known| known == *name)).or_else(|| closest(spelling, names())) {
        Some(meant) => format!("unknown option `{spelling}`; did you mean `{meant}`?"),
        None => {
            format!("unknown option `{spelling}`; on {}, `{}` knows {}", place.called(), derive.name(), listed(names()))
        }
    }
}

fn read_value(input: ParseStream<'_>, rule: &Rule) -> syn::Result<Value> {
    match rule.takes {
        Takes::Nothing if input.is_empty() || input.peek(Token![,]) => Ok(Value::Nothing),
        Takes::Nothing => Err(input.error("it takes no value")),
        Takes::Text => {
            input.parse::<Token![=]>()?;
            Ok(Value::Text(input.parse()?))
        }
        Takes::Texts => {
            let content;
            parenthesized!(content in input);
            let texts: Punctuated<LitStr, Token![,]> =
                content.parse_terminated(<LitStr as syn::parse::Parse>::parse, Token![,])?;
            Ok(Value::Texts(texts.into_iter().collect()))
        }
        Takes::Type => {
            input.parse::<Token![=]>()?;
            Ok(Value::Type(input.parse()?))
        }
        Takes::MaybePath if !input.peek(Token![=]) => Ok(Value::Nothing),
        Takes::Path | Takes::MaybePath => {
            input.parse::<Token![=]>()?;
            if input.peek(LitStr) { input.parse::<LitStr>()?.parse() } else { input.call(Path::parse_mod_style) }
                .map(Value::Path)
        }
        Takes::MaybeDefault if !input.peek(Token![=]) => Ok(Value::Nothing),
        Takes::MaybeDefault => {
            input.parse::<Token![=]>()?;
            if input.peek(LitStr) && !input.peek2(Token![.]) {
                let text: LitStr = input.parse()?;
                return text.parse().map(Value::Path).map_err(|_| {
                    let message = "a string names a function, such as `\"Default::default\"`; for the text itself write \
                                   `default = String::from(\"…\")`";
                    syn::Error::new(text.span(), message)
                });
            }
            Ok(Value::Expression(input.parse()?))
        }
        Takes::Settings(covers, known) => {
            settings::read(input, covers, known).map(|settings| Value::Settings(Box::new(settings)))
        }
    }
}

/// Adds to a syntax error how the option is written, unless the error says so already.
fn with_usage(name: &Ident, rule: &Rule, error: &syn::Error) -> syn::Error {
    if matches!(rule.takes, Takes::MaybeDefault | Takes::Settings(..)) {
        return error.clone();
    }
    syn::Error::new(name.span(), format!("write `{}`: {error}", rule.usage))
}

fn skip_option(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

impl Place {
    const fn called(self) -> &'static str {
        match self {
            Self::Container => "the type itself",
            Self::Field => "a field",
            Self::Variant => "a variant",
        }
    }
}

impl Given {
    /// Whether it may be given again: a type has as many indexes as it likes.
    fn may_repeat(&self) -> bool {
        matches!(&self.value, Value::Settings(settings) if !settings.fields.is_empty())
    }
}

impl Options {
    fn keep(&mut self, given: Given, report: &mut Diagnostics) {
        if given.may_repeat() {
            self.given.push(given);
        } else if let Some(first) = self.find(given.option) {
            let message = if first.name == given.name {
                format!("`{}` is given twice; keep one", given.name)
            } else {
                format!("`{}` and `{}` are one option; keep one", first.name, given.name)
            };
            report.report(&given.name, message);
        } else {
            self.given.push(given);
        }
    }

    pub(crate) fn find(&self, option: Name) -> Option<&Given> {
        self.given.iter().find(|given| given.option == option)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Given> {
        self.given.iter()
    }

    pub(crate) fn text(&self, option: Name) -> Option<&LitStr> {
        match &self.find(option)?.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn texts(&self, option: Name) -> &[LitStr] {
        match self.find(option).map(|given| &given.value) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }

    pub(crate) fn ty(&self, option: Name) -> Option<&Type> {
        match &self.find(option)?.value {
            Value::Type(ty) => Some(ty),
            _ => None,
        }
    }

    pub(crate) fn path(&self, option: Name) -> Option<&Path> {
        match &self.find(option)?.value {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }
}
