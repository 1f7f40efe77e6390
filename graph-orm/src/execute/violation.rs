//! A write that a constraint refused, as an error that names the constraint and no value.

use std::fmt;

use graph_core::Error;

use crate::entity::{EntityMeta, RuleKind};

/// The reason for which nothing was written: a constraint of the database refused it.
///
/// [`Error::custom_ref`] finds it in the error of what writes: a save, an insert, a patch, a connection. It takes the
/// place of the server's own error, whose words have the value in them; a value may be a secret.
///
/// ```
/// use graph_orm::prelude::*;
/// use graph_orm::repository::{Breach, Violation};
///
/// #[derive(Node)]
/// struct Person {
///     #[graph(key)]
///     id: i64,
///     #[graph(unique)]
///     email: String,
/// }
///
/// # async fn example(driver: graph_orm::Driver, ann: Person) -> Result<(), graph_orm::Error> {
/// match Repository::<Person>::new().insert(&driver, &ann).await {
///     Ok(ann) => println!("welcome, {}", ann.email),
///     Err(error) => match error.custom_ref::<Violation>() {
///         Some(refused) if refused.constraint() == Some("person_email_unique") => println!("the address is taken"),
///         Some(refused) if refused.breach() == Breach::Taken => println!("{:?} is taken", refused.properties()),
///         _ => return Err(error),
///     },
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    entity: &'static str,
    breach: Breach,
    on: Option<String>,
    properties: Vec<String>,
    constraint: Option<String>,
}

/// What a constraint refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Breach {
    /// Values that another entity has.
    Taken,
    /// An entity without a value.
    Missing,
    /// A value of another type.
    Type,
    /// Something that the server says in words that this version does not know.
    Unknown,
}

impl Violation {
    /// Returns the constraint's name, if it is one that the type's schema makes.
    ///
    /// A server tells the label and the properties of a constraint and not its name; that of another one, of a type
    /// that shares the label or made by hand, is not known here.
    pub fn constraint(&self) -> Option<&str> {
        self.constraint.as_deref()
    }

    /// Returns what the constraint refused.
    pub const fn breach(&self) -> Breach {
        self.breach
    }

    /// Returns the label or the relationship type that the constraint is about.
    pub fn label(&self) -> Option<&str> {
        self.on.as_deref()
    }

    /// Returns the properties that the constraint covers, in its order; only the first of several where its
    /// [name](Self::constraint) is not known.
    pub fn properties(&self) -> &[String] {
        &self.properties
    }

    /// Returns the server's status code for it.
    pub const fn code(&self) -> &'static str {
        CODE
    }
}

/// Turns the server's refusal of an entity into a [`Violation`], and leaves any other error as it is.
pub(super) fn explained(error: Error, meta: &'static EntityMeta) -> Error {
    match error.server() {
        Some(failure) if failure.code == CODE => Error::custom(read(&failure.message, meta)),
        _ => error,
    }
}

/// The code that servers have had for it since Neo4j 3.
const CODE: &str = "Neo.ClientError.Schema.ConstraintValidationFailed";

/// Reads a server's sentence, of which Neo4j 4.4 to 2026 have three:
///
/// - ``Node(1) already exists with label `L` and properties `a` = 1, `b` = 'x'``;
/// - ``Node(1) with label `L` must have the properties (`a`, `b`)``;
/// - ``Node(1) with label `L` required the property `a` to be of type `INTEGER`, but was of type `STRING`.``
///
/// A relationship's says `type` for `label`. A value may look like anything, so nothing that stands behind one is read
/// for itself: it is only asked whether it has the properties of a constraint that the type declares.
fn read(sentence: &str, meta: &'static EntityMeta) -> Violation {
    let mut violation =
        Violation { entity: meta.name(), breach: Breach::Unknown, on: None, properties: Vec::new(), constraint: None };
    let Some(said) = Said::read(sentence, meta) else { return violation };
    violation.breach = said.breach;
    violation.on = Some(said.on.to_owned());
    let declared = meta.constraints().filter(|(kind, _, properties)| said.breaks(*kind, properties, meta));
    match declared.max_by_key(|(_, _, properties)| properties.len()) {
        Some((_, name, properties)) => {
            violation.constraint = Some(name.into_owned());
            violation.properties = properties.iter().map(|name| (*name).to_owned()).collect();
        }
        None => {
            let first = said.covers.split_once('`').map(|(first, _)| first.to_owned());
            violation.properties.extend(first);
        }
    }
    violation
}

/// The parts of a server's sentence.
struct Said<'s> {
    breach: Breach,
    on: &'s str,
    several: bool,
    /// From the first property's name on.
    covers: &'s str,
}

impl<'s> Said<'s> {
    fn read(sentence: &'s str, meta: &EntityMeta) -> Option<Self> {
        let (_, said) = sentence.split_once(") ")?;
        let (taken, said) = match said.strip_prefix("already exists ") {
            Some(said) => (true, said),
            None => (false, said),
        };
        let named = said.strip_prefix("with label `").or_else(|| said.strip_prefix("with type `"))?;
        // A name may have a backtick in it; the type's own is known.
        let own = meta.label_or_type();
        let (on, said) = match named.strip_prefix(own).and_then(|said| said.strip_prefix("` ")) {
            Some(said) => (own, said),
            None => named.split_once("` ")?,
        };
        let (breach, said) = if taken {
            (Breach::Taken, said.strip_prefix("and ")?)
        } else if let Some(said) = said.strip_prefix("must have the ") {
            (Breach::Missing, said)
        } else {
            (Breach::Type, said.strip_prefix("required the ")?)
        };
        let (noun, covers) = said.split_once('`')?;
        Some(Self { breach, on, several: noun.starts_with("properties"), covers })
    }

    /// Whether it may be about a constraint of this kind on these properties of the type.
    fn breaks(&self, kind: RuleKind, properties: &[&str], meta: &EntityMeta) -> bool {
        let about = match self.breach {
            Breach::Taken => matches!(kind, RuleKind::Key | RuleKind::Unique),
            Breach::Missing => matches!(kind, RuleKind::Key | RuleKind::Required),
            Breach::Type | Breach::Unknown => false,
        };
        if !about || self.on != meta.label_or_type() || self.several != (properties.len() > 1) {
            return false;
        }
        let Some((first, others)) = properties.split_first() else { return false };
        let mut left = self.covers.strip_prefix(first).and_then(|left| left.strip_prefix('`'));
        for name in others {
            left = left.and_then(|left| left.split_once(&format!(", `{name}`"))).map(|(_, left)| left);
        }
        left.is_some()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.constraint {
            Some(name) => write!(f, "the constraint `{name}` refused a {}", self.entity)?,
            None => write!(f, "a constraint refused a {}", self.entity)?,
        }
        let Some(on) = self.on.as_deref().filter(|_| !self.properties.is_empty()) else { return Ok(()) };
        let properties = self.properties.join("`, `");
        match self.breach {
            Breach::Taken => write!(f, ": another {on} has the same `{properties}`"),
            Breach::Missing => write!(f, ": a {on} has to have `{properties}`"),
            Breach::Type => write!(f, ": a {on} has values of another type as `{properties}`"),
            Breach::Unknown => Ok(()),
        }
    }
}

impl std::error::Error for Violation {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{EntityKind, RuleMeta};

    static META: EntityMeta =
        EntityMeta::new("Person", EntityKind::Node { labels: &["Per`son"] }).with_key(&["id"]).with_rules(&[
            RuleMeta::new(RuleKind::Unique, &["a", "b c"]),
            RuleMeta::new(RuleKind::Unique, &["a", "b c", "d"]).with_name("three"),
            RuleMeta::new(RuleKind::Range, &["e"]),
            RuleMeta::new(RuleKind::Required, &["e"]),
        ]);

    #[test]
    fn the_sentences_of_servers_name_the_constraint_and_never_the_value() {
        for (sentence, breach, constraint, properties) in [
            (
                "already exists with label `Per`son` and property `id` = 'secret'",
                Breach::Taken,
                "per_son_id_key",
                &["id"][..],
            ),
            (
                "already exists with label `Per`son` and property `id` of the same value",
                Breach::Taken,
                "per_son_id_key",
                &["id"],
            ),
            (
                "already exists with label `Per`son` and properties `a` = 'secret`', `b c` = 2",
                Breach::Taken,
                "per_son_a_b_c_unique",
                &["a", "b c"],
            ),
            (
                "already exists with label `Per`son` and properties `a`, `b c`, `d` of the same value",
                Breach::Taken,
                "three",
                &["a", "b c", "d"],
            ),
            ("with label `Per`son` must have the property `e`", Breach::Missing, "per_son_e_required", &["e"]),
            ("with label `Per`son` must have the property `id`", Breach::Missing, "per_son_id_key", &["id"]),
        ] {
            let violation = read(&format!("Node(1) {sentence}"), &META);
            assert_eq!((violation.breach(), violation.constraint()), (breach, Some(constraint)), "{sentence}");
            assert_eq!(violation.properties(), properties, "{sentence}");
            assert_eq!(violation.label(), Some("Per`son"));
            assert!(!format!("{violation} {violation:?}").contains("secret"), "{violation}");
        }
    }

    #[test]
    fn what_the_type_does_not_declare_has_no_name_and_shows_no_value() {
        for (sentence, breach, label, properties) in [
            (
                "Node(1) already exists with label `Other` and property `id` = 'secret'",
                Breach::Taken,
                Some("Other"),
                &["id"][..],
            ),
            (
                "Node(1) already exists with label `Per`son` and property `e` = 'x', `secret` = 1",
                Breach::Taken,
                Some("Per`son"),
                &["e"],
            ),
            (
                "Relationship(1) already exists with type `R` and properties `x` = ', `secret` = 1",
                Breach::Taken,
                Some("R"),
                &["x"],
            ),
            ("Relationship(1) with type `R` must have the properties (`x`, `y`)", Breach::Missing, Some("R"), &["x"]),
            (
                "Node(1) with label `Per`son` required the property `e` to be of type `INTEGER`, but was of type `STRING`.",
                Breach::Type,
                Some("Per`son"),
                &["e"],
            ),
            ("the secret is another one", Breach::Unknown, None, &[]),
        ] {
            let violation = read(sentence, &META);
            assert_eq!((violation.breach(), violation.constraint()), (breach, None), "{sentence}");
            assert_eq!(
                (violation.label(), violation.properties()),
                (label, properties.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice()),
                "{sentence}"
            );
            assert!(!format!("{violation} {violation:?}").contains("secret"), "{violation}");
        }
    }
}
