//! Options of drivers, sessions, transactions and queries, as the suite gives them.

use std::time::Duration;

use graph_core::{AccessMode, Classification, NotificationFilter, Severity, TransactionConfig};
use serde_json::Value as Json;

use crate::failure::Failure;
use crate::values;
use crate::wire::Request;

/// Reads a time in milliseconds.
pub(crate) fn milliseconds(json: &Json) -> Option<Duration> {
    json.as_u64().map(Duration::from_millis)
}

/// Reads a transaction's timeout, which must not be negative.
pub(crate) fn timeout(request: &Json) -> Result<Option<Duration>, Failure> {
    match request["timeout"].as_i64() {
        None => Ok(None),
        Some(milliseconds) => match u64::try_from(milliseconds) {
            Ok(milliseconds) => Ok(Some(Duration::from_millis(milliseconds))),
            Err(_) => Err(Failure::Refused {
                name: "ConfigError",
                message: format!("a time cannot be {milliseconds} ms; the compiler sees to it"),
            }),
        },
    }
}

/// Reads what a transaction is opened with.
pub(crate) fn transaction(request: &Request) -> Result<TransactionConfig, Failure> {
    let mut config = TransactionConfig::default().metadata(values::read_params(&request.data["txMeta"])?);
    if let Some(timeout) = timeout(&request.data)? {
        config = config.timeout(timeout);
    }
    Ok(config)
}

pub(crate) fn access_mode(text: Option<&str>) -> AccessMode {
    if text == Some("r") { AccessMode::Read } else { AccessMode::Write }
}

/// Reads a notification filter; `None` where the suite set nothing.
pub(crate) fn notifications(data: &Json) -> Option<NotificationFilter> {
    let severity = data["notificationsMinSeverity"].as_str();
    let disabled = data["notificationsDisabledCategories"].as_array();
    if severity.is_none() && disabled.is_none() {
        return None;
    }
    let filter = match severity {
        Some("OFF") => NotificationFilter::off(),
        Some(name) => Severity::named(name).map_or_else(NotificationFilter::default, NotificationFilter::from_severity),
        None => NotificationFilter::default(),
    };
    Some(match disabled {
        Some(names) => filter.disabling(names.iter().filter_map(Json::as_str).filter_map(Classification::named)),
        None => filter,
    })
}
