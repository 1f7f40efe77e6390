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
    assert!(matches!(answer.expect("the answer"), (RequestKind::Run, ..)));
}
