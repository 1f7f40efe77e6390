//! The generics of an impl: the lifetime that it reads with, and a bound for each field whose type is generic.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{GenericParam, Generics, Lifetime, LifetimeParam, Type, WherePredicate, parse_quote};

use crate::model::{Body, Conversion, Fallback, Field, Model, Role};

/// The generics of an impl that reads, and the lifetime of what it reads.
pub(super) struct Reading {
    pub(super) generics: Generics,
    pub(super) lifetime: Lifetime,
}

/// What a flattened field has to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flattened {
    Columns,
    Properties,
}

/// A type that borrows reads with its own lifetime only; one that owns reads with every lifetime.
pub(super) fn reading(model: &Model<'_>, flattened: Flattened) -> Reading {
    let mut generics = model.generics.clone();
    let lifetime = model.lifetime().cloned().unwrap_or_else(|| {
        let lifetime = Lifetime::new("'__graph", Span::mixed_site());
        generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime.clone())));
        lifetime
    });
    bind_reading(model, &mut generics, &lifetime, flattened);
    Reading { generics, lifetime }
}

fn bind_reading(model: &Model<'_>, generics: &mut Generics, lifetime: &Lifetime, flattened: Flattened) {
    let private = model.private();
    bind(model, generics, |role, fallback| match role {
        Some(Role::Flatten) if flattened == Flattened::Columns => Some(quote!(#private::FromColumns<#lifetime>)),
        Some(Role::Flatten) => Some(quote!(#private::FromProperties<#lifetime>)),
        Some(Role::Skip) => matches!(fallback, Some(Fallback::Default)).then(|| quote!(#private::Default)),
        Some(Role::ElementId | Role::Start | Role::End) => Some(quote!(#private::FromElementId<#lifetime>)),
        Some(Role::Labels) => Some(quote!(#private::FromLabels<#lifetime>)),
        Some(Role::Property) if matches!(fallback, Some(Fallback::Default)) => {
            Some(quote!(#private::FromValue<#lifetime> + #private::Default))
        }
        Some(Role::Property) | None => Some(quote!(#private::FromValue<#lifetime>)),
    });
}

/// Returns the generics of an impl that writes.
pub(super) fn writing(model: &Model<'_>) -> Generics {
    let mut generics = model.generics.clone();
    bind_writing(model, &mut generics);
    generics
}

/// Returns the generics of an impl that describes an entity: one that can be read and written, at any time.
pub(super) fn mapping(model: &Model<'_>) -> Generics {
    let mut generics = model.generics.clone();
    let lifetime = model.lifetime().cloned().unwrap_or_else(|| Lifetime::new("'static", Span::mixed_site()));
    bind_reading(model, &mut generics, &lifetime, Flattened::Properties);
    bind_writing(model, &mut generics);
    generics
}

fn bind_writing(model: &Model<'_>, generics: &mut Generics) {
    let private = model.private();
    bind(model, generics, |role, _| match role {
        Some(Role::Property) | None => Some(quote!(#private::ToValue)),
        Some(Role::Flatten) => Some(quote!(#private::ToParams)),
        Some(Role::Skip | Role::ElementId | Role::Labels | Role::Start | Role::End) => None,
    });
}

/// Adds to `generics` what `wanted` asks of each field, given its role; an unnamed field has none.
fn bind(
    model: &Model<'_>,
    generics: &mut Generics,
    wanted: impl Fn(Option<Role>, Option<&Fallback>) -> Option<TokenStream>,
) {
    let private = model.private();
    let fields: Vec<(&Type, Option<TokenStream>)> = match &model.body {
        Body::Fields(fields) => {
            let bound = |field: &Field<'_>| wanted(Some(field.role), field.fallback.as_ref());
            let own = fields.iter().filter(|field| model.conversion(field).is_none());
            own.map(|field| (field.ty, bound(field))).collect()
        }
        Body::Tuple(types) => types.iter().map(|ty| (*ty, wanted(None, None))).collect(),
        Body::Variants(_) => Vec::new(),
    };
    let conversions = model.fields().iter().filter_map(|field| model.conversion(field));
    for Conversion { converter, of, .. } in conversions {
        if !model.parameters_in(of).parameters.is_empty() {
            add(generics, [parse_quote!(#converter: #private::Convert<#of>)]);
        }
    }
    for (ty, bound) in fields {
        let Some(bound) = bound else { continue };
        let mentions = model.parameters_in(ty);
        if mentions.itself {
            // A bound on a type that holds itself would ask for itself without end; its parameters' bounds imply it.
            let parameters = mentions.parameters.iter().map(|parameter| parse_quote!(#parameter: #bound));
            add(generics, parameters);
        } else if !mentions.parameters.is_empty() {
            add(generics, [parse_quote!(#ty: #bound)]);
        }
    }
}

fn add(generics: &mut Generics, predicates: impl IntoIterator<Item = WherePredicate>) {
    generics.make_where_clause().predicates.extend(predicates);
}
