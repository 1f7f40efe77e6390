//! An async Bolt driver.

#![forbid(unsafe_code)]

pub mod bolt;
pub mod mapping;
pub mod packstream;
pub mod value;
