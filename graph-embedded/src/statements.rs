//! Which statements were read lately, so that they need not be read again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::failure::Outcome;
use crate::statement::Statement;

/// How many texts are kept.
const KEPT: usize = 512;

/// Texts that were read lately, and what they say.
#[derive(Debug, Default)]
pub(crate) struct Statements(Mutex<HashMap<String, Arc<Statement>>>);

impl Statements {
    /// The statement that the text is.
    pub(crate) fn read(&self, text: &str) -> Outcome<Arc<Statement>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(statement) = kept.get(text) {
            return Ok(Arc::clone(statement));
        }
        let statement = Arc::new(Statement::parse(text)?);
        if kept.len() >= KEPT {
            // A program with so many texts builds them; which ones it will use again cannot be told.
            kept.clear();
        }
        kept.insert(text.to_owned(), Arc::clone(&statement));
        Ok(statement)
    }
}
