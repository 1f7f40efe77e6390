//! A server whose first connection is an attack, and what a driver says of it.

use std::error::Error as StdError;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use graph_core::mapping::FromRecord;
use graph_core::{AuthToken, Driver, Error, ErrorKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::bytes::{record, success};
use crate::memory::Level;

/// When a server attacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// In place of a version.
    Handshake,
    /// Before it answers HELLO.
    Hello,
    /// Before it answers RUN.
    Run,
    /// Before it answers PULL.
    Pull,
    /// Before it answers ROUTE.
    Route,
}

/// What a server says in an attack.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// This, and then what is usual.
    Once(Vec<u8>),
    /// This so many times, and then what is usual.
    Often(Vec<u8>, usize),
    /// This until nobody listens any more.
    Forever(Vec<u8>),
    /// This, a byte a second.
    Slowly(Vec<u8>),
}

/// A server that attacks at a moment.
#[derive(Debug, Clone)]
pub(crate) struct Attack {
    pub(crate) moment: Moment,
    pub(crate) said: Said,
}

/// What became of an attack.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) kind: ErrorKind,
    /// The error and its sources.
    pub(crate) texts: String,
    /// How much was allocated meanwhile, beyond what there was before.
    pub(crate) peak: usize,
}

/// The largest message that the driver takes, and what every bound here is stated in.
pub(crate) const LIMIT: usize = 1024 * 1024;
/// How long the driver looks for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// When everything is over.
const DEADLINE: Duration = Duration::from_secs(30);

impl Attack {
    /// Runs a query whose rows are to be `T`, and then another one that has to work.
    ///
    /// # Panics
    /// When the query works, or the next one does not.
    pub(crate) async fn hits<T>(self) -> Hit
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let context = format!("{:?}", self.moment);
        let (outcome, peak) = self.outcome::<T>().await;
        let error = outcome.err().unwrap_or_else(|| panic!("an attack at {context} does nothing"));
        let mut texts = error.to_string();
        let mut level = error.source();
        while let Some(source) = level {
            texts = format!("{texts}: {source}");
            level = source.source();
        }
        Hit { kind: error.kind().clone(), texts, peak }
    }

    /// Runs a query that has to work nevertheless, and returns what it took.
    pub(crate) async fn misses<T>(self) -> (Vec<T>, usize)
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let (outcome, peak) = self.outcome::<T>().await;
        (outcome.expect("it does no harm"), peak)
    }

    /// Reads so many records of a stream, and returns what it took.
    pub(crate) async fn streams(self, count: usize) -> usize {
        let server = Server::start(self).await;
        let driver = Driver::builder(&format!("bolt://{}", server.address)).build().expect("valid options");
        let level = Level::now();
        let mut stream = driver.stream::<i64>("RETURN 1").await.expect("it streams");
        for _ in 0..count {
            assert_eq!(stream.try_next().await.expect("a record"), Some(1));
        }
        level.peak()
    }

    async fn outcome<T>(self) -> (Result<Vec<T>, Error>, usize)
    where
        T: for<'r> FromRecord<'r> + Send + 'static,
    {
        let scheme = if self.moment == Moment::Route { "neo4j" } else { "bolt" };
        let server = Server::start(self).await;
        let builder = Driver::builder(&format!("{scheme}://{}", server.address)).auth(AuthToken::none());
        let builder = builder.max_message_size(LIMIT).acquisition_timeout(PATIENCE).max_retry_time(Duration::ZERO);
        let driver = builder.build().expect("valid options");
        let level = Level::now();
        let query = driver.execute_query::<T>("RETURN 1").read().all();
        let outcome = tokio::time::timeout(DEADLINE, query).await.expect("it does not hang");
        let peak = level.peak();
        assert_eq!(driver.pool_counts().in_use, 0);
        let next = tokio::time::timeout(DEADLINE, driver.execute_query::<i64>("RETURN 1").read().one()).await;
        assert_eq!(next.expect("it does not hang").expect("the driver works again"), 1);
        driver.close().await;
        (outcome, peak)
    }
}

/// The server; ends when it is dropped.
struct Server {
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Server {
    async fn start(attack: Attack) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let accepting = tokio::spawn(async move {
            let mut attack = Some(attack);
            while let Ok((stream, _)) = listener.accept().await {
                let line = Line { stream, address, attack: attack.take() };
                // A client that has had enough hangs up.
                tokio::spawn(async move { _ = line.serve().await });
            }
        });
        Self { address, accepting }
    }
}

/// A connection of the server.
struct Line {
    stream: TcpStream,
    address: SocketAddr,
    attack: Option<Attack>,
}

impl Line {
    async fn serve(mut self) -> io::Result<()> {
        self.stream.set_nodelay(true)?;
        self.stream.read_exact(&mut [0; 20]).await?;
        self.strike(Moment::Handshake).await?;
        self.stream.write_all(&[0, 0, 8, 5]).await?;
        loop {
            let tag = self.request().await?;
            match tag {
                0x01 => self.strike(Moment::Hello).await?,
                0x10 => self.strike(Moment::Run).await?,
                0x3F => self.strike(Moment::Pull).await?,
                0x66 => self.strike(Moment::Route).await?,
                _ => {}
            }
            let answer = match tag {
                0x02 => return Ok(()),
                0x10 => success(b"\xA1\x86fields\x91\x81x"),
                0x3F => [record(&[1]), success(&[0xA0])].concat(),
                0x66 => success(&table(&self.address.to_string())),
                _ => success(&[0xA0]),
            };
            self.stream.write_all(&answer).await?;
        }
    }

    async fn strike(&mut self, moment: Moment) -> io::Result<()> {
        let Some(attack) = self.attack.take_if(|attack| attack.moment == moment) else { return Ok(()) };
        match attack.said {
            Said::Once(bytes) => self.stream.write_all(&bytes).await?,
            Said::Often(bytes, times) => {
                for _ in 0..times {
                    self.stream.write_all(&bytes).await?;
                }
            }
            Said::Forever(bytes) => loop {
                self.stream.write_all(&bytes).await?;
            },
            Said::Slowly(bytes) => {
                for byte in bytes {
                    self.stream.write_all(&[byte]).await?;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
        Ok(())
    }

    /// Reads a message and returns its tag.
    async fn request(&mut self) -> io::Result<u8> {
        let mut tag = None;
        loop {
            let mut chunk = vec![0; usize::from(self.stream.read_u16().await?)];
            self.stream.read_exact(&mut chunk).await?;
            match tag {
                Some(tag) if chunk.is_empty() => return Ok(tag),
                None => tag = chunk.get(1).copied(),
                Some(_) => {}
            }
        }
    }
}

fn table(address: &str) -> Vec<u8> {
    let text = |text: &str| [&[0xD0, u8::try_from(text.len()).expect("short")], text.as_bytes()].concat();
    let mut table = b"\xA1\x82rt\xA2\x83ttl\x7F\x87servers\x93".to_vec();
    for role in ["ROUTE", "READ", "WRITE"] {
        table.extend([&b"\xA2"[..], &text("role"), &text(role), &text("addresses"), &[0x91], &text(address)].concat());
    }
    table
}
