//! What can be wrong with PackStream bytes.

/// Bytes that are no PackStream, or not the PackStream value that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The message ended inside a value.
    #[error("the message ends inside a value: {needed} more bytes were declared, {available} are there")]
    UnexpectedEnd {
        /// How many bytes the value still needs.
        needed: usize,
        /// How many bytes are left.
        available: usize,
    },
    /// A marker byte that PackStream does not define.
    #[error("{0:#04X} is no PackStream marker")]
    UnknownMarker(u8),
    /// A value of another kind than the one asked for; the marker tells which.
    #[error("a value with marker {0:#04X} stands where another kind of value was expected")]
    Mismatch(u8),
    /// A string that is not UTF-8.
    #[error("a string is not valid UTF-8 after {valid_up_to} bytes")]
    InvalidUtf8 {
        /// How many bytes of the string were valid.
        valid_up_to: usize,
    },
    /// Lists, maps or structures nested deeper than [`limits::MAX_DEPTH`](super::limits::MAX_DEPTH).
    #[error("values nest deeper than {} levels", super::limits::MAX_DEPTH)]
    TooDeep,
    /// A structure with another number of fields than its tag has.
    #[error("a structure with tag {tag:#04X} has {found} fields where {expected} belong")]
    FieldCount {
        /// The structure's tag.
        tag: u8,
        /// How many fields the tag asks for.
        expected: u8,
        /// How many the bytes declare.
        found: u8,
    },
    /// A value to be sent that is longer than PackStream can say (4 GiB).
    #[error("a length of {0} does not fit PackStream's 32 bits")]
    TooLong(usize),
}
