//! An async Bolt driver.
