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

/// A plan of one operator, with the engine's own account of the rest.
fn plan(text: &str, columns: &[String]) -> BoltValue {
    let identifiers = columns.iter().map(|name| BoltValue::String(name.clone()));
    BoltValue::Dict(BoltDict::from([
        ("operatorType".into(), BoltValue::from("ProduceResults@neo4j")),
        ("identifiers".into(), BoltValue::List(identifiers.collect())),
        ("args".into(), BoltValue::Dict(BoltDict::from([("string-representation".into(), BoltValue::from(text))]))),
        ("children".into(), BoltValue::List(Vec::new())),
    ]))
}
