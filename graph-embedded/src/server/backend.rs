//! What one connection's requests do to the graph.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use boltr::BoltError;
use boltr::server::{
    BoltBackend, ResultStream, RoutingServer, RoutingTable, SessionConfig, SessionHandle, SessionProperty,
    TransactionHandle,
};
use boltr::types::{BoltDict, BoltValue};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::serve::Shared;
use super::summary;
use crate::counters::Counters;
use crate::failure::{Failure, Outcome, code};
use crate::session::{Access, Answer, Request, Session};
use crate::statement::{self, DATABASE, SYSTEM};
use crate::value;

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
    /// Whether the client asked for the system database last.
    system: AtomicBool,
}

struct Transaction {
    access: Access,
    deadline: Option<Instant>,
    /// Held from the first write on.
    lease: Option<Lease>,
    changed: bool,
}

/// The right to write, which at most one transaction has.
type Lease = OwnedMutexGuard<()>;

impl Transaction {
    fn new(extra: &BoltDict) -> Outcome<Self> {
        if extra.contains_key("imp_user") {
            return Err(Failure::new(code::ARGUMENT, "the embedded server does not support impersonation"));
        }
        let access = match extra.get("mode").and_then(BoltValue::as_str) {
            Some("r") => Access::Read,
            _ => Access::Write,
        };
        let timeout = extra.get("tx_timeout").and_then(BoltValue::as_int);
        let timeout = timeout.and_then(|millis| u64::try_from(millis).ok()).filter(|millis| *millis > 0);
        Ok(Self {
            access,
            deadline: timeout.and_then(|millis| Instant::now().checked_add(Duration::from_millis(millis))),
            lease: None,
            changed: false,
        })
    }
}

impl Backend {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let session = Session::new(Arc::clone(&shared.place));
        Self {
            session: Arc::new(Mutex::new(session)),
            shared,
            transaction: Mutex::default(),
            system: AtomicBool::new(false),
        }
    }

    /// Runs `work` on a thread that may block.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Session) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let mut session = Arc::clone(&self.session).lock_owned().await;
        let done = tokio::task::spawn_blocking(move || work(&mut session)).await;
        match done {
            Ok(outcome) => outcome,
            Err(_) => {
                // Whatever the panic left half done goes with the engine's connection.
                *self.session.lock().await = Session::new(Arc::clone(&self.shared.place));
                Err(Failure::new(code::UNKNOWN, "the embedded engine panicked"))
            }
        }
    }

    /// Waits for the right to write, but not beyond the transaction's own end.
    async fn lease(&self, deadline: Option<Instant>) -> Outcome<Lease> {
        let lock = Arc::clone(&self.shared.writer).lock_owned();
        let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
        let wait = left.map_or(self.shared.lock_timeout, |left| left.min(self.shared.lock_timeout));
        tokio::time::timeout(wait, lock)
            .await
            .map_err(|_| Failure::new(code::LOCK_TIMEOUT, "another transaction kept the right to write for too long"))
    }

    async fn auto_commit(&self, request: Request, transaction: Transaction) -> Outcome<Answer> {
        request.statement.check_access(transaction.access)?;
        let lease = if request.statement.writes() { Some(self.lease(request.deadline).await?) } else { None };
        let answer = self.blocking(move |session| session.run(request)).await;
        drop(lease);
        answer
    }

    async fn in_transaction(&self, mut request: Request) -> Outcome<Answer> {
        let mut slot = self.transaction.lock().await;
        let transaction = slot.as_mut().ok_or_else(no_transaction)?;
        request.deadline = transaction.deadline;
        request.statement.check_access(transaction.access)?;
        if request.statement.writes() && transaction.lease.is_none() {
            transaction.lease = Some(self.lease(transaction.deadline).await?);
            self.blocking(Session::begin_write).await?;
        }
        let answer = self.blocking(move |session| session.run(request)).await?;
        transaction.changed |= answer.counters != Counters::default();
        Ok(answer)
    }

    async fn answer(
        &self,
        query: &str,
        parameters: &HashMap<String, BoltValue>,
        extra: &BoltDict,
        explicit: bool,
    ) -> Outcome<Answer> {
        if self.system.load(Ordering::Relaxed) {
            return Err(statement::no_system_database());
        }
        let mut request = Request {
            statement: self.shared.statements.read(query)?,
            parameters: value::parameters(parameters)?,
            deadline: None,
        };
        if explicit {
            return self.in_transaction(request).await;
        }
        let transaction = Transaction::new(extra)?;
        request.deadline = transaction.deadline;
        self.auto_commit(request, transaction).await
    }

    /// Ends the open transaction, if there is one, and undoes what it did.
    async fn undo(&self) -> Outcome<()> {
        let transaction = self.transaction.lock().await.take();
        if transaction.is_some_and(|transaction| transaction.lease.is_some()) {
            self.blocking(Session::rollback).await?;
        }
        Ok(())
    }

    /// The bookmark after a transaction, which is the one before it if nothing changed.
    fn bookmark(&self, changed: bool) -> BoltValue {
        let number = self.shared.commits.fetch_add(u64::from(changed), Ordering::Relaxed);
        let number = number.saturating_add(u64::from(changed));
        BoltValue::String(format!("graph-embedded:{}:{number}", self.shared.address.port()))
    }
}

fn no_transaction() -> Failure {
    Failure::new(code::INVALID_REQUEST, "there is no open transaction")
}

#[async_trait::async_trait]
impl BoltBackend for Backend {
    async fn create_session(&self, _config: &SessionConfig) -> Result<SessionHandle, BoltError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Ok(SessionHandle(format!("bolt-{number}")))
    }

    async fn close_session(&self, _session: &SessionHandle) -> Result<(), BoltError> {
        self.undo().await?;
        Ok(())
    }

    async fn configure_session(&self, _session: &SessionHandle, property: SessionProperty) -> Result<(), BoltError> {
        let SessionProperty::Database(name) = property;
        statement::check_database(&name)?;
        self.system.store(name.eq_ignore_ascii_case(SYSTEM), Ordering::Relaxed);
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
        let explicit = transaction.is_some();
        if !explicit && !extra.contains_key("db") {
            self.system.store(false, Ordering::Relaxed);
        }
        match self.answer(query, parameters, extra, explicit).await {
            Ok(answer) => {
                let changed = answer.counters != Counters::default();
                let bookmark = (!explicit).then(|| self.bookmark(changed));
                Ok(summary::stream(answer, bookmark, since))
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
        if !extra.contains_key("db") {
            self.system.store(false, Ordering::Relaxed);
        }
        *self.transaction.lock().await = Some(Transaction::new(extra)?);
        Ok(TransactionHandle(TRANSACTION.into()))
    }

    async fn commit(&self, _session: &SessionHandle, _transaction: &TransactionHandle) -> Result<BoltDict, BoltError> {
        let transaction = self.transaction.lock().await.take();
        let transaction = transaction.ok_or_else(no_transaction)?;
        if transaction.lease.is_some() {
            self.blocking(Session::commit).await?;
        }
        let bookmark = self.bookmark(transaction.changed);
        drop(transaction);
        Ok(BoltDict::from([("bookmark".into(), bookmark)]))
    }

    async fn rollback(&self, _session: &SessionHandle, _transaction: &TransactionHandle) -> Result<(), BoltError> {
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
            statement::check_database(name)?;
        }
        let addresses = vec![self.shared.address.to_string()];
        let server = |role: &str| RoutingServer { addresses: addresses.clone(), role: role.into() };
        Ok(RoutingTable {
            ttl: 300,
            db: db.unwrap_or(DATABASE).to_owned(),
            servers: vec![server("WRITE"), server("READ"), server("ROUTE")],
        })
    }
}
