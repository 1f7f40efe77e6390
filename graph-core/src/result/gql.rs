//! What the server says of a query in the terms of the GQL standard.

use super::summary::{Notification, Position};
use crate::bolt::message::{Classification, Severity};
use crate::value::{Map, Value};

/// One thing that the server says of a query in the terms of the GQL standard: how it ended, a warning, a hint.
///
/// Servers before Bolt 5.5 send none; theirs are made of their notifications, as the standard has it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct GqlStatus {
    /// The status, five characters, such as `00000` for a success.
    pub status: String,
    /// What it means.
    pub description: String,
    /// How much it matters, in the server's word; empty where it does not say.
    pub raw_severity: String,
    /// What it is about, in the server's word; empty where it does not say.
    pub raw_classification: String,
    /// Where in the query's text it stands.
    pub position: Option<Position>,
    /// What the server adds for diagnosis.
    pub diagnostic_record: Map,
    /// Whether it is a [`Notification`] as well.
    pub is_notification: bool,
}

/// How a query ended, for servers that do not say it in the standard's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With records.
    Records,
    /// With columns, and without a record.
    NoData,
    /// Without columns.
    Omitted,
}

impl GqlStatus {
    /// Returns how much it matters, if that is a severity that this driver knows.
    pub fn severity(&self) -> Option<Severity> {
        Severity::named(&self.raw_severity)
    }

    /// Returns what it is about, if that is a classification that this driver knows.
    pub fn classification(&self) -> Option<Classification> {
        Classification::named(&self.raw_classification)
    }

    /// Reads what a server sent.
    pub(super) fn read(map: &Map) -> Self {
        let mut record = match map.get("diagnostic_record") {
            Some(Value::Map(record)) => record.clone(),
            _ => Map::new(),
        };
        complete(&mut record);
        Self {
            status: text(map, "gql_status"),
            description: text(map, "status_description"),
            raw_severity: text(&record, "_severity"),
            raw_classification: text(&record, "_classification"),
            position: record.get("_position").and_then(Position::read),
            diagnostic_record: record,
            is_notification: map.contains_key("neo4j_code"),
        }
    }

    /// Makes the status of a query's end.
    pub(super) fn of_ending(ending: Ending) -> Self {
        let (status, description) = match ending {
            Ending::Records => ("00000", "note: successful completion"),
            Ending::NoData => ("02000", "note: no data"),
            Ending::Omitted => ("00001", "note: successful completion - omitted result"),
        };
        let mut record = Map::new();
        complete(&mut record);
        Self {
            status: status.to_owned(),
            description: description.to_owned(),
            raw_severity: String::new(),
            raw_classification: String::new(),
            position: None,
            diagnostic_record: record,
            is_notification: false,
        }
    }

    /// Makes the status of a notification in the form before Bolt 5.5.
    pub(super) fn of_notification(notification: &Notification) -> Self {
        let warning = notification.severity == "WARNING";
        let (status, unknown) =
            if warning { ("01N42", "warn: unknown warning") } else { ("03N42", "info: unknown notification") };
        let description = if notification.description.is_empty() { unknown } else { notification.description.as_str() };
        let mut record = Map::new();
        complete(&mut record);
        for (key, word) in [("_severity", &notification.severity), ("_classification", &notification.category)] {
            if !word.is_empty() {
                record.insert(key.to_owned(), Value::from(word.as_str()));
            }
        }
        if let Some(position) = notification.position {
            record.insert("_position".to_owned(), Value::Map(position.to_map()));
        }
        Self {
            status: status.to_owned(),
            description: description.to_owned(),
            raw_severity: notification.severity.clone(),
            raw_classification: notification.category.clone(),
            position: notification.position,
            diagnostic_record: record,
            is_notification: true,
        }
    }

    /// Returns the rank by which the standard orders statuses: no data, warnings, successes, hints, the rest.
    pub(super) fn rank(&self) -> u8 {
        match self.status.get(..2) {
            Some("02") => 0,
            Some("01") => 1,
            Some("00") => 2,
            Some("03") => 3,
            _ => 4,
        }
    }
}

/// Adds what the standard has every record hold.
fn complete(record: &mut Map) {
    for (key, default) in [("OPERATION", ""), ("OPERATION_CODE", "0"), ("CURRENT_SCHEMA", "/")] {
        record.entry(key.to_owned()).or_insert_with(|| Value::from(default));
    }
}

fn text(map: &Map, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_query_has_its_status() {
        for (ending, status) in [(Ending::Records, "00000"), (Ending::NoData, "02000"), (Ending::Omitted, "00001")] {
            let made = GqlStatus::of_ending(ending);
            assert_eq!((made.status.as_str(), made.is_notification), (status, false));
            assert_eq!(made.diagnostic_record.get("CURRENT_SCHEMA"), Some(&Value::from("/")));
        }
    }

    #[test]
    fn an_old_notification_becomes_a_status() {
        let notification = Notification {
            code: "Neo.ClientNotification.Statement.CartesianProduct".to_owned(),
            title: "a product".to_owned(),
            description: String::new(),
            severity: "WARNING".to_owned(),
            category: "PERFORMANCE".to_owned(),
            position: Some(Position { offset: 0, line: 1, column: 1 }),
        };
        let made = GqlStatus::of_notification(&notification);
        assert_eq!((made.status.as_str(), made.description.as_str()), ("01N42", "warn: unknown warning"));
        assert_eq!(made.classification(), Some(Classification::Performance));
        assert_eq!(made.severity(), Some(Severity::Warning));
        assert!(made.diagnostic_record.contains_key("_position"));
    }
}
