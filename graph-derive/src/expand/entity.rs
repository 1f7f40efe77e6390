//! The description of an entity as constant data.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::bounds::{Reading, describing};
use super::fields::{flattened_of, properties_of};
use crate::model::Model;

/// Emits `Entity`, with this expression as its kind.
pub(super) fn expand(model: &Model<'_>, kind: &TokenStream) -> TokenStream {
    let private = model.private();
    let Reading { generics, lifetime } = describing(model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let (ident, name) = (model.ident, model.name());
    let key = model.key().into_iter().map(|field| field.name.clone()).collect::<Vec<_>>();
    let properties = properties_of(model).into_iter().map(|field| {
        let (name, member, ty) = (&field.name, field.ident.unraw().to_string(), field.ty);
        let default = field.fallback.is_some().then(|| quote!(.with_default()));
        quote!(#private::PropertyMeta::new(#name, #member, <#ty as #private::FromValue<#lifetime>>::TYPE) #default)
    });
    let flattened = flattened_of(model).map(|field| {
        let ty = field.ty;
        quote!(<#ty as #private::FromColumns<#lifetime>>::COLUMNS)
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Entity for #ident #type_generics #where_clause {
            const META: &'static #private::EntityMeta = &#private::EntityMeta::new(#name, #kind)
                .with_key(&[#(#key),*])
                .with_properties(&[#(#properties),*])
                .with_flattened(&[#(#flattened),*]);
        }
    }
}
