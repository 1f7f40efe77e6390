//! What a query text says, as far as the server must know it.

pub(crate) mod assignment;
pub(crate) mod clause;
pub(crate) mod function;
pub(crate) mod projection;
pub(crate) mod scope;
pub(crate) mod source;
pub(crate) mod token;
