//! How a server is started, reached and ended.

mod backend;
mod serve;
mod summary;
mod thread;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::capability::{self, Capability};
use crate::error::Error;
use crate::group::{Group, Role, Timing, Topology};
use crate::store::Store;
pub(crate) use serve::{Credentials, Settings};
pub(crate) use thread::Thread;

/// How long things take unless somebody says otherwise; bookmarks and tables as on a Neo4j server.
pub(crate) const DEFAULT_TIMING: Timing =
    Timing { lock: Duration::from_secs(10), bookmark: Duration::from_secs(30), table: Duration::from_secs(300) };

/// A graph database that serves Bolt on a local port, inside this process.
///
/// It runs on a thread of its own, so it works from any runtime and outlives none of its users' runtimes by accident.
/// Dropping it ends it: connections are closed, the thread is joined and an in-memory database is gone.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), graph_embedded::Error> {
/// use graph_embedded::EmbeddedServer;
///
/// let server = EmbeddedServer::start().await?;
/// assert!(server.uri().starts_with("bolt://127.0.0.1:"));
/// server.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct EmbeddedServer {
    address: SocketAddr,
    uri: String,
    thread: Thread,
}

/// Sets how an [`EmbeddedServer`] is started.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use graph_embedded::EmbeddedServer;
///
/// let directory = tempfile::tempdir()?;
/// let server = EmbeddedServer::builder()
///     .file(directory.path().join("people.graph"))
///     .credentials("neo4j", "a password")
///     .start()
///     .await?;
/// # server.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct EmbeddedServerBuilder {
    file: Option<PathBuf>,
    port: u16,
    credentials: Option<Credentials>,
    lock_timeout: Duration,
}

impl Default for EmbeddedServerBuilder {
    fn default() -> Self {
        Self { file: None, port: 0, credentials: None, lock_timeout: DEFAULT_TIMING.lock }
    }
}

impl EmbeddedServerBuilder {
    /// Keeps the graph in this file, which is made if it is missing; the default is memory.
    pub fn file(mut self, path: impl Into<PathBuf>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Listens on this port of 127.0.0.1; the default is 0, any free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Lets only this user in; by default everybody is let in, whatever they present.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some(Credentials { user: user.into(), password: password.into() });
        self
    }

    /// Sets how long a transaction waits for another one that is writing; the default is ten seconds.
    ///
    /// After that it gets a transient error, which a managed transaction retries.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    /// [`Error::Listen`] when the port is taken, [`Error::Open`] when the file is not a database of this server,
    /// [`Error::TemporaryDirectory`] and [`Error::Thread`] when the operating system refuses.
    ///
    /// # Cancel safety
    /// Dropping the future before it is ready ends the server that was being started.
    pub async fn start(self) -> Result<EmbeddedServer, Error> {
        let (listener, address) = listen(self.port)?;
        let store = match self.file {
            Some(path) => Store::file(path),
            None => Store::memory()?,
        };
        let timing = Timing { lock: self.lock_timeout, ..DEFAULT_TIMING };
        let group = Arc::new(Group::new(store, timing, Topology::new([(address, Role::Primary)])));
        let settings = Settings { listeners: vec![listener], group, credentials: self.credentials };
        let thread = Thread::start(settings).await?;
        Ok(EmbeddedServer { address, uri: format!("bolt://{address}"), thread })
    }
}

/// Listens on a port of this machine; 0 is any free one.
pub(crate) fn listen(port: u16) -> Result<(TcpListener, SocketAddr), Error> {
    let listen = || -> io::Result<_> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    listen().map_err(|source| Error::Listen { port, source })
}

impl EmbeddedServer {
    /// Starts a server with an empty graph in memory, on any free port, that lets everybody in.
    ///
    /// # Errors
    /// As [`EmbeddedServerBuilder::start`].
    ///
    /// # Cancel safety
    /// Dropping the future before it is ready ends the server that was being started.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Begins to set how a server is started.
    pub fn builder() -> EmbeddedServerBuilder {
        EmbeddedServerBuilder::default()
    }

    /// What this server can do; what is not among it is refused by name.
    #[must_use]
    pub fn capabilities() -> &'static [Capability] {
        capability::EMBEDDED
    }

    /// The address to connect to, for example `bolt://127.0.0.1:49152`.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The port that the server listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Ends the server and waits until nothing of it is left.
    ///
    /// # Cancel safety
    /// Dropping the future ends the server as well; it then waits in the drop.
    pub async fn close(self) {
        self.thread.close().await;
    }
}

#[cfg(test)]
mod tests;
