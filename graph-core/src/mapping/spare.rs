//! Memory that queries hand on, one after the other.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

/// How much is reserved at first: most queries have few parameters, and small ones.
const FIRST_RESERVE: usize = 64;
/// Larger buffers are given back.
const KEPT: usize = 1024;

thread_local! {
    /// The buffer of a query that this thread dropped; empty while another one has it.
    static LAST: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// A buffer which, once it is dropped, is the one that the next query of the thread fills.
#[derive(Clone, Default)]
pub(super) struct Spare(Vec<u8>);

impl Spare {
    pub(super) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Takes memory for the first bytes.
    #[inline]
    pub(super) fn make_room(&mut self) {
        if self.0.capacity() == 0 {
            // At the end of a thread there is none.
            self.0 = LAST.try_with(Cell::take).unwrap_or_default();
        }
        self.0.reserve(FIRST_RESERVE);
    }
}

impl Drop for Spare {
    #[inline]
    fn drop(&mut self) {
        if (1..=KEPT).contains(&self.0.capacity()) {
            let mut memory = std::mem::take(&mut self.0);
            memory.clear();
            let _ = LAST.try_with(|last| last.set(memory));
        }
    }
}

impl Deref for Spare {
    type Target = Vec<u8>;

    #[inline]
    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Spare {
    #[inline]
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}
