//! How generated code names what a field's type brings: as if the user had written it in place of the type.
//!
//! Every use of a trait through a field has the same words at the same place. So the compiler reports a type without
//! the trait where the user wrote it, and reports it once, however often the code needs it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use crate::model::Model;

/// What a field's type is used as.
#[derive(Clone, Copy)]
pub(super) enum Through {
    Default,
    FromValue,
    FromColumns,
    FromProperties,
    FromElementId,
    FromLabels,
    ToValue,
    ToParams,
    Entity,
    Node,
    VersionNumber,
    GeneratedKey,
}

/// Returns `<Type as Trait>::item`.
pub(super) fn item(model: &Model<'_>, ty: &Type, through: Through, item: &str) -> TokenStream {
    let private = model.private();
    let through = match through {
        Through::Default => quote!(Default),
        Through::FromValue => quote!(FromValue<'_>),
        Through::FromColumns => quote!(FromColumns<'_>),
        Through::FromProperties => quote!(FromProperties<'_>),
        Through::FromElementId => quote!(FromElementId<'_>),
        Through::FromLabels => quote!(FromLabels<'_>),
        Through::ToValue => quote!(ToValue),
        Through::ToParams => quote!(ToParams),
        Through::Entity => quote!(Entity),
        Through::Node => quote!(Node),
        Through::VersionNumber => quote!(VersionNumber),
        Through::GeneratedKey => quote!(GeneratedKey),
    };
    // A path reaches from its first token to its last, if they are of one origin.
    let (first, last) = ends(ty);
    let opening = quote_spanned!(first=> <);
    let item = Ident::new(item, last);
    quote!(#opening #ty as #private::#through>::#item)
}

fn ends(ty: &Type) -> (Span, Span) {
    let mut tokens = ty.to_token_stream().into_iter();
    let Some(first) = tokens.next() else { return (Span::call_site(), Span::call_site()) };
    let opening = match &first {
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    };
    let closing = match tokens.last().unwrap_or(first) {
        TokenTree::Group(group) => group.span_close(),
        other => other.span(),
    };
    (opening, closing)
}
