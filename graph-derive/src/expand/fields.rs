//! How a struct with named fields is read: from columns, and from the properties of an entity or map.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, Index};

use super::bounds::{Flattened, Reading, reading};
use super::qualified::{Through, item};
use crate::attr::Name;
use crate::model::{Fallback, Field, Model, Role};

/// Emits `FromColumns`.
pub(super) fn columns(model: &Model<'_>, flattened: Flattened) -> TokenStream {
    let private = model.private();
    let Reading { generics, lifetime } = reading(model, flattened);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let ident = model.ident;
    let own = properties_of(model);
    let shapes = own.iter().map(|field| {
        let (name, required) = (&field.name, field.fallback.is_none());
        let ty = item(model, &model.read_type(field), Through::FromValue, "TYPE");
        quote!(#private::ColumnShape { name: #name, ty: #ty, required: #required })
    });
    let inner = flattened_of(model).map(|field| item(model, field.ty, Through::FromColumns, "COLUMNS"));
    let slots: Vec<Ident> = slots(own.len());
    let tries = own.iter().zip(&slots).enumerate().map(|(at, (field, slot))| {
        // More fields than a slot can count would not compile for other reasons long before.
        let (at, misfit) = (Index::from(at), quote!(__columns.misfit(__error)));
        let read = read(model, field, slot, &quote!(__columns), &misfit);
        quote! {
            if __columns.at(#at) {
                #read
                __columns.advance();
            }
        }
    });
    let loaded = loaded(model, &initialisers(model, &slots, &Source::Columns));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::FromColumns<#lifetime> for #ident #type_generics #where_clause {
            const COLUMNS: &'static #private::NamedShape = &#private::NamedShape {
                columns: &[#(#shapes),*],
                flattened: &[#(#inner),*],
            };

            #[inline]
            fn from_columns(
                __row: #private::Row<#lifetime>,
                __plan: &#private::Plan,
                __whole: &#private::NamedShape,
            ) -> #private::Result<Self, #private::DecodeError> {
                #(let mut #slots = #private::None;)*
                let mut __columns = #private::Columns::new(__row, __plan);
                while !__columns.is_done() {
                    let __left = __columns.left();
                    #(#tries)*
                    __columns.skip_unless_moved(__left)?;
                }
                #loaded
            }
        }
    }
}

/// Emits `FromProperties`.
pub(super) fn properties(model: &Model<'_>) -> TokenStream {
    let private = model.private();
    let Reading { generics, lifetime } = reading(model, Flattened::Properties);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = model.generics.split_for_impl();
    let ident = model.ident;
    let own = properties_of(model);
    let slots: Vec<Ident> = slots(own.len());
    let tries = own.iter().zip(&slots).map(|(field, slot)| {
        let name = &field.name;
        let place = in_entity(model, &quote!(__properties.decoder()));
        let misfit = quote!(__error.in_property(#name)#place);
        let read = read(model, field, slot, &quote!(__properties), &misfit);
        quote! {
            if __properties.at(#name) {
                #read
                __properties.advance()?;
            }
        }
    });
    // A flattened field reads the same properties once more, from the first.
    let again = flattened_of(model).next().is_some().then(|| quote!(let __again = *__decoder;));
    let has_ids = model.fields().iter().any(|field| matches!(field.role, Role::ElementId | Role::Start | Role::End));
    let leave = if has_ids {
        quote!(let __ids = __decoder.leave_entity(__head)?;)
    } else {
        quote!(__decoder.skip_entity(__head)?;)
    };
    let loaded = loaded(model, &initialisers(model, &slots, &Source::Properties));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::FromProperties<#lifetime> for #ident #type_generics #where_clause {
            #[inline]
            fn from_properties(
                __decoder: &mut #private::Decoder<#lifetime>,
                __head: &#private::EntityHead<#lifetime>,
                __whole: &#private::NamedShape,
            ) -> #private::Result<Self, #private::DecodeError> {
                #again
                #(let mut #slots = #private::None;)*
                let mut __properties = #private::Properties::new(__decoder, __head)?;
                while !__properties.is_done() {
                    let __left = __properties.left();
                    #(#tries)*
                    __properties.skip_unless_moved(__left)?;
                }
                #leave
                #loaded
            }
        }
    }
}

/// Returns what was read, after its hook has seen it.
fn loaded(model: &Model<'_>, fields: &[TokenStream]) -> TokenStream {
    let private = model.private();
    match model.options.path(Name::AfterLoad) {
        Some(hook) => {
            let call = quote_spanned!(hook.span()=> #hook(&mut __loaded));
            quote! {
                let mut __loaded = Self { #(#fields),* };
                #call;
                #private::Ok(__loaded)
            }
        }
        None => quote!(#private::Ok(Self { #(#fields),* })),
    }
}

/// Where the fields of a struct are read from.
enum Source {
    Columns,
    Properties,
}

/// Returns `field: value` for every field.
fn initialisers(model: &Model<'_>, slots: &[Ident], source: &Source) -> Vec<TokenStream> {
    let private = model.private();
    let mut slots = slots.iter();
    let mut plans = 0..;
    let value = |field: &Field<'_>| match (field.role, source) {
        (Role::Property, _) => {
            let slot = slots.next();
            match (fallback(model, field), source) {
                (Some(fallback), _) => {
                    quote!(match #slot { #private::Some(__value) => __value, #private::None => #fallback })
                }
                (None, Source::Columns) => {
                    let name = &field.name;
                    quote!(#private::column(#slot, #name, &__row)?)
                }
                (None, Source::Properties) => {
                    let name = &field.name;
                    let absent = item(model, &model.read_type(field), Through::FromValue, "absent");
                    let value = converted(model, field);
                    let place = in_entity(model, &quote!(__decoder));
                    quote! {
                        match #slot {
                            #private::Some(__value) => __value,
                            #private::None => match #absent() {
                                #private::Some(__value) => #value,
                                #private::None => {
                                    let __error = #private::DecodeError::missing_property(#name);
                                    return #private::Err(__error #place);
                                }
                            },
                        }
                    }
                }
            }
        }
        (Role::Flatten, Source::Columns) => {
            let plan = plans.next().map(Index::from);
            let call = item(model, field.ty, Through::FromColumns, "from_columns");
            quote!(#call(__row, __plan.flattened(#plan)?, __whole)?)
        }
        (Role::Flatten, Source::Properties) => {
            let call = item(model, field.ty, Through::FromProperties, "from_properties");
            let place = in_entity(model, &quote!(__decoder));
            quote! {
                match #call(&mut { __again }, __head, __whole) {
                    #private::Ok(__value) => __value,
                    #private::Err(__error) => return #private::Err(__error #place),
                }
            }
        }
        (Role::Skip, _) => fallback(model, field).unwrap_or_default(),
        (Role::ElementId | Role::Start | Role::End, source) => {
            let id = match (field.role, source) {
                (_, Source::Columns) => quote!(#private::None),
                (Role::Start, Source::Properties) => quote!(__ids.start),
                (Role::End, Source::Properties) => quote!(__ids.end),
                (_, Source::Properties) => quote!(__ids.element),
            };
            let call = item(model, field.ty, Through::FromElementId, "from_element_id");
            quote!(#call(#id)?)
        }
        (Role::Labels, source) => {
            let labels = match source {
                Source::Columns => quote!(#private::Names::none()),
                Source::Properties => quote!(__head.names()?),
            };
            let call = item(model, field.ty, Through::FromLabels, "from_labels");
            quote!(#call(#labels)?)
        }
    };
    let values: Vec<TokenStream> = model.fields().iter().map(value).collect();
    model.fields().iter().map(|field| field.ident).zip(values).map(|(ident, value)| quote!(#ident: #value)).collect()
}

/// Says in an error which entity it stands in; where it is made, since a look at each result would cost something.
fn in_entity(model: &Model<'_>, decoder: &TokenStream) -> TokenStream {
    let name = model.name();
    quote!(.in_entity(#name, __head, #decoder.dialect()))
}

/// Reads a field at a cursor into its slot; a null that a default stands in for leaves nothing in it.
fn read(model: &Model<'_>, field: &Field<'_>, slot: &Ident, cursor: &TokenStream, misfit: &TokenStream) -> TokenStream {
    let private = model.private();
    let (ty, converted) = (model.read_type(field), converted(model, field));
    let decode = item(model, &ty, Through::FromValue, "decode");
    let value = quote! {
        match #decode(#cursor.decoder()) {
            #private::Ok(__value) => #slot = #private::Some(#converted),
            #private::Err(__error) => return #private::Err(#misfit),
        }
    };
    match field.fallback {
        Some(_) => {
            let absent = item(model, &ty, Through::FromValue, "absent");
            let absent = match model.conversion(field) {
                Some(_) => quote!(#private::Option::map(#absent(), |__value| #converted)),
                None => quote!(#absent()),
            };
            quote!(if #cursor.decoder().null()? { #slot = #absent; } else { #value })
        }
        None => value,
    }
}

/// Returns what was read, without the type that converted it.
fn converted(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let private = model.private();
    match model.conversion(field) {
        Some(_) => quote!(#private::Converted::into_value(__value)),
        None => quote!(__value),
    }
}

fn fallback(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    field.fallback.as_ref().map(|fallback| match fallback {
        Fallback::Default => {
            let default = item(model, field.ty, Through::Default, "default");
            quote!(#default())
        }
        Fallback::Call(function) => quote_spanned!(function.span()=> #function()),
        Fallback::Value(value) => quote!(#value),
    })
}

/// Returns the fields that are read and written under a name.
pub(super) fn properties_of<'m, 'i>(model: &'m Model<'i>) -> Vec<&'m Field<'i>> {
    model.fields().iter().filter(|field| field.role == Role::Property).collect()
}

/// Returns the flattened fields.
pub(super) fn flattened_of<'m, 'i>(model: &'m Model<'i>) -> impl Iterator<Item = &'m Field<'i>> {
    model.fields().iter().filter(|field| field.role == Role::Flatten)
}

fn slots(count: usize) -> Vec<Ident> {
    (0..count).map(|at| format_ident!("__field{at}", span = proc_macro2::Span::mixed_site())).collect()
}
