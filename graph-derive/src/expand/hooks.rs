//! What the application has to say of an entity before it is written: whether it is valid, and a last change to it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use crate::attr::Name;
use crate::model::Model;

/// Emits the methods of `Entity` that are about it.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    [before_save(model), validity(model)].into_iter().flatten().collect()
}

fn before_save(model: &Model<'_>) -> Option<TokenStream> {
    let private = model.private();
    let hook = model.options.path(Name::BeforeSave)?;
    let call = quote_spanned!(hook.span()=> #hook(&mut __changed));
    let clone = quote_spanned!(hook.span()=> let mut __changed = #private::Clone::clone(self););
    Some(quote! {
        fn before_save(&self) -> #private::Option<Self> {
            #clone
            #call;
            #private::Some(__changed)
        }
    })
}

/// Every check is made, so that all that is wrong is told at once.
fn validity(model: &Model<'_>) -> Option<TokenStream> {
    let (private, name) = (model.private(), model.name());
    let fields = model.fields().iter().filter_map(|field| {
        let check = field.options.path(Name::Validate)?;
        let (member, name) = (field.ident, field.ident.unraw().to_string());
        let call = quote_spanned!(check.span()=> #check(__value));
        let report = quote!(if let #private::Err(__fault) = #call { __invalid.field(#name, __fault); });
        Some(match field.optional() {
            Some(_) => quote!(if let #private::Some(__value) = &self.#member { #report }),
            None => quote!({ let __value = &self.#member; #report }),
        })
    });
    let whole = model.options.path(Name::Validate).map(|check| {
        let call = quote_spanned!(check.span()=> #check(self));
        quote!(if let #private::Err(__fault) = #call { __invalid.whole(__fault); })
    });
    let checks: Vec<TokenStream> = fields.chain(whole).collect();
    (!checks.is_empty()).then(|| {
        quote! {
            fn validity(&self) -> #private::Result<(), #private::Invalid> {
                let mut __invalid = #private::Invalid::of(#name);
                #(#checks)*
                __invalid.unless_valid()
            }
        }
    })
}
