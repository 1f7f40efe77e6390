//! What a query text says, as far as the server must know it.

pub(crate) mod token;
