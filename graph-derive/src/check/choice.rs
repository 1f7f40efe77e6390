//! What an enum of node types has to be.

use syn::Fields;

use crate::attr::Name;
use crate::diagnostics::Diagnostics;
use crate::model::{Model, Variant};

/// Reports what is wrong with an enum whose variants are node types.
pub(super) fn check(model: &Model<'_>, variants: &[Variant<'_>], report: &mut Diagnostics) {
    if variants.iter().all(Variant::is_other) {
        report.report(model.ident, "an enum of nodes has a variant for each of its types: `Film(Film)`");
    }
    for parameter in model.generics.type_params() {
        report.report(parameter, "an enum of nodes has no type parameters; its variants hold types that are known");
    }
    for given in model.options.iter().filter(|given| !matches!(given.option, Name::Label | Name::Crate)) {
        let message = format!("`{}` is a matter of the structs in the variants; write it there", given.name);
        report.report(&given.name, message);
    }
    let mut others = variants.iter().filter(|variant| variant.is_other());
    let first = others.next();
    for (second, first) in others.zip(first) {
        report.report(second.ident, format!("`{}` takes all other nodes already; keep one `other`", first.ident));
    }
    for variant in variants {
        let message = match variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => continue,
            Fields::Unit if variant.is_other() => continue,
            _ if variant.is_other() => {
                "what takes all other nodes holds nothing, or one value such as `Other(value::Node)`"
            }
            _ => {
                "a variant holds the struct of its nodes, as in `Film(Film)`; a variant for all other nodes is marked \
                  `#[graph(other)]`"
            }
        };
        report.report(variant.ident, message);
    }
}
