//! Placeholder until the crate's first item lands.
