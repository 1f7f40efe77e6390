//! Empty impls for an input with mistakes, so that its uses compile and only the mistakes are reported.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{DeriveInput, GenericParam, Lifetime, LifetimeParam, Path};

use crate::derive::Derive;

/// Returns impls that satisfy the compiler and are never run, since the compilation has failed.
pub(crate) fn stubs(input: &DeriveInput, derive: Derive, root: Option<&Path>) -> TokenStream {
    let private = root.map_or_else(|| quote!(::graph_orm::__private), |path| quote!(#path::__private));
    let mut generics = input.generics.clone();
    let lifetime = input.generics.lifetimes().next().map_or_else(
        || {
            let lifetime = Lifetime::new("'__graph", Span::mixed_site());
            generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime.clone())));
            lifetime
        },
        |parameter| parameter.lifetime.clone(),
    );
    let (read_generics, ..) = generics.split_for_impl();
    let (write_generics, type_generics, where_clause) = input.generics.split_for_impl();
    let ident = &input.ident;
    let read = |name: TokenStream, items: TokenStream| {
        quote! {
            #[automatically_derived]
            impl #read_generics #private::#name<#lifetime> for #ident #type_generics #where_clause { #items }
        }
    };
    let write = |name: TokenStream, items: TokenStream| {
        quote! {
            #[automatically_derived]
            impl #write_generics #private::#name for #ident #type_generics #where_clause { #items }
        }
    };
    let row = || {
        read(
            quote!(FromRecord),
            quote! {
                const SHAPE: &'static #private::RowShape = &#private::RowShape::Any;
                fn from_row(_: #private::Row<#lifetime>, _: &#private::Plan) -> #private::Result<Self, #private::DecodeError> {
                    #private::unreachable!()
                }
            },
        )
    };
    let value = || {
        read(
            quote!(FromValue),
            quote! {
                const TYPE: #private::ValueType = #private::ValueType::Any;
                fn decode(_: &mut #private::Decoder<#lifetime>) -> #private::Result<Self, #private::DecodeError> {
                    #private::unreachable!()
                }
            },
        )
    };
    let params = || {
        write(
            quote!(ToParams),
            quote! {
                fn count(&self) -> #private::usize { 0 }
                fn encode_params(&self, _: &mut #private::Encoder<'_>) -> #private::Result<(), #private::EncodeError> {
                    #private::unreachable!()
                }
            },
        )
    };
    let encode = || {
        write(
            quote!(ToValue),
            quote! {
                fn encode(&self, _: &mut #private::Encoder<'_>) -> #private::Result<(), #private::EncodeError> {
                    #private::unreachable!()
                }
            },
        )
    };
    let entity = |kind: TokenStream| {
        write(
            quote!(Entity),
            quote! {
                const META: &'static #private::EntityMeta = &#private::EntityMeta::new("", #kind);
            },
        )
    };
    let parts = match derive {
        Derive::FromRecord => vec![row()],
        Derive::ToParams => vec![params()],
        Derive::FromValue => vec![value(), row()],
        Derive::ToValue => vec![encode(), params()],
        Derive::Node => vec![
            value(),
            row(),
            encode(),
            params(),
            entity(quote!(#private::EntityKind::Node { labels: &[] })),
            write(
                quote!(Node),
                quote! {
                    type Key = ();
                    type KeyRef<'__key> = () where Self: '__key;
                    fn key(&self) -> Self::KeyRef<'_> {}
                },
            ),
        ],
        Derive::Relationship => vec![
            value(),
            row(),
            encode(),
            params(),
            entity(quote!(#private::EntityKind::Relationship {
                name: "",
                from: #private::None,
                to: #private::None,
            })),
            write(
                quote!(Relationship),
                quote! {
                    type From = #private::AnyNode;
                    type To = #private::AnyNode;
                },
            ),
        ],
    };
    parts.into_iter().collect()
}
