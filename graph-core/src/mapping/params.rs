//! The parameters of a query: names and values, encoded as they are given.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;

use super::error::{EncodeError, EncodeFault};
use super::spare::Spare;
use super::{Encoder, ToValue};
use crate::bolt::wire::structure::{Dialect, decode_value, encode_value};
use crate::packstream::{Reader, Writer};
use crate::value::Map;

/// A type whose fields are the parameters of a query.
///
/// Derive it for structs. Maps with string keys, [`Params`] and the `params!` macro are such types too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no set of query parameters",
    label = "`{Self}` does not implement `ToParams`",
    note = "derive it: `#[derive(ToParams)]` for a struct, or write `params! {{ name: value }}`"
)]
pub trait ToParams {
    /// Returns how many parameters [`encode_params`](Self::encode_params) appends.
    fn count(&self) -> usize;

    /// Appends each parameter's name, by [`Encoder::string`], and its value.
    ///
    /// # Errors
    /// An [`EncodeError`] that names the parameter and never its value.
    fn encode_params(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError>;
}

/// The parameters of one query.
///
/// Values are encoded when they are given, so that nothing is borrowed and a retried query sends the same bytes.
/// `Debug` shows the names alone.
///
/// ```
/// use graph_core::mapping::Params;
///
/// let params = Params::new().with("name", "Ann").with("age", 42);
/// assert_eq!(format!("{params:?}"), r#"Params["name", "age"]"#);
/// ```
#[derive(Default)]
pub struct Params {
    /// Keys and values in the newest dialect, without the map's header.
    packed: Spare,
    count: usize,
    /// Whether another dialect writes some of the values differently.
    dialect_bound: bool,
    /// The first value that could not be encoded; reported when the query runs.
    fault: Option<EncodeError>,
}

impl Params {
    /// Makes an empty set.
    pub const fn new() -> Self {
        Self { packed: Spare::new(), count: 0, dialect_bound: false, fault: None }
    }

    /// Adds a parameter; what cannot be sent is reported when the query runs.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToValue) -> Self {
        self.insert(name, value);
        self
    }

    /// Adds a parameter; what cannot be sent is reported when the query runs.
    #[inline]
    pub fn insert(&mut self, name: &str, value: impl ToValue) {
        if self.contains(name) {
            self.fail(EncodeError::new(EncodeFault::Duplicate).in_field(name.to_owned()));
            return;
        }
        let start = self.packed.len();
        if start == 0 {
            self.packed.make_room();
        }
        let mut encoder = Encoder::new(&mut self.packed, Dialect::NEWEST);
        let outcome = encoder.string(name).and_then(|()| value.encode(&mut encoder));
        self.dialect_bound |= encoder.is_dialect_bound();
        match outcome {
            Ok(()) => self.count += 1,
            Err(error) => {
                self.packed.truncate(start);
                self.fail(error.in_field(name.to_owned()));
            }
        }
    }

    /// Adds the parameters of a struct or map; what cannot be sent is reported when the query runs.
    pub fn extend(&mut self, params: &(impl ToParams + ?Sized)) {
        let start = self.packed.len();
        let mut encoder = Encoder::new(&mut self.packed, Dialect::NEWEST);
        let outcome = params.encode_params(&mut encoder);
        self.dialect_bound |= encoder.is_dialect_bound();
        match outcome {
            Ok(()) => self.count += params.count(),
            Err(error) => {
                self.packed.truncate(start);
                self.fail(error);
                return;
            }
        }
        if start > 0 {
            self.refuse_duplicates(start);
        }
    }

    /// Returns how many parameters there are.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Tells whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the parameters' names in the order in which they were given.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        Names(Reader::new(&self.packed))
    }

    /// Returns the values by name; those that could not be encoded are left out.
    ///
    /// ```
    /// use graph_core::params;
    ///
    /// assert_eq!(params! { age: 42 }.to_map()["age"].as_int(), Some(42));
    /// ```
    pub fn to_map(&self) -> Map {
        let mut reader = Reader::new(&self.packed);
        let entry = |_| Some((reader.string().ok()?.to_owned(), decode_value(&mut reader, Dialect::NEWEST, 0).ok()?));
        (0..self.count).map_while(entry).collect()
    }

    /// Returns the parameters' entries in the forms of `dialect`.
    #[cfg_attr(not(feature = "driver"), expect(dead_code, reason = "only a connection sends parameters"))]
    #[inline]
    pub(crate) fn packed(&self, dialect: Dialect) -> Result<Cow<'_, [u8]>, EncodeError> {
        if let Some(fault) = &self.fault {
            return Err(fault.duplicate());
        }
        if !self.dialect_bound || dialect == Dialect::NEWEST {
            return Ok(Cow::Borrowed(&self.packed));
        }
        self.translated(dialect).map(Cow::Owned)
    }

    /// Takes the newest forms apart and writes each value anew, since some have another form in this dialect.
    fn translated(&self, dialect: Dialect) -> Result<Vec<u8>, EncodeError> {
        let mut packed = Vec::with_capacity(self.packed.len());
        let mut writer = Writer::new(&mut packed);
        let mut reader = Reader::new(&self.packed);
        for _ in 0..self.count {
            let name = reader.string()?;
            writer.string(name)?;
            let value = decode_value(&mut reader, Dialect::NEWEST, 0)
                .map_err(|error| EncodeError::custom(error).in_field(name.to_owned()))?;
            encode_value(&mut writer, dialect, &value, &mut true)
                .map_err(|error| EncodeError::from(error).in_field(name.to_owned()))?;
        }
        Ok(packed)
    }

    fn contains(&self, name: &str) -> bool {
        self.count > 0 && self.names().any(|known| known == name)
    }

    fn refuse_duplicates(&mut self, start: usize) {
        let old = Reader::new(self.packed.get(..start).unwrap_or_default());
        let known: Vec<&str> = Names(old).collect();
        let added = Reader::new(self.packed.get(start..).unwrap_or_default());
        if let Some(name) = Names(added).find(|name| known.contains(name)) {
            let error = EncodeError::new(EncodeFault::Duplicate).in_field(name.to_owned());
            self.fail(error);
        }
    }

    fn fail(&mut self, error: EncodeError) {
        self.fault.get_or_insert(error);
    }
}

/// The names of packed entries.
struct Names<'a>(Reader<'a>);

impl<'a> Iterator for Names<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let name = self.0.string().ok()?;
        self.0.skip().ok()?;
        Some(name)
    }
}

impl Clone for Params {
    fn clone(&self) -> Self {
        Self {
            packed: self.packed.clone(),
            count: self.count,
            dialect_bound: self.dialect_bound,
            fault: self.fault.as_ref().map(EncodeError::duplicate),
        }
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Params")?;
        f.debug_list().entries(self.names()).finish()
    }
}

impl ToParams for Params {
    fn count(&self) -> usize {
        self.count
    }

    fn encode_params(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        debug_assert_eq!(encoder.dialect(), Dialect::NEWEST, "parameters are collected in the newest dialect");
        if let Some(error) = &self.fault {
            return Err(error.duplicate());
        }
        if self.dialect_bound {
            encoder.mark_dialect_bound();
        }
        encoder.raw(&self.packed);
        Ok(())
    }
}

impl<T: ToParams + ?Sized> ToParams for &T {
    fn count(&self) -> usize {
        T::count(self)
    }

    fn encode_params(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        T::encode_params(self, encoder)
    }
}

/// No parameters.
impl ToParams for () {
    fn count(&self) -> usize {
        0
    }

    fn encode_params(&self, _: &mut Encoder<'_>) -> Result<(), EncodeError> {
        Ok(())
    }
}

impl<K: AsRef<str>, V: ToValue, S: BuildHasher> ToParams for HashMap<K, V, S> {
    fn count(&self) -> usize {
        self.len()
    }

    fn encode_params(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        entries(encoder, self)
    }
}

impl<K: AsRef<str>, V: ToValue> ToParams for BTreeMap<K, V> {
    fn count(&self) -> usize {
        self.len()
    }

    fn encode_params(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        entries(encoder, self)
    }
}

/// Names with their values, as in `[("name", "Ann"), ("city", "Oslo")]`.
impl<K: AsRef<str>, V: ToValue, const N: usize> ToParams for [(K, V); N] {
    fn count(&self) -> usize {
        N
    }

    fn encode_params(&self, encoder: &mut Encoder<'_>) -> Result<(), EncodeError> {
        for (index, (name, _)) in self.iter().enumerate() {
            if self.iter().take(index).any(|(known, _)| known.as_ref() == name.as_ref()) {
                return Err(EncodeError::new(EncodeFault::Duplicate).in_field(name.as_ref().to_owned()));
            }
        }
        entries(encoder, self.iter().map(|(name, value)| (name, value)))
    }
}

fn entries<'i, K: AsRef<str> + 'i, V: ToValue + 'i>(
    encoder: &mut Encoder<'_>,
    entries: impl IntoIterator<Item = (&'i K, &'i V)>,
) -> Result<(), EncodeError> {
    for (name, value) in entries {
        let name = name.as_ref();
        encoder.string(name)?;
        value.encode(encoder).map_err(|error| error.in_field(name.to_owned()))?;
    }
    Ok(())
}

/// Makes the [`Params`] of a query from names and values.
///
/// ```
/// use graph_core::params;
///
/// let age = 42;
/// let params = params! { name: "Ann", age, tags: ["a", "b"] };
/// assert_eq!(params.len(), 3);
/// ```
#[macro_export]
macro_rules! params {
    (@set $params:ident) => {};
    (@set $params:ident $name:ident : $value:expr $(, $($rest:tt)*)?) => {
        $params.insert(stringify!($name), $value);
        $crate::params!(@set $params $($($rest)*)?);
    };
    (@set $params:ident $name:ident $(, $($rest:tt)*)?) => {
        $params.insert(stringify!($name), &$name);
        $crate::params!(@set $params $($($rest)*)?);
    };
    ($($entries:tt)*) => {{
        #[allow(unused_mut, reason = "an empty set inserts nothing")]
        let mut params = $crate::mapping::Params::new();
        $crate::params!(@set params $($entries)*);
        params
    }};
}
