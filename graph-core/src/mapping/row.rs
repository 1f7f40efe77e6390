//! Rows: how a record becomes a Rust type, decided once a result.

use super::error::DecodeFault;
use super::{DecodeError, Decoder, FromValue, Keys, ValueType};
use crate::bolt::wire::structure::Dialect;
use crate::packstream::Reader;

/// A type that one record of a result becomes.
///
/// Derive it for structs (columns by name). Tuples take the columns by position, scalars and lists the single column,
/// [`Record`](super::Record) takes any. A type that derives `Node` or `Relationship` is a row of one entity, or of
/// columns named as its properties.
///
/// A type that borrows (`&'r str`) implements it for the record's lifetime only; a type that owns implements it for
/// every lifetime, which is what the methods that return rows ask for.
#[diagnostic::on_unimplemented(
    message = "a record cannot become `{Self}`",
    label = "`{Self}` is no row type",
    note = "derive it: `#[derive(FromRecord)]` for a struct of columns, `#[derive(Node)]` for a node",
    note = "scalars, tuples of up to 16 columns, `Record` and `Serde<T>` are row types as well"
)]
pub trait FromRecord<'r>: Sized {
    /// What the type asks of a result's columns.
    const SHAPE: &'static RowShape;

    /// Reads the record.
    ///
    /// # Errors
    /// The [`DecodeError`] of the first column that does not fit.
    fn from_row(row: Row<'r>, plan: &Plan) -> Result<Self, DecodeError>;
}

/// What a row type asks of a result's columns.
#[derive(Debug)]
pub enum RowShape {
    /// Any columns.
    Any,
    /// This many columns, by position; 1 for a scalar.
    Positional(usize),
    /// Columns by name.
    Named(&'static NamedShape),
    /// One column that is an entity or a map, or else columns by name.
    Entity(&'static NamedShape),
}

/// The columns that a struct takes by name.
#[derive(Debug)]
pub struct NamedShape {
    /// The struct's own columns, in the order of its fields.
    pub columns: &'static [ColumnShape],
    /// The columns of its flattened fields, in order.
    pub flattened: &'static [&'static Self],
}

/// One column of a struct.
#[derive(Debug)]
pub struct ColumnShape {
    /// The column's name.
    pub name: &'static str,
    /// The type that the field reads.
    pub ty: ValueType,
    /// Whether the result must have it; a field with a default may do without.
    pub required: bool,
}

impl NamedShape {
    /// Tells whether a field of the struct, or of one that is flattened into it, takes this name.
    pub fn takes(&self, name: &str) -> bool {
        self.columns.iter().any(|column| column.name == name) || self.flattened.iter().any(|inner| inner.takes(name))
    }
}

/// The slot of a column that no field takes.
pub const UNUSED: u16 = u16::MAX;

/// Which column goes into which field: a [`RowShape`] matched with a result's [`Keys`], once a result.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    entity: Option<bool>,
    slots: Box<[u16]>,
    flattened: Box<[Plan]>,
}

impl Plan {
    /// Matches a shape with a result's columns.
    ///
    /// # Errors
    /// [`DecodeFault::MissingColumn`] and [`DecodeFault::ColumnCount`].
    #[inline]
    pub fn new(shape: &RowShape, keys: &Keys) -> Result<Self, DecodeError> {
        match shape {
            RowShape::Any => Ok(Self::default()),
            RowShape::Positional(count) if *count == keys.len() => Ok(Self::default()),
            RowShape::Positional(count) => {
                Err(DecodeError::new(DecodeFault::ColumnCount { expected: *count, available: keys.to_vec() }))
            }
            RowShape::Named(named) => Self::named(named, keys),
            RowShape::Entity(named) => {
                let matched = Self::named(named, keys);
                if keys.len() != 1 {
                    return matched;
                }
                // One column: the entity itself, unless the type has a property of that name; then each value tells.
                Ok(match matched {
                    Ok(plan) if plan.uses_a_column() => Self { entity: None, ..plan },
                    _ => Self { entity: Some(true), ..Self::default() },
                })
            }
        }
    }

    fn named(shape: &NamedShape, keys: &Keys) -> Result<Self, DecodeError> {
        let mut slots = vec![UNUSED; keys.len()].into_boxed_slice();
        for (field, column) in shape.columns.iter().enumerate() {
            let slot = u16::try_from(field).unwrap_or(UNUSED);
            match keys.position(column.name).and_then(|at| slots.get_mut(at)) {
                Some(place) => *place = slot,
                None if column.required => {
                    return Err(DecodeError::new(DecodeFault::MissingColumn {
                        name: column.name.into(),
                        available: keys.to_vec(),
                    }));
                }
                None => {}
            }
        }
        let flattened = shape.flattened.iter().map(|inner| Self::named(inner, keys)).collect::<Result<_, _>>()?;
        Ok(Self { entity: Some(false), slots, flattened })
    }

    /// Returns the field that each column goes into, in the columns' order; [`UNUSED`] for none.
    #[inline]
    pub fn slots(&self) -> &[u16] {
        &self.slots
    }

    /// Returns the plan of a flattened field, counted from 0.
    ///
    /// # Errors
    /// None for a plan that was made from the same shape.
    pub fn flattened(&self, index: usize) -> Result<&Self, DecodeError> {
        self.flattened.get(index).ok_or_else(|| DecodeError::custom("the plan was made for another row type"))
    }

    /// Tells whether this row's only column is the entity itself.
    #[inline]
    pub fn is_entity(&self, row: &Row<'_>) -> bool {
        match self.entity {
            Some(entity) => entity,
            None => row.starts_with_entity(),
        }
    }

    fn uses_a_column(&self) -> bool {
        self.slots.iter().any(|slot| *slot != UNUSED) || self.flattened.iter().any(Self::uses_a_column)
    }
}

/// The columns of one record, read in order.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    decoder: Decoder<'r>,
    keys: &'r Keys,
    next: usize,
}

impl<'r> Row<'r> {
    /// Reads a record from its fields, a PackStream list in the forms of `dialect`.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the bytes are no list of as many fields as there are `keys`.
    #[inline]
    pub fn new(fields: &'r [u8], keys: &'r Keys, dialect: Dialect) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(fields);
        let count = reader.list()?;
        if count != keys.len() {
            return Err(miscounted(count, keys));
        }
        Ok(Self { decoder: Decoder::new(reader.rest(), dialect), keys, next: 0 })
    }

    /// Reads a record from its fields alone, as many as there are `keys`.
    #[inline]
    pub(crate) const fn of_fields(fields: &'r [u8], keys: &'r Keys, dialect: Dialect) -> Self {
        Self { decoder: Decoder::new(fields, dialect), keys, next: 0 }
    }

    /// Returns the result's column names.
    #[inline]
    pub const fn keys(&self) -> &'r Keys {
        self.keys
    }

    /// Returns the bytes of the columns not read yet, and their forms.
    #[inline]
    pub const fn rest(&self) -> (&'r [u8], Dialect) {
        (self.decoder.rest(), self.decoder.dialect())
    }

    /// Reads the next column.
    ///
    /// # Errors
    /// The column's [`DecodeError`], with its name.
    #[inline]
    pub fn column<T: FromValue<'r>>(&mut self) -> Result<T, DecodeError> {
        let value = T::decode(&mut self.decoder).map_err(|error| self.misfit(error))?;
        self.next += 1;
        Ok(value)
    }

    /// Goes on after a column that was read from the [`decoder`](Self::decoder).
    #[inline]
    pub const fn advance(&mut self) {
        self.next += 1;
    }

    /// Says in an error that it stands in the next column.
    #[cold]
    #[must_use]
    pub fn misfit(&self, error: DecodeError) -> DecodeError {
        self.misfit_at(self.next, error)
    }

    /// Says in an error that it stands in a column, counted from 0.
    #[cold]
    pub(super) fn misfit_at(&self, column: usize, error: DecodeError) -> DecodeError {
        error.in_column(self.keys.name(column).unwrap_or("?"))
    }

    /// Skips the next column.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the bytes are no value.
    #[inline]
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.next += 1;
        self.decoder.skip()
    }

    /// Returns the decoder at the next column, for a type that reads it by itself.
    #[inline]
    pub const fn decoder(&mut self) -> &mut Decoder<'r> {
        &mut self.decoder
    }

    fn starts_with_entity(&self) -> bool {
        use crate::value::Kind;
        matches!(self.decoder.kind(), Ok(Kind::Node | Kind::Relationship | Kind::Map))
    }
}

#[cold]
fn miscounted(count: usize, keys: &Keys) -> DecodeError {
    DecodeError::new(DecodeFault::Unrepresentable {
        reason: format!("the server sent a record of {count} fields for {} columns", keys.len()),
    })
}

macro_rules! tuples {
    ($($count:literal $($item:ident)+;)+) => {$(
        impl<'r, $($item: FromValue<'r>),+> FromRecord<'r> for ($($item,)+) {
            const SHAPE: &'static RowShape = &RowShape::Positional($count);

            #[inline]
            fn from_row(mut row: Row<'r>, _: &Plan) -> Result<Self, DecodeError> {
                Ok(($(row.column::<$item>()?,)+))
            }
        }
    )+};
}

tuples! {
    1 A;
    2 A B;
    3 A B C;
    4 A B C D;
    5 A B C D E;
    6 A B C D E F;
    7 A B C D E F G;
    8 A B C D E F G H;
    9 A B C D E F G H I;
    10 A B C D E F G H I J;
    11 A B C D E F G H I J K;
    12 A B C D E F G H I J K L;
    13 A B C D E F G H I J K L M;
    14 A B C D E F G H I J K L M N;
    15 A B C D E F G H I J K L M N O;
    16 A B C D E F G H I J K L M N O P;
}
