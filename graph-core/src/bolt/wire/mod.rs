//! Negotiation, framing, and what tags mean per version.

pub mod structure;
