//! Empty impls for an input with mistakes, so that its uses compile and only the mistakes are reported.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{DeriveInput, GenericParam, Generics, Lifetime, LifetimeParam, Path};

use crate::derive::Derive;

/// Returns impls that satisfy the compiler and are never run, since the compilation has failed.
pub(crate) fn stubs(input: &DeriveInput, derive: Derive, root: Option<&Path>) -> TokenStream {
    let stubs = Stubs::new(input, root);
    let private = &stubs.private;
    match derive {
        Derive::FromRecord => stubs.record(),
        Derive::ToParams => stubs.params(),
        Derive::FromValue => [stubs.read_value(), stubs.record()].into_iter().collect(),
        Derive::ToValue => [stubs.write_value(), stubs.params()].into_iter().collect(),
        Derive::Node => stubs.entity(
            &quote!(Node { labels: &[] }),
            &quote!(Node),
            &quote! {
                type Key = ();
                type KeyRef<'__key> = () where Self: '__key;
                fn key(&self) -> Self::KeyRef<'_> {}
            },
        ),
        Derive::Relationship => {
            let kind = quote!(Relationship { name: "", from: #private::None, to: #private::None });
            stubs.entity(
                &kind,
                &quote!(Relationship),
                &quote! {
                    type From = #private::AnyNode;
                    type To = #private::AnyNode;
                },
            )
        }
    }
}

/// What the stubs of one input have in common.
struct Stubs<'i> {
    input: &'i DeriveInput,
    private: TokenStream,
    /// The generics of an impl that reads, and the lifetime that it reads with.
    reading: Generics,
    lifetime: Lifetime,
}

impl<'i> Stubs<'i> {
    fn new(input: &'i DeriveInput, root: Option<&Path>) -> Self {
        let private = root.map_or_else(|| quote!(::graph_orm::__private), |path| quote!(#path::__private));
        let mut reading = input.generics.clone();
        let own = input.generics.lifetimes().next().map(|parameter| parameter.lifetime.clone());
        let lifetime = own.unwrap_or_else(|| {
            let lifetime = Lifetime::new("'__graph", Span::mixed_site());
            reading.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime.clone())));
            lifetime
        });
        Self { input, private, reading, lifetime }
    }

    /// An impl of a trait that reads.
    fn read(&self, name: &TokenStream, items: &TokenStream) -> TokenStream {
        let lifetime = &self.lifetime;
        self.implement(&self.reading, &quote!(#name<#lifetime>), items)
    }

    /// An impl of a trait that does not.
    fn write(&self, name: &TokenStream, items: &TokenStream) -> TokenStream {
        self.implement(&self.input.generics, name, items)
    }

    fn implement(&self, generics: &Generics, name: &impl ToTokens, items: &TokenStream) -> TokenStream {
        let (private, ident) = (&self.private, &self.input.ident);
        let (impl_generics, ..) = generics.split_for_impl();
        let (_, type_generics, where_clause) = self.input.generics.split_for_impl();
        quote! {
            #[automatically_derived]
            impl #impl_generics #private::#name for #ident #type_generics #where_clause { #items }
        }
    }

    fn record(&self) -> TokenStream {
        let (private, lifetime) = (&self.private, &self.lifetime);
        self.read(&quote!(FromRecord), &quote! {
            const SHAPE: &'static #private::RowShape = &#private::RowShape::Any;
            fn from_row(_: #private::Row<#lifetime>, _: &#private::Plan) -> #private::Result<Self, #private::DecodeError> {
                #private::unreachable!()
            }
        })
    }

    fn read_value(&self) -> TokenStream {
        let (private, lifetime) = (&self.private, &self.lifetime);
        self.read(
            &quote!(FromValue),
            &quote! {
                const TYPE: #private::ValueType = #private::ValueType::Any;
                fn decode(_: &mut #private::Decoder<#lifetime>) -> #private::Result<Self, #private::DecodeError> {
                    #private::unreachable!()
                }
            },
        )
    }

    fn params(&self) -> TokenStream {
        let private = &self.private;
        self.write(
            &quote!(ToParams),
            &quote! {
                fn count(&self) -> #private::usize { 0 }
                fn encode_params(&self, _: &mut #private::Encoder<'_>) -> #private::Result<(), #private::EncodeError> {
                    #private::unreachable!()
                }
            },
        )
    }

    fn write_value(&self) -> TokenStream {
        let private = &self.private;
        self.write(
            &quote!(ToValue),
            &quote! {
                fn encode(&self, _: &mut #private::Encoder<'_>) -> #private::Result<(), #private::EncodeError> {
                    #private::unreachable!()
                }
            },
        )
    }

    /// Everything that a node or relationship is, with this kind in its description and these items in its own trait.
    fn entity(&self, kind: &TokenStream, name: &TokenStream, items: &TokenStream) -> TokenStream {
        let private = &self.private;
        let description = self.write(
            &quote!(Entity),
            &quote! {
                const META: &'static #private::EntityMeta = &#private::EntityMeta::new("", #private::EntityKind::#kind);
            },
        );
        let parts =
            [self.read_value(), self.record(), self.write_value(), self.params(), description, self.write(name, items)];
        parts.into_iter().collect()
    }
}
