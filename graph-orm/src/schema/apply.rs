//! Creates what a database lacks, and waits until it serves queries.

use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use graph_core::{Driver, Error};

use super::diff::compare;
use super::live::{self, IndexState, LiveRule};
use super::support::{Needs, Server, Unsupported, is_unsupported};
use super::{Rule, Schema, SchemaError};
use crate::cypher::AWAIT_INDEX;
use crate::execute::Place;

/// What was done so that a database has a schema.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Applied {
    /// What was not there before.
    pub created: Vec<Rule>,
    /// What the server cannot have and was left out.
    pub skipped: Vec<Unsupported>,
}

/// A schema that is about to be made; awaiting it makes it.
///
/// What is there already stays as it is, and nothing is ever dropped. Any number of programs may do it at once. It ends
/// when every index serves queries.
///
/// # Errors
/// The queries' own, and a [`SchemaError`]: [`Different`](SchemaError::Different) and
/// [`Unsupported`](SchemaError::Unsupported) before anything is changed, so far as that is known before a server is
/// asked to do it.
///
/// # Cancel safety
/// Dropped before it ends, some indexes and constraints may be there; the next time makes the rest.
#[derive(Debug)]
#[must_use = "nothing is made until it is awaited"]
pub struct Apply<'d> {
    schema: Schema,
    place: Place<'d>,
    unsupported: Policy,
    wait: Duration,
}

/// What to do with what a server cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Policy {
    Refuse,
    Skip,
}

/// Building an index over a large graph takes its time.
const WAIT: Duration = Duration::from_secs(300);

impl<'d> Apply<'d> {
    pub(super) fn new(schema: Schema, driver: &'d Driver) -> Self {
        Self { schema, place: Place::of(driver), unsupported: Policy::Refuse, wait: WAIT }
    }

    /// Names the database; the user's home database without it.
    pub fn database(mut self, name: impl Into<String>) -> Self {
        self.place = self.place.in_database(name.into());
        self
    }

    /// Leaves out what the server cannot have, and says so in [`Applied::skipped`]; an error without it.
    ///
    /// Neo4j's Community Edition has no existence and key constraints, servers before 5.15 no vector indexes, and the
    /// embedded server neither full-text nor vector indexes.
    pub fn skip_unsupported(mut self) -> Self {
        self.unsupported = Policy::Skip;
        self
    }

    /// Sets how long to wait for each index, in whole seconds; five minutes without it.
    pub fn wait(mut self, time: Duration) -> Self {
        self.wait = time;
        self
    }

    async fn run(self) -> Result<Applied, Error> {
        let mut applied = Applied::default();
        let rules = self.supported(self.schema.rules()?, &mut applied.skipped).await?;
        let mut diff = compare(rules.clone(), live::read(&self.place).await?);
        let in_the_making = diff.different.extract_if(.., |difference| difference.may_become_wanted());
        diff.missing.extend(in_the_making.map(|difference| difference.wanted));
        if !diff.different.is_empty() {
            return Err(SchemaError::Different(diff.different).into());
        }
        for rule in diff.missing {
            match self.place.write(rule.to_cypher()?).await {
                Ok(()) => applied.created.push(rule),
                // Somebody else was faster; whether it made the same is looked at below.
                Err(error) if is_there_already(&error) => {}
                Err(error) if is_unsupported(&error) => {
                    let unsupported = Unsupported { rule, needs: Needs::AnotherServer };
                    self.leave_out(vec![unsupported], &mut applied.skipped)?;
                }
                Err(error) => return Err(error),
            }
        }
        let skipped = |rule: &Rule| applied.skipped.iter().any(|skipped| skipped.rule == *rule);
        self.until_online(rules.into_iter().filter(|rule| !skipped(rule)).collect()).await?;
        Ok(applied)
    }

    /// Takes out of the rules what the server cannot have.
    async fn supported(&self, rules: Vec<Rule>, skipped: &mut Vec<Unsupported>) -> Result<Vec<Rule>, Error> {
        let server = Server::ask(&self.place).await?;
        let (mut supported, mut unsupported) = (Vec::new(), Vec::new());
        for rule in rules {
            match server.lacks(&rule) {
                None => supported.push(rule),
                Some(needs) => unsupported.push(Unsupported { rule, needs }),
            }
        }
        self.leave_out(unsupported, skipped)?;
        Ok(supported)
    }

    fn leave_out(&self, unsupported: Vec<Unsupported>, skipped: &mut Vec<Unsupported>) -> Result<(), Error> {
        match self.unsupported {
            Policy::Refuse if !unsupported.is_empty() => Err(SchemaError::Unsupported(unsupported).into()),
            Policy::Refuse | Policy::Skip => {
                skipped.extend(unsupported);
                Ok(())
            }
        }
    }

    /// Waits for the indexes of these rules, and makes sure that they are what the database has now.
    async fn until_online(&self, rules: Vec<Rule>) -> Result<(), Error> {
        let mut live = live::read(&self.place).await?;
        let waiting: Vec<&LiveRule> = of(&live, &rules).filter(|rule| rule.state == IndexState::Populating).collect();
        if !waiting.is_empty() {
            for rule in waiting {
                self.place.write_with(AWAIT_INDEX, [("name", &rule.name), ("seconds", &self.wait.as_secs())]).await?;
            }
            live = live::read(&self.place).await?;
        }
        for rule in of(&live, &rules) {
            if let IndexState::Failed(why) = &rule.state {
                return Err(SchemaError::IndexFailed { name: rule.name.clone(), why: why.clone() }.into());
            }
        }
        let diff = compare(rules, live);
        if !diff.different.is_empty() {
            return Err(SchemaError::Different(diff.different).into());
        }
        if !diff.missing.is_empty() {
            return Err(SchemaError::Gone(diff.missing).into());
        }
        Ok(())
    }
}

/// The rules of the database that are wanted ones.
fn of<'l>(live: &'l [LiveRule], wanted: &[Rule]) -> impl Iterator<Item = &'l LiveRule> {
    live.iter().filter(|found| wanted.iter().any(|rule| found.is(rule)))
}

/// Tells whether a command failed because what it makes is there, or something in its place.
pub(crate) fn is_there_already(error: &Error) -> bool {
    let names = [
        "EquivalentSchemaRuleAlreadyExists",
        "IndexAlreadyExists",
        "ConstraintAlreadyExists",
        "IndexWithNameAlreadyExists",
        "ConstraintWithNameAlreadyExists",
    ];
    let name = error.code().and_then(|code| code.strip_prefix("Neo.ClientError.Schema."));
    name.is_some_and(|name| names.contains(&name))
}

impl<'d> IntoFuture for Apply<'d> {
    type Output = Result<Applied, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'd>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
