//! `Relationship`: a type and two ends around a set of properties.

use proc_macro2::TokenStream;
use quote::quote;

use super::bounds::{Flattened, mapping};
use super::{entity, fields, handles, record, value};
use crate::attr::Name;
use crate::case::Case;
use crate::model::Model;

pub(super) fn expand(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    let name =
        model.options.text(Name::Type).map_or_else(|| Case::ScreamingSnake.apply(&model.name()), syn::LitStr::value);
    let ends = [Name::From, Name::To]
        .map(|end| model.options.ty(end).map_or_else(|| quote!(#private::AnyNode), |ty| quote!(#ty)));
    let [from, to] = &ends;
    let kind = quote!(#private::EntityKind::Relationship {
        name: #name,
        from: #private::start_of::<Self>(),
        to: #private::end_of::<Self>(),
    });
    let parts = [
        fields::columns(model, Flattened::Properties),
        fields::properties(model),
        value::from_entity(model, &quote!(Relationship), &quote!(relationship)),
        record::entity(model),
        value::to_map(model),
        entity::expand(model, &kind),
        relationship(model, from, to),
        handles::expand(model),
    ];
    quote!(#(#parts)*)
}

fn relationship(model: &Model<'_>, from: &TokenStream, to: &TokenStream) -> TokenStream {
    let private = model.private();
    let generics = mapping(model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let ident = model.ident;
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Relationship for #ident #type_generics #where_clause {
            type From = #from;
            type To = #to;
        }
    }
}
