//! The column names of a result.

use std::fmt;
use std::sync::Arc;

use crate::packstream::{PackError, Reader};

/// The column names of a result, in order; cheap to clone.
///
/// ```
/// # use graph_core::mapping::Keys;
/// let keys = Keys::from_names(["name", "age"]);
/// assert_eq!(keys.iter().collect::<Vec<_>>(), ["name", "age"]);
/// assert_eq!(keys.position("age"), Some(1));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The names as PackStream strings, one after another: one allocation a result, and none to share it.
    packed: Arc<[u8]>,
    count: usize,
}

impl Keys {
    /// Reads a list of names.
    #[cfg_attr(not(feature = "driver"), expect(dead_code, reason = "only a connection receives them"))]
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, PackError> {
        let count = reader.list()?;
        let start = reader.rest();
        for _ in 0..count {
            reader.string()?;
        }
        let packed = start.get(..start.len() - reader.rest().len()).unwrap_or_default();
        Ok(Self { packed: packed.into(), count })
    }

    /// Tells whether the names of a list are these, which were checked when they were read.
    #[cfg_attr(not(feature = "driver"), expect(dead_code, reason = "only a connection receives them"))]
    #[inline]
    pub(crate) fn are_at(&self, mut list: Reader<'_>) -> bool {
        list.list() == Ok(self.count) && list.rest().starts_with(&self.packed)
    }

    /// Makes keys of these names; for tests and rows that come from elsewhere.
    pub fn from_names<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Self {
        let mut packed = Vec::new();
        let mut count = 0;
        for name in names {
            let mut writer = crate::packstream::Writer::new(&mut packed);
            if writer.string(name.as_ref()).is_ok() {
                count += 1;
            }
        }
        Self { packed: packed.into(), count }
    }

    /// Returns how many columns the result has.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Tells whether the result has no columns, as a query without `RETURN` has none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut reader = Reader::new(&self.packed);
        std::iter::from_fn(move || reader.string().ok())
    }

    /// Returns the name of a column, counted from 0.
    pub fn name(&self, index: usize) -> Option<&str> {
        self.iter().nth(index)
    }

    /// Returns the place of a column, counted from 0.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.iter().position(|key| key == name)
    }

    /// Returns the names as owned strings.
    pub fn to_vec(&self) -> Vec<String> {
        self.iter().map(str::to_owned).collect()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
