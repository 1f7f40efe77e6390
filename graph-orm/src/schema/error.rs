//! Why a schema cannot be had.

use std::error::Error as StdError;
use std::fmt;

use graph_core::Error;

use super::{Difference, Rule, Unsupported};
use crate::cypher::InvalidName;

/// The reason a schema, or a database that should have it, is not as it has to be.
///
/// What is awaited gives an [`Error`] that wraps it: [`Error::custom_ref`] finds it there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// Two indexes or constraints have one name; give one of them another, with `name = "…"`.
    NameTaken {
        /// The one that came first.
        first: Box<Rule>,
        /// The other.
        second: Box<Rule>,
    },
    /// A name that no query can hold.
    InvalidName(InvalidName),
    /// The database has something else in the place of what the schema wants. Nothing was changed; drop it in a
    /// migration, or give the new one another name.
    Different(Vec<Difference>),
    /// The server cannot have these. Nothing was changed; [`Apply::skip_unsupported`](super::Apply::skip_unsupported)
    /// leaves them out.
    Unsupported(Vec<Unsupported>),
    /// The server failed to build an index.
    IndexFailed {
        /// Its name.
        name: String,
        /// Why, in the server's words.
        why: String,
    },
    /// Somebody dropped these while they were being made.
    Gone(Vec<Rule>),
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameTaken { first, second } => {
                write!(f, "two rules have one name: {first}, and {second}; give one of them a `name = \"…\"`")
            }
            Self::InvalidName(_) => f.write_str("the schema has a name that no query can hold"),
            Self::Different(differences) => {
                f.write_str("the database has something else in the place of what the schema wants: ")?;
                listed(f, differences)
            }
            Self::Unsupported(rules) => {
                f.write_str("the server cannot have what the schema wants: ")?;
                listed(f, rules)?;
                f.write_str("; `skip_unsupported` leaves it out")
            }
            Self::IndexFailed { name, why } => write!(f, "the server could not build the index {name}: {why}"),
            Self::Gone(rules) => {
                f.write_str("somebody dropped what was just made: ")?;
                listed(f, rules)
            }
        }
    }
}

fn listed(f: &mut fmt::Formatter<'_>, items: &[impl fmt::Display]) -> fmt::Result {
    items.iter().enumerate().try_for_each(|(at, item)| write!(f, "{}{item}", if at == 0 { "" } else { "; " }))
}

impl StdError for SchemaError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::InvalidName(error) => Some(error),
            _ => None,
        }
    }
}

impl From<SchemaError> for Error {
    fn from(error: SchemaError) -> Self {
        Self::custom(error)
    }
}
