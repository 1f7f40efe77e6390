//! The dynamic row: any columns, looked at by name or place.

use std::fmt;

use super::error::DecodeFault;
use super::{DecodeError, Decoder, FromRecord, FromValue, Keys, Plan, Row, RowShape};
use crate::bolt::wire::structure::Dialect;
use crate::value::{Map, Value};

/// One record of a result, for columns that are looked at one by one; the row type where none is named.
///
/// It keeps the record's bytes; a column is decoded when it is asked for.
///
/// ```
/// # use graph_core::bolt::Dialect;
/// # use graph_core::mapping::{FromRecord, Keys, Plan, Record, Row};
/// # let keys = Keys::from_names(["name", "age"]);
/// # let record = Record::from_row(Row::new(&[0x92, 0x83, b'A', b'n', b'n', 0x2A], &keys, Dialect::NEWEST)?, &Plan::default())?;
/// let name: &str = record.get("name")?;
/// let age: Option<u8> = record.get("age")?;
/// assert_eq!((name, age), ("Ann", Some(42)));
/// # Ok::<(), graph_core::mapping::DecodeError>(())
/// ```
#[derive(Clone)]
pub struct Record {
    /// The fields, one after another, without the list's header.
    fields: Box<[u8]>,
    keys: Keys,
    dialect: Dialect,
}

/// A column, by its name or its place counted from 0.
pub trait Column: sealed::Sealed {
    /// Returns the column's place.
    ///
    /// # Errors
    /// [`DecodeFault::MissingColumn`].
    fn place(&self, keys: &Keys) -> Result<usize, DecodeError>;
}

mod sealed {
    #[expect(unnameable_types, reason = "sealing a trait is what an unnameable one is for")]
    pub trait Sealed {}
    impl Sealed for &str {}
    impl Sealed for usize {}
}

impl Column for &str {
    fn place(&self, keys: &Keys) -> Result<usize, DecodeError> {
        keys.position(self).ok_or_else(|| missing((*self).to_owned(), keys))
    }
}

impl Column for usize {
    fn place(&self, keys: &Keys) -> Result<usize, DecodeError> {
        if *self < keys.len() { Ok(*self) } else { Err(missing(format!("#{self}"), keys)) }
    }
}

#[cold]
fn missing(name: String, keys: &Keys) -> DecodeError {
    DecodeError::new(DecodeFault::MissingColumn { name: name.into(), available: keys.to_vec() })
}

impl Record {
    /// Returns the value of a column, by name or place.
    ///
    /// # Errors
    /// [`DecodeFault::MissingColumn`], or why the value does not fit `T`.
    pub fn get<'r, T: FromValue<'r>>(&'r self, column: impl Column) -> Result<T, DecodeError> {
        let place = column.place(&self.keys)?;
        let mut decoder = Decoder::new(&self.fields, self.dialect);
        for _ in 0..place {
            decoder.skip()?;
        }
        T::decode(&mut decoder).map_err(|error| error.in_column(self.keys.name(place).unwrap_or("?")))
    }

    /// Returns the record as a row type, as if the query had been run for it.
    ///
    /// # Errors
    /// What does not fit `T`.
    pub fn to<'r, T: FromRecord<'r>>(&'r self) -> Result<T, DecodeError> {
        let plan = Plan::new(T::SHAPE, &self.keys)?;
        T::from_row(Row::of_fields(&self.fields, &self.keys, self.dialect), &plan)
    }

    /// Returns the result's column names.
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Returns how many columns there are.
    pub const fn len(&self) -> usize {
        self.keys.len()
    }

    /// Tells whether there are no columns.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Returns the values in the columns' order.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the server sent bytes that are no value.
    pub fn values(&self) -> Result<Vec<Value>, DecodeError> {
        let mut decoder = Decoder::new(&self.fields, self.dialect);
        (0..self.len()).map(|_| decoder.value()).collect()
    }

    /// Returns the values by column name.
    ///
    /// # Errors
    /// [`DecodeFault::Malformed`] when the server sent bytes that are no value.
    pub fn to_map(&self) -> Result<Map, DecodeError> {
        Ok(self.keys.iter().map(str::to_owned).zip(self.values()?).collect())
    }
}

impl<'r> FromRecord<'r> for Record {
    const SHAPE: &'static RowShape = &RowShape::Any;

    #[inline]
    fn from_row(row: Row<'r>, _: &Plan) -> Result<Self, DecodeError> {
        let (fields, dialect) = row.rest();
        Ok(Self { fields: fields.into(), keys: row.keys().clone(), dialect })
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
            && match (self.values(), other.values()) {
                (Ok(ours), Ok(theirs)) => ours == theirs,
                _ => false,
            }
    }
}

impl fmt::Debug for Record {
    /// Shows the columns and values; they come from the database and are no parameters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut decoder = Decoder::new(&self.fields, self.dialect);
        let mut map = f.debug_map();
        for key in self.keys.iter() {
            match decoder.value() {
                Ok(value) => map.entry(&key, &format_args!("{value}")),
                Err(error) => map.entry(&key, &format_args!("<{error}>")),
            };
        }
        map.finish()
    }
}
