//! `ToParams`: a struct whose fields are named values.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::bounds::writing;
use super::fields::{flattened_of, properties_of};
use super::qualified::{Through, item};
use crate::model::{Conversion, Model, Role};

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    let generics = writing(model);
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let ident = model.ident;
    let own = properties_of(model).into_iter().filter(|field| field.is_sent()).count();
    let inner = flattened_of(model).map(|field| {
        let (member, count) = (field.ident, item(model, field.ty, Through::ToParams, "count"));
        quote!(#count(&self.#member))
    });
    let entries = model.fields().iter().filter_map(|field| {
        let (member, name) = (field.ident, &field.name);
        match field.role {
            Role::Property if !field.is_sent() => None,
            Role::Property => {
                let encode = match model.conversion(field) {
                    Some(Conversion { private, converter, of, is_optional }) => {
                        let encode = if is_optional { "encode_optional_with" } else { "encode_with" };
                        let encode = Ident::new(encode, converter.span());
                        quote_spanned!(converter.span()=> #private::#encode::<#converter, #of>)
                    }
                    None => item(model, field.ty, Through::ToValue, "encode"),
                };
                Some(quote! {
                    __encoder.string(#name)?;
                    #private::wrote(#encode(&self.#member, __encoder), #name)?;
                })
            }
            Role::Flatten => {
                let encode = item(model, field.ty, Through::ToParams, "encode_params");
                Some(quote!(#encode(&self.#member, __encoder)?;))
            }
            Role::Skip | Role::ElementId | Role::Labels | Role::Start | Role::End => None,
        }
    });
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::ToParams for #ident #type_generics #where_clause {
            #[inline]
            fn count(&self) -> #private::usize {
                #own #(+ #inner)*
            }

            #[inline]
            fn encode_params(
                &self,
                __encoder: &mut #private::Encoder<'_>,
            ) -> #private::Result<(), #private::EncodeError> {
                #(#entries)*
                #private::Ok(())
            }
        }
    }
}
