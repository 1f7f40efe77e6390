//! What a server cannot have.

use std::fmt;

use graph_core::Error;

use super::{Rule, Target};
use crate::cypher::SHOW_SERVER;
use crate::entity::RuleKind;
use crate::execute::Place;

/// A rule that a server cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unsupported {
    /// The rule.
    pub rule: Rule,
    /// What it would take.
    pub needs: Needs,
}

/// What it takes to have a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Needs {
    /// Neo4j's Enterprise Edition, or Aura.
    Enterprise,
    /// Neo4j from this version on.
    Version(u16, u16),
    /// Another product than this one, which says that it does not support it.
    AnotherServer,
}

/// What a server says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    edition: String,
    /// Major and minor version, where the server says a number.
    version: Option<(u16, u16)>,
}

impl Server {
    pub(super) async fn ask(place: &Place<'_>) -> Result<Self, Error> {
        let components: Vec<(String, Vec<String>, String)> = place.read(SHOW_SERVER).await?;
        // From 2025 on the versions of the query language are a component too.
        let server = components.into_iter().find(|(name, ..)| name != "Cypher");
        let (_, versions, edition) = server.unwrap_or_default();
        Ok(Self { edition, version: versions.first().and_then(|text| version(text)) })
    }

    /// Returns what it would take to have a rule, as far as that is known before it is tried.
    pub(super) fn lacks(&self, rule: &Rule) -> Option<Needs> {
        let on_relationships = matches!(rule.target(), Target::Relationships(_));
        let since = |major, minor| {
            let is_older = self.version.is_some_and(|version| version < (major, minor));
            is_older.then_some(Needs::Version(major, minor))
        };
        match rule.kind() {
            RuleKind::Key | RuleKind::Required if self.edition == "community" => Some(Needs::Enterprise),
            RuleKind::Key | RuleKind::Unique if on_relationships => since(5, 7),
            RuleKind::Vector { .. } if on_relationships => since(5, 18),
            RuleKind::Vector { .. } => since(5, 15),
            _ => None,
        }
    }
}

/// Reads the 5 and the 26 of `5.26.28`, or of `5.27-aura`.
fn version(text: &str) -> Option<(u16, u16)> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    match (numbers.next()?, numbers.next()?) {
        (Ok(major), Ok(minor)) => Some((major, minor)),
        _ => None,
    }
}

/// Tells whether a server refuses a command because it has no such thing at all.
pub(super) fn is_unsupported(error: &Error) -> bool {
    error.code() == Some("Neo.ClientError.Statement.UnsupportedOperationError")
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Enterprise => f.write_str("Neo4j Enterprise Edition"),
            Self::Version(major, minor) => write!(f, "Neo4j {major}.{minor} or newer"),
            Self::AnotherServer => f.write_str("another server"),
        }
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} needs {}", self.rule, self.needs)
    }
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_read_from_what_servers_say() {
        assert_eq!(version("5.26.28"), Some((5, 26)));
        assert_eq!(version("2026.09.0"), Some((2026, 9)));
        assert_eq!(version("5.27-aura"), Some((5, 27)));
        assert_eq!(version("dev"), None);
    }
}
