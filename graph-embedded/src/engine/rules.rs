//! How constraints and indexes are made, dropped, enforced and listed.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{Engine, catalogue, stored};
use crate::counters::Counters;
use crate::failure::{Failure, Outcome, code};
use crate::schema::command::{Command, Target};
use crate::schema::{Definition, Entity, Kind, Rule};

/// Enforces these constraints on a connection, and no others; `first` numbers the first trigger.
///
/// A trigger whose table another session has dropped cannot be dropped any more, and would come back with a table of
/// the same name. So each has a number of its own, and does nothing unless the number is among the enforced ones.
pub(super) fn install(view: &Connection, constraints: &[Rule], first: i64) -> rusqlite::Result<HashMap<i64, Rule>> {
    let mut statement = view.prepare(
        "SELECT name FROM temp.sqlite_master WHERE type = 'trigger' AND name LIKE 'graph_embedded_unique_%'",
    )?;
    let old: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    drop(statement);
    for name in old {
        view.execute_batch(&format!("DROP TRIGGER IF EXISTS temp.\"{name}\""))?;
    }
    let mut enforced = HashMap::new();
    for (number, rule) in (first..).zip(constraints) {
        let table = catalogue::table(&rule.definition);
        if catalogue::has_table(view, &table)? {
            view.execute_batch(&trigger(number, &table))?;
            enforced.insert(number, rule.clone());
        }
    }
    Ok(enforced)
}

/// A trigger that looks for a key with the same values, and another node, before one is inserted.
///
/// A key is the values followed by the eight bytes of the node. The values delimit themselves, so a key that begins
/// with the same values and is as long has exactly these.
fn trigger(number: i64, table: &str) -> String {
    let values = "substr(NEW.key, 1, length(NEW.key) - 8)";
    format!(
        "CREATE TEMP TRIGGER graph_embedded_unique_{number} BEFORE INSERT ON main.\"{table}\" BEGIN
            SELECT graph_embedded_taken({number}, (
                SELECT key FROM \"{table}\"
                WHERE key >= {values} AND key <= CAST({values} || x'FFFFFFFFFFFFFFFF' AS BLOB)
                    AND length(key) = length(NEW.key) AND key <> NEW.key
                LIMIT 1));
        END;"
    )
}

impl Engine {
    /// All constraints and indexes.
    pub(crate) fn rules(&mut self) -> Outcome<Vec<Rule>> {
        catalogue::rules(self.opened.view()).map_err(|error| stored(&error))
    }

    /// Whether nodes of the label are found by the property without looking at all of them.
    pub(crate) fn has_index(&mut self, label: &str, property: &str) -> Outcome<bool> {
        let definition = Definition {
            kind: Kind::Range,
            entity: Entity::Node,
            label: label.to_owned(),
            properties: vec![property.to_owned()],
        };
        let table = catalogue::table(&definition);
        catalogue::has_table(self.opened.view(), &table).map_err(|error| stored(&error))
    }

    /// Does what a command about constraints and indexes asks for, in the open write transaction.
    pub(crate) fn command(&mut self, command: &Command) -> Outcome<Counters> {
        let rules = self.rules()?;
        match command {
            Command::Create { name, unless_exists, definition } => {
                let name = name.clone().unwrap_or_else(|| definition.made_up_name());
                let rule = Rule { name, definition: definition.clone() };
                self.create(&rules, &rule, *unless_exists)
            }
            Command::Drop { target, name, if_exists } => self.drop_rule(&rules, *target, name, *if_exists),
        }
    }

    fn create(&mut self, rules: &[Rule], rule: &Rule, unless_exists: bool) -> Outcome<Counters> {
        match conflict(rules, rule) {
            Some(Conflict::Silenced(_)) if unless_exists => return Ok(Counters::default()),
            Some(Conflict::Silenced(failure) | Conflict::Loud(failure)) => return Err(failure),
            None => {}
        }
        let definition = &rule.definition;
        if definition.is_stored() {
            let properties: Vec<&str> = definition.properties.iter().map(String::as_str).collect();
            self.opened.database().create_composite_index(&definition.label, &properties)?;
        }
        if definition.kind == Kind::Unique {
            self.check_unique(rule)?;
        }
        catalogue::insert(self.opened.view(), rule).map_err(|error| stored(&error))?;
        self.enforce()?;
        Ok(match definition.kind {
            Kind::Unique => Counters { constraints_added: 1, ..Counters::default() },
            _ => Counters { indexes_added: 1, ..Counters::default() },
        })
    }

    fn check_unique(&mut self, rule: &Rule) -> Outcome<()> {
        let definition = &rule.definition;
        let found = catalogue::duplicate(self.opened.view(), definition);
        match found.map_err(|error| stored(&error))? {
            Some((one, other)) => Err(Failure::new(
                code::CONSTRAINT_CREATION,
                format!(
                    "Unable to create Constraint( name='{}', type='UNIQUENESS', schema={definition} ): Both \
                     Node({one}) and Node({other}) have the label `{}` and the same {}.",
                    rule.name,
                    definition.label,
                    super::named(&definition.properties)
                ),
            )),
            None => Ok(()),
        }
    }

    fn drop_rule(&mut self, rules: &[Rule], target: Target, name: &str, if_exists: bool) -> Outcome<Counters> {
        let rule = rules.iter().find(|rule| rule.name == name);
        let is_constraint = rule.map(|rule| rule.definition.kind == Kind::Unique);
        match (target, is_constraint) {
            (Target::Constraint, Some(true)) | (Target::Index, Some(false)) => {}
            (Target::Index, Some(true)) => {
                return Err(Failure::new(
                    code::INDEX_DROP,
                    format!("Unable to drop index: Index belongs to constraint: `{name}`"),
                ));
            }
            _ if if_exists => return Ok(Counters::default()),
            (Target::Constraint, _) => {
                return Err(Failure::new(
                    code::CONSTRAINT_DROP,
                    format!("Unable to drop constraint `{name}`: No such constraint {name}."),
                ));
            }
            (Target::Index, None) => {
                return Err(Failure::new(
                    code::INDEX_DROP,
                    format!("Unable to drop index called `{name}`. There is no such index."),
                ));
            }
        }
        if let Some(definition) = rule.map(|rule| &rule.definition).filter(|definition| definition.is_stored()) {
            let properties: Vec<&str> = definition.properties.iter().map(String::as_str).collect();
            self.opened.database().drop_composite_index(&definition.label, &properties)?;
        }
        catalogue::remove(self.opened.view(), name).map_err(|error| stored(&error))?;
        self.enforce()?;
        Ok(match target {
            Target::Constraint => Counters { constraints_removed: 1, ..Counters::default() },
            Target::Index => Counters { indexes_removed: 1, ..Counters::default() },
        })
    }
}

/// Why a rule cannot be made beside the others.
enum Conflict {
    /// IF NOT EXISTS is content with what there is.
    Silenced(Failure),
    /// It is an error all the same.
    Loud(Failure),
}

fn conflict(rules: &[Rule], rule: &Rule) -> Option<Conflict> {
    let same_name = rules.iter().find(|other| other.name == rule.name);
    let same_index = rules.iter().find(|other| other.definition.shares_index(&rule.definition));
    let unique = rule.definition.kind == Kind::Unique;
    let noun = |other: &Rule| if other.definition.kind == Kind::Unique { "constraint" } else { "index" };
    if let Some(other) = same_name {
        let failure = if other.definition == rule.definition {
            Failure::new(
                code::EQUIVALENT_RULE,
                format!("An equivalent {} already exists, '{}'.", noun(other), describe(other)),
            )
        } else if other.definition.kind == Kind::Unique {
            Failure::new(
                code::CONSTRAINT_NAME_TAKEN,
                format!("There already exists a constraint called '{}'.", rule.name),
            )
        } else {
            Failure::new(code::INDEX_NAME_TAKEN, format!("There already exists an index called '{}'.", rule.name))
        };
        return Some(Conflict::Silenced(failure));
    }
    let other = same_index?;
    let schema = &rule.definition;
    Some(match (other.definition.kind == Kind::Unique, unique) {
        (true, true) => Conflict::Silenced(Failure::new(
            code::CONSTRAINT_EXISTS,
            format!("Constraint already exists: {}", describe(other)),
        )),
        (true, false) => Conflict::Silenced(Failure::new(
            code::CONSTRAINT_EXISTS,
            format!("There is a uniqueness constraint on {schema}, so an index is already created that matches this."),
        )),
        (false, true) => Conflict::Loud(Failure::new(
            code::INDEX_EXISTS,
            format!(
                "There already exists an index {schema}. A constraint cannot be created until the index has been \
                 dropped."
            ),
        )),
        (false, false) => {
            Conflict::Silenced(Failure::new(code::INDEX_EXISTS, format!("There already exists an index {schema}.")))
        }
    })
}

fn describe(rule: &Rule) -> String {
    let Definition { kind, .. } = rule.definition;
    match kind {
        Kind::Unique => format!("Constraint( name='{}', type='UNIQUENESS', schema={} )", rule.name, rule.definition),
        _ => format!("Index( name='{}', type='{}', schema={} )", rule.name, kind.index(), rule.definition),
    }
}
