//! `Node`: labels and a key around a set of properties.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::bounds::{Flattened, mapping};
use super::qualified::{Through, item};
use super::{choice, entity, fields, handles, record, value};
use crate::attr::Name;
use crate::model::{Body, Model};

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    if let Body::Variants(variants) = &model.body {
        return choice::expand(model, variants);
    }
    let private = model.private();
    let own = model.options.text(Name::Label).map_or_else(|| model.name(), syn::LitStr::value);
    let more = model.options.texts(Name::Labels);
    let parts = [
        fields::columns(model, Flattened::Properties),
        fields::properties(model),
        value::from_entity(model, &quote!(Node), &quote!(node)),
        record::entity(model),
        value::to_map(model),
        entity::expand(model, &quote!(#private::EntityKind::Node { labels: &[#own #(, #more)*] })),
        node(model),
        handles::expand(model),
    ];
    quote!(#(#parts)*)
}

fn node(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    let generics = mapping(model);
    let key = model.key();
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let (ident, saved_key) = (model.ident, saved_key(model));
    let (types, members): (Vec<_>, Vec<_>) = key.iter().map(|field| (field.ty, field.ident)).unzip();
    let (key_type, key_reference, key_value) = match (types.as_slice(), members.as_slice()) {
        ([ty], [member]) => (quote!(#ty), quote!(&'__key #ty), quote!(&self.#member)),
        _ => (quote!((#(#types),*)), quote!((#(&'__key #types),*)), quote!((#(&self.#members),*))),
    };
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Node for #ident #type_generics #where_clause {
            type Key = #key_type;
            type KeyRef<'__key> = #key_reference where Self: '__key;

            #[inline]
            fn key(&self) -> Self::KeyRef<'_> {
                #key_value
            }

            #saved_key
        }
    }
}

/// A key that is generated is made where a node without one is saved.
fn saved_key(model: &Model<'_>) -> Option<TokenStream> {
    let private = model.private();
    let field = model.marked(Name::Generated)?;
    let member = field.ident;
    let generate = match field.options.path(Name::Generated) {
        Some(function) => quote_spanned!(function.span()=> #function),
        None => {
            let generate = item(model, field.ty, Through::GeneratedKey, "generate");
            quote!(|| #generate())
        }
    };
    Some(quote! {
        fn saved_key(&self) -> #private::Encoded {
            #private::key_or_new(&self.#member, #generate)
        }
    })
}
