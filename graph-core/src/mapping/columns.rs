//! A struct whose fields are columns: what a row of named columns and a flattened field have in common.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use super::row::{NamedShape, UNUSED};
use super::{DecodeError, Decoder, FromValue, Plan, Row};

/// A struct whose fields are read from columns by name; what `#[graph(flatten)]` takes in a row.
///
/// `FromRecord`, `FromValue`, `Node` and `Relationship` derive it. A map takes every column that no other field takes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened into a row",
    label = "`{Self}` has no named columns",
    note = "flatten a struct that derives `FromRecord`, `FromValue` or `Node`, or a map for the columns that are left"
)]
pub trait FromColumns<'r>: Sized {
    /// The columns that the struct takes.
    const COLUMNS: &'static NamedShape;

    /// Reads the columns that `plan` gives to this struct. `whole` has the columns of the row type that it is part of.
    ///
    /// # Errors
    /// The [`DecodeError`] of the first column that does not fit.
    fn from_columns(row: Row<'r>, plan: &Plan, whole: &NamedShape) -> Result<Self, DecodeError>;
}

/// The columns of a row, each matched with the fields of a struct in their declared order.
///
/// Columns mostly come in the order of the fields, so that trying the fields one after another finds each at once.
#[derive(Debug)]
pub struct Columns<'r, 'p> {
    row: Row<'r>,
    /// What is left of them tells the place, so that nothing is counted beside them.
    slots: std::slice::Iter<'p, u16>,
    slot: u32,
    count: usize,
}

/// The slot after the last column; no field has it, as it is no `u16`.
const DONE: u32 = u32::MAX;

impl<'r, 'p> Columns<'r, 'p> {
    /// Starts at the first column.
    #[inline]
    pub fn new(row: Row<'r>, plan: &'p Plan) -> Self {
        let slots = plan.slots();
        let mut columns = Self { row, slots: slots.iter(), slot: DONE, count: slots.len() };
        columns.advance();
        columns
    }

    /// Tells whether every column was read or skipped.
    #[inline]
    pub const fn is_done(&self) -> bool {
        self.slot == DONE
    }

    /// Returns how many columns come after the next one.
    #[inline]
    pub fn left(&self) -> usize {
        self.slots.len()
    }

    /// Tells whether the next column is that of this field, counted from 0.
    #[inline]
    pub const fn at(&self, field: u16) -> bool {
        self.slot == field as u32
    }

    /// Returns the decoder at the next column, which its type reads before [`advance`](Self::advance).
    #[inline]
    pub const fn decoder(&mut self) -> &mut Decoder<'r> {
        self.row.decoder()
    }

    /// Goes on after a column that was read.
    #[inline]
    pub fn advance(&mut self) {
        self.slot = self.slots.next().map_or(DONE, |slot| u32::from(*slot));
    }

    /// Says in an error that it stands in the next column.
    #[cold]
    #[must_use]
    pub fn misfit(&self, error: DecodeError) -> DecodeError {
        self.row.misfit_at(self.count - self.left() - usize::from(!self.is_done()), error)
    }

    /// Skips the next column unless one was read since so many were [`left`](Self::left), for then no field takes it.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`](super::DecodeFault::Malformed) when the bytes are no value.
    #[inline]
    pub fn skip_unless_moved(&mut self, left: usize) -> Result<(), DecodeError> {
        if self.left() == left && !self.is_done() {
            self.row.decoder().skip()?;
            self.advance();
        }
        Ok(())
    }
}

/// The one shape of every map: it asks for no column.
pub(super) const NO_COLUMNS: &NamedShape = &NamedShape { columns: &[], flattened: &[] };

fn rest<'r, K: From<&'r str>, V: FromValue<'r>>(
    mut row: Row<'r>,
    whole: &NamedShape,
    mut keep: impl FnMut(K, V),
) -> Result<(), DecodeError> {
    for name in row.keys().iter() {
        if whole.takes(name) {
            row.skip()?;
        } else {
            keep(name.into(), row.column()?);
        }
    }
    Ok(())
}

impl<'r, K, V, S> FromColumns<'r> for HashMap<K, V, S>
where
    K: From<&'r str> + Eq + Hash,
    V: FromValue<'r>,
    S: BuildHasher + Default,
{
    const COLUMNS: &'static NamedShape = NO_COLUMNS;

    fn from_columns(row: Row<'r>, _: &Plan, whole: &NamedShape) -> Result<Self, DecodeError> {
        let mut map = Self::default();
        rest(row, whole, |key, value| _ = map.insert(key, value))?;
        Ok(map)
    }
}

impl<'r, K: From<&'r str> + Ord, V: FromValue<'r>> FromColumns<'r> for BTreeMap<K, V> {
    const COLUMNS: &'static NamedShape = NO_COLUMNS;

    fn from_columns(row: Row<'r>, _: &Plan, whole: &NamedShape) -> Result<Self, DecodeError> {
        let mut map = Self::new();
        rest(row, whole, |key, value| _ = map.insert(key, value))?;
        Ok(map)
    }
}

const _: () = assert!((UNUSED as u32) < DONE, "an unused column is not the end");
