//! A session of the suite: one task, which owns it and does its requests one after another.
//!
//! A result or transaction borrows its session, so the requests for it are done in a loop inside the one that began it;
//! the first request that is not for it ends it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use graph_core::{Session, Statement, Tx};
use serde_json::json;
use tokio::sync::{Mutex, mpsc};

use crate::cursor::Cursor;
use crate::desk::Desk;
use crate::failure::{self, Failure};
use crate::wire::Request;
use crate::{bookmarks, options, transaction, values};

/// Where a session's requests come in.
pub(crate) struct Seat {
    pub(crate) desk: Rc<Desk>,
    pub(crate) id: String,
    /// Taken by whichever loop is the innermost.
    inbox: Mutex<mpsc::UnboundedReceiver<Request>>,
    /// Results that were read to their end, so that the session could do something else.
    kept: RefCell<HashMap<String, Cursor<'static>>>,
}

impl Seat {
    pub(crate) fn new(desk: Rc<Desk>, id: String, inbox: mpsc::UnboundedReceiver<Request>) -> Self {
        Self { desk, id, inbox: Mutex::new(inbox), kept: RefCell::default() }
    }

    /// Returns the next request, or `None` once the suite has gone.
    pub(crate) async fn next(&self) -> Option<Request> {
        self.inbox.lock().await.recv().await
    }

    /// Answers a request for a result that no loop has.
    pub(crate) async fn serve_kept(&self, request: &Request) {
        let id = request.text("resultId");
        let cursor = self.kept.borrow_mut().remove(id);
        match cursor {
            Some(mut cursor) => {
                let _ = cursor.serve(&self.desk, request).await;
                self.kept.borrow_mut().insert(id.to_owned(), cursor);
            }
            None => self.fail(Failure::result_over()),
        }
    }

    /// Answers for results whose session was closed: a summary that was asked for once can be asked for again.
    async fn outlive(&self) {
        self.kept.borrow_mut().retain(|_, cursor| cursor.is_consumed());
        while let Some(request) = self.next().await {
            match request.name.as_str() {
                name if name.starts_with("Result") => self.serve_kept(&request).await,
                "TransactionClose" => self.desk.wire.answer("Transaction", json!({"id": request.text("txId")})),
                other => self.fail(Failure::of_closed_session(other)),
            }
        }
    }

    pub(crate) fn fail(&self, failure: Failure) {
        failure::answer(&self.desk, failure);
    }
}

impl Drop for Seat {
    /// A session that ends amid a request must not leave the suite waiting.
    fn drop(&mut self) {
        self.desk.forget_session(&self.id);
        if std::thread::panicking() && self.desk.wire.is_owed() {
            self.desk.wire.answer_broken("this program panicked");
        }
    }
}

/// Does a session's requests until it is closed.
pub(crate) async fn serve(seat: Seat, mut session: Session) {
    let mut pending = None;
    loop {
        let request = match pending.take() {
            Some(request) => request,
            None => match seat.next().await {
                Some(request) => request,
                None => return,
            },
        };
        match request.name.as_str() {
            "SessionRun" => pending = run(&seat, &mut session, request).await,
            "SessionBeginTransaction" => pending = begin(&seat, &mut session, &request).await,
            "SessionReadTransaction" | "SessionWriteTransaction" => managed(&seat, &mut session, &request).await,
            "SessionLastBookmarks" => {
                let written = bookmarks::write(&session.last_bookmarks());
                seat.desk.wire.answer("Bookmarks", json!({"bookmarks": written}));
            }
            "SessionClose" => {
                session.close();
                seat.desk.wire.answer("Session", json!({"id": seat.id}));
                return seat.outlive().await;
            }
            name if name.starts_with("Result") => seat.serve_kept(&request).await,
            // Closing what is over is no mistake.
            "TransactionClose" => seat.desk.wire.answer("Transaction", json!({"id": request.text("txId")})),
            other => seat.fail(Failure::of_closed_session(other)),
        }
    }
}

/// Runs an auto-commit query and serves its result; returns the request that ended it.
async fn run(seat: &Seat, session: &mut Session, request: Request) -> Option<Request> {
    let outcome = async {
        let params = values::read_params(&request.data["params"])?;
        let metadata = values::read_params(&request.data["txMeta"])?;
        let mut query = session.run(Statement::dynamic(request.text("cypher"))).params(params).metadata(metadata);
        if let Some(timeout) = options::timeout(&request.data)? {
            query = query.timeout(timeout);
        }
        Ok::<_, Failure>(query.stream().await?)
    };
    let stream = match outcome.await {
        Ok(stream) => stream,
        Err(failure) => {
            seat.fail(failure);
            return None;
        }
    };
    let id = seat.desk.new_thing_of(&seat.id);
    seat.desk.wire.answer("Result", json!({"id": id, "keys": stream.keys().to_vec()}));
    let mut cursor = Cursor::new(stream, request.data["params"].clone());
    loop {
        let request = seat.next().await?;
        if request.text("resultId") == id {
            let _ = cursor.serve(&seat.desk, &request).await;
        } else if request.name.starts_with("Result") {
            seat.serve_kept(&request).await;
        } else if matches!(request.name.as_str(), "SessionClose" | "SessionLastBookmarks") {
            if cursor.is_consumed() {
                let kept = cursor.detach().await;
                seat.kept.borrow_mut().insert(id, kept);
                return Some(request);
            }
            // As an application would that wants the work done and its bookmark kept, but no more records.
            if let Err(failure) = cursor.consume().await
                && request.name != "SessionClose"
            {
                seat.fail(failure);
                return None;
            }
            return Some(request);
        } else {
            let kept = cursor.detach().await;
            let failure = kept.failure();
            seat.kept.borrow_mut().insert(id, kept);
            return match failure {
                Some(failure) => {
                    seat.fail(failure);
                    None
                }
                None => Some(request),
            };
        }
    }
}

/// Opens a transaction that the suite ends; returns the request that ended it, where it is still to be done.
async fn begin(seat: &Seat, session: &mut Session, request: &Request) -> Option<Request> {
    let started_from = session.last_bookmarks();
    let opened = match options::transaction(request) {
        Ok(config) => session.begin_with(config).await.map_err(Failure::from),
        Err(failure) => Err(failure),
    };
    let tx = match opened {
        Ok(tx) => tx,
        Err(failure) => {
            seat.fail(failure);
            return None;
        }
    };
    let id = seat.desk.new_thing_of(&seat.id);
    seat.desk.wire.answer("Transaction", json!({"id": id}));
    let request = transaction::serve(seat, &tx, &id, &started_from).await?;
    let ended = match request.name.as_str() {
        "TransactionCommit" => tx.commit().await,
        "TransactionRollback" | "TransactionClose" => tx.roll_back().await,
        _ => {
            // The session is closed under it, or the transaction failed and is left alone.
            if let Err(error) = tx.roll_back().await {
                eprintln!("a transaction could not be rolled back: {error}");
            }
            return Some(request);
        }
    };
    match ended {
        Ok(()) => seat.desk.wire.answer("Transaction", json!({"id": id})),
        Err(error) => seat.fail(error.into()),
    }
    None
}

/// Runs a transaction function whose body is the suite's.
async fn managed(seat: &Seat, session: &mut Session, request: &Request) {
    let config = match options::transaction(request) {
        Ok(config) => config,
        Err(failure) => return seat.fail(failure),
    };
    let started_from = session.last_bookmarks();
    let work = async |tx: &Tx<'_>| {
        let id = seat.desk.new_thing_of(&seat.id);
        seat.desk.wire.answer("RetryableTry", json!({"id": id}));
        match transaction::serve(seat, tx, &id, &started_from).await {
            Some(request) if request.name == "RetryablePositive" => Ok(()),
            Some(request) if request.name == "RetryableNegative" => Err(seat.desk.failure(request.text("errorId"))),
            Some(request) => Err(Failure::Backend(format!("{} amid a transaction function", request.name))),
            None => Err(Failure::Backend("the suite has gone".to_owned())),
        }
    };
    let outcome = if request.name == "SessionReadTransaction" {
        session.try_execute_read(config, work).await
    } else {
        session.try_execute_write(config, work).await
    };
    match outcome {
        Ok(()) => seat.desk.wire.answer("RetryableDone", json!({})),
        Err(failure) => seat.fail(failure),
    }
}
