//! One number of a table: what an item of work cost a driver.

use crate::drivers::Driver;
use crate::work::Work;

/// What an item of work cost a driver, in instructions or in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// Who did the work.
    pub driver: Driver,
    /// The work.
    pub work: Work,
    /// How much it cost.
    pub amount: f64,
}

/// Returns the number in the middle, or nothing of no numbers.
pub fn median(mut amounts: Vec<f64>) -> Option<f64> {
    amounts.sort_by(f64::total_cmp);
    amounts.get(amounts.len() / 2).copied()
}
