//! What one connection's requests do to the graph.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use boltr::BoltError;
use boltr::server::{
    BoltBackend, BoltRecord, ResultMetadata, ResultStream, RoutingServer, RoutingTable,
    SessionConfig, SessionHandle, SessionProperty, TransactionHandle,
};
use boltr::types::{BoltDict, BoltValue};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::serve::Shared;
use crate::failure::{Failure, Outcome, code};
use crate::session::{Access, Answer, Session};
use crate::statement::Statement;
use crate::value;

/// The name of the one database.
const DATABASE: &str = "neo4j";

/// What the server calls itself. Some drivers talk to nothing that does not begin with `Neo4j/`.
const AGENT: &str = concat!("Neo4j/5.26.0-graph-embedded-", env!("CARGO_PKG_VERSION"));

/// The name that the protocol layer gets for the one transaction of a connection.
const TRANSACTION: &str = "tx";

/// Serves one connection, hence one session.
pub(super) struct Backend {
    shared: Arc<Shared>,
    session: Arc<Mutex<Session>>,
    /// The open explicit transaction. The protocol layer handles a connection's messages one at a time.
    transaction: Mutex<Option<Transaction>>,
}

struct Transaction {
    access: Access,
    lease: Option<Lease>,
}

/// The right to write, which at most one transaction has.
type Lease = OwnedMutexGuard<()>;

impl Backend {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            session: Arc::new(Mutex::new(Session::default())),
            shared,
            transaction: Mutex::default(),
        }
    }

    /// Runs `work` on a thread that may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session, &Shared) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let shared = Arc::clone(&self.shared);
        let mut session = Arc::clone(&self.session).lock_owned().await;
        let done = tokio::task::spawn_blocking(move || work(&mut session, &shared)).await;
        match done {
            Ok(outcome) => outcome,
            Err(_) => {
                // Whatever the panic left half done goes with the engine's connection.
                *self.session.lock().await = Session::default();
                Err(Failure::new(code::UNKNOWN, "the embedded engine panicked"))
            }
        }
    }

    async fn lease(&self) -> Outcome<Lease> {
        let lock = Arc::clone(&self.shared.writer).lock_owned();
        tokio::time::timeout(self.shared.lock_timeout, lock)
            .await
            .map_err(|_| {
                Failure::new(
                    code::LOCK_TIMEOUT,
                    "another transaction kept the write lock for too long",
                )
            })
    }

    async fn auto_commit(
        &self,
        statement: Statement,
        parameters: HashMap<String, graphdblite::Value>,
        access: Access,
    ) -> Outcome<Answer> {
        statement.check_access(access)?;
        let lease = if statement.writes() {
            Some(self.lease().await?)
        } else {
            None
        };
        let answer = self
            .blocking(move |session, shared| session.run(&shared.store, &statement, &parameters))
            .await;
        drop(lease);
        answer
    }

    async fn in_transaction(
        &self,
        statement: Statement,
        parameters: HashMap<String, graphdblite::Value>,
    ) -> Outcome<Answer> {
        let mut slot = self.transaction.lock().await;
        let transaction = slot.as_mut().ok_or_else(no_transaction)?;
        statement.check_access(transaction.access)?;
        if statement.writes() && transaction.lease.is_none() {
            transaction.lease = Some(self.lease().await?);
            self.blocking(|session, shared| session.begin_write(&shared.store))
                .await?;
        }
        self.blocking(move |session, shared| session.run(&shared.store, &statement, &parameters))
            .await
    }

    /// Ends the open transaction, if there is one, and undoes what it did.
    async fn undo(&self) -> Outcome<()> {
        let transaction = self.transaction.lock().await.take();
        if transaction.is_some_and(|transaction| transaction.lease.is_some()) {
            self.blocking(|session, _| session.rollback()).await?;
        }
        Ok(())
    }

    fn bookmark(&self) -> BoltValue {
        let number = self.shared.commits.fetch_add(1, Ordering::Relaxed);
        BoltValue::String(format!("embedded:{}:{number}", self.shared.address.port()))
    }
}

fn no_transaction() -> Failure {
    Failure::new(code::INVALID_REQUEST, "there is no open transaction")
}

fn access(extra: &BoltDict) -> Access {
    match extra.get("mode").and_then(BoltValue::as_str) {
        Some("r") => Access::Read,
        _ => Access::Write,
    }
}

fn known_database(name: &str) -> Outcome<()> {
    if name.eq_ignore_ascii_case(DATABASE) {
        return Ok(());
    }
    Err(Failure::new(
        code::DATABASE_NOT_FOUND,
        format!("Database does not exist. Database name: '{name}'."),
    ))
}

fn stream(answer: Answer, bookmark: Option<BoltValue>, since: Instant) -> ResultStream {
    let mut summary = BoltDict::from([
        ("type".into(), BoltValue::from(answer.kind.letters())),
        ("db".into(), BoltValue::from(DATABASE)),
        (
            "t_last".into(),
            BoltValue::Integer(i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX)),
        ),
    ]);
    summary.extend(bookmark.map(|bookmark| ("bookmark".to_owned(), bookmark)));
    let rows = answer.rows.into_iter();
    ResultStream {
        metadata: ResultMetadata {
            columns: answer.columns,
            extra: BoltDict::new(),
        },
        records: rows
            .map(|row| BoltRecord {
                values: row.into_iter().map(value::to_bolt).collect(),
            })
            .collect(),
        summary,
    }
}

#[async_trait::async_trait]
impl BoltBackend for Backend {
    async fn create_session(&self, _config: &SessionConfig) -> Result<SessionHandle, BoltError> {
        static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(SessionHandle(format!("bolt-{number}")))
    }

    async fn close_session(&self, _session: &SessionHandle) -> Result<(), BoltError> {
        self.undo().await?;
        Ok(())
    }

    async fn configure_session(
        &self,
        _session: &SessionHandle,
        property: SessionProperty,
    ) -> Result<(), BoltError> {
        let SessionProperty::Database(name) = property;
        known_database(&name)?;
        Ok(())
    }

    async fn reset_session(&self, _session: &SessionHandle) -> Result<(), BoltError> {
        self.undo().await?;
        Ok(())
    }

    async fn execute(
        &self,
        _session: &SessionHandle,
        query: &str,
        parameters: &HashMap<String, BoltValue>,
        extra: &BoltDict,
        transaction: Option<&TransactionHandle>,
    ) -> Result<ResultStream, BoltError> {
        let since = Instant::now();
        let prepared = Statement::parse(query)
            .and_then(|statement| Ok((statement, value::parameters(parameters)?)));
        let explicit = transaction.is_some();
        let answer = match prepared {
            Ok((statement, parameters)) if explicit => {
                self.in_transaction(statement, parameters).await
            }
            Ok((statement, parameters)) => {
                self.auto_commit(statement, parameters, access(extra)).await
            }
            Err(failure) => Err(failure),
        };
        match answer {
            Ok(answer) => {
                let bookmark = (!explicit).then(|| self.bookmark());
                Ok(stream(answer, bookmark, since))
            }
            Err(failure) => {
                // The first failure ends a transaction, so nobody waits for its lock until the client asks for RESET.
                self.undo().await?;
                Err(failure.into())
            }
        }
    }

    async fn begin_transaction(
        &self,
        _session: &SessionHandle,
        extra: &BoltDict,
    ) -> Result<TransactionHandle, BoltError> {
        *self.transaction.lock().await = Some(Transaction {
            access: access(extra),
            lease: None,
        });
        Ok(TransactionHandle(TRANSACTION.into()))
    }

    async fn commit(
        &self,
        _session: &SessionHandle,
        _transaction: &TransactionHandle,
    ) -> Result<BoltDict, BoltError> {
        let transaction = self.transaction.lock().await.take();
        let transaction = transaction.ok_or_else(no_transaction)?;
        if transaction.lease.is_some() {
            self.blocking(|session, _| session.commit()).await?;
        }
        drop(transaction);
        Ok(BoltDict::from([("bookmark".into(), self.bookmark())]))
    }

    async fn rollback(
        &self,
        _session: &SessionHandle,
        _transaction: &TransactionHandle,
    ) -> Result<(), BoltError> {
        self.undo().await?;
        Ok(())
    }

    async fn get_server_info(&self) -> Result<BoltDict, BoltError> {
        Ok(BoltDict::from([("server".into(), BoltValue::from(AGENT))]))
    }

    async fn route(
        &self,
        _routing_context: &BoltDict,
        _bookmarks: &[String],
        db: Option<&str>,
    ) -> Result<RoutingTable, BoltError> {
        if let Some(name) = db {
            known_database(name)?;
        }
        let addresses = vec![self.shared.address.to_string()];
        let server = |role: &str| RoutingServer {
            addresses: addresses.clone(),
            role: role.into(),
        };
        Ok(RoutingTable {
            ttl: 300,
            db: DATABASE.into(),
            servers: vec![server("WRITE"), server("READ"), server("ROUTE")],
        })
    }
}
