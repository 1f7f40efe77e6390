//! Failures as the suite reads them.

use graph_core::bolt::message::GqlError;
use graph_core::value::Value;
use graph_core::{AsError, Error, ErrorKind};
use serde_json::{Value as Json, json};

use crate::desk::Desk;
use crate::values;

/// Why a request has no answer.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    /// The driver says so.
    Driver(Error),
    /// The driver makes it impossible at compile time, or this program refuses it on its behalf.
    Refused {
        /// The error's name in the suite.
        name: &'static str,
        message: String,
    },
    /// The suite's own code failed inside a transaction function.
    Frontend,
    /// This program cannot do it.
    Backend(String),
}

impl Failure {
    /// The transaction is over; the driver's transactions cannot be used then, which the compiler sees to.
    pub(crate) fn transaction_over() -> Self {
        Self::Refused { name: "TransactionOutOfScope", message: "the transaction is over".to_owned() }
    }

    /// The result's transaction or session is over; the compiler sees to it.
    pub(crate) fn result_over() -> Self {
        Self::Refused { name: "ResultOutOfScope", message: "the result's transaction or session is over".to_owned() }
    }

    /// The result was consumed, which takes it; the compiler sees to it.
    pub(crate) fn result_consumed() -> Self {
        Self::Refused { name: "ResultConsumed", message: "the result was consumed".to_owned() }
    }

    /// The session was closed, and with it all that it had; the compiler sees to it.
    pub(crate) fn of_closed_session(request: &str) -> Self {
        if request.starts_with("Result") {
            Self::result_over()
        } else if request.starts_with("Transaction") {
            Self::transaction_over()
        } else {
            Self::Refused { name: "SessionOutOfScope", message: "the session was closed".to_owned() }
        }
    }

    /// A value arrived that the driver cannot represent.
    pub(crate) fn unusable_value(reason: &str) -> Self {
        Self::Refused { name: "ValueError", message: format!("a value cannot be represented: {reason}") }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Driver(error)
    }
}

impl AsError for Failure {
    fn as_error(&self) -> Option<&Error> {
        match self {
            Self::Driver(error) => Some(error),
            Self::Refused { .. } | Self::Frontend | Self::Backend(_) => None,
        }
    }
}

/// Answers the request with its failure.
pub(crate) fn answer(desk: &Desk, failure: Failure) {
    match &failure {
        Failure::Driver(error) => {
            let data = of_driver(error);
            answer_driver_error(desk, failure, data);
        }
        Failure::Refused { name, message } => {
            let data = json!({"errorType": name, "msg": message, "retryable": false});
            answer_driver_error(desk, failure, data);
        }
        Failure::Frontend => desk.wire.answer("FrontendError", json!({"msg": "the suite's code failed"})),
        Failure::Backend(message) => desk.wire.answer_broken(message),
    }
}

fn answer_driver_error(desk: &Desk, failure: Failure, mut data: Json) {
    data["id"] = desk.keep_failure(failure).into();
    desk.wire.answer("DriverError", data);
}

fn of_driver(error: &Error) -> Json {
    let mut data = match error.server() {
        Some(failure) => {
            let mut data = of_gql(&failure.gql);
            data["code"] = failure.code.as_str().into();
            data["msg"] = failure.message.as_str().into();
            data
        }
        None => json!({"msg": message(error)}),
    };
    data["errorType"] = name(error).into();
    data["retryable"] = error.is_retryable().into();
    data
}

/// Returns what the error and its causes say.
fn message(error: &Error) -> String {
    let mut text = match error.kind() {
        ErrorKind::NoRecord | ErrorKind::TooManyRecords => format!("GetSingleRecordError: {error}"),
        _ => error.to_string(),
    };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!("; because {error}"));
        cause = error.source();
    }
    text
}

/// Returns the name that the suite knows an error by, where it knows one.
fn name(error: &Error) -> &'static str {
    match error.kind() {
        // What is wrong with the transaction is that its connection is gone.
        ErrorKind::TransactionClosed
            if cause(error).is_some_and(|cause| *cause.kind() == ErrorKind::ConnectionLost) =>
        {
            "Disconnect"
        }
        ErrorKind::Server(_) => "ServerError",
        ErrorKind::CommitUnknown => "IncompleteCommit",
        ErrorKind::Resolve
        | ErrorKind::Connect
        | ErrorKind::Tls
        | ErrorKind::Handshake
        | ErrorKind::Routing
        | ErrorKind::ConnectionLost => "Disconnect",
        ErrorKind::AcquisitionTimeout => "Timeout",
        ErrorKind::Protocol => "ProtocolError",
        ErrorKind::ResultConsumed => "ResultConsumed",
        ErrorKind::TransactionClosed => "TransactionOutOfScope",
        _ => "ConfigError",
    }
}

/// Returns the driver's error that is the cause of another.
fn cause(error: &Error) -> Option<&Error> {
    std::error::Error::source(error)?.downcast_ref()
}

fn of_gql(error: &GqlError) -> Json {
    let raw = error.diagnostics.get("_classification").and_then(Value::as_str);
    let known = raw.filter(|raw| matches!(*raw, "CLIENT_ERROR" | "DATABASE_ERROR" | "TRANSIENT_ERROR"));
    let classification = known.unwrap_or("UNKNOWN");
    let cause = error.cause.as_deref().map(|cause| json!({"name": "GqlError", "data": of_gql(cause)}));
    json!({
        "msg": error.message,
        "gqlStatus": error.status,
        "statusDescription": error.description,
        "diagnosticRecord": values::write_entries(&error.diagnostics).unwrap_or_default(),
        "classification": classification,
        "rawClassification": raw,
        "cause": cause,
    })
}
