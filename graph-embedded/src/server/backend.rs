//! What one connection's requests do to the graph.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use boltr::BoltError;
use boltr::server::{
    BoltBackend, ResultStream, RoutingServer, RoutingTable, SessionConfig, SessionHandle, SessionProperty,
    TransactionHandle, extract_bookmarks,
};
use boltr::types::{BoltDict, BoltValue};
use tokio::sync::{Mutex, Notify};

use super::summary;
use crate::counters::Counters;
use crate::failure::{Failure, Outcome, code};
use crate::group::{CommitCut, Grant, Member};
use crate::session::{Access, Answer, Place, Request, Session};
use crate::statement::{self, DATABASE, SYSTEM};
use crate::value;

/// What the server calls itself. Some drivers talk to nothing that does not begin with `Neo4j/`.
const AGENT: &str = concat!("Neo4j/5.26.0-graph-embedded-", env!("CARGO_PKG_VERSION"));

/// The name that the protocol layer gets for the one transaction of a connection.
const TRANSACTION: &str = "tx";

/// Serves one connection, hence one session.
pub(super) struct Backend {
    member: Member,
    session: Arc<Mutex<Session>>,
    /// The open explicit transaction. The protocol layer handles a connection's messages one at a time.
    transaction: Mutex<Option<Transaction>>,
    /// Whether the client asked for the system database last.
    system: AtomicBool,
    /// Tells whoever serves the connection that it is to be cut.
    cut: Arc<Notify>,
}

struct Transaction {
    access: Access,
    deadline: Option<Instant>,
    /// The graph that it reads, and writes if it is not one that was left behind.
    place: Arc<Place>,
    /// Held from the first write on.
    grant: Option<Grant>,
    changed: bool,
}

impl Backend {
    /// Makes the backend of a connection, which is to be cut when the notice is given.
    pub(super) fn new(member: Member, cut: Arc<Notify>) -> Self {
        let session = Session::new(member.place());
        Self {
            session: Arc::new(Mutex::new(session)),
            member,
            transaction: Mutex::default(),
            system: AtomicBool::new(false),
            cut,
        }
    }

    /// Opens a transaction on a graph that has what its bookmarks stand for.
    async fn open(&self, extra: &BoltDict) -> Outcome<Transaction> {
        if extra.contains_key("imp_user") {
            return Err(Failure::new(code::ARGUMENT, "the embedded server does not support impersonation"));
        }
        let access = match extra.get("mode").and_then(BoltValue::as_str) {
            Some("r") => Access::Read,
            _ => Access::Write,
        };
        let timeout = extra.get("tx_timeout").and_then(BoltValue::as_int);
        let timeout = timeout.and_then(|millis| u64::try_from(millis).ok()).filter(|millis| *millis > 0);
        let deadline = timeout.and_then(|millis| Instant::now().checked_add(Duration::from_millis(millis)));
        self.member.has_reached(&extract_bookmarks(extra), deadline).await?;
        Ok(Transaction { access, deadline, place: self.member.place(), grant: None, changed: false })
    }

    /// Runs `work` on a thread that may block.
    async fn blocking<T: Send + 'static>(
        &self,
        place: &Arc<Place>,
        work: impl FnOnce(&mut Session) -> Outcome<T> + Send + 'static,
    ) -> Outcome<T> {
        let mut session = Arc::clone(&self.session).lock_owned().await;
        let at = Arc::clone(place);
        let done = tokio::task::spawn_blocking(move || {
            session.enter(&at);
            work(&mut session)
        });
        match done.await {
            Ok(outcome) => outcome,
            Err(_) => {
                // Whatever the panic left half done goes with the engine's connection.
                *self.session.lock().await = Session::new(Arc::clone(place));
                Err(Failure::new(code::UNKNOWN, "the embedded engine panicked"))
            }
        }
    }

    async fn auto_commit(&self, request: Request, transaction: Transaction) -> Outcome<Answer> {
        request.statement.check_access(transaction.access)?;
        if !request.statement.writes() {
            return self.blocking(&transaction.place, move |session| session.run(request)).await;
        }
        let grant = self.member.grant(&transaction.place, request.deadline).await?;
        let cut = self.member.next_cut();
        if cut == Some(CommitCut::Before) {
            match self.cut_off().await {}
        }
        let group = Arc::clone(&self.member.group);
        // The grant goes along: whoever drops this future does not stop the work.
        let work = move |session: &mut Session| {
            let answer = session.run(request)?;
            if answer.counters != Counters::default() {
                group.count_commit();
            }
            drop(grant);
            Ok(answer)
        };
        let answer = self.blocking(&transaction.place, work).await?;
        if cut == Some(CommitCut::After) {
            match self.cut_off().await {}
        }
        Ok(answer)
    }

    async fn in_transaction(&self, mut request: Request) -> Outcome<Answer> {
        let mut slot = self.transaction.lock().await;
        let transaction = slot.as_mut().ok_or_else(no_transaction)?;
        request.deadline = transaction.deadline;
        request.statement.check_access(transaction.access)?;
        if request.statement.writes() && transaction.grant.is_none() {
            transaction.grant = Some(self.member.grant(&transaction.place, transaction.deadline).await?);
            self.blocking(&transaction.place, Session::begin_write).await?;
        }
        let answer = self.blocking(&transaction.place, move |session| session.run(request)).await?;
        transaction.changed |= answer.counters != Counters::default();
        Ok(answer)
    }

    async fn answer(
        &self,
        query: &str,
        parameters: &HashMap<String, BoltValue>,
        extra: &BoltDict,
        explicit: bool,
    ) -> Outcome<(Answer, Option<String>)> {
        if self.system.load(Ordering::Relaxed) {
            return Err(statement::no_system_database());
        }
        let statement = self.member.group.statements.read(query)?;
        let hosts = if statement.asks_for_hosts() { self.member.hosts() } else { Vec::new() };
        let mut request = Request { statement, parameters: value::parameters(parameters)?, deadline: None, hosts };
        if explicit {
            return Ok((self.in_transaction(request).await?, None));
        }
        let transaction = self.open(extra).await?;
        let place = Arc::clone(&transaction.place);
        request.deadline = transaction.deadline;
        let answer = self.auto_commit(request, transaction).await?;
        Ok((answer, Some(self.member.bookmark(&place))))
    }

    /// Keeps what a transaction did, if its server leads as it did when the transaction began to write.
    async fn keep(&self, transaction: Transaction) -> Outcome<()> {
        let Transaction { place, grant: Some(grant), changed, .. } = transaction else { return Ok(()) };
        let confirmed = self.member.confirm(&grant);
        let cut = if confirmed.is_ok() { self.member.next_cut() } else { None };
        if confirmed.is_err() || cut == Some(CommitCut::Before) {
            self.blocking(&place, Session::rollback).await?;
            confirmed?;
            match self.cut_off().await {}
        }
        let group = Arc::clone(&self.member.group);
        let work = move |session: &mut Session| {
            session.commit()?;
            if changed {
                group.count_commit();
            }
            drop(grant);
            Ok(())
        };
        self.blocking(&place, work).await?;
        if cut == Some(CommitCut::After) {
            match self.cut_off().await {}
        }
        Ok(())
    }

    /// Ends the open transaction, if there is one, and undoes what it did.
    async fn undo(&self) -> Outcome<()> {
        let transaction = self.transaction.lock().await.take();
        if let Some(Transaction { place, grant: Some(_held), .. }) = transaction {
            self.blocking(&place, Session::rollback).await?;
        }
        Ok(())
    }

    /// Has the connection cut, and never gets to the answer.
    async fn cut_off(&self) -> Infallible {
        self.cut.notify_one();
        pending().await
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
            Ok((answer, bookmark)) => Ok(summary::stream(answer, bookmark.map(BoltValue::from), since)),
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
        let transaction = self.open(extra).await?;
        *self.transaction.lock().await = Some(transaction);
        Ok(TransactionHandle(TRANSACTION.into()))
    }

    async fn commit(&self, _session: &SessionHandle, _transaction: &TransactionHandle) -> Result<BoltDict, BoltError> {
        let transaction = self.transaction.lock().await.take();
        let transaction = transaction.ok_or_else(no_transaction)?;
        let place = Arc::clone(&transaction.place);
        self.keep(transaction).await?;
        Ok(BoltDict::from([("bookmark".into(), self.member.bookmark(&place).into())]))
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
        let table = self.member.table();
        let server = |role: &str, addresses| RoutingServer { addresses, role: role.into() };
        Ok(RoutingTable {
            ttl: i64::try_from(self.member.group.timing.table.as_secs()).unwrap_or(i64::MAX),
            db: db.unwrap_or(DATABASE).to_owned(),
            servers: vec![
                server("WRITE", table.writers),
                server("READ", table.readers),
                server("ROUTE", table.routers),
            ],
        })
    }
}
