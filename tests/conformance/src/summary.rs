//! Summaries as the suite reads them.

use graph_core::value::Value;
use graph_core::{
    Counters, GqlStatus, Notification, Plan, Position, Profile, QueryType, ServerInfo, Severity, Summary,
};
use serde_json::{Value as Json, json};

use crate::failure::Failure;
use crate::values;

/// Writes a summary; `params` are the query's as the suite gave them.
pub(crate) fn write(summary: &Summary, params: &Json) -> Result<Json, Failure> {
    let milliseconds = |time: Option<std::time::Duration>| time.map(|time| time.as_millis() as u64);
    let query_type = summary.query_type()?.map(|found| match found {
        QueryType::Read => "r",
        QueryType::ReadWrite => "rw",
        QueryType::Write => "w",
        QueryType::Schema => "s",
        _ => "",
    });
    let notifications: Vec<Json> = summary.notifications().iter().map(notification).collect();
    let metadata = summary.metadata();
    let told = ["notifications", "statuses"].iter().any(|key| metadata.contains_key(*key));
    let statuses: Vec<Json> = summary.gql_statuses().iter().map(status).collect::<Result<_, _>>()?;
    Ok(json!({
        "counters": counters(summary.counters()),
        "database": summary.database(),
        "gqlStatusObjects": statuses,
        // None at all is something else to the suite than an empty list.
        "notifications": told.then_some(notifications),
        "plan": summary.plan().as_ref().map(plan).transpose()?,
        "profile": summary.profile().as_ref().map(profile).transpose()?,
        "query": {"text": summary.query_text(), "parameters": if params.is_null() { json!({}) } else { params.clone() }},
        "queryType": query_type,
        "resultAvailableAfter": milliseconds(summary.available_after()),
        "resultConsumedAfter": milliseconds(summary.consumed_after()),
        "serverInfo": server(summary.server()),
    }))
}

/// Writes who answered.
pub(crate) fn server(info: &ServerInfo) -> Json {
    json!({
        "address": info.address().to_string(),
        "agent": info.agent(),
        "protocolVersion": info.protocol().to_string(),
    })
}

fn counters(counters: Counters) -> Json {
    json!({
        "constraintsAdded": counters.constraints_added,
        "constraintsRemoved": counters.constraints_removed,
        "containsSystemUpdates": counters.contains_system_updates,
        "containsUpdates": counters.contains_updates,
        "indexesAdded": counters.indexes_added,
        "indexesRemoved": counters.indexes_removed,
        "labelsAdded": counters.labels_added,
        "labelsRemoved": counters.labels_removed,
        "nodesCreated": counters.nodes_created,
        "nodesDeleted": counters.nodes_deleted,
        "propertiesSet": counters.properties_set,
        "relationshipsCreated": counters.relationships_created,
        "relationshipsDeleted": counters.relationships_deleted,
        "systemUpdates": counters.system_updates,
    })
}

fn notification(found: &Notification) -> Json {
    let severity = match found.severity.as_str() {
        known @ ("WARNING" | "INFORMATION") => known,
        _ => "UNKNOWN",
    };
    let category = graph_core::Classification::named(&found.category).map_or("UNKNOWN", |known| known.name());
    let mut written = json!({
        "code": found.code,
        "title": found.title,
        "description": found.description,
        "severity": found.severity,
        "rawSeverityLevel": found.severity,
        "severityLevel": severity,
        "rawCategory": found.category,
        "category": category,
    });
    if let Some(found) = found.position {
        written["position"] = position(found);
    }
    written
}

fn status(found: &GqlStatus) -> Result<Json, Failure> {
    let severity = match found.severity() {
        Some(Severity::Warning) => "WARNING",
        Some(Severity::Information) => "INFORMATION",
        Some(_) | None => "UNKNOWN",
    };
    let said = |text: &str| if text.is_empty() { Json::Null } else { text.into() };
    Ok(json!({
        "gqlStatus": found.status,
        "statusDescription": found.description,
        "position": found.position.map(position),
        "classification": found.classification().map_or("UNKNOWN", |known| known.name()),
        "rawClassification": said(&found.raw_classification),
        "severity": severity,
        "rawSeverity": said(&found.raw_severity),
        "diagnosticRecord": values::write_entries(&found.diagnostic_record)?,
        "isNotification": found.is_notification,
    }))
}

fn position(position: Position) -> Json {
    json!({"offset": position.offset, "line": position.line, "column": position.column})
}

/// Arguments of a plan are plain JSON to the suite.
fn plain(value: &Value) -> Result<Json, Failure> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Boolean(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::String(value) => value.as_str().into(),
        Value::List(items) => items.iter().map(plain).collect::<Result<Vec<_>, _>>()?.into(),
        Value::Map(entries) => entries
            .iter()
            .map(|(key, value)| Ok((key.clone(), plain(value)?)))
            .collect::<Result<serde_json::Map<_, _>, Failure>>()?
            .into(),
        other => values::write(other)?,
    })
}

fn plan(step: &Plan) -> Result<Json, Failure> {
    Ok(json!({
        "operatorType": step.operator,
        "args": plain(&Value::Map(step.arguments.clone()))?,
        "identifiers": step.identifiers,
        "children": step.children.iter().map(plan).collect::<Result<Vec<_>, _>>()?,
    }))
}

fn profile(step: &Profile) -> Result<Json, Failure> {
    let mut written = json!({
        "operatorType": step.operator,
        "args": plain(&Value::Map(step.arguments.clone()))?,
        "identifiers": step.identifiers,
        "children": step.children.iter().map(profile).collect::<Result<Vec<_>, _>>()?,
    });
    for (key, number) in [
        ("dbHits", step.db_hits),
        ("rows", step.rows),
        ("time", step.time),
        ("pageCacheHits", step.page_cache_hits),
        ("pageCacheMisses", step.page_cache_misses),
    ] {
        if let Some(number) = number {
            written[key] = number.into();
        }
    }
    if let Some(ratio) = step.page_cache_hit_ratio {
        written["pageCacheHitRatio"] = ratio.into();
    }
    Ok(written)
}
