//! What is kept of a value that cannot be had.

use super::{Kind, Value};

/// A value that the server holds back, since the negotiated protocol version cannot carry its type.
///
/// # Examples
///
/// ```
/// use graph_core::value::Unsupported;
///
/// let value = Unsupported::new("HYPERCUBE", (6, 2)).with_message("use a newer driver");
/// assert_eq!(value.to_string(), "HYPERCUBE, which needs Bolt 6.2: use a newer driver");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unsupported {
    name: String,
    minimum_protocol: (u8, u8),
    message: Option<String>,
}

impl Unsupported {
    /// Creates the mark of a value whose type needs at least the given protocol version.
    #[must_use]
    pub fn new(name: impl Into<String>, minimum_protocol: (u8, u8)) -> Self {
        Self { name: name.into(), minimum_protocol, message: None }
    }

    /// Adds what the server says about it.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Returns the name that the server has for the type.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the first protocol version, major and minor, that can carry the type.
    #[must_use]
    pub const fn minimum_protocol(&self) -> (u8, u8) {
        self.minimum_protocol
    }

    /// Returns what the server says about it.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

/// A value that arrived whole, but that its type here cannot represent.
///
/// A time zone that this machine does not know makes one, for instance. It is not fatal to its record: the other fields
/// can be read, and the parts that arrived are here.
///
/// # Examples
///
/// ```
/// use graph_core::value::{BrokenValue, Date, Kind, Value};
///
/// let day = i64::MAX;
/// let value = match Date::from_epoch_day(day) {
///     Ok(date) => Value::Date(date),
///     Err(reason) => BrokenValue::new(Kind::Date, vec![day.into()], &reason).into(),
/// };
/// let broken = value.as_broken().unwrap();
/// assert_eq!(broken.intended_kind(), Kind::Date);
/// assert_eq!(broken.parts(), [Value::Integer(i64::MAX)]);
/// assert!(broken.reason().starts_with("epoch day 9223372036854775807 is outside"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BrokenValue {
    intended_kind: Kind,
    parts: Vec<Value>,
    reason: String,
}

impl BrokenValue {
    /// Creates the remains of a value that was to be of the given type.
    #[must_use]
    pub fn new(intended_kind: Kind, parts: Vec<Value>, reason: &dyn std::error::Error) -> Self {
        Self { intended_kind, parts, reason: reason.to_string() }
    }

    /// Returns the type that the value claimed to have.
    #[must_use]
    pub const fn intended_kind(&self) -> Kind {
        self.intended_kind
    }

    /// Returns the parts in the order in which they arrived.
    #[must_use]
    pub fn parts(&self) -> &[Value] {
        &self.parts
    }

    /// Returns why there is no such value.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
