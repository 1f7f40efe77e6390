//! What a client is told about a result besides its rows.

use std::time::Instant;

use boltr::server::{BoltRecord, ResultMetadata, ResultStream};
use boltr::types::{BoltDict, BoltValue};

use crate::session::Answer;
use crate::statement::DATABASE;
use crate::value;

/// The result as the protocol layer sends it.
pub(super) fn stream(answer: Answer, bookmark: Option<BoltValue>, since: Instant) -> ResultStream {
    let mut summary = BoltDict::from([
        ("type".into(), BoltValue::from(answer.kind.letters())),
        ("db".into(), BoltValue::from(DATABASE)),
        ("t_last".into(), BoltValue::Integer(millis(since))),
    ]);
    let plan = answer.plan.as_deref().map(|text| plan(text, &answer.columns));
    let optional = [("bookmark", bookmark), ("stats", answer.counters.stats()), ("plan", plan)];
    for (name, value) in optional {
        summary.extend(value.map(|value| (name.to_owned(), value)));
    }
    let records =
        answer.rows.into_iter().map(|row| BoltRecord { values: row.into_iter().map(value::to_bolt).collect() });
    ResultStream {
        records: records.collect(),
        metadata: ResultMetadata { columns: answer.columns, extra: BoltDict::new() },
        summary,
    }
}

fn millis(since: Instant) -> i64 {
    i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX)
}

/// The plan in the form of Neo4j: the results on top, below them the engine's own operators.
fn plan(text: &str, columns: &[String]) -> BoltValue {
    let lines: Vec<(usize, &str)> =
        text.lines().map(|line| (line.len() - line.trim_start().len(), line.trim())).collect();
    let identifiers = columns.iter().map(|name| BoltValue::String(name.clone()));
    let arguments = BoltDict::from([("string-representation".into(), BoltValue::from(text))]);
    operator("ProduceResults@neo4j", identifiers.collect(), arguments, operators(&lines))
}

fn operator(kind: &str, identifiers: Vec<BoltValue>, arguments: BoltDict, children: Vec<BoltValue>) -> BoltValue {
    BoltValue::Dict(BoltDict::from([
        ("operatorType".into(), BoltValue::from(kind)),
        ("identifiers".into(), BoltValue::List(identifiers)),
        ("args".into(), BoltValue::Dict(arguments)),
        ("children".into(), BoltValue::List(children)),
    ]))
}

/// The operators that the lines describe; what is indented more than a line is below its operator.
fn operators(lines: &[(usize, &str)]) -> Vec<BoltValue> {
    let mut found = Vec::new();
    let mut rest = lines;
    while let Some(((indent, line), below)) = rest.split_first() {
        let length = below.iter().take_while(|(deeper, _)| deeper > indent).count();
        let (children, next) = below.split_at(length);
        let (details, rows) = line.rsplit_once(" (est. ").unwrap_or((line, ""));
        let kind = details.split(' ').next().unwrap_or(details);
        let mut arguments = BoltDict::from([("Details".into(), BoltValue::from(details))]);
        if let Some(rows) = rows.split(' ').next().and_then(|rows| rows.parse().ok()) {
            arguments.insert("EstimatedRows".into(), BoltValue::Float(rows));
        }
        found.push(operator(&format!("{kind}@neo4j"), Vec::new(), arguments, operators(children)));
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member<'v>(value: &'v BoltValue, name: &str) -> &'v BoltValue {
        match value {
            BoltValue::Dict(dict) => &dict[name],
            other => panic!("{other:?} has no {name}"),
        }
    }

    fn children(value: &BoltValue) -> &[BoltValue] {
        match member(value, "children") {
            BoltValue::List(children) => children,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_plan_is_a_tree() {
        let text = "Project (est. 6 rows)\n  CrossProduct (est. 6 rows)\n    Scan :P AS a (est. 2 rows)\n    Scan :P AS b (est. 3 rows)";
        let plan = plan(text, &["a".to_owned()]);
        assert_eq!(member(&plan, "operatorType").as_str(), Some("ProduceResults@neo4j"));
        let scans = children(&children(&children(&plan)[0])[0]);
        assert_eq!(scans.len(), 2);
        let arguments = member(&scans[1], "args");
        assert_eq!(member(arguments, "Details").as_str(), Some("Scan :P AS b"));
        assert_eq!(member(arguments, "EstimatedRows"), &BoltValue::Float(3.0));
    }
}
