//! One connection of a scripted server: the handshake, the framing, and answers as its script tells them.

use std::io;
use std::time::Duration;

use graph_core::bolt::{Dialect, Version};
use graph_core::mapping::Encoder;
use graph_core::value::{Map, Value};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::message::Message;

/// What a server does in answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// SUCCESS with metadata.
    Success(Map),
    /// RECORD.
    Record(Vec<Value>),
    /// FAILURE with code and message, in the form of the server's version.
    Failure(&'static str, String),
    /// IGNORED.
    Ignored,
    /// Any other message.
    Message(Message),
    /// Any bytes.
    Raw(Vec<u8>),
    /// Nothing for so long.
    Wait(Duration),
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

/// Answers one connection.
pub(crate) trait Respond: Send {
    /// Answers the client's proposals of versions; none for a server that agrees on its own.
    fn handshake(&mut self) -> Option<Answer> {
        None
    }

    /// Says something before the client does, once the version is agreed on.
    fn greet(&mut self) -> Vec<Answer> {
        Vec::new()
    }

    /// Answers a message.
    fn respond(&mut self, message: Message) -> Vec<Answer>;

    /// Learns that the client closed the connection.
    fn hung_up(&mut self) {}
}

/// Serves a connection until either side ends it. A connection that breaks is over; what it is about, the client tells.
pub(crate) async fn serve<S>(stream: S, version: Version, script: &mut (impl Respond + ?Sized)) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut line = Line { stream, version };
    if line.shake_hands(script.handshake()).await? == Next::Close || line.say(script.greet()).await? == Next::Close {
        return Ok(());
    }
    loop {
        let message = match line.message().await {
            Ok(message) => Message::read(&message),
            Err(error) => {
                script.hung_up();
                return Err(error);
            }
        };
        if line.say(script.respond(message)).await? == Next::Close {
            return Ok(());
        }
    }
}

/// A connection of a version.
struct Line<S> {
    stream: S,
    version: Version,
}

#[derive(Debug, PartialEq, Eq)]
enum Next {
    Request,
    Close,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Line<S> {
    async fn say(&mut self, answers: Vec<Answer>) -> io::Result<Next> {
        let mut out = Vec::new();
        let mut next = Next::Request;
        for answer in answers {
            match answer {
                Answer::Success(meta) => frame(&mut out, 0x70, &[Value::Map(meta)]),
                Answer::Record(fields) => frame(&mut out, 0x71, &[Value::List(fields)]),
                Answer::Failure(code, message) => frame(&mut out, 0x7F, &[failure(self.version, code, message)]),
                Answer::Ignored => frame(&mut out, 0x7E, &[]),
                Answer::Message(Message { tag, fields }) => frame(&mut out, tag, &fields),
                Answer::Raw(bytes) => out.extend(bytes),
                Answer::Wait(time) => {
                    self.write(&std::mem::take(&mut out)).await?;
                    tokio::time::sleep(time).await;
                }
                Answer::Close => {
                    next = Next::Close;
                    break;
                }
                Answer::Silence => {
                    self.write(&std::mem::take(&mut out)).await?;
                    // Until the client has had enough.
                    while self.stream.read(&mut [0; 1024]).await? > 0 {}
                    return Ok(Next::Close);
                }
            }
        }
        self.write(&out).await?;
        Ok(next)
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    /// Agrees on the server's one version, by a manifest from Bolt 6 on and else by the classic answer, unless the
    /// script has another answer.
    async fn shake_hands(&mut self, answer: Option<Answer>) -> io::Result<Next> {
        let mut proposals = [0; 20];
        self.stream.read_exact(&mut proposals).await?;
        if let Some(answer) = answer {
            return self.say(vec![answer]).await;
        }
        let Version { major, minor } = self.version;
        if major < 6 {
            self.write(&[0, 0, minor, major]).await?;
        } else {
            self.write(&[0, 0, 1, 0xFF, 1, 0, 0, minor, major, 0]).await?;
            self.stream.read_exact(&mut [0; 5]).await?;
        }
        Ok(Next::Request)
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
