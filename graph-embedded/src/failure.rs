//! Which Neo4j status code a failed request is answered with.

use graphdblite::{ErrorCode, GraphError, QueryError, QueryPhase};

/// A failed request: a Neo4j status code and a sentence for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

pub(crate) type Outcome<T> = Result<T, Failure>;

pub(crate) mod code {
    pub(crate) const ACCESS_MODE: &str = "Neo.ClientError.Statement.AccessMode";
    pub(crate) const ARGUMENT: &str = "Neo.ClientError.Statement.ArgumentError";
    pub(crate) const ARITHMETIC: &str = "Neo.ClientError.Statement.ArithmeticError";
    pub(crate) const BOOKMARK_TIMEOUT: &str = "Neo.TransientError.Transaction.BookmarkTimeout";
    pub(crate) const CONSTRAINT_CREATION: &str = "Neo.DatabaseError.Schema.ConstraintCreationFailed";
    pub(crate) const CONSTRAINT_DROP: &str = "Neo.DatabaseError.Schema.ConstraintDropFailed";
    pub(crate) const CONSTRAINT_EXISTS: &str = "Neo.ClientError.Schema.ConstraintAlreadyExists";
    pub(crate) const CONSTRAINT_NAME_TAKEN: &str = "Neo.ClientError.Schema.ConstraintWithNameAlreadyExists";
    pub(crate) const CONSTRAINT_VALIDATION: &str = "Neo.ClientError.Schema.ConstraintValidationFailed";
    pub(crate) const DATABASE_NOT_FOUND: &str = "Neo.ClientError.Database.DatabaseNotFound";
    pub(crate) const ENTITY_NOT_FOUND: &str = "Neo.ClientError.Statement.EntityNotFound";
    pub(crate) const EQUIVALENT_RULE: &str = "Neo.ClientError.Schema.EquivalentSchemaRuleAlreadyExists";
    pub(crate) const INDEX_DROP: &str = "Neo.DatabaseError.Schema.IndexDropFailed";
    pub(crate) const INDEX_EXISTS: &str = "Neo.ClientError.Schema.IndexAlreadyExists";
    pub(crate) const INDEX_NAME_TAKEN: &str = "Neo.ClientError.Schema.IndexWithNameAlreadyExists";
    pub(crate) const INVALID_BOOKMARK: &str = "Neo.ClientError.Transaction.InvalidBookmark";
    pub(crate) const INVALID_REQUEST: &str = "Neo.ClientError.Request.Invalid";
    pub(crate) const LOCK_TIMEOUT: &str = "Neo.TransientError.Transaction.LockAcquisitionTimeout";
    pub(crate) const NOT_A_LEADER: &str = "Neo.ClientError.Cluster.NotALeader";
    pub(crate) const PARAMETER_MISSING: &str = "Neo.ClientError.Statement.ParameterMissing";
    pub(crate) const PROCEDURE_NOT_FOUND: &str = "Neo.ClientError.Procedure.ProcedureNotFound";
    pub(crate) const READ_ONLY_DATABASE: &str = "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase";
    pub(crate) const SEMANTIC: &str = "Neo.ClientError.Statement.SemanticError";
    pub(crate) const SYNTAX: &str = "Neo.ClientError.Statement.SyntaxError";
    pub(crate) const TIMED_OUT: &str = "Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration";
    pub(crate) const TYPE: &str = "Neo.ClientError.Statement.TypeError";
    pub(crate) const UNAVAILABLE: &str = "Neo.TransientError.General.DatabaseUnavailable";
    pub(crate) const UNKNOWN: &str = "Neo.DatabaseError.General.UnknownError";
    /// What every refusal is answered with.
    pub(crate) const UNSUPPORTED: &str = "Neo.ClientError.Statement.UnsupportedOperationError";
}

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl From<Failure> for boltr::BoltError {
    fn from(failure: Failure) -> Self {
        Self::Query { code: failure.code.to_owned(), message: failure.message }
    }
}

impl From<GraphError> for Failure {
    fn from(error: GraphError) -> Self {
        let code = match &error {
            GraphError::Query(query) => query_code(query),
            GraphError::Storage { .. } if is_busy(&error) => code::LOCK_TIMEOUT,
            GraphError::HasEdges { .. } => code::CONSTRAINT_VALIDATION,
            GraphError::NodeNotFound { .. } | GraphError::EdgeNotFound { .. } => code::ENTITY_NOT_FOUND,
            GraphError::InvalidName { .. } => code::SYNTAX,
            GraphError::SizeLimit { .. } => code::ARGUMENT,
            _ => code::UNKNOWN,
        };
        Self::new(code, sentence(&error))
    }
}

/// SQLite reports a lock that it could not get in words only; the engine keeps its error as the source.
fn is_busy(error: &GraphError) -> bool {
    let text = error.to_string();
    text.contains("database is locked") || text.contains("database table is locked")
}

/// The status code for an error of the parser, the planner or the executor.
///
/// Neo4j reports everything that it finds before it runs a query as a syntax error, except a missing parameter.
fn query_code(error: &QueryError) -> &'static str {
    match error.code() {
        ErrorCode::MergeReadOwnWrites => return code::SEMANTIC,
        ErrorCode::MissingParameter => return code::PARAMETER_MISSING,
        ErrorCode::DeleteConnectedNode => return code::CONSTRAINT_VALIDATION,
        ErrorCode::DeletedEntityAccess => return code::ENTITY_NOT_FOUND,
        ErrorCode::ProcedureNotFound => return code::PROCEDURE_NOT_FOUND,
        ErrorCode::DivisionByZero | ErrorCode::NumberOutOfRange if error.phase() == QueryPhase::Runtime => {
            return code::ARITHMETIC;
        }
        _ => {}
    }
    // Neo4j takes a text that is no date for a mistake in the query.
    if error.phase() != QueryPhase::Runtime || error.message().starts_with("temporal") {
        return code::SYNTAX;
    }
    match error {
        QueryError::TypeError { .. } => code::TYPE,
        QueryError::ArithmeticError { .. } => code::ARITHMETIC,
        QueryError::EntityNotFound { .. } => code::ENTITY_NOT_FOUND,
        QueryError::ConstraintViolation { .. } => code::CONSTRAINT_VALIDATION,
        QueryError::SyntaxError { .. } => code::SYNTAX,
        _ => code::ARGUMENT,
    }
}

/// The engine's message without its own taxonomy, and without places in a text that the client has not written.
fn sentence(error: &GraphError) -> String {
    let GraphError::Query(query) = error else {
        return error.to_string();
    };
    let message = query.message();
    match message.split_once("= expected ") {
        Some((_, expected)) => format!("Invalid input: expected {}", expected.trim()),
        None => message.to_owned(),
    }
}
