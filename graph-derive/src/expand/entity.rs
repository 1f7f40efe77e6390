//! The description of an entity as constant data.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::bounds::mapping;
use super::fields::{flattened_of, properties_of};
use super::qualified::{Through, item};
use super::{hooks, schema};
use crate::attr::Name;
use crate::model::Model;

/// Emits `Entity`, with this expression as its kind.
pub(super) fn expand(model: &Model<'_>, kind: &TokenStream) -> TokenStream {
    let private = model.private();
    let generics = mapping(model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let (ident, name) = (model.ident, model.name());
    let key = model.key().into_iter().map(|field| field.name.clone()).collect::<Vec<_>>();
    let properties = properties_of(model).into_iter().map(|field| {
        let (name, member) = (&field.name, field.ident.unraw().to_string());
        let ty = item(model, &model.read_type(field), Through::FromValue, "TYPE");
        let default = field.fallback.is_some().then(|| quote!(.with_default()));
        quote!(#private::PropertyMeta::new(#name, #member, #ty) #default)
    });
    let flattened = flattened_of(model).map(|field| item(model, field.ty, Through::FromColumns, "COLUMNS"));
    let kept = [
        (Name::Version, "with_version"),
        (Name::Created, "with_created"),
        (Name::Updated, "with_updated"),
        (Name::SoftDelete, "with_deleted"),
    ];
    let kept = kept.into_iter().filter_map(|(option, with)| {
        let (name, with) = (&model.marked(option)?.name, format_ident!("{with}"));
        Some(quote!(.#with(#name)))
    });
    let generated = model.marked(Name::Generated).map(|_| quote!(.with_generated_key()));
    let loaded = model.marked(Name::Version).map(|field| {
        let (member, number) = (field.ident, item(model, field.ty, Through::VersionNumber, "number"));
        quote! {
            #[inline]
            fn loaded_version(&self) -> #private::Option<#private::i64> {
                #private::Some(#number(self.#member))
            }
        }
    });
    let traits = [(Name::Version, quote!(Versioned)), (Name::SoftDelete, quote!(SoftDelete))];
    let traits = traits.into_iter().filter(|(option, _)| model.marked(*option).is_some()).map(|(_, name)| {
        quote! {
            #[automatically_derived]
            impl #impl_generics #private::#name for #ident #type_generics #where_clause {}
        }
    });
    let hooks = hooks::methods(model);
    let (rules, checks) = (schema::rules(model), schema::checks(model));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Entity for #ident #type_generics #where_clause {
            const META: &'static #private::EntityMeta = &#private::EntityMeta::new(#name, #kind)
                .with_key(&[#(#key),*])
                #(#kept)*
                #generated
                .with_properties(&[#(#properties),*])
                .with_flattened(&[#(#flattened),*])
                #rules;
            #loaded
            #hooks
        }
        #(#traits)*
        #checks
    }
}
