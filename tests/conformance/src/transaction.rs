//! The requests inside a transaction: queries, and their results, several at a time.

use std::collections::HashMap;

use graph_core::{Bookmarks, Statement, Tx};
use serde_json::json;

use crate::bookmarks;
use crate::cursor::{Cursor, Served};
use crate::failure::Failure;
use crate::session::Seat;
use crate::values;
use crate::wire::Request;

/// Does the requests of a transaction and its results; returns the one that ends it, or `None` once the suite has gone.
pub(crate) async fn serve(seat: &Seat, tx: &Tx<'_>, id: &str, started_from: &Bookmarks) -> Option<Request> {
    let mut cursors = HashMap::new();
    let mut failed = false;
    loop {
        let request = seat.next().await?;
        match request.name.as_str() {
            "TransactionClose" if request.text("txId") != id => {
                seat.desk.wire.answer("Transaction", json!({"id": request.text("txId")}));
            }
            name if name.starts_with("Transaction") && request.text("txId") != id => {
                seat.fail(Failure::transaction_over());
            }
            "TransactionRun" => match run(tx, &request).await {
                Ok(cursor) => {
                    let result = seat.desk.new_thing_of(&seat.id);
                    seat.desk.wire.answer("Result", json!({"id": result, "keys": cursor.keys()}));
                    cursors.insert(result, cursor);
                }
                Err(failure) => {
                    failed |= matches!(failure, Failure::Driver(_));
                    seat.fail(failure);
                }
            },
            name if name.starts_with("Result") => match cursors.get_mut(request.text("resultId")) {
                Some(cursor) => failed |= cursor.serve(&seat.desk, &request).await == Served::Failed,
                None => seat.serve_kept(&request).await,
            },
            "SessionLastBookmarks" => {
                seat.desk.wire.answer("Bookmarks", json!({"bookmarks": bookmarks::write(started_from)}));
            }
            // A transaction that failed is over: an application drops it and goes on with its session.
            "SessionRun" | "SessionBeginTransaction" | "SessionReadTransaction" | "SessionWriteTransaction"
                if failed =>
            {
                return Some(request);
            }
            "SessionRun" | "SessionBeginTransaction" | "SessionReadTransaction" | "SessionWriteTransaction" => {
                seat.fail(Failure::Refused {
                    name: "TransactionOpen",
                    message: "the session has an open transaction; the compiler sees to it".to_owned(),
                });
            }
            _ => return Some(request),
        }
    }
}

async fn run<'t>(tx: &'t Tx<'_>, request: &Request) -> Result<Cursor<'t>, Failure> {
    let params = values::read_params(&request.data["params"])?;
    let stream = tx.run(Statement::dynamic(request.text("cypher"))).params(params).stream().await?;
    Ok(Cursor::new(stream, request.data["params"].clone()))
}
