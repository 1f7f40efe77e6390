//! What a server says of a result, kept for its summary.

use std::fmt;

use crate::bolt::message::Meta;

/// Whether what the server says of a result is kept for a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    Kept,
    /// Nobody will ask.
    Dropped,
}

/// The metadata of RUN's answer and of the last PULL's, packed one after the other.
#[derive(Clone, Default)]
pub(crate) struct Said {
    packed: Vec<u8>,
    /// Where the second begins; `run <= packed.len()`.
    run: usize,
}

/// How much is reserved for what the last PULL's answer says; without plans and notifications it says no more.
const END: usize = 160;

impl Said {
    /// Takes what RUN's answer says.
    pub(crate) fn of_run(meta: Meta<'_>) -> Self {
        let run = meta.packed();
        let mut packed = Vec::with_capacity(run.len() + END);
        packed.extend_from_slice(run);
        Self { packed, run: run.len() }
    }

    /// Adds what the last PULL's answer says.
    pub(crate) fn ended(&mut self, meta: &[u8]) {
        self.packed.truncate(self.run);
        self.packed.extend_from_slice(meta);
    }

    /// Returns what RUN's answer says.
    pub(crate) fn run(&self) -> Meta<'_> {
        Meta::new(self.packed.get(..self.run).unwrap_or_default())
    }

    /// Returns what the last PULL's answer says.
    pub(crate) fn end(&self) -> Meta<'_> {
        Meta::new(self.packed.get(self.run..).unwrap_or_default())
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Said").field("length", &self.packed.len()).finish_non_exhaustive()
    }
}
