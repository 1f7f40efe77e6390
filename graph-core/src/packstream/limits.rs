//! The bounds that decoding keeps, whatever a server declares.

/// How deep lists, maps and structures may nest, 128 levels; a real server stops long before.
pub const MAX_DEPTH: u8 = 128;

/// How many bytes of elements are reserved ahead for a declared length, 64 KiB.
///
/// A list grows past it as its elements arrive, so a false length costs no memory.
pub const MAX_RESERVATION: usize = 64 * 1024;

/// Returns how many elements of `size` bytes to reserve for `declared` of them.
#[inline]
pub fn reservation(declared: usize, size: usize) -> usize {
    declared.min(MAX_RESERVATION / size.max(1))
}
