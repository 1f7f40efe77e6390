//! Negotiation, framing, and what tags mean per version.

pub mod chunk;
pub mod handshake;
pub mod structure;
pub mod version;
