//! The rules for the field that counts how often an entity was written.

use syn::ext::IdentExt;

use crate::attr::Name;
use crate::diagnostics::Diagnostics;
use crate::model::{Field, Model};

pub(super) fn check(model: &Model<'_>, report: &mut Diagnostics) {
    let marked = model.fields().iter().filter_map(|field| Some((field, field.options.find(Name::Version)?)));
    let mut first: Option<&Field<'_>> = None;
    for (field, given) in marked {
        if let Some(first) = first {
            report.report(&given.name, format!("`{}` is the version already; keep one", first.ident.unraw()));
        }
        first = first.or(Some(field));
        if model.key().iter().any(|key| key.ident == field.ident) {
            report.report(&given.name, "a key stays as it is for an entity's life; let another field be the version");
        }
        if field.optional().is_some() {
            let message = "an entity that is not saved yet has the version 0; use the integer without `Option`, and add \
                           `default` where the database has entities without a version";
            report.report(field.ty, message);
        }
    }
}
