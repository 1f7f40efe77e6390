//! Writes the code of each derive from a model that was checked; nothing here can fail.

mod bounds;
mod choice;
mod entity;
mod fields;
pub(crate) mod handles;
mod hooks;
mod node;
mod params;
mod qualified;
mod record;
mod relationship;
mod schema;
mod value;

use proc_macro2::TokenStream;

use crate::derive::Derive;
use crate::model::Model;

/// Returns everything that a derive emits.
pub(crate) fn expand(model: &Model<'_>, derive: Derive) -> TokenStream {
    match derive {
        Derive::FromRecord => record::expand(model),
        Derive::ToParams => params::expand(model),
        Derive::FromValue => value::expand_from(model),
        Derive::ToValue => value::expand_to(model),
        Derive::Node => node::expand(model),
        Derive::Relationship => relationship::expand(model),
    }
}
