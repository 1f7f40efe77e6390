//! Writes what a server answered in the form of the recorded answers.

use graph_core::value::{Map, Node, Path, Relationship, Value, Zone};
use graph_core::{Counters, EagerResult, Error, Record};

/// Returns the answer's columns, rows and counters, or the code of its error.
pub(crate) fn lines(outcome: &Result<EagerResult<Record>, Error>, ordered: bool) -> Vec<String> {
    let result = match outcome {
        Ok(result) => result,
        Err(error) => return vec![format!("error: {}", error.code().unwrap_or("none"))],
    };
    let columns: Vec<String> = result.keys.iter().map(text).collect();
    let mut lines = vec![format!("columns: [{}]", columns.join(", "))];
    let mut rows: Vec<String> = result
        .records
        .iter()
        .map(|record| format!("row: {}", list(&record.values().expect("the server sent values"))))
        .collect();
    if !ordered {
        rows.sort();
    }
    lines.extend(rows);
    let counted = counters(&result.summary.counters());
    if !counted.is_empty() {
        lines.push(format!("counters: {}", counted.join(" ")));
    }
    lines
}

fn counters(counters: &Counters) -> Vec<String> {
    [
        ("constraints-added", counters.constraints_added),
        ("constraints-removed", counters.constraints_removed),
        ("indexes-added", counters.indexes_added),
        ("indexes-removed", counters.indexes_removed),
        ("labels-added", counters.labels_added),
        ("labels-removed", counters.labels_removed),
        ("nodes-created", counters.nodes_created),
        ("nodes-deleted", counters.nodes_deleted),
        ("properties-set", counters.properties_set),
        ("relationships-created", counters.relationships_created),
        ("relationships-deleted", counters.relationships_deleted),
    ]
    .into_iter()
    .filter(|(_, count)| *count != 0)
    .map(|(name, count)| format!("{name}={count}"))
    .collect()
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) if value.is_nan() => "NaN".to_owned(),
        Value::Float(value) if value.is_infinite() => (if *value > 0.0 { "Infinity" } else { "-Infinity" }).to_owned(),
        Value::Float(value) => format!("{value:?}"),
        Value::String(value) => text(value),
        Value::List(items) => list(items),
        Value::Map(entries) => map(entries),
        Value::Node(value) => node(value),
        Value::Relationship(value) => relationship(value),
        Value::Path(value) => path(value),
        Value::Date(date) => format!("date({})", date.epoch_day()),
        Value::LocalTime(time) => format!("localtime({})", time.nanosecond_of_day()),
        Value::Time(time) => format!("time({}, {})", time.local().nanosecond_of_day(), time.offset_seconds()),
        Value::LocalDateTime(local) => format!("localdatetime({}, {})", local.epoch_second(), local.nanosecond()),
        Value::DateTime(instant) => {
            let place = match instant.zone() {
                Zone::Offset(offset) => offset.to_string(),
                Zone::Named { name, .. } => text(name),
            };
            format!("datetime({}, {}, {place})", instant.utc_second(), instant.nanosecond())
        }
        Value::Duration(span) => {
            format!("duration({}, {}, {}, {})", span.months(), span.days(), span.seconds(), span.nanoseconds())
        }
        other => panic!("{other:?} is not in the corpus"),
    }
}

fn text(words: &str) -> String {
    let mut escaped = String::from("\"");
    for c in words.chars() {
        match c {
            '\\' | '"' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            c => escaped.push(c),
        }
    }
    escaped + "\""
}

fn list(items: &[Value]) -> String {
    format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", "))
}

fn map(entries: &Map) -> String {
    let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}: {}", literal(value))).collect();
    format!("{{{}}}", entries.join(", "))
}

fn node(node: &Node) -> String {
    let mut labels = node.labels().to_vec();
    labels.sort();
    let mut words: String = labels.iter().map(|label| format!(":{label}")).collect();
    if !node.properties().is_empty() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&map(node.properties()));
    }
    format!("({words})")
}

fn relationship(relationship: &Relationship) -> String {
    let name = relationship.type_name();
    if relationship.properties().is_empty() {
        format!("[:{name}]")
    } else {
        format!("[:{name} {}]", map(relationship.properties()))
    }
}

fn path(path: &Path) -> String {
    let mut words = format!("<{}", node(path.start()));
    let mut at = path.start();
    for (step, next) in path.relationships().zip(path.nodes().skip(1)) {
        let forward = step.start_element_id() == at.element_id();
        let (before, after) = if forward { ("-", "->") } else { ("<-", "-") };
        words.push_str(&format!("{before}{}{after}{}", relationship(step), node(next)));
        at = next;
    }
    words + ">"
}
