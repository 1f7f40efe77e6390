//! What constraints and indexes there can be.

pub(crate) mod command;

use std::fmt;

/// What a rule promises or speeds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No two nodes of the label have the same values.
    Unique,
    Range,
    /// Kept by name only: the engine finds text without it.
    Text,
    /// Kept by name only: there are no points.
    Point,
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entity {
    Node,
    Relationship,
}

/// What a rule covers, whatever it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) kind: Kind,
    pub(crate) entity: Entity,
    /// The label or the type.
    pub(crate) label: String,
    pub(crate) properties: Vec<String>,
}

/// A constraint or an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) definition: Definition,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Unique, Self::Range, Self::Text, Self::Point];

    /// The kind of index, which a uniqueness constraint has as well.
    pub(crate) fn index(self) -> &'static str {
        match self {
            Self::Unique | Self::Range => "RANGE",
            Self::Text => "TEXT",
            Self::Point => "POINT",
        }
    }

    /// The name of the implementation that a Neo4j server shows.
    pub(crate) fn provider(self) -> &'static str {
        match self {
            Self::Unique | Self::Range => "range-1.0",
            Self::Text => "text-2.0",
            Self::Point => "point-1.0",
        }
    }
}

impl Entity {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Node => "NODE",
            Self::Relationship => "RELATIONSHIP",
        }
    }
}

impl Definition {
    /// Whether the engine keeps an index table for the rule.
    pub(crate) fn is_stored(&self) -> bool {
        self.entity == Entity::Node && matches!(self.kind, Kind::Unique | Kind::Range)
    }

    /// Whether both would be kept in the same table.
    pub(crate) fn shares_index(&self, other: &Self) -> bool {
        self.kind.index() == other.kind.index()
            && (self.entity, &self.label, &self.properties) == (other.entity, &other.label, &other.properties)
    }

    /// A name made from what the rule covers, for one that was given none.
    pub(crate) fn made_up_name(&self) -> String {
        let kind = if self.kind == Kind::Unique { "constraint" } else { "index" };
        // FNV-1a: the name must be the same in every process.
        let text = format!("{}{self}", self.kind.index());
        let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        format!("{kind}_{hash:08x}")
    }
}

impl fmt::Display for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let properties = self.properties.join(", ");
        match self.entity {
            Entity::Node => write!(f, "(:{} {{{properties}}})", self.label),
            Entity::Relationship => write!(f, "()-[:{} {{{properties}}}]-()", self.label),
        }
    }
}

impl Rule {
    /// The command that makes the rule.
    pub(crate) fn statement(&self) -> String {
        let Definition { kind, entity, label, properties } = &self.definition;
        let (variable, target) = match entity {
            Entity::Node => ("n", format!("(n:`{label}`)")),
            Entity::Relationship => ("r", format!("()-[r:`{label}`]-()")),
        };
        let properties: Vec<String> = properties.iter().map(|property| format!("{variable}.`{property}`")).collect();
        let (name, properties) = (&self.name, properties.join(", "));
        match kind {
            Kind::Unique => {
                format!("CREATE CONSTRAINT `{name}` FOR {target} REQUIRE ({properties}) IS UNIQUE")
            }
            _ => format!("CREATE {} INDEX `{name}` FOR {target} ON ({properties})", kind.index()),
        }
    }
}
