//! Derive macros of `graph-orm`, which re-exports them with examples.

#![forbid(unsafe_code)]

mod attr;
mod case;
mod check;
mod derive;
mod diagnostics;
mod expand;
mod fallback;
mod model;

use proc_macro::TokenStream;
use syn::DeriveInput;

use derive::Derive;
use diagnostics::Diagnostics;

/// Reads a struct from the columns of a record.
#[proc_macro_derive(FromRecord, attributes(graph))]
pub fn derive_from_record(input: TokenStream) -> TokenStream {
    run(input, Derive::FromRecord)
}

/// Sends a struct's fields as the parameters of a query.
#[proc_macro_derive(ToParams, attributes(graph))]
pub fn derive_to_params(input: TokenStream) -> TokenStream {
    run(input, Derive::ToParams)
}

/// Reads a newtype, an enum of names or a struct from one value.
#[proc_macro_derive(FromValue, attributes(graph))]
pub fn derive_from_value(input: TokenStream) -> TokenStream {
    run(input, Derive::FromValue)
}

/// Sends a newtype, an enum of names or a struct as one value.
#[proc_macro_derive(ToValue, attributes(graph))]
pub fn derive_to_value(input: TokenStream) -> TokenStream {
    run(input, Derive::ToValue)
}

/// Maps a struct to the nodes of a label.
#[proc_macro_derive(Node, attributes(graph))]
pub fn derive_node(input: TokenStream) -> TokenStream {
    run(input, Derive::Node)
}

/// Maps a struct to the relationships of a type.
#[proc_macro_derive(Relationship, attributes(graph))]
pub fn derive_relationship(input: TokenStream) -> TokenStream {
    run(input, Derive::Relationship)
}

fn run(input: TokenStream, derive: Derive) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => emit(&input, derive).into(),
        Err(error) => error.into_compile_error().into(),
    }
}

fn emit(input: &DeriveInput, derive: Derive) -> proc_macro2::TokenStream {
    let mut report = Diagnostics::default();
    let model = model::Model::read(input, derive, &mut report);
    if let Some(model) = &model {
        check::check(model, derive, &mut report);
    }
    match model {
        Some(model) if report.is_empty() => expand::expand(&model, derive),
        model => {
            let root = model.as_ref().and_then(|model| model.options.path(attr::Name::Crate));
            let stubs = fallback::stubs(input, derive, root);
            let errors = report.into_compile_errors();
            quote::quote!(#errors #stubs)
        }
    }
}

#[cfg(test)]
mod tests;
