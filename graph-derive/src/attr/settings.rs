//! What may stand in the parentheses of an option about indexes and constraints.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, LitInt, LitStr, Token, parenthesized, token};

use crate::diagnostics::{closest, listed};

/// The settings of an index or a constraint.
#[derive(Default)]
pub(crate) struct Settings {
    /// The fields that it covers, where the option stands on the type.
    pub(crate) fields: Vec<LitStr>,
    pub(crate) name: Option<LitStr>,
    pub(crate) dims: Option<LitInt>,
    pub(crate) similarity: Option<LitStr>,
}

/// The settings that every option takes.
pub(super) const PLAIN: &[&str] = &["name"];
/// The settings of a vector index.
pub(super) const VECTOR: &[&str] = &["dims", "similarity", "name"];

/// Whether the option stands on a field, or names the fields that it covers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Covers {
    ItsField,
    NamedFields,
}

/// Reads the settings in parentheses, or none.
pub(super) fn read(input: ParseStream<'_>, covers: Covers, known: &[&str]) -> syn::Result<Settings> {
    let mut settings = Settings::default();
    if !input.peek(token::Paren) {
        return if input.is_empty() || input.peek(Token![,]) {
            Ok(settings)
        } else {
            Err(input.error(format!("its settings stand in parentheses: {}", listed(known.iter().copied()))))
        };
    }
    let content;
    parenthesized!(content in input);
    while !content.is_empty() {
        if let Err(error) = read_one(&content, covers, known, &mut settings) {
            // What is left unread would be reported once more.
            _ = content.parse::<TokenStream>();
            return Err(error);
        }
    }
    Ok(settings)
}

fn read_one(input: ParseStream<'_>, covers: Covers, known: &[&str], settings: &mut Settings) -> syn::Result<()> {
    if input.peek(LitStr) {
        let field: LitStr = input.parse()?;
        if covers == Covers::ItsField {
            let message = "on a field the option covers that field alone; write it on the struct to cover several";
            return Err(syn::Error::new(field.span(), message));
        }
        settings.fields.push(field);
    } else {
        let name = input.call(Ident::parse_any)?;
        let spelling = name.unraw().to_string();
        if !known.contains(&spelling.as_str()) {
            let hint = match closest(&spelling, known.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are {}", listed(known.iter().copied())),
            };
            return Err(syn::Error::new(name.span(), format!("unknown setting `{spelling}`; {hint}")));
        }
        input.parse::<Token![=]>()?;
        let taken = match spelling.as_str() {
            "dims" => settings.dims.replace(input.parse()?).is_some(),
            "similarity" => settings.similarity.replace(input.parse()?).is_some(),
            _ => settings.name.replace(input.parse()?).is_some(),
        };
        if taken {
            return Err(syn::Error::new(name.span(), format!("`{spelling}` is given twice; keep one")));
        }
    }
    if input.is_empty() { Ok(()) } else { input.parse::<Token![,]>().map(drop) }
}
