//! What the server's thread does from its first connection to its end.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use boltr::BoltError;
use boltr::server::connection::Connection;
use boltr::server::handshake::server_handshake;
use boltr::server::{AuthCredentials, AuthInfo, AuthValidator, SessionManager};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinSet;

use super::backend::Backend;
use super::wire::Wire;
use crate::engine::{Engine, NotOpened, check};
use crate::error::Error;
use crate::group::{Group, Member};
use crate::session::Place;

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
pub(crate) struct Credentials {
    pub(crate) user: String,
    pub(crate) password: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// What the thread is started with: the servers' listeners in the order of the group's members.
pub(crate) struct Settings {
    pub(crate) listeners: Vec<TcpListener>,
    pub(crate) group: Arc<Group>,
    pub(crate) credentials: Option<Credentials>,
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
    let place = Arc::clone(settings.group.place());
    let (_first, acceptors) = match first_session(&place).and_then(|first| Ok((first, acceptors(settings)?))) {
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
    let mut servers: JoinSet<()> = acceptors.into_iter().map(Acceptor::accept).collect();
    // An error is a dropped sender, which means the same.
    let _ = stop.await;
    // Stops the queries that are running, which nobody waits for any more.
    place.closing.store(true, Ordering::Relaxed);
    servers.shutdown().await;
}

/// Opens the graph; no client's session must be the one that finds out that the file is none of ours.
///
/// It is held open, so that SQLite does not tidy up whenever the last session ends.
fn first_session(place: &Place) -> Result<Engine, Error> {
    check::once().map_err(|reason| Error::Engine { reason })?;
    Engine::open(&place.store, Arc::clone(&place.closing)).map_err(|failure| match failure {
        NotOpened::Engine(error) => Error::Open { path: place.store.path().to_owned(), reason: error.to_string() },
        NotOpened::Mismatch(reason) => Error::Engine { reason },
    })
}

fn acceptors(settings: Settings) -> Result<Vec<Acceptor>, Error> {
    let sessions = Arc::new(SessionManager::new(None));
    let validator = settings.credentials.map(|credentials| Arc::new(OneUser(credentials)) as Arc<dyn AuthValidator>);
    let listeners = settings.listeners.into_iter().enumerate();
    listeners
        .map(|(number, listener)| {
            Ok(Acceptor {
                member: Member::new(Arc::clone(&settings.group), number),
                listener: tokio::net::TcpListener::from_std(listener)
                    .map_err(|source| Error::Listen { port: 0, source })?,
                sessions: Arc::clone(&sessions),
                validator: validator.clone(),
            })
        })
        .collect()
}

/// What it takes to serve the new connections of a server.
struct Acceptor {
    member: Member,
    listener: tokio::net::TcpListener,
    sessions: Arc<SessionManager>,
    validator: Option<Arc<dyn AuthValidator>>,
}

impl Acceptor {
    async fn accept(self) {
        let mut connections = JoinSet::new();
        loop {
            match self.listener.accept().await {
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
        let member = self.member.clone();
        let cut = Arc::new(Notify::new());
        let sessions = Arc::clone(&self.sessions);
        let validator = self.validator.clone();
        async move {
            if let Err(error) = prepare(&stream, &member) {
                tracing::debug!(%peer, %error, "cannot set the options of the socket");
            }
            let Some(life) = member.life() else { return };
            let backend = Arc::new(Backend::new(member.clone(), Arc::clone(&cut)));
            let serving = converse(stream, peer, backend, sessions, validator);
            tokio::select! {
                biased;
                () = member.end_of(life) => tracing::debug!(%peer, "the server was stopped"),
                () = cut.notified() => tracing::debug!(%peer, "the connection was cut"),
                () = serving => {}
            }
        }
    }
}

fn prepare(stream: &TcpStream, member: &Member) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    if member.has_peers() {
        // A member that goes away resets its connections, as when its machine loses its power.
        stream.set_zero_linger()?;
    }
    Ok(())
}

/// Speaks Bolt with a client until either has enough.
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    backend: Arc<Backend>,
    sessions: Arc<SessionManager>,
    validator: Option<Arc<dyn AuthValidator>>,
) {
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
