//! Which nodes the rows of a batch name by a property.
//!
//! `UNWIND $rows AS row MATCH (n:L {k: row.x})` makes the engine compare every row with every node of the label. Here
//! each value is looked up once, through an index if there is one, and the rows go to the engine with the numbers of
//! their nodes.

use std::collections::{BTreeMap, HashMap, HashSet};

use graphdblite::Value;

use crate::cypher::assignment::Assignments;
use crate::engine::Engine;
use crate::failure::Outcome;
use crate::rewrite::{Batch, Lookup, ROW_KEY};

/// Up to so many values are looked up one by one, even without an index.
const FEW: usize = 3;

/// The numbers of the nodes that have a value, by the value.
type Found = HashMap<Value, Vec<Value>>;

/// The rows of the batch, each with the numbers of its nodes.
pub(crate) fn rows(batch: &Batch, engine: &mut Engine, parameters: &HashMap<String, Value>) -> Outcome<Value> {
    let rows: &[Value] = match parameters.get(&batch.parameter) {
        Some(Value::List(rows)) => rows,
        Some(Value::Null) | None => &[],
        Some(other) => std::slice::from_ref(other),
    };
    let mut maps: Vec<BTreeMap<String, Value>> =
        rows.iter().map(|row| BTreeMap::from([(ROW_KEY.to_owned(), row.clone())])).collect();
    for (number, lookup) in batch.lookups.iter().enumerate() {
        let wanted: Vec<Value> = rows.iter().map(|row| key(at(row, &lookup.path))).collect();
        let found = find(lookup, engine, &wanted)?;
        for (map, value) in maps.iter_mut().zip(&wanted) {
            let nodes = found.get(value).cloned().unwrap_or_default();
            map.insert(Lookup::key(number), Value::List(nodes));
        }
    }
    Ok(Value::List(maps.into_iter().map(Value::Map).collect()))
}

fn at<'v>(row: &'v Value, path: &[String]) -> &'v Value {
    let step = |value: &'v Value, name: &String| match value {
        Value::Map(map) => map.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    };
    path.iter().fold(row, step)
}

/// The value in a form in which equal numbers are the same.
fn key(value: &Value) -> Value {
    match value {
        Value::F64(number) => whole(*number).map_or(Value::F64(*number), Value::I64),
        Value::List(items) => Value::List(items.iter().map(key).collect()),
        other => other.clone(),
    }
}

/// The integer that a number is, if it is one.
fn whole(number: f64) -> Option<i64> {
    // 2^53: beyond it, several integers are the same float.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and small")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

fn find(lookup: &Lookup, engine: &mut Engine, wanted: &[Value]) -> Outcome<Found> {
    let values: HashSet<&Value> = wanted.iter().filter(|value| **value != Value::Null).collect();
    let Lookup { label, property, .. } = lookup;
    if values.len() <= FEW || engine.has_index(label, property)? {
        let query = format!("MATCH (n:{label} {{{property}: $value}}) RETURN id(n) AS id");
        return values
            .into_iter()
            .map(|value| {
                let parameters = HashMap::from([("value".to_owned(), value.clone())]);
                let records = engine.execute(&query, &parameters, Assignments::Unknown)?;
                let ids = records.iter().filter_map(|record| record.get("id").cloned());
                Ok((value.clone(), ids.collect()))
            })
            .collect();
    }
    let query = format!("MATCH (n:{label}) RETURN n.{property} AS value, id(n) AS id");
    let mut found = Found::new();
    for record in engine.execute(&query, &HashMap::new(), Assignments::Unknown)? {
        let (Some(value), Some(id)) = (record.get("value"), record.get("id")) else {
            continue;
        };
        let value = key(value);
        if values.contains(&value) {
            found.entry(value).or_default().push(id.clone());
        }
    }
    Ok(found)
}
