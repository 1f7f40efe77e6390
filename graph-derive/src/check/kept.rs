//! The rules for the fields that the mapper keeps itself: the version, and the stamps.

use syn::ext::IdentExt;

use crate::attr::Name;
use crate::diagnostics::Diagnostics;
use crate::model::{Field, KEPT, Model};

pub(super) fn check(model: &Model<'_>, report: &mut Diagnostics) {
    for option in KEPT {
        once(model, option, report);
    }
    for field in model.fields() {
        one_use(model, field, report);
        if field.options.find(Name::Version).is_some() && field.optional().is_some() {
            let message = "an entity that is not saved yet has the version 0; use the integer without `Option`, and add \
                           `default` where the database has entities without a version";
            report.report(field.ty, message);
        }
        if field.options.find(Name::SoftDelete).is_some() && field.optional().is_none() {
            let message = "a node that is not deleted has no such stamp; use an `Option`, such as `Option<DateTime>`";
            report.report(field.ty, message);
        }
    }
}

fn once(model: &Model<'_>, option: Name, report: &mut Diagnostics) {
    let mut marked = model.fields().iter().filter_map(|field| Some((field.ident, field.options.find(option)?)));
    let Some((first, _)) = marked.next() else { return };
    for (_, second) in marked {
        report.report(&second.name, format!("`{}` is `{}` already; keep one", first.unraw(), second.name));
    }
}

/// A field is a key, a version or one of the stamps.
fn one_use(model: &Model<'_>, field: &Field<'_>, report: &mut Diagnostics) {
    let mut given = KEPT.into_iter().filter_map(|option| field.options.find(option));
    let Some(first) = given.next() else { return };
    if model.key().iter().any(|key| key.ident == field.ident) {
        let message = format!("a key stays as it is for an entity's life; let another field be `{}`", first.name);
        report.report(&first.name, message);
    }
    for second in given {
        report.report(&second.name, format!("a field is either `{}` or `{}`; keep one", first.name, second.name));
    }
}
