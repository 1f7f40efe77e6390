//! One connection of a server that keeps books.

use std::collections::VecDeque;
use std::sync::Arc;

use graph_core::value::{Map, Value};

use super::Ledger;
use crate::line::{Answer, Respond};
use crate::message::{Message, Request};

/// What stands between a client and the ledger.
pub(super) struct Desk {
    ledger: Arc<Ledger>,
    user: String,
    transaction: Option<Transaction>,
    failed: bool,
}

/// A transaction; dropped without a commit, it never was.
struct Transaction {
    ledger: Arc<Ledger>,
    kind: Kind,
    written: Vec<i64>,
    /// The records of its results that were not sent.
    results: Vec<VecDeque<Vec<Value>>>,
    /// Which results are not over.
    unread: Vec<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Opened by BEGIN.
    Explicit,
    /// Opened by RUN; ends with its result.
    Auto,
}

impl Transaction {
    fn open(ledger: &Arc<Ledger>, kind: Kind) -> Self {
        ledger.open.send_modify(|open| *open += 1);
        Self { ledger: Arc::clone(ledger), kind, written: Vec::new(), results: Vec::new(), unread: Vec::new() }
    }

    fn commit(self) {
        let mut committed = self.ledger.committed();
        for id in &self.written {
            *committed.entry(*id).or_default() += 1;
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.ledger.open.send_modify(|open| *open -= 1);
    }
}

impl Respond for Desk {
    fn respond(&mut self, message: Message) -> Vec<Answer> {
        let request = Request::from(message);
        if request == Request::Reset {
            self.failed = false;
            self.transaction = None;
            return vec![Answer::ok()];
        }
        if self.failed && request != Request::Goodbye {
            return vec![Answer::Ignored];
        }
        let answers = self.answer(request);
        self.failed = answers.iter().any(|answer| matches!(answer, Answer::Failure(..)));
        answers
    }
}

impl Desk {
    pub(super) fn new(ledger: Arc<Ledger>) -> Self {
        Self { ledger, user: String::new(), transaction: None, failed: false }
    }

    fn answer(&mut self, request: Request) -> Vec<Answer> {
        match (request, self.transaction.take()) {
            (Request::Hello(_), None) => vec![hello()],
            (Request::Logon(token), None) => {
                self.user = text(&token, "principal");
                vec![Answer::ok()]
            }
            (Request::Logoff, None) => vec![Answer::ok()],
            (Request::Begin(_), None) => {
                self.transaction = Some(Transaction::open(&self.ledger, Kind::Explicit));
                vec![Answer::success([("db", "books".into())])]
            }
            (Request::Run { text, params, .. }, None) => {
                self.run(Transaction::open(&self.ledger, Kind::Auto), &text, &params)
            }
            (Request::Run { text, params, .. }, Some(open)) if open.kind == Kind::Explicit => {
                self.run(open, &text, &params)
            }
            (Request::Pull { n, qid }, Some(open)) => self.pull(open, n, qid, Wanted::Records),
            (Request::Discard { n, qid }, Some(open)) => self.pull(open, n, qid, Wanted::Nothing),
            (Request::Commit, Some(open)) if open.kind == Kind::Explicit && !open.unread.contains(&true) => {
                open.commit();
                vec![Answer::success([("bookmark", "books:1".into())])]
            }
            (Request::Rollback, Some(open)) if open.kind == Kind::Explicit && !open.unread.contains(&true) => {
                vec![Answer::ok()]
            }
            (Request::Other(message), None) if message.name() == "ROUTE" => vec![table(&message)],
            (Request::Other(message), open) if message.name() == "TELEMETRY" => {
                self.transaction = open;
                vec![Answer::ok()]
            }
            (Request::Goodbye, _) => vec![Answer::Close],
            (request, open) => {
                let kind = open.map(|open| open.kind);
                self.ledger.breach(format!("{} in {kind:?}", request.name()));
                vec![Answer::Failure("Neo.ClientError.Request.Invalid", "not here".to_owned())]
            }
        }
    }

    fn run(&mut self, mut open: Transaction, text: &str, params: &Map) -> Vec<Answer> {
        let number = |key| params.get(key).and_then(Value::as_int).unwrap_or_default();
        let (keys, records): (&[&str], VecDeque<Vec<Value>>) = match text {
            "WRITE" => {
                open.written.push(number("id"));
                (&["id"], [vec![number("id").into()]].into())
            }
            "READ" => {
                let records = (0..number("count")).map(|place| vec![number("id").into(), place.into()]);
                (&["id", "place"], records.collect())
            }
            "WHO" => (&["user"], [vec![self.user.as_str().into()]].into()),
            _ => return vec![Answer::Failure("Neo.ClientError.Statement.SyntaxError", "what?".to_owned())],
        };
        let qid = i64::try_from(open.results.len()).expect("few results");
        open.results.push(records);
        open.unread.push(true);
        let mut meta = Map::from([("fields".to_owned(), keys.iter().map(|key| Value::from(*key)).collect())]);
        if open.kind == Kind::Explicit {
            meta.insert("qid".to_owned(), qid.into());
        }
        self.transaction = Some(open);
        vec![Answer::Success(meta)]
    }

    fn pull(&mut self, mut open: Transaction, n: i64, qid: Option<i64>, wanted: Wanted) -> Vec<Answer> {
        let last = open.results.len().saturating_sub(1);
        let place = qid.map_or(last, |qid| usize::try_from(qid).expect("a result's number"));
        let Some((left, unread)) = open.results.get_mut(place).zip(open.unread.get_mut(place)).filter(|it| *it.1)
        else {
            self.ledger.breach(format!("a pull of result {place}, which is over"));
            return vec![Answer::Failure("Neo.ClientError.Request.Invalid", "not here".to_owned())];
        };
        let count = usize::try_from(n).map_or(left.len(), |n| n.min(left.len()));
        let pulled = left.drain(..count);
        let mut answers: Vec<_> = match wanted {
            Wanted::Records => pulled.map(Answer::Record).collect(),
            Wanted::Nothing => pulled.map(drop).fold(Vec::new(), |none, ()| none),
        };
        if !left.is_empty() {
            self.transaction = Some(open);
            answers.push(Answer::more());
            return answers;
        }
        *unread = false;
        answers.push(match open.kind {
            Kind::Explicit => {
                self.transaction = Some(open);
                Answer::success([("type", "rw".into())])
            }
            Kind::Auto => {
                open.commit();
                Answer::success([("type", "rw".into()), ("bookmark", "books:2".into())])
            }
        });
        answers
    }
}

/// What a client wants of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Records,
    Nothing,
}

/// A server that wants its clients to give up on it after five seconds of silence, and to tell how they are used.
fn hello() -> Answer {
    let hints =
        [("connection.recv_timeout_seconds", Value::from(5)), ("telemetry.enabled", true.into())].into_iter().collect();
    Answer::success([("server", "Neo4j/5.26.0".into()), ("connection_id", "bolt-1".into()), ("hints", hints)])
}

/// The table in which the server, under the name by which the client knows it, does everything.
fn table(route: &Message) -> Answer {
    let context = route.fields.first().and_then(Value::as_map).expect("ROUTE has a context");
    let address = Value::List(vec![text(context, "address").into()]);
    let servers = ["ROUTE", "READ", "WRITE"]
        .map(|role| [("role", Value::from(role)), ("addresses", address.clone())].into_iter().collect::<Value>());
    let table = [("ttl", Value::from(300)), ("db", "books".into()), ("servers", servers.into_iter().collect())];
    Answer::success([("rt", table.into_iter().collect())])
}

fn text(map: &Map, key: &str) -> String {
    map.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
