//! How fast is the driver, beside a loop written by hand and the other drivers for Rust?

pub mod count;
pub mod drivers;
pub mod server;
pub mod work;
