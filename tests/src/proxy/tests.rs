use std::io::ErrorKind;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

const HELLO: &[u8] = b"0123456789";

/// A server that sends back what it gets, and how many connections it has open.
struct Echo {
    address: SocketAddr,
    open: tokio::sync::watch::Receiver<usize>,
    serving: JoinHandle<()>,
}

impl Echo {
    async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let (count, open) = tokio::sync::watch::channel(0);
        let serving = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let count = count.clone();
                count.send_modify(|open| *open += 1);
                connections.spawn(async move {
                    let mut bytes = [0; 1024];
                    while let Ok(length @ 1..) = stream.read(&mut bytes).await {
                        if stream.write_all(&bytes[..length]).await.is_err() {
                            break;
                        }
                    }
                    count.send_modify(|open| *open -= 1);
                });
            }
        });
        Self { address, open, serving }
    }

    async fn is_alone(&mut self) {
        self.open.wait_for(|open| *open == 0).await.expect("it serves");
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn connect(proxy: &Proxy) -> TcpStream {
    let stream = TcpStream::connect(proxy.address).await.expect("the proxy listens");
    stream.set_nodelay(true).expect("a socket can be told so");
    stream
}

/// What comes before the end, and how the end comes.
async fn rest(stream: &mut TcpStream) -> (Vec<u8>, Option<ErrorKind>) {
    let mut got = Vec::new();
    let end = stream.read_to_end(&mut got).await;
    (got, end.err().map(|error| error.kind()))
}

async fn exchange(stream: &mut TcpStream, bytes: &[u8]) -> Vec<u8> {
    stream.write_all(bytes).await.expect("the proxy takes it");
    let mut answer = vec![0; bytes.len()];
    stream.read_exact(&mut answer).await.expect("the server answers");
    answer
}

#[tokio::test]
async fn a_connection_is_cut_at_each_byte_of_each_way() {
    let mut echo = Echo::start().await;
    for after in 0..=HELLO.len() as u64 {
        for way in [Way::Up, Way::Down] {
            let plan = move |_| Some(Fault::Cut.after(after, way));
            let proxy = Proxy::to(&echo.address.to_string()).planned(plan).start().await.expect("a free port");
            let mut client = connect(&proxy).await;
            // Nobody may be there any more.
            _ = client.write_all(HELLO).await;
            let (got, _) = rest(&mut client).await;
            match way {
                Way::Down => assert_eq!(got, HELLO[..after as usize], "cut after {after} {way:?}"),
                Way::Up => assert!(got.len() <= after as usize, "cut after {after} {way:?}: {got:?}"),
            }
            assert_eq!((proxy.traffic(way), proxy.faults()), (after, 1));
            echo.is_alone().await;
        }
    }
}

#[tokio::test]
async fn a_reset_is_no_orderly_end() {
    let mut echo = Echo::start().await;
    let proxy = Proxy::to(&echo.address.to_string()).start().await.expect("a free port");
    let mut client = connect(&proxy).await;
    exchange(&mut client, HELLO).await;
    assert_eq!(proxy.strike(Fault::Reset), 1);
    assert_eq!(rest(&mut client).await, (Vec::new(), Some(ErrorKind::ConnectionReset)));
    echo.is_alone().await;
}

#[tokio::test]
async fn the_server_alone_hears_of_a_half_open_connection() {
    let mut echo = Echo::start().await;
    let proxy = Proxy::to(&echo.address.to_string()).start().await.expect("a free port");
    let mut client = connect(&proxy).await;
    exchange(&mut client, HELLO).await;
    assert_eq!(proxy.strike_one(7, Fault::HalfOpen), Some(0));
    echo.is_alone().await;
    client.write_all(HELLO).await.expect("the client believes that somebody is there");
    let nothing = client.try_read(&mut [0; 1]).expect_err("no byte, and no end");
    assert_eq!(nothing.kind(), ErrorKind::WouldBlock);
    proxy.strike_again(0, Fault::Reset);
    assert_eq!(rest(&mut client).await, (Vec::new(), Some(ErrorKind::ConnectionReset)), "in the end it is told");

    let mut client = connect(&proxy).await;
    exchange(&mut client, HELLO).await;
    proxy.strike(Fault::HalfOpen);
    echo.is_alone().await;
    proxy.strike(Fault::Cut);
    assert_eq!(rest(&mut client).await, (Vec::new(), None), "an end is told as well");
}

#[tokio::test]
async fn swallowed_bytes_never_arrive() {
    let echo = Echo::start().await;
    let plan = |_| Some(Fault::Swallow.after(3, Way::Up));
    let proxy = Proxy::to(&echo.address.to_string()).planned(plan).start().await.expect("a free port");
    let mut client = connect(&proxy).await;
    client.write_all(HELLO).await.expect("the proxy takes it");
    client.shutdown().await.expect("the client has said all");
    assert_eq!(rest(&mut client).await, (HELLO[..3].to_vec(), None));
}

#[tokio::test(start_paused = true)]
async fn a_stalled_connection_takes_no_more_than_the_buffers_hold() {
    let echo = Echo::start().await;
    let proxy = Proxy::to(&echo.address.to_string()).start().await.expect("a free port");
    let mut client = connect(&proxy).await;
    exchange(&mut client, HELLO).await;
    proxy.strike(Fault::Stall);
    let block = vec![0; 1 << 20];
    while tokio::time::timeout(Duration::from_secs(1), client.writable()).await.is_ok() {
        _ = client.try_write(&block);
    }
    assert_eq!(proxy.traffic(Way::Up), HELLO.len() as u64);
}

#[tokio::test]
async fn trickled_bytes_travel_alone_and_all_arrive() {
    let echo = Echo::start().await;
    let plan = |_| Some(Fault::Trickle(Duration::ZERO).after(0, Way::Up));
    let proxy = Proxy::to(&echo.address.to_string()).planned(plan).start().await.expect("a free port");
    let mut client = connect(&proxy).await;
    assert_eq!(exchange(&mut client, &HELLO.repeat(50)).await, HELLO.repeat(50));
}

#[tokio::test(start_paused = true)]
async fn a_delay_keeps_bytes_back_from_where_it_begins() {
    let echo = Echo::start().await;
    let second = Duration::from_secs(1);
    let plan = move |_| Some(Fault::Delay(second).after(HELLO.len() as u64, Way::Down));
    let proxy = Proxy::to(&echo.address.to_string()).planned(plan).start().await.expect("a free port");
    let mut client = connect(&proxy).await;
    exchange(&mut client, HELLO).await;
    let began = tokio::time::Instant::now();
    exchange(&mut client, HELLO).await;
    assert!(began.elapsed() >= second);
}

#[tokio::test]
async fn faults_hit_the_connections_that_are_open() {
    let mut echo = Echo::start().await;
    let proxy = Proxy::to(&echo.address.to_string()).start().await.expect("a free port");
    assert_eq!(proxy.strike_one(0, Fault::Cut), None, "none is open");
    let (mut first, mut second) = (connect(&proxy).await, connect(&proxy).await);
    exchange(&mut first, HELLO).await;
    exchange(&mut second, HELLO).await;
    assert_eq!(proxy.strike_one(1, Fault::Cut), Some(1));
    assert_eq!(rest(&mut second).await, (Vec::new(), None));
    assert_eq!(exchange(&mut first, HELLO).await, HELLO);
    drop(first);
    echo.is_alone().await;
    assert_eq!(proxy.connections(), 2);
}
