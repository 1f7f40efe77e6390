//! Where the names of constraints and indexes are kept.
//!
//! The engine's indexes have no names and its constraints do not exist. Both are kept as rows of its `metadata` table,
//! under keys that it does not use, so they live and roll back with the graph.

use rusqlite::{Connection, OptionalExtension, params};

use crate::schema::{Definition, Entity, Kind, Rule};

/// Begins the key of each row.
const PREFIX: &str = "graph-embedded:rule:";

/// Comes after every key that begins with `PREFIX`.
const PREFIX_END: &str = "graph-embedded:rule;";

type Stored = (u8, bool, String, Vec<String>);

/// All rules in the order of their names.
pub(super) fn rules(view: &Connection) -> rusqlite::Result<Vec<Rule>> {
    let mut statement =
        view.prepare_cached("SELECT key, value FROM metadata WHERE key >= ?1 AND key < ?2 ORDER BY key")?;
    let rows =
        statement.query_map([PREFIX, PREFIX_END], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (key, value) = row?;
        // A row that this version cannot read is none of its rules.
        let rule = key.strip_prefix(PREFIX).zip(definition(&value));
        found.extend(rule.map(|(name, definition)| Rule { name: name.to_owned(), definition }));
    }
    Ok(found)
}

pub(super) fn insert(view: &Connection, rule: &Rule) -> rusqlite::Result<()> {
    let definition = &rule.definition;
    let kind = Kind::ALL.iter().position(|kind| *kind == definition.kind);
    let stored = (
        kind.unwrap_or_default(),
        definition.entity == Entity::Relationship,
        &definition.label,
        &definition.properties,
    );
    let value = rmp_serde::to_vec(&stored).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    view.execute(
        "INSERT OR REPLACE INTO metadata (key, value) VALUES (?1, ?2)",
        params![format!("{PREFIX}{}", rule.name), value],
    )?;
    Ok(())
}

pub(super) fn remove(view: &Connection, name: &str) -> rusqlite::Result<()> {
    view.execute("DELETE FROM metadata WHERE key = ?1", [format!("{PREFIX}{name}")])?;
    Ok(())
}

fn definition(value: &[u8]) -> Option<Definition> {
    let (kind, relationship, label, properties): Stored = rmp_serde::from_slice(value).ok()?;
    Some(Definition {
        kind: *Kind::ALL.get(usize::from(kind))?,
        entity: if relationship { Entity::Relationship } else { Entity::Node },
        label,
        properties,
    })
}

/// The engine's name of the table that an index is kept in.
pub(super) fn table(definition: &Definition) -> String {
    let mut name = String::from("node_idx$");
    push_escaped(&mut name, &definition.label);
    for property in &definition.properties {
        name.push('$');
        push_escaped(&mut name, property);
    }
    name
}

/// The engine writes a capital letter as `^` and the small one, since SQLite's names know no difference.
fn push_escaped(table: &mut String, name: &str) {
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            table.push('^');
        }
        table.push(c.to_ascii_lowercase());
    }
}

/// Two nodes that have the same values in an index table, if there are any.
pub(super) fn duplicate(view: &Connection, definition: &Definition) -> rusqlite::Result<Option<(i64, i64)>> {
    let mut statement = view.prepare(&format!("SELECT key FROM \"{}\" ORDER BY key", table(definition)))?;
    let mut rows = statement.query([])?;
    let mut last: Option<Vec<u8>> = None;
    while let Some(row) = rows.next()? {
        let key: Vec<u8> = row.get(0)?;
        if let Some(last) = &last
            && let (Some((before, one)), Some((values, other))) = (split(last), split(&key))
            && before == values
        {
            return Ok(Some((one, other)));
        }
        last = Some(key);
    }
    Ok(None)
}

/// The values and the node of an index key.
pub(super) fn split(key: &[u8]) -> Option<(&[u8], i64)> {
    let (values, node) = key.split_last_chunk::<8>()?;
    Some((values, i64::from_be_bytes(*node)))
}

/// Whether the engine keeps a table of this name.
pub(super) fn has_table(view: &Connection, name: &str) -> rusqlite::Result<bool> {
    let found: Option<i64> = view
        .query_row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1", [name], |row| row.get(0))
        .optional()?;
    Ok(found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_names_are_those_of_the_engine() {
        let definition = Definition {
            kind: Kind::Unique,
            entity: Entity::Node,
            label: "MyLabel_2".into(),
            properties: vec!["a".into(), "bC".into()],
        };
        assert_eq!(table(&definition), "node_idx$^my^label_2$a$b^c");
    }

    #[test]
    fn rules_survive_being_kept() {
        let view = Connection::open_in_memory().expect("a database");
        view.execute_batch("CREATE TABLE metadata (key TEXT PRIMARY KEY, value BLOB)").expect("a table");
        let rule = |name: &str, kind, entity| Rule {
            name: name.into(),
            definition: Definition { kind, entity, label: "L".into(), properties: vec!["p".into()] },
        };
        let kept = [
            rule("a", Kind::Point, Entity::Node),
            rule("b:c;", Kind::Range, Entity::Relationship),
            rule("ü", Kind::Unique, Entity::Node),
        ];
        for rule in &kept {
            insert(&view, rule).expect("kept");
        }
        assert_eq!(rules(&view).expect("read"), kept);
        remove(&view, "a").expect("removed");
        assert_eq!(rules(&view).expect("read").len(), 2);
    }
}
