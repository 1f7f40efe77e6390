//! The indexes and constraints that a type declares, with the fields that they cover.

use syn::LitStr;
use syn::ext::IdentExt;

use super::{Field, Model};
use crate::attr::{Given, Name, Schema, Settings, Value};

/// An index or a constraint.
pub(crate) struct SchemaRule<'m, 'i> {
    pub(crate) kind: Schema,
    pub(crate) given: &'m Given,
    pub(crate) settings: &'m Settings,
    /// What it covers, as far as the fields are known.
    pub(crate) fields: Vec<&'m Field<'i>>,
}

impl<'i> Model<'i> {
    /// Returns the declared indexes and constraints: those of the type, then those of its fields.
    pub(crate) fn schema(&self) -> Vec<SchemaRule<'_, 'i>> {
        let of_type = self.options.iter().filter_map(|given| {
            let (kind, settings) = declared(given)?;
            let fields = settings.fields.iter().filter_map(|name| self.property(name)).collect();
            Some(SchemaRule { kind, given, settings, fields })
        });
        let of_fields = self.fields().iter().flat_map(|field| {
            field.options.iter().filter_map(move |given| {
                let (kind, settings) = declared(given)?;
                Some(SchemaRule { kind, given, settings, fields: vec![field] })
            })
        });
        of_type.chain(of_fields).collect()
    }

    /// Returns the property whose field has this name.
    pub(crate) fn property(&self, name: &LitStr) -> Option<&Field<'i>> {
        self.fields().iter().find(|field| field.is_property() && field.ident.unraw() == name.value())
    }
}

fn declared(given: &Given) -> Option<(Schema, &Settings)> {
    match (given.option, &given.value) {
        (Name::Schema(kind), Value::Settings(settings)) => Some((kind, settings)),
        _ => None,
    }
}
