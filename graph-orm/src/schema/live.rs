//! The indexes and constraints that a database has.

use std::collections::BTreeSet;
use std::fmt;

use graph_core::Error;
use graph_core::value::Value;
use graph_derive::FromRecord;

use super::{Rule, Target};
use crate::cypher::{SHOW_CONSTRAINTS, SHOW_INDEXES};
use crate::entity::{RuleKind, Similarity};
use crate::execute::Place;

/// An index or a constraint that a database has.
///
/// `Display` names it as a person would: `RANGE INDEX index_1a2b on (:Person {name})`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LiveRule {
    /// Its name.
    pub name: String,
    /// What it speeds up or promises.
    pub kind: LiveKind,
    /// What it is about; several where a full-text index covers several labels.
    pub targets: Vec<Target>,
    /// The properties that it covers, in its order.
    pub properties: Vec<String>,
    /// How far the server is with building it.
    pub state: IndexState,
}

/// What an index or a constraint of a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LiveKind {
    /// One that a type can declare.
    Known(RuleKind),
    /// Another, by the server's name for it.
    Other(String),
}

/// How far the server is with building an index; a constraint is always [`Online`](Self::Online).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexState {
    /// It serves queries.
    Online,
    /// It is being built.
    Populating,
    /// It could not be built.
    Failed(String),
}

/// Labels of nodes that this crate keeps for itself, whose rules are nobody else's business.
const OWN: [&str; 3] = ["GraphMigration", "GraphMigrationLock", "GraphTestDatabase"];

/// Reads all of them but the look-up indexes, which every database has, and those of this crate itself.
pub(super) async fn read(place: &Place<'_>) -> Result<Vec<LiveRule>, Error> {
    // In this order, since a constraint that is made meanwhile then has no index that seems to be nobody's.
    let indexes: Vec<ShownIndex> = place.read(SHOW_INDEXES).await?;
    let constraints: Vec<Shown> = place.read(SHOW_CONSTRAINTS).await?;
    let owners: BTreeSet<String> = constraints.iter().map(|constraint| constraint.name.clone()).collect();
    let constraints = constraints.into_iter().map(Shown::into_constraint);
    let indexes = indexes.into_iter().filter(|index| index.shown.ty != "LOOKUP" && !owners.contains(&index.shown.name));
    let mine = |rule: &LiveRule| rule.targets.iter().any(|target| OWN.contains(&target.name()));
    Ok(constraints.chain(indexes.map(ShownIndex::into_rule)).filter(|rule| !mine(rule)).collect())
}

#[derive(FromRecord)]
#[graph(crate = "crate")]
struct Shown {
    name: String,
    #[graph(rename = "type")]
    ty: String,
    #[graph(rename = "entityType")]
    entity: String,
    #[graph(rename = "labelsOrTypes")]
    labels: Option<Vec<String>>,
    properties: Option<Vec<String>>,
}

#[derive(FromRecord)]
#[graph(crate = "crate")]
struct ShownIndex {
    #[graph(flatten)]
    shown: Shown,
    state: String,
    options: Value,
    #[graph(rename = "failureMessage")]
    failure: Option<String>,
}

impl Shown {
    fn into_constraint(self) -> LiveRule {
        // The names grew longer in Neo4j 5 and 2025, where they tell nodes from relationships.
        let kind = match self.ty.as_str() {
            name if name.ends_with("UNIQUENESS") => LiveKind::Known(RuleKind::Unique),
            "NODE_KEY" | "RELATIONSHIP_KEY" => LiveKind::Known(RuleKind::Key),
            "NODE_PROPERTY_EXISTENCE" | "RELATIONSHIP_PROPERTY_EXISTENCE" => LiveKind::Known(RuleKind::Required),
            other => LiveKind::Other(format!("{other} CONSTRAINT")),
        };
        self.into_rule(kind, IndexState::Online)
    }

    fn into_rule(self, kind: LiveKind, state: IndexState) -> LiveRule {
        let target = if self.entity == "RELATIONSHIP" { Target::Relationships } else { Target::Nodes };
        LiveRule {
            name: self.name,
            kind,
            targets: self.labels.unwrap_or_default().into_iter().map(target).collect(),
            properties: self.properties.unwrap_or_default(),
            state,
        }
    }
}

impl ShownIndex {
    fn into_rule(self) -> LiveRule {
        let kind = match self.shown.ty.as_str() {
            // The general index of Neo4j 4.
            "RANGE" | "BTREE" => LiveKind::Known(RuleKind::Range),
            "TEXT" => LiveKind::Known(RuleKind::Text),
            "POINT" => LiveKind::Known(RuleKind::Point),
            "FULLTEXT" => LiveKind::Known(RuleKind::FullText),
            "VECTOR" => {
                vector(&self.options).map_or_else(|| LiveKind::Other("VECTOR INDEX".to_owned()), LiveKind::Known)
            }
            other => LiveKind::Other(format!("{other} INDEX")),
        };
        let state = match self.state.as_str() {
            "ONLINE" => IndexState::Online,
            "FAILED" => IndexState::Failed(self.failure.unwrap_or_default()),
            _ => IndexState::Populating,
        };
        self.shown.into_rule(kind, state)
    }
}

/// Reads how a vector index is configured; `None` for one that no type can declare.
fn vector(options: &Value) -> Option<RuleKind> {
    let config = options.as_map()?.get("indexConfig")?.as_map()?;
    let dimensions = config.get("vector.dimensions")?.as_int()?.try_into().ok()?;
    let similarity = match config.get("vector.similarity_function")?.as_str()?.to_lowercase().as_str() {
        "cosine" => Similarity::Cosine,
        "euclidean" => Similarity::Euclidean,
        _ => return None,
    };
    Some(RuleKind::Vector { dimensions, similarity })
}

impl LiveRule {
    /// Tells whether it is what a schema wants, whatever it is called.
    pub(super) fn is(&self, wanted: &Rule) -> bool {
        self.kind == LiveKind::Known(wanted.kind()) && self.covers_what(wanted)
    }

    /// Tells whether it is about the same properties of the same entities.
    pub(super) fn covers_what(&self, wanted: &Rule) -> bool {
        self.targets.as_slice() == std::slice::from_ref(wanted.target()) && self.properties == wanted.properties()
    }

    /// Tells whether no two entities may have the same values.
    pub(super) fn is_unique(&self) -> bool {
        matches!(self.kind, LiveKind::Known(RuleKind::Unique | RuleKind::Key))
    }
}

impl fmt::Display for LiveKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(kind @ RuleKind::Vector { dimensions, similarity }) => {
                write!(f, "{kind} of {dimensions} dimensions by {}", similarity.name())
            }
            Self::Known(kind) => kind.fmt(f),
            Self::Other(name) => f.write_str(&name.replace('_', " ")),
        }
    }
}

impl fmt::Display for LiveRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} on ", self.kind, self.name)?;
        for (at, target) in self.targets.iter().enumerate() {
            f.write_str(if at == 0 { "" } else { ", " })?;
            target.write(f, &self.properties)?;
        }
        Ok(())
    }
}
