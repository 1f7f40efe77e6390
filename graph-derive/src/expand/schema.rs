//! The indexes and constraints of an entity as constant data.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::qualified::{Through, item};
use crate::attr::Schema;
use crate::model::{Model, SchemaRule};

/// Returns `.with_rules(…)`, or nothing for an entity without any.
pub(super) fn rules(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    let rules: Vec<TokenStream> = model
        .schema()
        .iter()
        .map(|rule| {
            let kind = kind(&private, rule);
            let properties = rule.fields.iter().map(|field| &field.name);
            let name = rule.settings.name.as_ref().map(|name| quote!(.with_name(#name)));
            quote!(#private::RuleMeta::new(#kind, &[#(#properties),*]) #name)
        })
        .collect();
    if rules.is_empty() { TokenStream::new() } else { quote!(.with_rules(&[#(#rules),*])) }
}

/// Emits the checks that each rule covers values of its kind, which only the compiler knows.
///
/// Those of a type with parameters are not known here; the database refuses to index them, or does not.
pub(super) fn checks(model: &Model<'_>) -> TokenStream {
    if !model.generics.params.is_empty() {
        return TokenStream::new();
    }
    let private = model.private();
    let special = |rule: &&SchemaRule<'_, '_>| {
        matches!(rule.kind, Schema::Text | Schema::Point | Schema::FullText | Schema::Vector)
    };
    let rules = model.schema();
    let checks = rules.iter().filter(special).flat_map(|rule| {
        let (kind, private, place) = (kind(&private, rule), &private, rule.given.name.span());
        rule.fields.iter().map(move |field| {
            let ty = item(model, field.ty, Through::FromValue, "TYPE");
            let call = at(quote!(#private::RuleKind::assert_covers), place);
            quote_spanned!(place=> const _: () = #call(#kind, #ty);)
        })
    });
    checks.collect()
}

/// Lets the compiler report what is wrong with a path at this place.
fn at(path: TokenStream, place: Span) -> TokenStream {
    let moved = path.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(place));
        token
    });
    moved.collect()
}

fn kind(private: &TokenStream, rule: &SchemaRule<'_, '_>) -> TokenStream {
    let kind = match rule.kind {
        Schema::Index => quote!(Range),
        Schema::Text => quote!(Text),
        Schema::Point => quote!(Point),
        Schema::Unique => quote!(Unique),
        Schema::Required => quote!(Required),
        Schema::FullText => quote!(FullText),
        Schema::Vector => {
            let dims = &rule.settings.dims;
            let similarity = match &rule.settings.similarity {
                Some(name) if name.value() == "euclidean" => quote!(Euclidean),
                _ => quote!(Cosine),
            };
            quote!(Vector { dimensions: #dims, similarity: #private::Similarity::#similarity })
        }
    };
    quote!(#private::RuleKind::#kind)
}
