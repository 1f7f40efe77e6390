//! Writes the commands that create indexes and constraints, and those that show them.

use std::fmt::Write as _;

use super::{InvalidName, Name};
use crate::entity::RuleKind;

/// What an index or a constraint is created from.
pub(crate) struct CreateRule<'r> {
    pub(crate) name: &'r str,
    pub(crate) kind: RuleKind,
    pub(crate) on: On<'r>,
    pub(crate) properties: &'r [String],
}

/// What a rule is about.
#[derive(Clone, Copy)]
pub(crate) enum On<'r> {
    Nodes(&'r str),
    Relationships(&'r str),
}

/// Shows every index, with what is needed to compare it.
pub(crate) const SHOW_INDEXES: &str = "SHOW INDEXES \
    YIELD name, type, entityType, labelsOrTypes, properties, state, options, failureMessage \
    RETURN name, type, entityType, labelsOrTypes, properties, state, options, failureMessage";

/// Shows every constraint.
pub(crate) const SHOW_CONSTRAINTS: &str = "SHOW CONSTRAINTS \
    YIELD name, type, entityType, labelsOrTypes, properties \
    RETURN name, type, entityType, labelsOrTypes, properties";

/// Tells the version and the edition of the server.
pub(crate) const SHOW_SERVER: &str =
    "CALL dbms.components() YIELD name, versions, edition RETURN name, versions, edition";

/// Waits until an index is built.
pub(crate) const AWAIT_INDEX: &str = "CALL db.awaitIndex($name, $seconds)";

impl CreateRule<'_> {
    /// Returns the command, which does nothing where the rule is there already.
    ///
    /// The words are those that Neo4j has had since 4.4. A range index is created without its kind: Neo4j 4.4 has
    /// another one by default, and does not use range indexes yet.
    pub(crate) fn to_cypher(&self) -> Result<String, InvalidName> {
        let mut text = String::from("CREATE ");
        text.push_str(match self.kind {
            RuleKind::Key | RuleKind::Unique | RuleKind::Required => "CONSTRAINT ",
            RuleKind::Range => "INDEX ",
            RuleKind::Text => "TEXT INDEX ",
            RuleKind::Point => "POINT INDEX ",
            RuleKind::FullText => "FULLTEXT INDEX ",
            RuleKind::Vector { .. } => "VECTOR INDEX ",
        });
        push(&mut text, format_args!("{} IF NOT EXISTS FOR ", Name::new(self.name)?));
        match self.on {
            On::Nodes(label) => push(&mut text, format_args!("(n:{}) ", Name::new(label)?)),
            On::Relationships(name) => push(&mut text, format_args!("()-[n:{}]-() ", Name::new(name)?)),
        }
        text.push_str(match self.kind {
            RuleKind::Key | RuleKind::Unique | RuleKind::Required => "REQUIRE ",
            RuleKind::FullText => "ON EACH ",
            RuleKind::Range | RuleKind::Text | RuleKind::Point | RuleKind::Vector { .. } => "ON ",
        });
        self.push_properties(&mut text)?;
        self.push_end(&mut text);
        Ok(text)
    }

    fn push_properties(&self, text: &mut String) -> Result<(), InvalidName> {
        let (open, close) = if self.kind == RuleKind::FullText { ('[', ']') } else { ('(', ')') };
        text.push(open);
        for (position, property) in self.properties.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            push(text, format_args!("{comma}n.{}", Name::new(property)?));
        }
        text.push(close);
        Ok(())
    }

    fn push_end(&self, text: &mut String) {
        match (self.kind, self.on) {
            (RuleKind::Key, On::Nodes(_)) => text.push_str(" IS NODE KEY"),
            (RuleKind::Key, On::Relationships(_)) => text.push_str(" IS RELATIONSHIP KEY"),
            (RuleKind::Unique, _) => text.push_str(" IS UNIQUE"),
            (RuleKind::Required, _) => text.push_str(" IS NOT NULL"),
            (RuleKind::Vector { dimensions, similarity }, _) => push(
                text,
                format_args!(
                    " OPTIONS {{indexConfig: {{`vector.dimensions`: {dimensions}, `vector.similarity_function`: '{}'}}}}",
                    similarity.name()
                ),
            ),
            (RuleKind::Range | RuleKind::Text | RuleKind::Point | RuleKind::FullText, _) => {}
        }
    }
}

fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // A `String` takes whatever is written into it.
    _ = text.write_fmt(arguments);
}
