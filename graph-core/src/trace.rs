//! Spans after the OpenTelemetry conventions for databases; parameters are never in them.

use std::future::Future;
use std::pin::Pin;

use tracing::{Instrument as _, Span, field};

use crate::config::Settings;
use crate::error::{AsError, Error};
use crate::net::Address;
use crate::query::TransactionOptions;

/// Runs work inside a span of its own, and nothing more when nobody listens. The work stays where it is pinned: its future is
/// large.
pub(crate) async fn spanned<T, X, W>(span: Span, work: Pin<&mut W>) -> Result<T, X>
where
    X: AsError,
    W: Future<Output = Result<T, X>>,
{
    if span.is_disabled() {
        return work.await;
    }
    let outcome = work.instrument(span.clone()).await;
    if let Err(failure) = &outcome {
        span.record("error.type", field::display(error_type(failure.as_error())));
    }
    outcome
}

/// Returns the code or kind of an error, for spans and logs: a server's message may repeat values of parameters.
pub(crate) fn error_type(error: Option<&Error>) -> String {
    match error {
        None => "application".to_owned(),
        Some(error) => error.code().map_or_else(|| format!("{:?}", error.kind()), str::to_owned),
    }
}

/// Makes the span of one query; its text is in it only where the driver was told so.
pub(crate) fn query_span(text: &str, options: &TransactionOptions, settings: &Settings, address: &Address) -> Span {
    let span = unit_span("query", options, address);
    if settings.record_query_text && !span.is_disabled() {
        span.record("db.query.text", text);
    }
    span
}

/// Makes the span of one unit of work.
pub(crate) fn unit_span(operation: &'static str, options: &TransactionOptions, address: &Address) -> Span {
    let span = tracing::debug_span!(
        "graph",
        otel.kind = "client",
        db.system.name = "neo4j",
        db.operation.name = operation,
        db.namespace = field::Empty,
        db.query.text = field::Empty,
        server.address = address.host(),
        server.port = address.port(),
        "error.type" = field::Empty,
    );
    if let Some(database) = options.database.as_ref().filter(|_| !span.is_none()) {
        span.record("db.namespace", &**database);
    }
    span
}
