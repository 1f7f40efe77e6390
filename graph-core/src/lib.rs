//! An async Bolt driver.

#![forbid(unsafe_code)]

pub mod packstream;
pub mod value;
