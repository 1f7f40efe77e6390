//! What a database lacks, has beside, and has otherwise than a schema wants it.

use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;

use graph_core::{Driver, Error};

use super::live::{self, LiveKind, LiveRule};
use super::{Rule, Schema};
use crate::entity::RuleKind;
use crate::execute::Place;

/// What differs between a schema and a database.
///
/// `Display` has a line for each: `+` for what is missing, `-` for what is there beside, `~` for what is otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct SchemaDiff {
    /// What the schema wants and the database does not have.
    pub missing: Vec<Rule>,
    /// What the database has and the schema does not ask for. It may be there for another program.
    pub extra: Vec<LiveRule>,
    /// What the database has something else in the place of.
    pub different: Vec<Difference>,
}

/// What a database has in the place of what a schema wants.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What the schema wants.
    pub wanted: Rule,
    /// What is there.
    pub found: LiveRule,
}

/// A comparison that is about to be made; awaiting it makes it.
///
/// # Errors
/// The queries' own, and the [`SchemaError`](super::SchemaError) of a schema that contradicts itself.
///
/// # Cancel safety
/// Nothing changes, wherever it is dropped.
#[derive(Debug)]
#[must_use = "nothing is compared until it is awaited"]
pub struct Compare<'d> {
    schema: Schema,
    place: Place<'d>,
}

impl<'d> Compare<'d> {
    pub(super) fn new(schema: Schema, driver: &'d Driver) -> Self {
        Self { schema, place: Place::of(driver) }
    }

    /// Names the database; the user's home database without it.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.place = self.place.in_database(name.into());
        self
    }
}

impl<'d> IntoFuture for Compare<'d> {
    type Output = Result<SchemaDiff, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'd>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let rules = self.schema.rules()?;
            Ok(compare(rules, live::read(&self.place).await?))
        })
    }
}

impl Difference {
    /// Tells whether it may be the index of a constraint that somebody is making right now: servers build it first.
    pub(super) fn may_become_wanted(&self) -> bool {
        let (wanted, found) = (&self.wanted, &self.found);
        matches!(wanted.kind(), RuleKind::Unique | RuleKind::Key)
            && found.kind == LiveKind::Known(RuleKind::Range)
            && found.name == wanted.name()
            && found.covers_what(wanted)
    }
}

impl SchemaDiff {
    /// Tells whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.extra.is_empty() && self.different.is_empty()
    }
}

/// Puts each wanted rule beside the one that the database has in its place.
pub(super) fn compare(wanted: Vec<Rule>, mut live: Vec<LiveRule>) -> SchemaDiff {
    let mut diff = SchemaDiff::default();
    for rule in wanted {
        match live.iter().map(|found| standing(&rule, found)).enumerate().max_by_key(|(_, standing)| *standing) {
            None | Some((_, Standing::Unrelated)) => diff.missing.push(rule),
            Some((at, Standing::Same)) => _ = live.remove(at),
            Some((at, Standing::InTheWay)) => {
                diff.different.push(Difference { wanted: rule, found: live.remove(at) });
            }
        }
    }
    diff.extra = live;
    diff
}

/// What a rule of the database is to a wanted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Unrelated,
    InTheWay,
    Same,
}

fn standing(wanted: &Rule, found: &LiveRule) -> Standing {
    let covers_same = found.covers_what(wanted);
    let same_kind = found.kind == LiveKind::Known(wanted.kind());
    let same_name = found.name == wanted.name();
    if found.is(wanted) && (same_name || !is_called_by_name(wanted.kind())) {
        return Standing::Same;
    }
    // A server has one index of a kind for the same properties, and takes the index of a constraint for one.
    let same_sort = match (wanted.kind(), &found.kind) {
        (RuleKind::Range, _) => found.is_unique(),
        (RuleKind::Unique | RuleKind::Key, LiveKind::Known(RuleKind::Range)) => true,
        (RuleKind::Unique | RuleKind::Key, _) => found.is_unique(),
        (RuleKind::Vector { .. }, LiveKind::Known(RuleKind::Vector { .. })) => true,
        (RuleKind::Vector { .. }, LiveKind::Other(name)) => name == "VECTOR INDEX",
        _ => same_kind,
    };
    if same_name || (covers_same && same_sort) { Standing::InTheWay } else { Standing::Unrelated }
}

/// Whether queries name the index, so that another name is another index.
const fn is_called_by_name(kind: RuleKind) -> bool {
    matches!(kind, RuleKind::FullText | RuleKind::Vector { .. })
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, where the database has {}", self.wanted, self.found)
    }
}

impl fmt::Display for SchemaDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.missing.iter().try_for_each(|rule| writeln!(f, "+ {rule}"))?;
        self.extra.iter().try_for_each(|rule| writeln!(f, "- {rule}"))?;
        self.different.iter().try_for_each(|difference| writeln!(f, "~ {difference}"))
    }
}
