//! Opens a connection: stream, handshake, introduction, credentials.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::Connection;
use super::Tally;
use super::io::Hints;
use crate::bolt::machine::Machine;
use crate::bolt::message::{AuthToken, BoltAgent, Hello, Logon, Meta, NotificationFilter};
use crate::bolt::state::RequestKind;
use crate::bolt::wire::handshake::{self, HandshakeError};
use crate::bolt::wire::structure::Unencodable;
use crate::bolt::wire::version::{Feature, UtcPatch, Version};
use crate::error::{Error, ErrorKind};
use crate::mapping::EncodeError;
use crate::net::{Address, Stream, TcpOptions, TlsClient, connect};
use crate::packstream::Reader;

/// What a connection is opened with, whatever its address.
#[derive(Debug)]
pub(crate) struct OpenOptions {
    pub(crate) tcp: TcpOptions,
    pub(crate) tls: Option<TlsClient>,
    pub(crate) write_timeout: Option<Duration>,
    pub(crate) user_agent: Box<str>,
    pub(crate) bolt_agent: BoltAgent,
    /// The routing context of a `neo4j://` URI, with the address that the URI named; none for `bolt://`.
    pub(crate) routing: Option<RoutingContext>,
    pub(crate) notifications: NotificationFilter,
    pub(crate) max_message_size: usize,
    pub(crate) tally: Arc<Tally>,
}

/// The longest limit that the clock can be set to for certain, a year.
const LONGEST_LIMIT: Duration = Duration::from_secs(365 * 24 * 3600);

/// Keys and values that a server's routing procedures understand.
pub(crate) type RoutingContext = Vec<(Box<str>, Box<str>)>;

/// How far opening a connection has come; what it still waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Step {
    /// The host's addresses, and one that accepts.
    #[default]
    Connecting,
    /// The server's part in the TLS handshake.
    Encrypting,
    /// The server's choice of a version.
    ShakingHands,
    /// The server's opinion of the credentials.
    Authenticating,
}

impl Step {
    /// Returns the error for an opening that was given up here.
    #[cold]
    pub(crate) fn given_up(self, address: &Address) -> Error {
        let what = match self {
            Self::Connecting => "did not accept a connection in time",
            Self::Encrypting => "accepted a connection and did not answer the TLS handshake in time",
            Self::ShakingHands => "accepted a connection and did not answer the Bolt handshake in time",
            Self::Authenticating => "agreed on a version and did not answer HELLO in time",
        };
        Error::build(ErrorKind::Connect, format!("{address} {what}"), None)
    }
}

/// Connects, agrees on a version and authenticates, and keeps `step` up to date. Bounding the time is the caller's part.
pub(crate) async fn open(
    address: &Address,
    options: &OpenOptions,
    token: &AuthToken,
    step: &mut Step,
) -> Result<Connection, Error> {
    let socket = connect(address, &options.tcp).await?;
    *step = Step::Encrypting;
    let mut stream = Stream::over(socket, address, options.tls.as_ref()).await?;
    *step = Step::ShakingHands;
    let version = shake_hands(&mut stream, address).await?;
    let machine = Machine::new(version, options.max_message_size);
    let mut connection = Connection::new(stream, machine, address.clone(), token.clone(), options.write_timeout);
    *step = Step::Authenticating;
    introduce(&mut connection, options, token).await?;
    tracing::debug!(server = %connection.info(), "connection opened");
    Ok(connection)
}

async fn shake_hands(stream: &mut Stream, address: &Address) -> Result<Version, Error> {
    write_all(stream, &handshake::HELLO_BYTES).await.map_err(|error| Error::connection_lost(address, error))?;
    let mut received = Vec::new();
    loop {
        let agreed = handshake::agree(&received).map_err(|error| no_agreement(address, error))?;
        if let Some(agreement) = agreed {
            write_all(stream, &agreement.reply).await.map_err(|error| Error::connection_lost(address, error))?;
            return Ok(agreement.version);
        }
        let mut room = [0; 512];
        let count = poll_fn(|cx| stream.poll_read(cx, &mut room))
            .await
            .map_err(|error| Error::connection_lost(address, error))?;
        match room.get(..count) {
            Some(bytes) if count > 0 => received.extend_from_slice(bytes),
            _ => return Err(closed_in_handshake(address)),
        }
    }
}

async fn write_all(stream: &mut Stream, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        let count = poll_fn(|cx| stream.poll_write(cx, bytes)).await?;
        match bytes.get(count..) {
            Some(rest) if count > 0 => bytes = rest,
            _ => return Err(io::ErrorKind::WriteZero.into()),
        }
    }
    poll_fn(|cx| stream.poll_flush(cx)).await
}

#[cold]
fn no_agreement(address: &Address, error: HandshakeError) -> Error {
    Error::build(ErrorKind::Handshake, format!("no Bolt handshake with {address}"), Some(Box::new(error)))
}

/// A server that starts or stops does so, and so does whatever stands before it; hence it is worth another try.
#[cold]
fn closed_in_handshake(address: &Address) -> Error {
    let closed = "the server closed the connection; it may be starting or stopping, speak another protocol, or only TLS \
                  (`bolt+s://`)";
    Error::build(ErrorKind::Connect, format!("no Bolt handshake with {address}"), Some(closed.into()))
}

async fn introduce(connection: &mut Connection, options: &OpenOptions, auth: &AuthToken) -> Result<(), Error> {
    let version = connection.machine.version();
    connection.can_filter(Some(&options.notifications))?;
    let hello = Hello {
        user_agent: &options.user_agent,
        bolt_agent: &options.bolt_agent,
        auth,
        routing: options.routing.as_deref(),
        notifications: &options.notifications,
    };
    connection.machine.queue(RequestKind::Hello, &hello).map_err(unencodable)?;
    if version.has(Feature::Logon) {
        connection.machine.queue(RequestKind::Logon, &Logon { auth }).map_err(unencodable)?;
    }
    let meta = connection.success().await?;
    let agent = meta.text("server").unwrap_or_default().to_owned();
    let connection_id = meta.text("connection_id").unwrap_or_default().to_owned();
    let hints = meta.map("hints").map(Hints::read).unwrap_or_default();
    let patched = meta.find("patch_bolt").is_some_and(names_utc);
    if patched {
        connection.machine.set_utc_patch(UtcPatch::Agreed);
    }
    connection.hints = hints;
    connection.counted = Some(options.tally.count(hints.server_side_routing));
    connection.introduce(&agent, &connection_id);
    // LOGON's answer is read on the way; its refusal is the error of this wait.
    connection.drain().await?;
    // Answers to questions that were not asked yet would be taken for those to the first ones.
    match connection.machine.next_event() {
        Ok(_) => Ok(()),
        Err(breach) => Err(connection.breached(breach)),
    }
}

impl Hints {
    fn read(meta: Meta<'_>) -> Self {
        Self {
            receive_timeout: meta
                .integer("connection.recv_timeout_seconds")
                .and_then(|seconds| u64::try_from(seconds).ok())
                .filter(|seconds| *seconds > 0)
                .map(Duration::from_secs)
                // A limit beyond any clock is none.
                .filter(|limit| *limit <= LONGEST_LIMIT),
            telemetry: meta.boolean("telemetry.enabled").unwrap_or(false),
            server_side_routing: meta.boolean("ssr.enabled").unwrap_or(false),
        }
    }
}

fn names_utc(mut patches: Reader<'_>) -> bool {
    let count = patches.list().unwrap_or_default();
    (0..count).any(|_| patches.string() == Ok("utc"))
}

#[cold]
fn unencodable(error: Unencodable) -> Error {
    EncodeError::from(error).into()
}
