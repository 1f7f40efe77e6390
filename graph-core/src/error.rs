//! The public error: whose fault it was, what to do, and whether a retry makes sense.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::bolt::machine::ProtocolBreach;
use crate::bolt::message::ServerFailure;
use crate::mapping::{DecodeError, EncodeError};
use crate::net::{Address, NetError};

/// Why an operation failed; one pointer wide and cheap to clone.
///
/// `Display` says what happened at this level; [`source`](StdError::source) has the cause. No credential and no
/// parameter value is ever in it.
///
/// ```no_run
/// # async fn example(driver: graph_core::Driver) {
/// if let Err(error) = driver.verify_connectivity().await {
///     eprintln!("{error}");
///     if let Some(cause) = std::error::Error::source(&error) {
///         eprintln!("Cause: {cause}");
///     }
///     if error.is_retryable() { /* try again later */ }
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Box<str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    /// A retry makes sense whatever the kind: somebody mended the cause, or the cause may pass.
    mended: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The driver's configuration or its URI is not valid.
    Config,
    /// A parameter cannot be sent.
    Encode,
    /// A record does not fit the Rust type.
    Decode,
    /// A result has no record where one was asked for.
    NoRecord,
    /// A result has several records where at most one was asked for.
    TooManyRecords,
    /// A result was read to its end before; it cannot be read again.
    ResultConsumed,
    /// The transaction is over: committed, rolled back, or failed before.
    TransactionClosed,
    /// The driver was closed.
    DriverClosed,
    /// The server's protocol version lacks what was asked for.
    Unsupported,
    /// The application's own error, from inside a transaction function.
    Custom,
    /// The server refused or failed the request.
    Server(Box<ServerFailure>),
    /// The host name has no address.
    Resolve,
    /// No connection to the server could be made, or the server ended it or was silent before it said anything.
    Connect,
    /// TLS with the server failed.
    Tls,
    /// The other side does not speak a version of Bolt that this driver speaks.
    Handshake,
    /// No server of the cluster that is known and answers can serve the work.
    Routing,
    /// No connection became free in time.
    AcquisitionTimeout,
    /// The connection broke; nothing was committed by this unit of work.
    ConnectionLost,
    /// The connection broke after a commit was sent, or a query that commits by itself: the transaction may have been
    /// committed, or not.
    CommitUnknown,
    /// The server broke the protocol.
    Protocol,
}

/// Whose fault an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// The application's: a retry brings the same.
    Caller,
    /// The server's, or the database's state.
    Server,
    /// The network's.
    Network,
    /// The server's breach of the protocol.
    ProtocolBreach,
}

impl Error {
    /// Makes an error of the application's own, to end a transaction function with; it is never retried.
    ///
    /// ```
    /// let error = graph_core::Error::custom("Most recent organization is empty.");
    /// assert_eq!(error.to_string(), "Most recent organization is empty.");
    /// assert!(!error.is_retryable());
    /// ```
    #[cold]
    pub fn custom(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let error = error.into();
        Self::build(ErrorKind::Custom, error.to_string(), Some(error))
    }

    /// Returns what happened.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns whose fault it is.
    pub fn fault(&self) -> Fault {
        match &self.0.kind {
            ErrorKind::Config
            | ErrorKind::Encode
            | ErrorKind::Decode
            | ErrorKind::NoRecord
            | ErrorKind::TooManyRecords
            | ErrorKind::ResultConsumed
            | ErrorKind::TransactionClosed
            | ErrorKind::DriverClosed
            | ErrorKind::Unsupported
            | ErrorKind::Custom => Fault::Caller,
            ErrorKind::Server(failure) => {
                if failure.code.starts_with("Neo.ClientError.") && !self.is_retryable() {
                    Fault::Caller
                } else {
                    Fault::Server
                }
            }
            ErrorKind::Resolve
            | ErrorKind::Connect
            | ErrorKind::Tls
            | ErrorKind::Routing
            | ErrorKind::AcquisitionTimeout
            | ErrorKind::ConnectionLost
            | ErrorKind::CommitUnknown => Fault::Network,
            ErrorKind::Handshake | ErrorKind::Protocol => Fault::ProtocolBreach,
        }
    }

    /// Tells whether running the whole unit of work again may succeed and is safe.
    ///
    /// A managed transaction does so by itself. An acquisition that ran out of time is not retried: its time is the
    /// application's own limit, and those who wait longer for a pool that is exhausted exhaust it further.
    pub fn is_retryable(&self) -> bool {
        match &self.0.kind {
            ErrorKind::Server(failure) => self.0.mended || is_retryable_code(&failure.code),
            ErrorKind::TransactionClosed => self.0.mended,
            ErrorKind::Resolve | ErrorKind::Connect | ErrorKind::Routing | ErrorKind::ConnectionLost => true,
            _ => false,
        }
    }

    /// Tells whether the work may be in the database although it failed here.
    pub fn may_have_committed(&self) -> bool {
        self.0.kind == ErrorKind::CommitUnknown
    }

    /// Returns the server's status code, such as `Neo.ClientError.Statement.SyntaxError`.
    pub fn code(&self) -> Option<&str> {
        self.server().map(|failure| failure.code.as_str())
    }

    /// Returns the GQL status, five characters: the server's, or that of the standard for what happened here; none for
    /// an error of the application's own.
    ///
    /// ```
    /// let error = graph_core::Driver::builder("http://localhost").build().expect_err("not Bolt");
    /// assert_eq!(error.gql_status(), Some("50N42"));
    /// ```
    pub fn gql_status(&self) -> Option<&str> {
        match &self.0.kind {
            ErrorKind::Custom => None,
            ErrorKind::Server(failure) => Some(&failure.gql.status),
            // Transaction resolution unknown.
            ErrorKind::CommitUnknown => Some("08007"),
            // A protocol error, under connection exceptions.
            ErrorKind::Handshake | ErrorKind::Protocol => Some("08N06"),
            ErrorKind::Resolve
            | ErrorKind::Connect
            | ErrorKind::Tls
            | ErrorKind::Routing
            | ErrorKind::AcquisitionTimeout
            | ErrorKind::ConnectionLost => Some("08000"),
            // An invalid transaction state.
            ErrorKind::TransactionClosed => Some("25000"),
            // A general processing exception, as the other drivers have it for all of theirs.
            ErrorKind::Config
            | ErrorKind::Encode
            | ErrorKind::Decode
            | ErrorKind::NoRecord
            | ErrorKind::TooManyRecords
            | ErrorKind::ResultConsumed
            | ErrorKind::DriverClosed
            | ErrorKind::Unsupported => Some("50N42"),
        }
    }

    /// Returns all that the server said of the failure.
    pub fn server(&self) -> Option<&ServerFailure> {
        match &self.0.kind {
            ErrorKind::Server(failure) => Some(failure),
            _ => None,
        }
    }

    /// Returns why a record did not fit, for [`ErrorKind::Decode`].
    pub fn decode(&self) -> Option<&DecodeError> {
        self.0.source.as_ref()?.downcast_ref()
    }

    /// Returns the error that a transaction function was ended with, if it is of this type.
    pub fn custom_ref<E: StdError + 'static>(&self) -> Option<&E> {
        self.0.source.as_ref()?.downcast_ref()
    }

    #[cold]
    pub(crate) fn build(
        kind: ErrorKind,
        message: impl Into<Box<str>>,
        source: Option<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self(Arc::new(Inner { kind, message: message.into(), source, mended: false }))
    }

    /// Tells whether the server says that the request had no effect and may be sent again as it is.
    pub(crate) fn did_not_run(&self) -> bool {
        self.server().is_some_and(|failure| {
            failure.gql.diagnostics.get("_idempotent").and_then(crate::value::Value::as_bool) == Some(true)
        })
    }

    /// Says that the cause of a server's refusal was mended and a retry makes sense.
    ///
    /// Whoever else keeps the error keeps it as it was.
    #[cold]
    pub(crate) fn made_retryable(self) -> Self {
        // A server's refusal has no source, so nothing is lost.
        let Inner { kind, message, .. } = &*self.0;
        Self(Arc::new(Inner { kind: kind.clone(), message: message.clone(), source: None, mended: true }))
    }

    #[cold]
    pub(crate) fn config(message: impl Into<Box<str>>) -> Self {
        Self::build(ErrorKind::Config, message, None)
    }

    #[cold]
    pub(crate) fn of_server(mut failure: ServerFailure) -> Self {
        failure.code = remapped(failure.code);
        let message = format!("{} ({})", failure.message, failure.code);
        Self::build(ErrorKind::Server(Box::new(failure)), message, None)
    }

    #[cold]
    pub(crate) fn connection_lost(address: &Address, source: std::io::Error) -> Self {
        Self::build(ErrorKind::ConnectionLost, format!("the connection to {address} broke"), Some(Box::new(source)))
    }

    #[cold]
    pub(crate) fn protocol(address: &Address, breach: ProtocolBreach) -> Self {
        Self::build(ErrorKind::Protocol, format!("{address} broke the Bolt protocol"), Some(Box::new(breach)))
    }

    /// Says of a failure after what commits was sent whether that may have happened.
    #[cold]
    pub(crate) fn after_commit(self) -> Self {
        match self.0.kind {
            ErrorKind::ConnectionLost | ErrorKind::Protocol => Self::commit_unknown(self),
            // The server answered, or skipped what was sent.
            _ => self,
        }
    }

    /// The connection broke while what commits was on its way, or its answer.
    fn commit_unknown(cause: Self) -> Self {
        Self::build(
            ErrorKind::CommitUnknown,
            "the connection broke before the server told the end of the transaction, which may have been committed: \
             look whether its changes are there before running it again",
            Some(Box::new(cause)),
        )
    }

    #[cold]
    pub(crate) fn transaction_closed() -> Self {
        Self::build(ErrorKind::TransactionClosed, "the transaction is over; open another one", None)
    }

    /// What a transaction says after a failure that ended it; trying it again makes sense if that did.
    #[cold]
    pub(crate) fn transaction_failed(failure: &Self) -> Self {
        let message = "the transaction is closed, since something in it failed before; see the cause";
        Self(Arc::new(Inner {
            kind: ErrorKind::TransactionClosed,
            message: message.into(),
            source: Some(Box::new(failure.clone())),
            mended: failure.is_retryable(),
        }))
    }

    #[cold]
    pub(crate) fn driver_closed() -> Self {
        Self::build(ErrorKind::DriverClosed, "the driver was closed; build another one", None)
    }
}

/// Errors of the server that its own advice is to retry, or that another member of a cluster would not give.
fn is_retryable_code(code: &str) -> bool {
    code.starts_with("Neo.TransientError.")
        || matches!(
            code,
            "Neo.ClientError.Cluster.NotALeader"
                | "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase"
                | "Neo.ClientError.Security.AuthorizationExpired"
        )
}

/// Two codes are transient by name and final by meaning: the transaction was ended on purpose.
fn remapped(code: String) -> String {
    match code.as_str() {
        "Neo.TransientError.Transaction.Terminated" => "Neo.ClientError.Transaction.Terminated".to_owned(),
        "Neo.TransientError.Transaction.LockClientStopped" => {
            "Neo.ClientError.Transaction.LockClientStopped".to_owned()
        }
        _ => code,
    }
}

impl From<DecodeError> for Error {
    #[cold]
    fn from(error: DecodeError) -> Self {
        Self::build(ErrorKind::Decode, "a record does not fit the Rust type", Some(Box::new(error)))
    }
}

impl From<EncodeError> for Error {
    #[cold]
    fn from(error: EncodeError) -> Self {
        Self::build(ErrorKind::Encode, "a parameter cannot be sent", Some(Box::new(error)))
    }
}

impl From<NetError> for Error {
    #[cold]
    fn from(error: NetError) -> Self {
        let kind = match &error {
            NetError::Resolve { .. } => ErrorKind::Resolve,
            NetError::Connect { .. } | NetError::ConnectTimeout { .. } => ErrorKind::Connect,
            NetError::Tls { .. }
            | NetError::ServerName { .. }
            | NetError::ClientCertificate { .. }
            | NetError::Trust(_) => ErrorKind::Tls,
        };
        let message = error.to_string();
        let source: Option<Box<dyn StdError + Send + Sync>> = match error {
            NetError::Resolve { source, .. }
            | NetError::Connect { source, .. }
            | NetError::Tls { source, .. }
            | NetError::ClientCertificate { source, .. } => Some(Box::new(source)),
            NetError::Trust(source) => Some(Box::new(source)),
            NetError::ConnectTimeout { .. } | NetError::ServerName { .. } => None,
        };
        Self::build(kind, message, source)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &self.0.kind).field("message", &self.0.message);
        if let Some(source) = &self.0.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match (&self.0.kind, &self.0.source) {
            // A custom error's message is already this error's; its cause comes next.
            (ErrorKind::Custom, Some(source)) => source.source(),
            (_, Some(source)) => Some(source.as_ref()),
            (_, None) => None,
        }
    }
}

/// An application's error type that may hold one of ours, which tells whether a retry makes sense.
///
/// Implement it for the error of [`Session::try_execute_write`](crate::Session::try_execute_write).
pub trait AsError {
    /// Returns the driver's error, if that is what this is.
    fn as_error(&self) -> Option<&Error>;
}

impl AsError for Error {
    fn as_error(&self) -> Option<&Error> {
        Some(self)
    }
}

impl AsError for Box<dyn StdError + Send + Sync> {
    fn as_error(&self) -> Option<&Error> {
        self.downcast_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bolt::Dialect;
    use crate::bolt::message::Meta;

    fn of_code(code: &str) -> Error {
        let mut failure = ServerFailure::read(Meta::new(&[0xA0]), Dialect::NEWEST);
        failure.code = code.to_owned();
        Error::of_server(failure)
    }

    #[test]
    fn an_error_is_one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn retries_follow_the_servers_code() {
        for (code, retryable) in [
            ("Neo.TransientError.General.DatabaseUnavailable", true),
            ("Neo.ClientError.Cluster.NotALeader", true),
            ("Neo.ClientError.Security.AuthorizationExpired", true),
            ("Neo.TransientError.Transaction.Terminated", false),
            ("Neo.TransientError.Transaction.LockClientStopped", false),
            ("Neo.ClientError.Statement.SyntaxError", false),
            ("Neo.DatabaseError.General.UnknownError", false),
        ] {
            assert_eq!(of_code(code).is_retryable(), retryable, "{code}");
        }
        assert_eq!(
            of_code("Neo.TransientError.Transaction.Terminated").code(),
            Some("Neo.ClientError.Transaction.Terminated")
        );
    }

    #[test]
    fn an_unknown_commit_is_never_retryable_and_says_so() {
        let lost = Error::connection_lost(&Address::new("localhost", 1), std::io::ErrorKind::BrokenPipe.into());
        assert!(lost.is_retryable());
        let unknown = Error::commit_unknown(lost);
        assert!(unknown.may_have_committed() && !unknown.is_retryable());
        assert!(unknown.source().is_some_and(|cause| cause.to_string().contains("localhost:1")));
    }
}
