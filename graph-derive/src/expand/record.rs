//! `FromRecord`: a struct whose fields are columns, by name or by position.

use proc_macro2::TokenStream;
use quote::quote;

use super::bounds::{Flattened, Reading, reading};
use super::fields;
use super::qualified::{Through, item};
use crate::model::{Body, Model};

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    match &model.body {
        Body::Tuple(types) => by_position(model, types),
        Body::Fields(_) | Body::Variants(_) => {
            let columns = fields::columns(model, Flattened::Columns);
            let row = by_name(model);
            quote!(#columns #row)
        }
    }
}

/// The head of `impl FromRecord`, around its items.
fn implement(
    model: &Model<'_>,
    flattened: Flattened,
    items: impl FnOnce(&syn::Lifetime) -> TokenStream,
) -> TokenStream {
    let private = model.private();
    let Reading { generics, lifetime } = reading(model, flattened);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let ident = model.ident;
    let items = items(&lifetime);
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::FromRecord<#lifetime> for #ident #type_generics #where_clause { #items }
    }
}

fn by_name(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    implement(model, Flattened::Columns, |lifetime| {
        quote! {
            const SHAPE: &'static #private::RowShape =
                &#private::RowShape::Named(<Self as #private::FromColumns<#lifetime>>::COLUMNS);

            #[inline]
            fn from_row(
                __row: #private::Row<#lifetime>,
                __plan: &#private::Plan,
            ) -> #private::Result<Self, #private::DecodeError> {
                <Self as #private::FromColumns<#lifetime>>::from_columns(
                    __row,
                    __plan,
                    <Self as #private::FromColumns<#lifetime>>::COLUMNS,
                )
            }
        }
    })
}

fn by_position(model: &Model<'_>, types: &[&syn::Type]) -> TokenStream {
    let private = model.private();
    let count = types.len();
    let values = types.iter().map(|ty| item(model, ty, Through::FromValue, "decode"));
    implement(model, Flattened::Columns, |lifetime| {
        quote! {
            const SHAPE: &'static #private::RowShape = &#private::RowShape::Positional(#count);

            #[inline]
            fn from_row(
                mut __row: #private::Row<#lifetime>,
                _: &#private::Plan,
            ) -> #private::Result<Self, #private::DecodeError> {
                #private::Ok(Self(#({
                    let __value = match #values(__row.decoder()) {
                        #private::Ok(__value) => __value,
                        #private::Err(__error) => return #private::Err(__row.misfit(__error)),
                    };
                    __row.advance();
                    __value
                }),*))
            }
        }
    })
}

/// A row of one column that is the entity or map itself, or else of columns named as its properties.
pub(super) fn entity(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    implement(model, Flattened::Properties, |lifetime| {
        quote! {
            const SHAPE: &'static #private::RowShape =
                &#private::RowShape::Entity(<Self as #private::FromColumns<#lifetime>>::COLUMNS);

            #[inline]
            fn from_row(
                mut __row: #private::Row<#lifetime>,
                __plan: &#private::Plan,
            ) -> #private::Result<Self, #private::DecodeError> {
                if __plan.is_entity(&__row) {
                    return __row.column::<Self>();
                }
                <Self as #private::FromColumns<#lifetime>>::from_columns(
                    __row,
                    __plan,
                    <Self as #private::FromColumns<#lifetime>>::COLUMNS,
                )
            }
        }
    })
}

/// A row of one column that is the value.
pub(super) fn single(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    implement(model, Flattened::Properties, |lifetime| {
        quote! {
            const SHAPE: &'static #private::RowShape = &#private::RowShape::Positional(1usize);

            #[inline]
            fn from_row(
                mut __row: #private::Row<#lifetime>,
                _: &#private::Plan,
            ) -> #private::Result<Self, #private::DecodeError> {
                __row.column::<Self>()
            }
        }
    })
}
