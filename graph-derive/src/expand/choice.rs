//! `Node` on an enum: the labels of a node decide which of its variants' structs it becomes.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Fields, Index, Type};

use super::qualified::{Through, item};
use super::{record, value};
use crate::attr::Name;
use crate::model::{Model, Variant};

pub(super) fn expand(model: &Model<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let parts = [
        read(model, variants),
        record::single(model),
        write(model, variants),
        describe(model, variants),
        node(model, variants),
        meets(model, variants),
    ];
    parts.into_iter().collect()
}

/// The struct that a variant holds; none for one without.
fn held<'v>(variant: &Variant<'v>) -> Option<&'v Type> {
    match variant.fields {
        Fields::Unnamed(fields) => fields.unnamed.first().map(|field| &field.ty),
        Fields::Named(_) | Fields::Unit => None,
    }
}

/// The variants that are node types, each with its struct.
fn types<'m, 'i>(variants: &'m [Variant<'i>]) -> impl Iterator<Item = (&'m Variant<'i>, &'i Type)> {
    variants.iter().filter(|variant| !variant.is_other()).filter_map(|variant| Some((variant, held(variant)?)))
}

fn descriptions(model: &Model<'_>, variants: &[Variant<'_>]) -> Vec<TokenStream> {
    types(variants).map(|(_, ty)| item(model, ty, Through::Entity, "META")).collect()
}

fn read(model: &Model<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let (private, name) = (model.private(), model.name());
    let descriptions = descriptions(model, variants);
    let (places, arms): (Vec<_>, Vec<_>) = types(variants)
        .enumerate()
        .map(|(place, (variant, ty))| {
            let (ident, decode) = (variant.ident, item(model, ty, Through::FromValue, "decode"));
            (Index::from(place), quote!(#private::Result::map(#decode(__decoder), Self::#ident)))
        })
        .unzip();
    let other = match variants.iter().find(|variant| variant.is_other()).map(|other| (other.ident, held(other))) {
        Some((ident, Some(ty))) => {
            let decode = item(model, ty, Through::FromValue, "decode");
            quote!(#private::Result::map(#decode(__decoder), Self::#ident))
        }
        Some((ident, None)) => quote!(#private::Result::map(__decoder.skip(), |()| Self::#ident)),
        None => quote!(#private::Err(#private::no_variant(#name, &__head, __decoder.dialect()))),
    };
    value::implement_from(
        model,
        &quote!(#private::ValueType::Of(#private::Kind::Node)),
        &quote! {
            let mut __ahead = *__decoder;
            let __head = __ahead.node()?;
            match #private::variant(&__head, &[#(#descriptions),*])? {
                #(#private::Some(#places) => #arms,)*
                _ => #other,
            }
        },
    )
}

/// Does with each node what its own type does; a variant for all others cannot.
fn each(
    model: &Model<'_>,
    variants: &[Variant<'_>],
    (through, method, arguments): (Through, &str, &TokenStream),
    other: impl Fn(&str) -> TokenStream,
) -> TokenStream {
    let arms = variants.iter().map(|variant| {
        let ident = variant.ident;
        match held(variant) {
            Some(ty) if !variant.is_other() => {
                let call = item(model, ty, through, method);
                quote!(Self::#ident(__node) => #call(__node #arguments))
            }
            _ => {
                let other = other(&format!("{}::{ident}", model.name()));
                quote!(Self::#ident { .. } => #other)
            }
        }
    });
    quote!(match self { #(#arms,)* })
}

fn write(model: &Model<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let private = model.private();
    let encoder = quote!(, __encoder);
    let refusal = |name: &str| quote!(#private::Err(#private::not_saved(#name)));
    let value = each(model, variants, (Through::ToValue, "encode", &encoder), refusal);
    let params = each(model, variants, (Through::ToParams, "encode_params", &encoder), refusal);
    let count = each(model, variants, (Through::ToParams, "count", &TokenStream::new()), |_| quote!(0));
    let value = value::implement_to(model, &value);
    let (impl_generics, type_generics, where_clause) = model.generics.split_for_impl();
    let ident = model.ident;
    quote! {
        #value
        #[automatically_derived]
        impl #impl_generics #private::ToParams for #ident #type_generics #where_clause {
            #[inline]
            fn count(&self) -> #private::usize {
                #count
            }

            #[inline]
            fn encode_params(
                &self,
                __encoder: &mut #private::Encoder<'_>,
            ) -> #private::Result<(), #private::EncodeError> {
                #params
            }
        }
    }
}

fn describe(model: &Model<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let (private, ident, name) = (model.private(), model.ident, model.name());
    let label = model.options.text(Name::Label);
    let checks = label.into_iter().flat_map(|label| {
        let descriptions = descriptions(model, variants).into_iter();
        descriptions.map(move |description| quote_spanned!(label.span()=> #description.assert_labelled(#label);))
    });
    // A constant of its own is looked at whether somebody uses the type or not; one of a generic type cannot be.
    let (always, used) = if model.generics.params.is_empty() {
        (quote!(const _: () = { #(#checks)* };), TokenStream::new())
    } else {
        (TokenStream::new(), quote!(#(#checks)*))
    };
    let label = label.into_iter();
    let nothing = TokenStream::new();
    let loaded = (Through::Entity, "loaded_version", &nothing);
    let loaded = each(model, variants, loaded, |_| quote!(#private::None));
    let valid = each(model, variants, (Through::Entity, "validity", &nothing), |_| quote!(#private::Ok(())));
    let hooks = types(variants).map(|(variant, ty)| {
        let (ident, hook) = (variant.ident, item(model, ty, Through::Entity, "before_save"));
        quote!(Self::#ident(__node) => #private::Option::map(#hook(__node), Self::#ident))
    });
    let others = variants.iter().filter(|variant| variant.is_other()).map(|variant| variant.ident);
    let hooks = hooks.chain(others.map(|ident| quote!(Self::#ident { .. } => #private::None)));
    let (impl_generics, type_generics, where_clause) = model.generics.split_for_impl();
    quote! {
        #always
        #[automatically_derived]
        impl #impl_generics #private::Entity for #ident #type_generics #where_clause {
            const META: &'static #private::EntityMeta = {
                #used
                &#private::EntityMeta::new(#name, #private::EntityKind::Node { labels: &[#(#label),*] })
            };

            #[inline]
            fn loaded_version(&self) -> #private::Option<#private::i64> {
                #loaded
            }

            fn before_save(&self) -> #private::Option<Self> {
                match self { #(#hooks,)* }
            }

            fn validity(&self) -> #private::Result<(), #private::Invalid> {
                #valid
            }
        }
    }
}

fn node(model: &Model<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let (private, ident) = (model.private(), model.ident);
    let nothing = TokenStream::new();
    let refusal = |_: &str| quote!(<Self as #private::Entity>::META);
    let meta = each(model, variants, (Through::Node, "meta", &nothing), refusal);
    let saved = (Through::Node, "saved_key", &nothing);
    let saved_key = each(model, variants, saved, |_| quote!(#private::Encoded::new(self)));
    let arms = variants.iter().map(|variant| {
        let ident = variant.ident;
        match held(variant) {
            Some(ty) if !variant.is_other() => {
                let key = item(model, ty, Through::Node, "key");
                quote!(Self::#ident(__node) => #private::Encoded::new(&#key(__node)))
            }
            _ => quote!(Self::#ident { .. } => #private::Encoded::new(self)),
        }
    });
    let (impl_generics, type_generics, where_clause) = model.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Node for #ident #type_generics #where_clause {
            type Key = #private::NoKey;
            type KeyRef<'__key> = #private::Encoded where Self: '__key;

            #[inline]
            fn key(&self) -> Self::KeyRef<'_> {
                match self { #(#arms,)* }
            }

            #[inline]
            fn saved_key(&self) -> #private::Encoded {
                #saved_key
            }

            #[inline]
            fn meta(&self) -> &'static #private::EntityMeta {
                #meta
            }
        }
    }
}

/// Where the enum may stand, each of its types may.
fn meets(model: &Model<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let (private, ident) = (model.private(), model.ident);
    let (impl_generics, type_generics, where_clause) = model.generics.split_for_impl();
    let meets = types(variants).map(|(_, ty)| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #private::Meets<#ty> for #ident #type_generics #where_clause {}
        }
    });
    meets.collect()
}
