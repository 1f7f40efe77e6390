//! How the row of a query becomes a tuple of what its steps are.

use graph_core::mapping::{DecodeError, FromRecord, FromValue, Plan, Row, RowShape};

use crate::entity::Entity;

/// A part of a row: an entity, one that may be missing, or several.
pub trait Piece: 'static {
    /// What the row has.
    type Out: Send + 'static;

    /// Reads the next column.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>) -> Result<Self::Out, DecodeError>;
}

impl<T: Entity + for<'r> FromValue<'r> + Send + 'static> Piece for T {
    type Out = T;

    #[inline]
    fn read(row: &mut Row<'_>) -> Result<T, DecodeError> {
        row.column()
    }
}

impl<T: Entity + for<'r> FromValue<'r> + Send + 'static> Piece for Option<T> {
    type Out = Self;

    #[inline]
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.column()
    }
}

impl<T: Entity + for<'r> FromValue<'r> + Send + 'static> Piece for Vec<T> {
    type Out = Self;

    #[inline]
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.column()
    }
}

/// How well a node fits what was searched for.
impl Piece for f64 {
    type Out = Self;

    #[inline]
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.column()
    }
}

/// The parts of a row: a tuple of up to nine.
pub trait Shape: 'static {
    /// The row: the only part itself, or a tuple.
    type Row: Send + 'static;

    #[doc(hidden)]
    const COLUMNS: &'static RowShape;

    #[doc(hidden)]
    fn read(row: Row<'_>) -> Result<Self::Row, DecodeError>;
}

/// A row as its shape reads it.
pub(crate) struct Shaped<S: Shape>(pub(crate) S::Row);

impl<'r, S: Shape> FromRecord<'r> for Shaped<S> {
    const SHAPE: &'static RowShape = S::COLUMNS;

    #[inline]
    fn from_row(row: Row<'r>, _: &Plan) -> Result<Self, DecodeError> {
        S::read(row).map(Self)
    }
}

impl<A: Piece> Shape for (A,) {
    type Row = A::Out;

    const COLUMNS: &'static RowShape = &RowShape::Positional(1);

    #[inline]
    fn read(mut row: Row<'_>) -> Result<A::Out, DecodeError> {
        A::read(&mut row)
    }
}

macro_rules! shapes {
    ($($count:literal $($piece:ident)+;)+) => {$(
        impl<$($piece: Piece),+> Shape for ($($piece,)+) {
            type Row = ($($piece::Out,)+);

            const COLUMNS: &'static RowShape = &RowShape::Positional($count);

            #[inline]
            fn read(mut row: Row<'_>) -> Result<Self::Row, DecodeError> {
                Ok(($($piece::read(&mut row)?,)+))
            }
        }
    )+};
}

shapes! {
    2 A B;
    3 A B C;
    4 A B C D;
    5 A B C D E;
    6 A B C D E F;
    7 A B C D E F G;
    8 A B C D E F G H;
    9 A B C D E F G H I;
}

/// A shape that more can be put behind.
#[diagnostic::on_unimplemented(
    message = "a row has nine parts at most",
    label = "there is no place for more",
    note = "select what is needed of the steps so far, or write this query by hand"
)]
pub trait Then<A> {
    /// The shape with the next part.
    type Output;
}

macro_rules! longer {
    ($($($piece:ident)+;)+) => {$(
        impl<$($piece,)+ Next> Then<Next> for ($($piece,)+) {
            type Output = ($($piece,)+ Next);
        }
    )+};
}

longer! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}
