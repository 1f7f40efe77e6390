//! How fast is the driver, beside a loop written by hand and the other drivers for Rust?

pub mod clock;
pub mod count;
pub mod drivers;
pub mod fields;
pub mod figure;
pub mod report;
pub mod server;
pub mod work;
