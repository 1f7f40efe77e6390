//! Draws the types and their relationships.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use graph_core::mapping::ValueType;

use crate::entity::{EntityKind, EntityMeta, PropertyMeta, RuleKind};

/// What stands for the ends of relationships that may be any node.
const ANY: &str = "any node";

/// Returns an entity-relationship diagram, whose lines are in the order of the types.
pub(super) fn draw(entities: &[&'static EntityMeta]) -> String {
    let mut text = String::from("erDiagram\n");
    let mut drawn = BTreeSet::new();
    for entity in entities {
        if let EntityKind::Node { .. } = entity.kind()
            && drawn.insert(entity.label_or_type())
        {
            push(&mut text, format_args!("    {} {{\n", Quoted(entity.label_or_type())));
            for property in entity.properties() {
                push(&mut text, format_args!("        {}\n", Attribute { entity, property }));
            }
            text.push_str("    }\n");
        }
    }
    for entity in entities {
        if let EntityKind::Relationship { name, from, to } = entity.kind() {
            let end = |end: &Option<&'static EntityMeta>| end.map_or(ANY, EntityMeta::label_or_type);
            let properties: Vec<String> = entity.properties().iter().map(ToString::to_string).collect();
            let label =
                if properties.is_empty() { (*name).to_owned() } else { format!("{name} ({})", properties.join(", ")) };
            push(
                &mut text,
                format_args!("    {} }}o--o{{ {} : {}\n", Quoted(end(from)), Quoted(end(to)), InQuotes(&label)),
            );
        }
    }
    text
}

/// A name that stands bare where the language allows it.
struct Quoted<'n>(&'n str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if self.0.starts_with(|c: char| c.is_ascii_alphabetic()) && self.0.chars().all(plain) {
            f.write_str(self.0)
        } else {
            InQuotes(self.0).fmt(f)
        }
    }
}

/// A text in quotes, which has no way to hold quotes or lines of its own.
struct InQuotes<'n>(&'n str);

impl fmt::Display for InQuotes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace(['"', '\\', '\n', '\r'], "'"))
    }
}

/// A property's line: type, name, what it is, and what else there is to know.
struct Attribute<'m> {
    entity: &'m EntityMeta,
    property: &'m PropertyMeta,
}

impl fmt::Display for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.property.name();
        let word: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect();
        let begins = word.starts_with(|c: char| c.is_ascii_alphabetic());
        write!(f, "{} {}{word}", Type(self.property.ty()), if begins { "" } else { "x" })?;
        if self.entity.key().contains(&name) {
            f.write_str(" PK")?;
        } else if self.is(RuleKind::Unique) {
            f.write_str(" UK")?;
        }
        let mut notes = Vec::new();
        if word != name || !begins {
            notes.push(name);
        }
        if self.property.ty().is_nullable() {
            notes.push("optional");
        }
        if notes.is_empty() { Ok(()) } else { write!(f, " {}", InQuotes(&notes.join(", "))) }
    }
}

impl Attribute<'_> {
    fn is(&self, kind: RuleKind) -> bool {
        self.entity.rules().iter().any(|rule| rule.kind() == kind && rule.properties() == [self.property.name()])
    }
}

/// A type as one word.
struct Type(ValueType);

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.non_null().to_string();
        f.write_str(&name.replace(' ', "_").replace('<', "[").replace('>', "]").replace('?', ""))
    }
}

fn push(text: &mut String, arguments: fmt::Arguments<'_>) {
    // A `String` takes whatever is written into it.
    _ = text.write_fmt(arguments);
}
