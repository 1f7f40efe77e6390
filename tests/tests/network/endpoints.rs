//! Ports at which nobody speaks Bolt as the driver expects: each its own clear error, and the driver usable afterwards.

use std::error::Error as _;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use graph_core::bolt::Version;
use graph_core::{AuthToken, Driver, Error, ErrorKind, Fault};
use graph_embedded::EmbeddedServer;
use graph_tests::message::Request;
use graph_tests::peer::{Answer, Peer, usual};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const BOLT: Version = Version { major: 5, minor: 4 };

/// A port whose first connection is served by `first`, and every later one by a server that works.
struct Port {
    address: SocketAddr,
    _peer: Peer,
}

impl Port {
    async fn where_first<F>(first: impl FnOnce(TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send,
    {
        let peer = Peer::start(BOLT, |_| usual).await.expect("a free port");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let target = peer.uri().replace("bolt://", "");
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a client");
            first(stream).await;
            while let Ok((mut client, _)) = listener.accept().await {
                let mut server = TcpStream::connect(&target).await.expect("the peer listens");
                tokio::spawn(async move { tokio::io::copy_bidirectional(&mut client, &mut server).await });
            }
        });
        Self { address, _peer: peer }
    }

    fn driver(&self, scheme: &str) -> Driver {
        let builder = Driver::builder(&format!("{scheme}://{}", self.address));
        builder.acquisition_timeout(Duration::from_secs(5)).build().expect("valid options")
    }

    /// Connects in vain, and then once more with success.
    async fn refuses_once(&self) -> Error {
        let driver = self.driver("bolt");
        let error = driver.verify_connectivity().await.expect_err("the first connection is no good");
        assert_eq!(driver.pool_counts().in_use, 0);
        assert_eq!(driver.pool_counts().idle, 0, "a connection that failed is not kept");
        assert_eq!(driver.execute_query::<i64>("RETURN 1").one().await.expect("the second one is good"), 1);
        driver.close().await;
        error
    }
}

fn cause(error: &Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

#[tokio::test]
async fn a_closed_port() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let driver = Driver::builder(&format!("bolt://{address}")).max_retry_time(Duration::ZERO).build().expect("valid");
    for _ in 0..2 {
        let error = driver.verify_connectivity().await.expect_err("nobody listens");
        assert_eq!(error.kind(), &ErrorKind::Connect);
        assert_eq!(error.fault(), Fault::Network);
        assert!(error.is_retryable());
        assert_eq!(error.to_string(), format!("cannot connect to {address}"));
        assert!(cause(&error).contains("refused"), "{error:?}");
    }
    let query = driver.execute_query::<i64>("RETURN 1").await.expect_err("nobody listens");
    assert_eq!(query.kind(), &ErrorKind::Connect);

    // As soon as somebody listens there, the same driver works.
    let listener = TcpListener::bind(address).await.expect("still free");
    let peer = Peer::start(BOLT, |_| usual).await.expect("a free port");
    let target = peer.uri().replace("bolt://", "");
    tokio::spawn(async move {
        let (mut client, _) = listener.accept().await?;
        tokio::io::copy_bidirectional(&mut client, &mut TcpStream::connect(target).await?).await
    });
    driver.verify_connectivity().await.expect("somebody listens now");
}

#[tokio::test]
async fn a_name_that_is_no_host() {
    let driver = Driver::builder("bolt://nowhere.invalid:7687").build().expect("valid");
    let error = driver.verify_connectivity().await.expect_err("the name is reserved for being nobody's");
    assert_eq!(error.kind(), &ErrorKind::Resolve);
    assert_eq!(error.to_string(), "cannot resolve the host name of nowhere.invalid:7687");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_port_that_speaks_http() {
    let port = Port::where_first(async |mut stream| {
        let _ = stream.read(&mut [0; 64]).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n").await;
    })
    .await;
    let error = port.refuses_once().await;
    assert_eq!(error.kind(), &ErrorKind::Handshake);
    assert_eq!(error.fault(), Fault::ProtocolBreach);
    assert!(!error.is_retryable());
    assert_eq!(error.to_string(), format!("no Bolt handshake with {}", port.address));
    assert_eq!(cause(&error), "the server answers in HTTP; the Bolt port is another one, 7687 by default");
}

#[tokio::test]
async fn a_port_that_speaks_tls_only() {
    let port = Port::where_first(async |mut stream| {
        let _ = stream.read(&mut [0; 64]).await;
        // The alert "protocol version" of TLS 1.2.
        let _ = stream.write_all(&[0x15, 3, 3, 0, 2, 2, 70]).await;
    })
    .await;
    let error = port.refuses_once().await;
    assert_eq!(error.kind(), &ErrorKind::Handshake);
    assert_eq!(cause(&error), "the server answers in TLS; connect to it by `bolt+s://` or `neo4j+s://`");
}

#[tokio::test]
async fn a_port_that_accepts_and_closes() {
    let port = Port::where_first(async |mut stream| {
        let _ = stream.read(&mut [0; 64]).await;
    })
    .await;
    let error = port.refuses_once().await;
    assert_eq!(error.kind(), &ErrorKind::Connect);
    assert!(error.is_retryable(), "a server that starts may be there the next time");
    let expected = "the server closed the connection; it may be starting or stopping, speak another protocol, or only \
                    TLS (`bolt+s://`)";
    assert_eq!(cause(&error), expected);
}

#[tokio::test]
async fn a_port_that_answers_garbage() {
    let port = Port::where_first(async |mut stream| {
        let _ = stream.read(&mut [0; 64]).await;
        let _ = stream.write_all(&[0xDE, 0xAD, 0xBE, 0xEF]).await;
    })
    .await;
    let error = port.refuses_once().await;
    assert_eq!(error.kind(), &ErrorKind::Handshake);
    assert_eq!(cause(&error), "the server's answer [DE, AD, BE, EF] is no Bolt handshake");
}

#[tokio::test]
async fn a_server_without_a_common_version() {
    let port = Port::where_first(async |mut stream| {
        let _ = stream.read(&mut [0; 64]).await;
        let _ = stream.write_all(&[0; 4]).await;
    })
    .await;
    let error = port.refuses_once().await;
    assert_eq!(error.kind(), &ErrorKind::Handshake);
    assert_eq!(cause(&error), "the server speaks none of Bolt 4.4, 5.0 to 5.8, 6.0 and 6.1");
}

#[tokio::test]
async fn a_server_that_chooses_what_was_not_proposed() {
    let port = Port::where_first(async |mut stream| {
        let _ = stream.read(&mut [0; 64]).await;
        let _ = stream.write_all(&[0, 0, 3, 4]).await;
    })
    .await;
    let error = port.refuses_once().await;
    assert_eq!(error.kind(), &ErrorKind::Handshake);
    assert_eq!(cause(&error), "the server chose Bolt 4.3, which was not proposed");
}

#[tokio::test]
async fn garbage_after_the_handshake() {
    let garbage: [(&[u8], &str); 3] = [
        (&[0, 3, 0xB1, 0x55, 0xA0, 0, 0], "no answer"),
        (&[0, 1, 0xFF, 0, 0], "no answer"),
        (&[0, 3, 0xB1, 0x71, 0x90, 0, 0], "record"),
    ];
    for (bytes, _) in garbage {
        let peer = Peer::start(BOLT, move |connection| {
            move |request: &Request| match (connection, request) {
                (0, Request::Hello(_)) => vec![Answer::Raw(bytes.to_vec())],
                _ => usual(request),
            }
        });
        let peer = peer.await.expect("a free port");
        let driver = Driver::builder(&peer.uri()).build().expect("valid");
        let error = driver.verify_connectivity().await.expect_err("garbage");
        assert_eq!(error.kind(), &ErrorKind::Protocol, "{error:?}");
        assert_eq!(error.fault(), Fault::ProtocolBreach);
        assert!(!error.is_retryable());
        let authority = peer.uri().replace("bolt://", "");
        assert_eq!(error.to_string(), format!("{authority} broke the Bolt protocol"));
        assert!(error.source().is_some());
        driver.verify_connectivity().await.expect("the second connection is good");
    }
}

#[tokio::test(start_paused = true)]
async fn a_port_that_accepts_and_says_nothing() {
    let port = Port::where_first(async |stream| {
        // Held until the driver has given up.
        let (mut reading, _writing) = stream.into_split();
        while reading.read(&mut [0; 64]).await.is_ok_and(|count| count > 0) {}
    })
    .await;
    let error = port.refuses_once().await;
    assert_eq!(error.kind(), &ErrorKind::AcquisitionTimeout);
    assert!(!error.is_retryable());
    assert_eq!(error.to_string(), format!("no connection within 5s; {}: 0 of 100 are in use, 0 idle", port.address));
    let expected = format!("{} accepted a connection and did not answer the Bolt handshake in time", port.address);
    assert_eq!(cause(&error), expected);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_before_it_knows_the_client() {
    let peer = Peer::start(BOLT, |connection| {
        move |request: &Request| match (connection, request) {
            (0, Request::Hello(_)) => vec![Answer::Silence],
            _ => usual(request),
        }
    });
    let peer = peer.await.expect("a free port");
    let driver = Driver::builder(&peer.uri()).acquisition_timeout(Duration::from_secs(5)).build().expect("valid");
    let error = driver.verify_connectivity().await.expect_err("silence");
    assert_eq!(error.kind(), &ErrorKind::AcquisitionTimeout);
    assert!(cause(&error).ends_with("agreed on a version and did not answer HELLO in time"), "{error:?}");
    driver.verify_connectivity().await.expect("the second connection is good");
    let mut held = Vec::new();
    for _ in 0..100 {
        let session = driver.session().open();
        held.push(Box::leak(Box::new(session)).begin().await.expect("there are 100 connections"));
    }
    let error = driver.verify_connectivity().await.expect_err("all are in use");
    assert!(error.to_string().ends_with("100 of 100 are in use, 0 idle"), "{error}");
    assert!(error.source().is_none(), "the failure of long ago is not this one's cause: {error:?}");
}

#[tokio::test]
async fn tls_to_a_port_without_it() {
    let port = Port::where_first(async |mut stream| {
        let _ = stream.read(&mut [0; 1024]).await;
        let _ = stream.write_all(&[0, 0, 4, 5]).await;
    })
    .await;
    for scheme in ["bolt+ssc", "bolt+s"] {
        let driver = port.driver(scheme);
        let error = driver.verify_connectivity().await.expect_err("no TLS there");
        assert_eq!(error.kind(), &ErrorKind::Tls, "{error:?}");
        assert_eq!(
            error.to_string(),
            format!(
                "TLS with {} failed; does the server offer TLS, and is its certificate trusted here?",
                port.address
            )
        );
        assert!(error.source().is_some());
        assert!(!error.is_retryable());
    }
}

#[tokio::test(start_paused = true)]
async fn a_tls_handshake_that_is_never_answered() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let driver = Driver::builder(&format!("bolt+ssc://{address}")).build().expect("valid");
    let (error, _held) = tokio::join!(driver.verify_connectivity(), listener.accept());
    let error = error.expect_err("nobody answers");
    assert_eq!(error.kind(), &ErrorKind::AcquisitionTimeout);
    let expected = format!("{address} accepted a connection and did not answer the TLS handshake in time");
    assert_eq!(cause(&error), expected);
}

#[tokio::test]
async fn a_wrong_password() {
    let server = EmbeddedServer::builder().credentials("neo4j", "right").start().await.expect("it starts");
    let driver = |password: &str| {
        let auth = AuthToken::basic("neo4j", password);
        Driver::builder(server.uri()).auth(auth).build().expect("valid")
    };
    let (right, wrong) = (driver("right"), driver("wrong"));
    right.verify_connectivity().await.expect("the right password");
    for _ in 0..2 {
        let error = wrong.verify_connectivity().await.expect_err("the wrong password");
        assert_eq!(error.code(), Some("Neo.ClientError.Security.Unauthorized"));
        assert_eq!(error.fault(), Fault::Caller);
        assert!(!error.is_retryable());
        assert!(error.to_string().ends_with("(Neo.ClientError.Security.Unauthorized)"), "{error}");
        assert!(!format!("{error:?}").contains("wrong"), "{error:?}");
    }
    let query = wrong.execute_query::<i64>("RETURN 1").await.expect_err("the wrong password");
    assert_eq!(query.code(), Some("Neo.ClientError.Security.Unauthorized"));
    assert_eq!((wrong.pool_counts().in_use, wrong.pool_counts().idle), (0, 0));
    assert_eq!(right.execute_query::<i64>("RETURN 1").one().await.expect("others are unaffected"), 1);
}

#[tokio::test]
async fn a_password_that_an_old_server_refuses_in_answer_to_hello() {
    let peer = Peer::start(Version::new(4, 4), |_| {
        |request: &Request| match request {
            Request::Hello(token) => {
                assert_eq!(token.get("credentials"), Some(&"wrong".into()), "4.4 has the token in HELLO");
                vec![Answer::Failure("Neo.ClientError.Security.Unauthorized", "no".to_owned()), Answer::Close]
            }
            _ => usual(request),
        }
    });
    let peer = peer.await.expect("a free port");
    let driver = Driver::builder(&peer.uri()).auth(AuthToken::basic("neo4j", "wrong")).build().expect("valid");
    let error = driver.verify_connectivity().await.expect_err("refused");
    assert_eq!(error.code(), Some("Neo.ClientError.Security.Unauthorized"));
    assert_eq!(error.to_string(), "no (Neo.ClientError.Security.Unauthorized)");
}

#[test]
fn a_uri_that_is_none_is_refused_with_the_reason() {
    for (uri, reason) in [
        ("localhost:7687", "the URI has no scheme"),
        ("ftp://localhost", "the URI scheme is unknown"),
        ("http://localhost:7474", "http:// is the server's HTTP API"),
        ("bolt://", "the URI has no host"),
        ("bolt://localhost:banana", "the URI's port is no number from 1 to 65535"),
    ] {
        let error = Driver::builder(uri).build().expect_err(uri);
        assert_eq!(error.kind(), &ErrorKind::Config);
        assert_eq!(error.fault(), Fault::Caller);
        assert!(error.to_string().starts_with(reason), "{uri}: {error}");
    }
}
