//! A derive's input as the expansion sees it: fields with their names and roles, borrowed from the input.

mod convert;
mod schema;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{
    Data, DeriveInput, Expr, Fields, GenericArgument, GenericParam, Generics, Ident, Lifetime, Path, PathArguments,
    Type, Visibility,
};

use crate::attr::{self, Name, Options, Place, Value};
use crate::case::Case;
use crate::derive::Derive;
use crate::diagnostics::{Diagnostics, closest, listed};
pub(crate) use convert::Conversion;
pub(crate) use schema::SchemaRule;

/// The type that a derive stands on.
pub(crate) struct Model<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) generics: &'i Generics,
    pub(crate) options: Options,
    pub(crate) body: Body<'i>,
}

/// What the type consists of.
pub(crate) enum Body<'i> {
    /// A struct with named fields, or with none.
    Fields(Vec<Field<'i>>),
    /// A tuple struct: the types of its fields.
    Tuple(Vec<&'i Type>),
    /// An enum.
    Variants(Vec<Variant<'i>>),
}

/// A named field.
pub(crate) struct Field<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) visibility: &'i Visibility,
    pub(crate) ty: &'i Type,
    /// Its column, property, parameter or map key, where it has one.
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) fallback: Option<Fallback>,
    pub(crate) options: Options,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Property,
    Flatten,
    Skip,
    ElementId,
    Labels,
    Start,
    End,
}

/// What fills a field that nothing was read for.
pub(crate) enum Fallback {
    /// `Default::default()`
    Default,
    /// A function without parameters.
    Call(Path),
    /// Any expression.
    Value(Expr),
}

/// A variant of an enum of names.
pub(crate) struct Variant<'i> {
    pub(crate) ident: &'i Ident,
    pub(crate) name: String,
    pub(crate) fields: &'i Fields,
    pub(crate) options: Options,
}

/// The option of a field that decides its role, for each role that has one.
pub(crate) const ROLES: [(Name, Role); 6] = [
    (Name::Skip, Role::Skip),
    (Name::Flatten, Role::Flatten),
    (Name::ElementId, Role::ElementId),
    (Name::Labels, Role::Labels),
    (Name::Start, Role::Start),
    (Name::End, Role::End),
];

/// The options of the properties that the mapper keeps itself.
pub(crate) const KEPT: [Name; 4] = [Name::Version, Name::Created, Name::Updated, Name::SoftDelete];

impl<'i> Model<'i> {
    /// Reads the input's own shape and options; `None` for a union, which no derive takes.
    pub(crate) fn read(input: &'i DeriveInput, derive: Derive, report: &mut Diagnostics) -> Option<Self> {
        let options = attr::read(&input.attrs, Place::Container, derive, report);
        let case = rename_all(&options, report);
        let body = match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => Body::Fields(
                    fields.named.iter().filter_map(|field| Field::read(field, case, derive, report)).collect(),
                ),
                Fields::Unnamed(fields) => {
                    for field in &fields.unnamed {
                        refuse_options(field, derive, report);
                    }
                    Body::Tuple(fields.unnamed.iter().map(|field| &field.ty).collect())
                }
                Fields::Unit => Body::Fields(Vec::new()),
            },
            Data::Enum(data) => Body::Variants(
                data.variants.iter().map(|variant| Variant::read(variant, case, derive, report)).collect(),
            ),
            Data::Union(data) => {
                let message =
                    format!("a union has no fields that can be told apart; derive `{}` for a struct", derive.name());
                report.report(&data.union_token, message);
                return None;
            }
        };
        Some(Self { ident: &input.ident, generics: &input.generics, options, body })
    }

    /// Returns the module that generated code takes everything from.
    pub(crate) fn private(&self) -> TokenStream {
        match self.options.path(Name::Crate) {
            Some(path) => quote!(#path::__private),
            None => quote!(::graph_orm::__private),
        }
    }

    /// Returns the type's name as it is written in a message.
    pub(crate) fn name(&self) -> String {
        self.ident.unraw().to_string()
    }

    /// Returns the lifetime that the type borrows from its record with.
    pub(crate) fn lifetime(&self) -> Option<&'i Lifetime> {
        self.generics.lifetimes().next().map(|parameter| &parameter.lifetime)
    }

    /// Returns the named fields; none for other shapes.
    pub(crate) fn fields(&self) -> &[Field<'i>] {
        match &self.body {
            Body::Fields(fields) => fields,
            Body::Tuple(_) | Body::Variants(_) => &[],
        }
    }

    /// Returns the fields of the key in its order.
    pub(crate) fn key(&self) -> Vec<&Field<'i>> {
        let compound = self.options.texts(Name::Keys);
        if compound.is_empty() {
            return self.fields().iter().filter(|field| field.options.find(Name::Key).is_some()).collect();
        }
        let named = |name: &syn::LitStr| self.fields().iter().find(|field| field.ident.unraw() == name.value());
        compound.iter().filter_map(named).collect()
    }

    /// Tells whether a field's property is one that nobody sets by a patch: a key, a version, or a stamp.
    pub(crate) fn is_fixed(&self, field: &Field<'_>) -> bool {
        KEPT.into_iter().any(|option| field.options.find(option).is_some())
            || self.key().iter().any(|key| key.ident == field.ident)
    }

    /// Returns the field that is marked with an option, of which there is one at most.
    pub(crate) fn marked(&self, option: Name) -> Option<&Field<'i>> {
        self.fields().iter().find(|field| field.options.find(option).is_some())
    }

    /// Returns the names of the type parameters that occur in a type, and whether the deriving type itself does.
    pub(crate) fn parameters_in(&self, ty: &Type) -> Mentions<'i> {
        let mut words = BTreeSet::new();
        collect_words(ty.to_token_stream(), &mut words);
        let parameters = self.generics.params.iter().filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) if words.contains(&parameter.ident.to_string()) => Some(&parameter.ident),
            _ => None,
        });
        Mentions {
            parameters: parameters.collect(),
            itself: words.contains("Self") || words.contains(&self.ident.to_string()),
        }
    }
}

/// What a field's type mentions.
pub(crate) struct Mentions<'i> {
    pub(crate) parameters: Vec<&'i Ident>,
    pub(crate) itself: bool,
}

fn collect_words(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(ident) => _ = words.insert(ident.to_string()),
            proc_macro2::TokenTree::Group(group) => collect_words(group.stream(), words),
            proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => {}
        }
    }
}

impl<'i> Field<'i> {
    fn read(field: &'i syn::Field, case: Option<Case>, derive: Derive, report: &mut Diagnostics) -> Option<Self> {
        let options = attr::read(&field.attrs, Place::Field, derive, report);
        let ident = field.ident.as_ref()?;
        let role =
            ROLES.iter().find(|(option, _)| options.find(*option).is_some()).map_or(Role::Property, |(_, role)| *role);
        let fallback = match options.find(Name::Default).map(|given| &given.value) {
            Some(Value::Path(path)) => Some(Fallback::Call(path.clone())),
            Some(Value::Expression(value)) => Some(Fallback::Value((**value).clone())),
            Some(_) => Some(Fallback::Default),
            None if role == Role::Skip => Some(Fallback::Default),
            None => None,
        };
        let name = spelt(ident, &options, case);
        Some(Self { ident, visibility: &field.vis, ty: &field.ty, name, role, fallback, options })
    }

    /// Returns what an `Option` is one of, for a field that is written as one.
    pub(crate) fn optional(&self) -> Option<&'i Type> {
        let Type::Path(path) = self.ty else { return None };
        let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        match arguments.args.first() {
            Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
            _ => None,
        }
    }

    /// Whether it is stored under a name of its own.
    pub(crate) fn is_property(&self) -> bool {
        self.role == Role::Property
    }

    /// Whether its value is sent: that of a stamp is the server's.
    pub(crate) fn is_sent(&self) -> bool {
        [Name::Created, Name::Updated, Name::SoftDelete].iter().all(|stamp| self.options.find(*stamp).is_none())
    }

    /// Returns where the field's name comes from, for messages about it.
    pub(crate) fn name_tokens(&self) -> TokenStream {
        match self.options.text(Name::Rename) {
            Some(text) => text.to_token_stream(),
            None => self.ident.to_token_stream(),
        }
    }
}

impl<'i> Variant<'i> {
    fn read(variant: &'i syn::Variant, case: Option<Case>, derive: Derive, report: &mut Diagnostics) -> Self {
        let options = attr::read(&variant.attrs, Place::Variant, derive, report);
        let name = spelt(&variant.ident, &options, case);
        Self { ident: &variant.ident, name, fields: &variant.fields, options }
    }

    /// Whether it is for the nodes that no other variant is for.
    pub(crate) fn is_other(&self) -> bool {
        self.options.find(Name::Other).is_some()
    }
}

fn spelt(ident: &Ident, options: &Options, case: Option<Case>) -> String {
    if let Some(text) = options.text(Name::Rename) {
        return text.value();
    }
    let name = ident.unraw().to_string();
    case.map_or(name.clone(), |case| case.apply(&name))
}

fn rename_all(options: &Options, report: &mut Diagnostics) -> Option<Case> {
    let text = options.text(Name::RenameAll)?;
    let case = Case::parse(&text.value());
    if case.is_none() {
        let hint = match closest(&text.value(), Case::names()) {
            Some(meant) => format!("did you mean `{meant}`? The cases are {}", listed(Case::names())),
            None => format!("the cases are {}", listed(Case::names())),
        };
        report.report(text, format!("`rename_all` knows no case \"{}\"; {hint}", text.value()));
    }
    case
}

fn refuse_options(field: &syn::Field, derive: Derive, report: &mut Diagnostics) {
    for given in attr::read(&field.attrs, Place::Field, derive, report).iter() {
        let message = format!("a field without a name has its place and takes no `{}`; name the fields", given.name);
        report.report(&given.name, message);
    }
}
