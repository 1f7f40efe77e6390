//! The handles of an entity's properties: a constant for each, which typed queries are written with.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::fields::properties_of;
use crate::model::{Conversion, Field, Model};

/// Emits the constants, each as visible as its field. A name that is taken was reported, and is left out.
pub(crate) fn expand(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    let mut taken = BTreeSet::new();
    let mut own = properties_of(model);
    own.retain(|field| taken.insert(field.handle()));
    if own.is_empty() {
        return TokenStream::new();
    }
    let handles = own.into_iter().map(|field| {
        let (visibility, name) = (field.visibility, &field.name);
        let handle = format_ident!("{}", field.handle(), span = field.ident.span());
        let (ty, kind, constructor) = match (model.is_fixed(field), field.optional()) {
            (true, None) => (field.ty, quote!(Fixed), quote!(fixed)),
            (true, Some(inner)) => (inner, quote!(Stamp), quote!(stamp)),
            (false, None) => (field.ty, quote!(Required), quote!(required)),
            (false, Some(inner)) => (inner, quote!(Optional), quote!(optional)),
        };
        let ty = match model.conversion(field) {
            Some(Conversion { private, converter, of, .. }) => {
                quote_spanned!(converter.span()=> <#converter as #private::Convert<#of>>::Stored)
            }
            None => quote!(#ty),
        };
        let docs = format!("The property `{name}`, for typed queries.");
        quote! {
            #[doc = #docs]
            #visibility const #handle: #private::Property<Self, #ty, #private::#kind> =
                #private::Property::#constructor(#name);
        }
    });
    let (impl_generics, type_generics, where_clause) = model.generics.split_for_impl();
    let ident = model.ident;
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #impl_generics #ident #type_generics #where_clause {
            #(#handles)*
        }
    }
}

impl Field<'_> {
    /// Returns the name of the field's handle.
    pub(crate) fn handle(&self) -> String {
        use syn::ext::IdentExt;
        self.ident.unraw().to_string().to_uppercase()
    }
}
