//! What the server's thread does from its first connection to its end.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use boltr::BoltError;
use boltr::server::connection::Connection;
use boltr::server::handshake::server_handshake;
use boltr::server::{AuthCredentials, AuthInfo, AuthValidator, SessionManager};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinSet;

use super::backend::Backend;
use super::wire::Wire;
use crate::engine::{Engine, NotOpened, check};
use crate::error::Error;
use crate::session::Place;
use crate::statements::Statements;
use crate::store::Store;

/// How long a client may take over the handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the thread waits at its end for a query that is still running.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the accept loop rests after an error, for example when the process is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The largest message that a client may send, in bytes.
const MAX_MESSAGE: usize = 256 * 1024 * 1024;

/// The one user that is let in.
#[derive(Clone)]
pub(super) struct Credentials {
    pub(super) user: String,
    pub(super) password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// What the thread is started with.
pub(super) struct Settings {
    pub(super) listener: TcpListener,
    pub(super) store: Store,
    pub(super) credentials: Option<Credentials>,
    pub(super) lock_timeout: Duration,
}

/// What all connections of a server share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) place: Arc<Place>,
    pub(super) address: SocketAddr,
    pub(super) lock_timeout: Duration,
    pub(super) statements: Statements,
    /// Held from the first write of a transaction to its end; fair, so that no writer starves.
    pub(super) writer: Arc<Mutex<()>>,
    /// Transactions committed so far, for bookmarks.
    pub(super) commits: AtomicU64,
}

/// Serves until `stop` is sent or dropped.
pub(super) fn run(settings: Settings, ready: oneshot::Sender<Result<(), Error>>, stop: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = ready.send(Err(Error::Thread(error)));
            return;
        }
    };
    runtime.block_on(serve(settings, ready, stop));
    runtime.shutdown_timeout(SHUTDOWN_TIMEOUT);
}

async fn serve(settings: Settings, ready: oneshot::Sender<Result<(), Error>>, stop: oneshot::Receiver<()>) {
    let (acceptor, listener) = match Acceptor::new(settings) {
        Ok(parts) => parts,
        Err(error) => {
            let _ = ready.send(Err(error));
            return;
        }
    };
    if ready.send(Ok(())).is_err() {
        // The start was given up.
        return;
    }
    let closing = Arc::clone(&acceptor.shared.place.closing);
    let mut connections = JoinSet::new();
    let accept = acceptor.accept(&listener, &mut connections);
    tokio::select! {
        () = accept => {}
        _ = stop => {}
    }
    // Stops the queries that are running, which nobody waits for any more.
    closing.store(true, Ordering::Relaxed);
    connections.shutdown().await;
}

/// What it takes to serve a new connection.
struct Acceptor {
    shared: Arc<Shared>,
    sessions: Arc<SessionManager>,
    validator: Option<Arc<dyn AuthValidator>>,
    /// Held open, so that SQLite does not tidy up whenever the last session ends.
    _first: Engine,
}

impl Acceptor {
    fn new(settings: Settings) -> Result<(Self, tokio::net::TcpListener), Error> {
        let address = settings.listener.local_addr();
        let listener = tokio::net::TcpListener::from_std(settings.listener);
        let (address, listener) = match (address, listener) {
            (Ok(address), Ok(listener)) => (address, listener),
            (Err(source), _) | (_, Err(source)) => return Err(Error::Listen { port: 0, source }),
        };
        check::once().map_err(|reason| Error::Engine { reason })?;
        let place =
            Place { store: settings.store, address: address.to_string(), closing: Arc::new(AtomicBool::new(false)) };
        // The first session must not be the one that finds out that the file is none of ours.
        let opened = Engine::open(&place.store, Arc::clone(&place.closing));
        let first = opened.map_err(|failure| match failure {
            NotOpened::Engine(error) => Error::Open { path: place.store.path().to_owned(), reason: error.to_string() },
            NotOpened::Mismatch(reason) => Error::Engine { reason },
        })?;
        let acceptor = Self {
            shared: Arc::new(Shared {
                place: Arc::new(place),
                address,
                lock_timeout: settings.lock_timeout,
                statements: Statements::default(),
                writer: Arc::default(),
                commits: AtomicU64::new(0),
            }),
            sessions: Arc::new(SessionManager::new(None)),
            validator: settings.credentials.map(|credentials| Arc::new(OneUser(credentials)) as Arc<dyn AuthValidator>),
            _first: first,
        };
        Ok((acceptor, listener))
    }

    async fn accept(&self, listener: &tokio::net::TcpListener, connections: &mut JoinSet<()>) {
        loop {
            match listener.accept().await {
                Ok((stream, peer)) => {
                    connections.spawn(self.connection(stream, peer));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
            // Takes the ended ones off the set, which otherwise grows for ever.
            while connections.try_join_next().is_some() {}
        }
    }

    fn connection(&self, stream: TcpStream, peer: SocketAddr) -> impl Future<Output = ()> + Send + 'static {
        let backend = Arc::new(Backend::new(Arc::clone(&self.shared)));
        let sessions = Arc::clone(&self.sessions);
        let validator = self.validator.clone();
        async move {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%peer, %error, "cannot turn delayed sending off");
            }
            let mut wire = Wire::new(stream);
            let handshake = tokio::time::timeout(HANDSHAKE_TIMEOUT, server_handshake(&mut wire));
            match handshake.await {
                Ok(Ok(_version)) => {}
                Ok(Err(error)) => return tracing::debug!(%peer, %error, "no Bolt handshake"),
                Err(_) => return tracing::debug!(%peer, "the Bolt handshake took too long"),
            }
            let (reader, writer) = tokio::io::split(wire);
            let mut connection = Connection::new(reader, writer, backend, sessions, validator, peer, Some(MAX_MESSAGE));
            if let Err(error) = connection.run().await {
                tracing::debug!(%peer, %error, "the connection broke");
            }
        }
    }
}

struct OneUser(Credentials);

#[async_trait::async_trait]
impl AuthValidator for OneUser {
    async fn validate(&self, given: &AuthCredentials) -> Result<AuthInfo, BoltError> {
        let known = given.scheme == "basic"
            && given.principal.as_ref() == Some(&self.0.user)
            && given.credentials.as_ref() == Some(&self.0.password);
        if !known {
            return Err(BoltError::Authentication("The client is unauthorized due to authentication failure.".into()));
        }
        Ok(AuthInfo { principal: self.0.user.clone(), credentials_expired: false })
    }
}
