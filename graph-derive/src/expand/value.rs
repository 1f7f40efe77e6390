//! `FromValue` and `ToValue`: newtypes, enums of names, and structs as maps.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use super::bounds::{Flattened, Reading, reading, writing};
use super::qualified::{Through, item};
use super::{fields, params, record};
use crate::model::{Body, Model, Variant};

/// Emits `FromValue`, and the row of one such value.
pub(super) fn expand_from(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    match &model.body {
        Body::Fields(_) => {
            let parts =
                [fields::columns(model, Flattened::Properties), fields::properties(model), record::entity(model)];
            let value = from_entity(model, &quote!(Map), &quote!(properties));
            quote!(#(#parts)* #value)
        }
        Body::Tuple(types) => {
            let (value, row) = (from_newtype(model, types), record::single(model));
            quote!(#value #row)
        }
        Body::Variants(variants) => {
            let row = record::single(model);
            let names: Vec<&String> = variants.iter().map(|variant| &variant.name).collect();
            let idents = variants.iter().map(|variant| variant.ident);
            let target = model.name();
            let value = implement_from(
                model,
                &quote!(#private::ValueType::Of(#private::Kind::String)),
                &quote! {
                    match __decoder.string()? {
                        #(#names => #private::Ok(Self::#idents),)*
                        _ => #private::Err(#private::DecodeError::unknown_variant(#target, &[#(#names),*])),
                    }
                },
            );
            quote!(#value #row)
        }
    }
}

/// Emits `FromValue` of a struct with named fields, which `enter` enters; it is of this kind.
pub(super) fn from_entity(model: &Model<'_>, kind: &TokenStream, enter: &TokenStream) -> TokenStream {
    let private = model.private();
    let Reading { lifetime, .. } = reading(model, Flattened::Properties);
    implement_from(
        model,
        &quote!(#private::ValueType::Of(#private::Kind::#kind)),
        &quote! {
            let __head = __decoder.#enter()?;
            <Self as #private::FromProperties<#lifetime>>::from_properties(
                __decoder,
                &__head,
                <Self as #private::FromColumns<#lifetime>>::COLUMNS,
            )
        },
    )
}

fn from_newtype(model: &Model<'_>, types: &[&Type]) -> TokenStream {
    let private = model.private();
    let inner = |name| types.iter().map(|ty| item(model, ty, Through::FromValue, name)).collect::<TokenStream>();
    let (ty, decode, absent) = (inner("TYPE"), inner("decode"), inner("absent"));
    let Reading { generics, lifetime } = reading(model, Flattened::Properties);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let ident = model.ident;
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::FromValue<#lifetime> for #ident #type_generics #where_clause {
            const TYPE: #private::ValueType = #ty;

            #[inline]
            fn decode(
                __decoder: &mut #private::Decoder<#lifetime>,
            ) -> #private::Result<Self, #private::DecodeError> {
                #private::Ok(Self(#decode(__decoder)?))
            }

            #[inline]
            fn absent() -> #private::Option<Self> {
                #private::Option::map(#absent(), Self)
            }
        }
    }
}

pub(super) fn implement_from(model: &Model<'_>, ty: &TokenStream, body: &TokenStream) -> TokenStream {
    let private = model.private();
    let Reading { generics, lifetime } = reading(model, Flattened::Properties);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let ident = model.ident;
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::FromValue<#lifetime> for #ident #type_generics #where_clause {
            const TYPE: #private::ValueType = #ty;

            #[inline]
            fn decode(
                __decoder: &mut #private::Decoder<#lifetime>,
            ) -> #private::Result<Self, #private::DecodeError> {
                #body
            }
        }
    }
}

/// Emits `ToValue`, and for a struct its entries as parameters.
pub(super) fn expand_to(model: &Model<'_>) -> TokenStream {
    match &model.body {
        Body::Fields(_) => to_map(model),
        Body::Tuple(types) => {
            let encode = types.iter().map(|ty| item(model, ty, Through::ToValue, "encode"));
            implement_to(model, &quote!(#(#encode)*(&self.0, __encoder)))
        }
        Body::Variants(variants) => implement_to(model, &to_name(variants)),
    }
}

/// Emits `ToValue` as a map of the fields, and `ToParams`, which writes its entries.
pub(super) fn to_map(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    let entries = params::expand(model);
    let map = implement_to(
        model,
        &quote! {
            __encoder.map(#private::ToParams::count(self))?;
            #private::ToParams::encode_params(self, __encoder)
        },
    );
    quote!(#entries #map)
}

fn to_name(variants: &[Variant<'_>]) -> TokenStream {
    let names = variants.iter().map(|variant| &variant.name);
    let idents = variants.iter().map(|variant| variant.ident);
    quote!(__encoder.string(match self { #(Self::#idents => #names,)* }))
}

pub(super) fn implement_to(model: &Model<'_>, body: &TokenStream) -> TokenStream {
    let private = model.private();
    let generics = writing(model);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let ident = model.ident;
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::ToValue for #ident #type_generics #where_clause {
            #[inline]
            fn encode(
                &self,
                __encoder: &mut #private::Encoder<'_>,
            ) -> #private::Result<(), #private::EncodeError> {
                #body
            }
        }
    }
}
