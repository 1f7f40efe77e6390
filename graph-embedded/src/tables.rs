//! What is in the tables that procedures and SHOW commands read.

use std::collections::{BTreeMap, HashMap};

use graphdblite::Value;

use crate::cypher::assignment::Assignments;
use crate::engine::Engine;
use crate::failure::Outcome;
use crate::group::Host;
use crate::rewrite::Table;
use crate::schema::{Entity, Kind, Rule};
use crate::statement::{DATABASE, SYSTEM};

/// The version that `dbms.components()` reports, which drivers take for the server's.
pub(crate) const SERVER_VERSION: &str = "5.26.0";

type Row = BTreeMap<String, Value>;

/// The rows of a table, each a map from every column to its value.
pub(crate) fn rows(table: Table, engine: &mut Engine, hosts: &[Host]) -> Outcome<Value> {
    let rows: Vec<Row> = match table {
        Table::Ping => vec![row([("success", Value::Bool(true))])],
        Table::Components => vec![row([
            ("name", text("Neo4j Kernel")),
            ("versions", Value::List(vec![text(SERVER_VERSION)])),
            ("edition", text("community")),
        ])],
        Table::Labels => counted(engine, "label", "label")?,
        Table::RelationshipTypes => counted(engine, "edge_type", "relationshipType")?,
        Table::PropertyKeys => property_keys(engine)?,
        Table::AwaitIndexes => Vec::new(),
        Table::Constraints => numbered(engine.rules()?)
            .filter(|(_, rule)| rule.definition.kind == Kind::Unique)
            .map(|(id, rule)| constraint(id, &rule))
            .collect(),
        Table::Indexes => numbered(engine.rules()?).map(|(id, rule)| index(id, &rule)).collect(),
        Table::Databases => {
            [DATABASE, SYSTEM].iter().flat_map(|name| hosts.iter().map(|host| database(name, host))).collect()
        }
    };
    Ok(Value::List(rows.into_iter().map(Value::Map).collect()))
}

fn row<const N: usize>(entries: [(&str, Value); N]) -> Row {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn text(words: &str) -> Value {
    Value::String(words.to_owned())
}

fn texts(words: &[String]) -> Value {
    Value::List(words.iter().map(|word| text(word)).collect())
}

/// Labels or types that are in use, from the engine's own statistics.
fn counted(engine: &mut Engine, kind: &str, column: &str) -> Outcome<Vec<Row>> {
    let parameters = HashMap::from([("kind".to_owned(), text(kind))]);
    let records = engine.execute(
        "CALL db.counts() YIELD kind, name WITH kind, name WHERE kind = $kind RETURN name ORDER BY name",
        &parameters,
        Assignments::Unknown,
    )?;
    Ok(records.iter().filter_map(|record| record.get("name")).map(|name| row([(column, name.clone())])).collect())
}

fn property_keys(engine: &mut Engine) -> Outcome<Vec<Row>> {
    let mut names = std::collections::BTreeSet::new();
    for pattern in ["(n)", "()-[n]->()"] {
        let query = format!("MATCH {pattern} UNWIND keys(n) AS name RETURN DISTINCT name");
        let records = engine.execute(&query, &HashMap::new(), Assignments::Unknown)?;
        names.extend(records.iter().filter_map(|record| match record.get("name") {
            Some(Value::String(name)) => Some(name.clone()),
            _ => None,
        }));
    }
    Ok(names.into_iter().map(|name| row([("propertyKey", Value::String(name))])).collect())
}

/// The rules with numbers, which mean nothing but differ.
fn numbered(rules: Vec<Rule>) -> impl Iterator<Item = (i64, Rule)> {
    (1..).zip(rules)
}

fn constraint(id: i64, rule: &Rule) -> Row {
    let definition = &rule.definition;
    row([
        ("id", Value::I64(id)),
        ("name", text(&rule.name)),
        ("type", text("UNIQUENESS")),
        ("entityType", text(definition.entity.name())),
        ("labelsOrTypes", Value::List(vec![text(&definition.label)])),
        ("properties", texts(&definition.properties)),
        ("ownedIndex", text(&rule.name)),
        ("propertyType", Value::Null),
        ("options", options(rule)),
        ("createStatement", text(&rule.statement())),
    ])
}

fn index(id: i64, rule: &Rule) -> Row {
    let definition = &rule.definition;
    let owner = (definition.kind == Kind::Unique).then(|| text(&rule.name));
    debug_assert!(definition.entity == Entity::Node || owner.is_none());
    row([
        ("id", Value::I64(id)),
        ("name", text(&rule.name)),
        ("state", text("ONLINE")),
        ("populationPercent", Value::F64(100.0)),
        ("type", text(definition.kind.index())),
        ("entityType", text(definition.entity.name())),
        ("labelsOrTypes", Value::List(vec![text(&definition.label)])),
        ("properties", texts(&definition.properties)),
        ("indexProvider", text(definition.kind.provider())),
        ("owningConstraint", owner.unwrap_or(Value::Null)),
        ("lastRead", Value::Null),
        ("readCount", Value::I64(0)),
        ("trackedSince", Value::Null),
        ("options", options(rule)),
        ("failureMessage", text("")),
        ("createStatement", text(&rule.statement())),
    ])
}

fn options(rule: &Rule) -> Value {
    Value::Map(row([("indexConfig", Value::Map(Row::new())), ("indexProvider", text(rule.definition.kind.provider()))]))
}

fn database(name: &str, host: &Host) -> Row {
    let is_default = name == DATABASE;
    row([
        ("name", text(name)),
        ("type", text(if is_default { "standard" } else { "system" })),
        ("aliases", Value::List(Vec::new())),
        ("access", text("read-write")),
        ("address", text(&host.address)),
        ("role", text(host.role)),
        ("writer", Value::Bool(host.writes)),
        ("requestedStatus", text("online")),
        ("currentStatus", text("online")),
        ("statusMessage", text("")),
        ("default", Value::Bool(is_default)),
        ("home", Value::Bool(is_default)),
        ("constituents", Value::List(Vec::new())),
    ])
}
