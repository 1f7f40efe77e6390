//! An index or a constraint as a schema wants it.

use std::collections::BTreeMap;
use std::fmt;

use super::{Keys, SchemaError};
use crate::cypher::{CreateRule, InvalidName, On};
use crate::entity::{EntityKind, EntityMeta, RuleKind, RuleMeta};

/// An index or a constraint that a schema wants.
///
/// `Display` names it as a person would: `RANGE INDEX person_name_index on (:Person {name})`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    name: String,
    kind: RuleKind,
    target: Target,
    properties: Vec<String>,
}

/// What an index or a constraint is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// The nodes of a label.
    Nodes(String),
    /// The relationships of a type.
    Relationships(String),
}

/// Returns the rules of the types, keys first; a rule that two types share is there once.
pub(super) fn of_entities(entities: &[&'static EntityMeta], keys: Keys) -> Result<Vec<Rule>, SchemaError> {
    let of_keys = entities.iter().filter_map(|entity| Rule::of_key(entity, keys));
    let declared = entities.iter().flat_map(|entity| entity.rules().iter().map(|rule| Rule::of(entity, rule)));
    let mut names: BTreeMap<String, Rule> = BTreeMap::new();
    let mut rules = Vec::new();
    for rule in of_keys.chain(declared) {
        match names.get(&rule.name) {
            Some(same) if *same == rule => {}
            Some(other) => {
                return Err(SchemaError::NameTaken { first: other.clone().into(), second: rule.into() });
            }
            None => {
                names.insert(rule.name.clone(), rule.clone());
                rules.push(rule);
            }
        }
    }
    Ok(rules)
}

impl Rule {
    fn of_key(entity: &EntityMeta, keys: Keys) -> Option<Self> {
        let (key, kind) = match keys {
            _ if entity.key().is_empty() => return None,
            Keys::Unique => (RuleMeta::new(RuleKind::Key, entity.key()), RuleKind::Unique),
            Keys::Constraint => (RuleMeta::new(RuleKind::Key, entity.key()), RuleKind::Key),
        };
        Some(Self { kind, ..Self::of(entity, &key) })
    }

    fn of(entity: &EntityMeta, rule: &RuleMeta) -> Self {
        let label = entity.label_or_type().to_owned();
        Self {
            name: entity.name_of(rule).into_owned(),
            kind: rule.kind(),
            target: match entity.kind() {
                EntityKind::Node { .. } => Target::Nodes(label),
                EntityKind::Relationship { .. } => Target::Relationships(label),
            },
            properties: rule.properties().iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Returns its name in the database.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what it speeds up or promises.
    pub const fn kind(&self) -> RuleKind {
        self.kind
    }

    /// Returns what it is about.
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// Returns the properties that it covers, in its order.
    pub fn properties(&self) -> &[String] {
        &self.properties
    }

    /// Returns the command that creates it, and does nothing where it is there.
    ///
    /// # Errors
    /// [`SchemaError::InvalidName`] for a name that no query can hold.
    pub fn to_cypher(&self) -> Result<String, SchemaError> {
        let on = match &self.target {
            Target::Nodes(label) => On::Nodes(label),
            Target::Relationships(name) => On::Relationships(name),
        };
        let command = CreateRule { name: &self.name, kind: self.kind, on, properties: &self.properties };
        command.to_cypher().map_err(|error: InvalidName| SchemaError::InvalidName(error))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} on ", self.kind, self.name)?;
        self.target.write(f, &self.properties)
    }
}

impl Target {
    /// Returns the label or the type.
    pub fn name(&self) -> &str {
        match self {
            Self::Nodes(name) | Self::Relationships(name) => name,
        }
    }

    /// Writes it as a pattern with properties.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, properties: &[String]) -> fmt::Result {
        let properties = properties.join(", ");
        match self {
            Self::Nodes(label) => write!(f, "(:{label} {{{properties}}})"),
            Self::Relationships(name) => write!(f, "()-[:{name} {{{properties}}}]-()"),
        }
    }
}
