//! A server that answers as a function of a test says; for scripts in plain text see [`script`](crate::script).

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use graph_core::bolt::Version;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::line::{Respond, serve};
use crate::message::{Message, Request};

pub use crate::line::Answer;

/// A server that a test scripts; ends when it is dropped.
#[derive(Debug)]
pub struct Peer {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<(usize, Request)>>>,
    accepting: JoinHandle<()>,
}

impl Peer {
    /// Starts a server of a version; `script` makes what answers each connection, which are counted from 0.
    ///
    /// [`usual`] has the answers that do not matter to a test. After a FAILURE the requests are ignored until RESET,
    /// without asking.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start<S>(version: Version, script: impl Fn(usize) -> S + Send + 'static) -> io::Result<Self>
    where
        S: FnMut(&Request) -> Vec<Answer> + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        let accepting = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            for number in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                let mut answering = Answering { script: script(number), number, log: Arc::clone(&log), failed: false };
                connections.spawn(async move {
                    _ = stream.set_nodelay(true);
                    _ = serve(stream, version, &mut answering).await;
                });
            }
        });
        Ok(Self { address, requests, accepting })
    }

    /// Returns the URI under which a driver reaches the server.
    pub fn uri(&self) -> String {
        format!("bolt://{}", self.address)
    }

    /// Returns the requests so far with the number of their connection.
    pub fn requests(&self) -> Vec<(usize, Request)> {
        self.requests.lock().expect("no code panics while it holds the lock").clone()
    }

    /// Returns the requests so far of the kinds that `wanted` picks.
    pub fn requests_like(&self, wanted: impl Fn(&Request) -> bool) -> Vec<Request> {
        self.requests().into_iter().map(|(_, request)| request).filter(wanted).collect()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// The answers of a server that has one result: a column `x` with the number 1.
pub fn usual(request: &Request) -> Vec<Answer> {
    match request {
        Request::Hello(_) => {
            vec![Answer::success([("server", "Neo4j/5.26.0".into()), ("connection_id", "bolt-1".into())])]
        }
        Request::Run { .. } => vec![Answer::keys(["x"])],
        Request::Pull { .. } => vec![Answer::Record(vec![1.into()]), Answer::success([("type", "r".into())])],
        Request::Commit => vec![Answer::success([("bookmark", "bookmark:1".into())])],
        Request::Goodbye => vec![Answer::Close],
        Request::Logon(_)
        | Request::Logoff
        | Request::Begin(_)
        | Request::Discard { .. }
        | Request::Rollback
        | Request::Reset
        | Request::Other(_) => vec![Answer::ok()],
    }
}

/// A function that answers one connection.
struct Answering<S> {
    script: S,
    number: usize,
    log: Arc<Mutex<Vec<(usize, Request)>>>,
    failed: bool,
}

impl<S: FnMut(&Request) -> Vec<Answer> + Send> Respond for Answering<S> {
    fn respond(&mut self, message: Message) -> Vec<Answer> {
        let request = Request::from(message);
        self.log.lock().expect("no code panics while it holds the lock").push((self.number, request.clone()));
        if request == Request::Reset {
            self.failed = false;
        } else if self.failed && request != Request::Goodbye {
            return vec![Answer::Ignored];
        }
        let answers = (self.script)(&request);
        self.failed |= answers.iter().any(|answer| matches!(answer, Answer::Failure(..)));
        answers
    }
}
