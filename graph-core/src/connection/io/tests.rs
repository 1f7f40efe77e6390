use std::pin::pin;
use std::sync::Arc;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpSocket;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::*;
use crate::bolt::message::TransactionExtra;
use crate::bolt::wire::version::Version;
use crate::connection::QueryText;
use crate::mapping::Params;

const CERTIFICATE: &[u8] = include_bytes!("../../../tests/certificates/localhost.der");
const KEY: &[u8] = include_bytes!("../../../tests/certificates/localhost.key.der");
/// What the sockets' buffers hold, as far as the system does as it is told; less than [`LENGTH`].
const SOCKET_BUFFER: u32 = 8 * 1024;
/// What the encryption takes at once, though the sockets do not.
const LENGTH: usize = 60 * 1024;

/// Connects two encrypted streams by sockets with small buffers.
async fn encrypted_pair() -> (Stream, TlsStream<tokio::net::TcpStream>) {
    let small = || {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_send_buffer_size(SOCKET_BUFFER).expect("settable");
        socket.set_recv_buffer_size(SOCKET_BUFFER).expect("settable");
        socket
    };
    let listening = small();
    listening.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let listener = listening.listen(1).expect("listens");
    let address = listener.local_addr().expect("listens");
    let (client, server) = tokio::join!(small().connect(address), listener.accept());

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CERTIFICATE.into()).expect("a certificate");
    let client_config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_root_certificates(roots).with_no_client_auth())
        .expect("a configuration");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(KEY));
    let server_config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![CERTIFICATE.into()], key))
        .expect("a configuration");
    let name = "localhost".try_into().expect("a name");
    let (client, server) = tokio::join!(
        TlsConnector::from(Arc::new(client_config)).connect(name, client.expect("connected")),
        TlsAcceptor::from(Arc::new(server_config)).accept(server.expect("connected").0)
    );
    (Stream::Encrypted(Box::new(client.expect("encrypted"))), server.expect("encrypted"))
}

#[tokio::test]
async fn what_the_encryption_held_back_is_sent_while_an_answer_is_awaited() {
    let (stream, mut server) = encrypted_pair().await;
    let machine = Machine::new(Version::new(5, 4), 1 << 20);
    let address = Address::new("localhost", 1);
    let mut connection = Connection::new(stream, machine, address, AuthToken::none(), None);
    let (text, params) = ("x".repeat(LENGTH), Params::new());
    connection.run(QueryText { text: &text, params: &params }, &TransactionExtra::default()).expect("sendable");
    let length = connection.machine().unsent().len();

    let mut answer = pin!(connection.success());
    poll_fn(|cx| {
        assert!(answer.as_mut().poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
    let serve = async {
        let mut request = vec![0; length];
        server.read_exact(&mut request).await.expect("the whole request");
        server.write_all(&[0, 3, 0xB1, 0x70, 0xA0, 0, 0]).await.expect("the client listens");
        server.flush().await.expect("the client listens");
    };
    let both = async { tokio::join!(answer, serve) };
    let (answer, ()) = tokio::time::timeout(Duration::from_secs(30), both).await.expect("nobody waits for ever");
    answer.expect("the answer");
}

/// A connection over a pipe that holds so many bytes each way, and a server that answers what it is sent with SUCCESS.
///
/// The server returns every byte that it was sent once the client hangs up.
fn piped(width: usize) -> (Connection, impl Future<Output = Vec<u8>>) {
    let (client, mut server) = tokio::io::duplex(width);
    let machine = Machine::new(Version::new(5, 4), 1 << 20);
    let address = Address::new("localhost", 1);
    let connection = Connection::new(Stream::Piped(client), machine, address, AuthToken::none(), None);
    let serve = async move {
        let (mut heard, mut answered) = (Vec::new(), 0);
        let mut room = [0; 64];
        while let Ok(count @ 1..) = server.read(&mut room).await {
            heard.extend_from_slice(&room[..count]);
            while messages(&heard).len() > answered {
                answered += 1;
                if server.write_all(&[0, 3, 0xB1, 0x70, 0xA0, 0, 0]).await.is_err() {
                    return heard;
                }
            }
        }
        heard
    };
    (connection, serve)
}

/// The tags of the messages that are whole, each of a single chunk.
fn messages(mut bytes: &[u8]) -> Vec<u8> {
    let mut tags = Vec::new();
    while let [high, low, rest @ ..] = bytes {
        let Some(message) = rest.get(..usize::from(u16::from_be_bytes([*high, *low]))) else { break };
        let Some(after) = rest[message.len()..].strip_prefix(&[0, 0]) else { break };
        tags.push(message[1]);
        bytes = after;
    }
    tags
}

/// Whoever waits for an answer is given up after so many polls, which is before, between or after any two bytes of a
/// message; then the connection is cleaned. The server hears whole messages in their order, and no answer is left.
#[tokio::test]
async fn a_message_that_was_written_in_part_is_finished_by_whoever_comes_next() {
    let mut points = 0;
    for width in [1, 2, 7] {
        for polls in 0.. {
            let (mut connection, serve) = piped(width);
            let params = Params::new().with("name", "Ann");
            let query = QueryText { text: "RETURN $name", params: &params };
            connection.run(query, &TransactionExtra::default()).expect("sendable");
            connection.pull(crate::bolt::message::Batch::ALL).expect("sendable");
            let expected = [connection.machine().unsent(), &[0, 2, 0xB0, 0x0F, 0, 0]].concat();
            let client = async move {
                let answered = given_up(polls, async {
                    connection.success().await.map(drop)?;
                    connection.success().await.map(drop)
                });
                let answered = answered.await.transpose().expect("the server answers").is_some();
                connection.reset().expect("sendable");
                connection.drain().await.expect("the server answers everything");
                assert_eq!((connection.machine().due(), connection.machine().unsent()), (0, &[][..]));
                answered
            };
            let both = async { tokio::join!(client, serve) };
            let (answered, heard) = tokio::time::timeout(Duration::from_secs(30), both).await.expect("nobody hangs");
            assert_eq!(heard, expected, "{width} bytes at a time, given up after {polls} polls");
            points += 1;
            if answered {
                break;
            }
        }
    }
    println!("given up at {points} points");
    assert!(points > 100, "the messages were written in parts: {points}");
}

/// Polls a future so many times and drops it; returns its output if it was ready by then.
async fn given_up<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    poll_fn(|cx| {
        let Some(fewer) = left.checked_sub(1) else { return Poll::Ready(None) };
        left = fewer;
        future.as_mut().poll(cx).map(Some)
    })
    .await
}

/// Column names belong to the last RUN's answer, even where nobody asked for those of the one before.
#[tokio::test]
async fn names_are_learnt_anew_when_those_between_were_passed_over() {
    let (client, mut server) = tokio::io::duplex(1_024);
    let machine = Machine::new(Version::new(5, 4), 1 << 20);
    let address = Address::new("localhost", 1);
    let mut connection = Connection::new(Stream::Piped(client), machine, address, AuthToken::none(), None);
    for (column, asked) in [(b'a', true), (b'b', false), (b'b', true), (b'b', true), (b'a', false), (b'b', true)] {
        let params = Params::new();
        let query = QueryText { text: "", params: &params };
        connection.run(query, &TransactionExtra::default()).expect("sendable");
        let answer = [&[0, 13, 0xB1, 0x70, 0xA1, 0x86][..], b"fields", &[0x91, 0x81, column, 0, 0]].concat();
        server.write_all(&answer).await.expect("the client listens");
        connection.success().await.expect("the answer");
        if asked {
            let names: Vec<_> = connection.learn_keys().expect("names").iter().map(str::to_owned).collect();
            assert_eq!(names, [char::from(column).to_string()]);
        }
    }
}
