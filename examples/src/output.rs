//! Where an example prints: to standard output, or into a text that a test compares.

use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Takes `writeln!(out, …)` through a shared reference, as `println!` does.
///
/// By default it is standard output.
#[derive(Debug, Default)]
pub struct Output(Option<Mutex<String>>);

impl Output {
    /// Makes an output that collects what is printed.
    pub fn collected() -> Self {
        Self(Some(Mutex::default()))
    }

    /// Returns what was printed, if it was collected.
    pub fn into_text(self) -> String {
        self.0.map(|text| text.into_inner().unwrap_or_else(PoisonError::into_inner)).unwrap_or_default()
    }

    /// Prints; `write!` and `writeln!` call it.
    pub fn write_fmt(&self, arguments: fmt::Arguments<'_>) {
        match &self.0 {
            Some(text) => text.lock().unwrap_or_else(PoisonError::into_inner).push_str(&arguments.to_string()),
            None => print!("{arguments}"),
        }
    }
}
