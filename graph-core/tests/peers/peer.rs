//! A server that answers as its test says.

use graph_core::packstream::Writer;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The tags of the requests.
pub(crate) mod request {
    pub(crate) const HELLO: u8 = 0x01;
    pub(crate) const GOODBYE: u8 = 0x02;
    pub(crate) const BEGIN: u8 = 0x11;
    pub(crate) const COMMIT: u8 = 0x12;
    pub(crate) const ROLLBACK: u8 = 0x13;
    pub(crate) const RESET: u8 = 0x0F;
    pub(crate) const RUN: u8 = 0x10;
    pub(crate) const PULL: u8 = 0x3F;
    pub(crate) const ROUTE: u8 = 0x66;
    pub(crate) const LOGON: u8 = 0x6A;
}

/// A value that servers like to repeat in their messages.
pub(crate) const SECRET: &str = "hunter2";

/// One answer of a server.
pub(crate) enum Answer<'a> {
    /// SUCCESS without metadata.
    Success,
    /// RUN's SUCCESS, with one column `n`.
    OneColumn,
    /// HELLO's SUCCESS, with a hint.
    Hint(&'a str, i64),
    /// HELLO's SUCCESS of a server that routes queries by itself.
    Routes,
    /// ROUTE's SUCCESS, good for so many seconds: the one server of this address does everything for a database of this name.
    Table(&'a str, &'a str, i64),
    /// RECORD of one number.
    Record(i64),
    /// FAILURE with this code, and a message that shows the [`SECRET`].
    Failure(&'a str),
    Ignored,
}

impl Answer<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        let mut writer = Writer::new(&mut body);
        match self {
            Self::Success => {
                writer.structure(0x70, 1);
                writer.map(0).expect("short");
            }
            Self::OneColumn => {
                writer.structure(0x70, 1);
                writer.map(1).expect("short");
                writer.string("fields").expect("short");
                writer.list(1).expect("short");
                writer.string("n").expect("short");
            }
            Self::Hint(name, value) => {
                writer.structure(0x70, 1);
                writer.map(1).expect("short");
                writer.string("hints").expect("short");
                writer.map(1).expect("short");
                writer.string(name).expect("short");
                writer.integer(*value);
            }
            Self::Routes => {
                writer.structure(0x70, 1);
                writer.map(1).expect("short");
                writer.string("hints").expect("short");
                writer.map(1).expect("short");
                writer.string("ssr.enabled").expect("short");
                writer.boolean(true);
            }
            Self::Table(address, database, seconds) => {
                writer.structure(0x70, 1);
                writer.map(1).expect("short");
                writer.string("rt").expect("short");
                writer.map(3).expect("short");
                writer.string("ttl").expect("short");
                writer.integer(*seconds);
                writer.string("db").expect("short");
                writer.string(database).expect("short");
                writer.string("servers").expect("short");
                writer.list(3).expect("short");
                for role in ["ROUTE", "READ", "WRITE"] {
                    writer.map(2).expect("short");
                    writer.string("role").expect("short");
                    writer.string(role).expect("short");
                    writer.string("addresses").expect("short");
                    writer.list(1).expect("short");
                    writer.string(address).expect("short");
                }
            }
            Self::Record(number) => {
                writer.structure(0x71, 1);
                writer.list(1).expect("short");
                writer.integer(*number);
            }
            Self::Failure(code) => {
                writer.structure(0x7F, 1);
                writer.map(2).expect("short");
                writer.string("code").expect("short");
                writer.string(code).expect("short");
                writer.string("message").expect("short");
                writer.string(&format!("{SECRET} is no good")).expect("short");
            }
            Self::Ignored => writer.structure(0x7E, 0),
        }
        let length = u16::try_from(body.len()).expect("one chunk");
        [&length.to_be_bytes()[..], &body, &[0, 0]].concat()
    }
}

/// A listening server.
pub(crate) struct Peer(TcpListener);

impl Peer {
    pub(crate) async fn listen() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.expect("a free port"))
    }

    pub(crate) fn uri(&self) -> String {
        format!("bolt://{}", self.address())
    }

    pub(crate) fn address(&self) -> String {
        self.0.local_addr().expect("it listens").to_string()
    }

    /// Accepts a connection whose client has said nothing yet.
    pub(crate) async fn accept(&self) -> TcpStream {
        self.0.accept().await.expect("a client").0
    }

    /// Accepts a connection and agrees with its client.
    pub(crate) async fn greeted(&self) -> Talk<TcpStream> {
        let mut talk = self.shaken().await;
        talk.answer(request::HELLO, Answer::Success).await;
        talk.answer(request::LOGON, Answer::Success).await;
        talk
    }

    /// Accepts a connection and agrees with its client on a version.
    pub(crate) async fn shaken(&self) -> Talk<TcpStream> {
        Talk::shaken(self.accept().await).await
    }
}

/// A connection on which requests and answers take turns.
pub(crate) struct Talk<S>(S);

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    /// Agrees on Bolt 5.4.
    pub(crate) async fn shaken(mut stream: S) -> Self {
        let mut proposals = [0; 20];
        stream.read_exact(&mut proposals).await.expect("the client's proposals");
        stream.write_all(&[0, 0, 4, 5]).await.expect("the client listens");
        Self(stream)
    }

    /// Reads a request and returns its tag; none when the client hung up.
    pub(crate) async fn request(&mut self) -> Option<u8> {
        let mut tag = None;
        loop {
            let mut length = [0; 2];
            self.0.read_exact(&mut length).await.ok()?;
            let mut chunk = vec![0; usize::from(u16::from_be_bytes(length))];
            if chunk.is_empty() {
                return tag;
            }
            self.0.read_exact(&mut chunk).await.ok()?;
            tag = tag.or_else(|| chunk.get(1).copied());
        }
    }

    pub(crate) async fn expect(&mut self, expected: u8) {
        let found = self.request().await;
        assert_eq!(found, Some(expected), "the client's next request");
    }

    pub(crate) async fn say(&mut self, answer: Answer<'_>) {
        self.0.write_all(&answer.bytes()).await.expect("the client listens");
        self.0.flush().await.expect("the client listens");
    }

    pub(crate) async fn answer(&mut self, expected: u8, answer: Answer<'_>) {
        self.expect(expected).await;
        self.say(answer).await;
    }
}
