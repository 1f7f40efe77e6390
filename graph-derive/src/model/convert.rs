//! Fields whose values are stored as something else.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Type, parse_quote_spanned};

use super::{Field, Model};
use crate::attr::Name;

/// What converts a field's value, and the type that it converts: for an `Option` that which is optional.
pub(crate) struct Conversion<'i> {
    /// The module that generated code takes everything from, as if it stood where the converter does.
    pub(crate) private: TokenStream,
    pub(crate) converter: TokenStream,
    pub(crate) of: &'i Type,
    pub(crate) is_optional: bool,
}

impl<'i> Model<'i> {
    /// Returns how a field's value is converted, if it is.
    pub(crate) fn conversion(&self, field: &Field<'i>) -> Option<Conversion<'i>> {
        let private = self.private();
        let converter = match (field.options.ty(Name::With), field.options.find(Name::Json)) {
            (Some(converter), _) => quote!(#converter),
            (None, Some(json)) => quote_spanned!(json.name.span()=> #private::Json),
            (None, None) => return None,
        };
        let optional = field.optional();
        let span = converter.span();
        let private = private.into_iter().map(|mut token| {
            token.set_span(span);
            token
        });
        Some(Conversion {
            private: private.collect(),
            converter,
            of: optional.unwrap_or(field.ty),
            is_optional: optional.is_some(),
        })
    }

    /// Returns the type that a field is read as.
    pub(crate) fn read_type(&self, field: &Field<'i>) -> Type {
        let Some(Conversion { private, converter, of, is_optional }) = self.conversion(field) else {
            return field.ty.clone();
        };
        let span = converter.span();
        let with: Type = parse_quote_spanned!(span=> #private::With<#converter, #of>);
        if is_optional { parse_quote_spanned!(span=> #private::Option<#with>) } else { with }
    }
}
