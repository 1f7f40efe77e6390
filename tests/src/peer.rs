//! A server that speaks Bolt as a test tells it to.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use graph_core::bolt::{Dialect, Version};
use graph_core::mapping::Encoder;
use graph_core::value::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::message::{Request, read_request};

/// What a server does in answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// SUCCESS with metadata.
    Success(Map),
    /// RECORD.
    Record(Vec<Value>),
    /// FAILURE with code and message; the requests after it are ignored until RESET, without asking the script.
    Failure(&'static str, String),
    /// Any bytes.
    Raw(Vec<u8>),
    /// The end of the connection.
    Close,
    /// Nothing, and no other answer ever after.
    Silence,
}

impl Answer {
    /// Makes a SUCCESS with these entries.
    pub fn success<const N: usize>(entries: [(&str, Value); N]) -> Self {
        Self::Success(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// Makes the answer to RUN of a result with these columns.
    pub fn keys<const N: usize>(keys: [&str; N]) -> Self {
        Self::success([("fields", keys.into_iter().map(Value::from).collect())])
    }

    /// Makes the end of a batch after which the result has more.
    pub fn more() -> Self {
        Self::success([("has_more", true.into())])
    }

    /// Makes a SUCCESS without metadata.
    pub fn ok() -> Self {
        Self::success([])
    }
}

/// Answers one connection's requests; [`usual`] has the answers that do not matter to a test.
pub type Script = dyn FnMut(&Request) -> Vec<Answer> + Send;

/// A server that a test scripts; ends when it is dropped.
#[derive(Debug)]
pub struct Peer {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<(usize, Request)>>>,
    accepting: JoinHandle<()>,
}

impl Peer {
    /// Starts a server of a version; `script` makes the script of each connection, which are counted from 0.
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
                let line = Line { stream, number, version, log: Arc::clone(&log), failed: false };
                let mut script = script(number);
                // A connection that breaks is over; what it is about, the client tells.
                connections.spawn(async move { _ = line.serve(&mut script).await });
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
        | Request::Other(..) => vec![Answer::ok()],
    }
}

/// One connection of the server.
struct Line {
    stream: TcpStream,
    number: usize,
    version: Version,
    log: Arc<Mutex<Vec<(usize, Request)>>>,
    failed: bool,
}

enum Next {
    Request,
    Close,
    Silence,
}

impl Line {
    async fn serve(mut self, script: &mut Script) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        self.shake_hands().await?;
        loop {
            let message = self.message().await?;
            let request = read_request(&message);
            self.log.lock().expect("no code panics while it holds the lock").push((self.number, request.clone()));
            let mut out = Vec::new();
            let next = self.answer(&request, script, &mut out);
            self.stream.write_all(&out).await?;
            match next {
                Next::Request => {}
                Next::Close => return Ok(()),
                Next::Silence => {
                    // Until the client has had enough.
                    while self.stream.read(&mut [0; 1024]).await? > 0 {}
                    return Ok(());
                }
            }
        }
    }

    fn answer(&mut self, request: &Request, script: &mut Script, out: &mut Vec<u8>) -> Next {
        if *request == Request::Reset {
            self.failed = false;
        } else if self.failed && *request != Request::Goodbye {
            frame(out, 0x7E, &[]);
            return Next::Request;
        }
        for answer in script(request) {
            match answer {
                Answer::Success(meta) => frame(out, 0x70, &[Value::Map(meta)]),
                Answer::Record(fields) => frame(out, 0x71, &[Value::List(fields)]),
                Answer::Failure(code, message) => {
                    self.failed = true;
                    frame(out, 0x7F, &[failure(self.version, code, message)]);
                }
                Answer::Raw(bytes) => out.extend(bytes),
                Answer::Close => return Next::Close,
                Answer::Silence => return Next::Silence,
            }
        }
        Next::Request
    }

    /// Agrees on the server's one version: by a manifest from Bolt 6 on, and else by the classic answer.
    async fn shake_hands(&mut self) -> io::Result<()> {
        let mut proposals = [0; 20];
        self.stream.read_exact(&mut proposals).await?;
        let Version { major, minor } = self.version;
        if major < 6 {
            return self.stream.write_all(&[0, 0, minor, major]).await;
        }
        self.stream.write_all(&[0, 0, 1, 0xFF, 1, 0, 0, minor, major, 0]).await?;
        self.stream.read_exact(&mut [0; 5]).await.map(drop)
    }

    /// Reads one message, without its chunks' headers.
    async fn message(&mut self) -> io::Result<Vec<u8>> {
        let mut message = Vec::new();
        loop {
            let length = usize::from(self.stream.read_u16().await?);
            if length > 0 {
                let start = message.len();
                message.resize(start + length, 0);
                self.stream.read_exact(&mut message[start..]).await?;
            } else if !message.is_empty() {
                return Ok(message);
            }
        }
    }
}

fn failure(version: Version, code: &str, message: String) -> Value {
    let text = |text: &str| Value::from(text);
    let entries = if version >= Version::new(5, 7) {
        vec![
            ("neo4j_code", text(code)),
            ("message", message.clone().into()),
            ("gql_status", text("50N42")),
            ("description", message.into()),
        ]
    } else {
        vec![("code", text(code)), ("message", message.into())]
    };
    entries.into_iter().collect()
}

/// Appends a message in chunks.
fn frame(out: &mut Vec<u8>, tag: u8, fields: &[Value]) {
    let count = u8::try_from(fields.len()).expect("a message has few fields");
    let mut message = vec![0xB0 | count, tag];
    let mut encoder = Encoder::new(&mut message, Dialect::NEWEST);
    for field in fields {
        encoder.value(field).expect("a script's values can be encoded");
    }
    for chunk in message.chunks(usize::from(u16::MAX)) {
        let length = u16::try_from(chunk.len()).expect("a chunk is that short");
        out.extend(length.to_be_bytes());
        out.extend(chunk);
    }
    out.extend([0, 0]);
}
