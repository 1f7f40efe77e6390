//! Which indexes of a type are searched by words and by vectors.

use std::borrow::Cow;

use graph_core::mapping::ToValue;
use graph_core::value::Vector;

use crate::entity::{EntityMeta, RuleKind};

/// What a vector index is searched by: a `Vector`, or numbers.
#[diagnostic::on_unimplemented(
    message = "a vector index is not searched by `{Self}`",
    label = "no vector",
    note = "give a `Vector`, or numbers as `Vec<f32>`, `&[f32]`, `[f32; N]`, or the same of `f64`"
)]
pub trait Embedding: ToValue {}

impl Embedding for Vector {}
impl Embedding for &Vector {}

macro_rules! numbers {
    ($($number:ty)+) => {$(
        impl Embedding for Vec<$number> {}
        impl Embedding for &Vec<$number> {}
        impl Embedding for &[$number] {}
        impl<const N: usize> Embedding for [$number; N] {}
    )+};
}

numbers!(f32 f64);

/// Stops a compilation of a search in a type without a full-text index.
///
/// # Panics
/// At compile time, when there is none.
pub(super) const fn assert_full_text(meta: &EntityMeta) {
    assert!(
        first(meta, Wanted::FullText).is_some(),
        "this type has no full-text index: mark a field with `#[graph(fulltext)]`, or name an index with `search_in`"
    );
}

/// Stops a compilation of a search in a type without a vector index.
///
/// # Panics
/// At compile time, when there is none.
pub(super) const fn assert_vector(meta: &EntityMeta) {
    assert!(
        first(meta, Wanted::Vector).is_some(),
        "this type has no vector index: mark a field with `#[graph(vector(dims = …))]`, or name an index with `nearest_in`"
    );
}

/// Returns the name of a type's first full-text index.
pub(super) fn full_text(meta: &EntityMeta) -> Cow<'static, str> {
    name(meta, Wanted::FullText)
}

/// Returns the name of a type's first vector index.
pub(super) fn vector(meta: &EntityMeta) -> Cow<'static, str> {
    name(meta, Wanted::Vector)
}

#[derive(Clone, Copy)]
enum Wanted {
    FullText,
    Vector,
}

fn name(meta: &EntityMeta, wanted: Wanted) -> Cow<'static, str> {
    let rule = first(meta, wanted).and_then(|place| meta.rules().get(place));
    // That there is one was checked when the program was compiled.
    rule.map(|rule| meta.name_of(rule)).unwrap_or_default()
}

const fn first(meta: &EntityMeta, wanted: Wanted) -> Option<usize> {
    let rules = meta.rules();
    let mut place = 0;
    while place < rules.len() {
        match (rules[place].kind(), wanted) {
            (RuleKind::FullText, Wanted::FullText) | (RuleKind::Vector { .. }, Wanted::Vector) => return Some(place),
            _ => place += 1,
        }
    }
    None
}
