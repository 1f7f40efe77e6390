//! A TCP proxy that delays, counts and breaks what goes through it.

use std::collections::VecDeque;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// What happens to a piece of what the client sends, and to its connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It goes through.
    Pass,
    /// It is lost, and the connection with it.
    CutBefore,
    /// It reaches the server; the connection is lost once the server has answered, and the answer with it.
    CutAnswer,
    /// It is lost, and so is everything after it, in both directions; the connection stays.
    Swallow,
}

/// Looks at each piece of what a client sends.
type Judge = dyn Fn(&[u8]) -> Verdict + Send + Sync;

/// A proxy in front of a server; ends when it is dropped.
///
/// ```no_run
/// # async fn example() -> std::io::Result<()> {
/// use std::time::Duration;
/// use graph_tests::proxy::Proxy;
///
/// let proxy = Proxy::to("127.0.0.1:7687").delayed(Duration::from_millis(20)).start().await?;
/// let uri = proxy.uri();
/// // … a driver works …
/// assert_eq!(proxy.flights(), 3);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    link: Arc<Link>,
    accepting: JoinHandle<()>,
}

/// The options of a [`Proxy`].
#[must_use = "nothing listens before `start`"]
pub struct ProxyBuilder {
    target: String,
    delay: Duration,
    judge: Arc<Judge>,
}

struct Link {
    target: String,
    delay: Duration,
    judge: Arc<Judge>,
    flights: AtomicUsize,
    accepted: AtomicUsize,
    cut: Notify,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").field("target", &self.target).field("delay", &self.delay).finish_non_exhaustive()
    }
}

impl ProxyBuilder {
    /// Keeps every byte back for so long, in each direction.
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Lets `judge` decide about each piece of what clients send.
    pub fn judged(mut self, judge: impl Fn(&[u8]) -> Verdict + Send + Sync + 'static) -> Self {
        self.judge = Arc::new(judge);
        self
    }

    /// Starts to listen, on any free port of this machine.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(self) -> std::io::Result<Proxy> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let link = Arc::new(Link {
            target: self.target,
            delay: self.delay,
            judge: self.judge,
            flights: AtomicUsize::new(0),
            accepted: AtomicUsize::new(0),
            cut: Notify::new(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&link)));
        Ok(Proxy { address, link, accepting })
    }
}

impl Proxy {
    /// Begins a proxy to a server at `host:port`, or at the authority of a URI.
    pub fn to(target: &str) -> ProxyBuilder {
        let target = target.split_once("://").map_or(target, |(_, authority)| authority).to_owned();
        ProxyBuilder { target, delay: Duration::ZERO, judge: Arc::new(|_| Verdict::Pass) }
    }

    /// Returns the URI under which a driver reaches the server through the proxy.
    pub fn uri(&self) -> String {
        format!("bolt://{}", self.address)
    }

    /// Returns how many flights clients have sent: pieces that begin after the server's bytes, or a connection.
    pub fn flights(&self) -> usize {
        self.link.flights.load(Ordering::SeqCst)
    }

    /// Returns how many connections were accepted.
    pub fn connections(&self) -> usize {
        self.link.accepted.load(Ordering::SeqCst)
    }

    /// Breaks all connections that are open; new ones are accepted.
    pub fn cut(&self) {
        self.link.cut.notify_waiters();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

async fn accept(listener: TcpListener, link: Arc<Link>) {
    while let Ok((client, _)) = listener.accept().await {
        link.accepted.fetch_add(1, Ordering::SeqCst);
        let link = Arc::clone(&link);
        tokio::spawn(async move {
            // A connection that cannot be made or that breaks is simply over.
            let Ok(server) = TcpStream::connect(&link.target).await else { return };
            let _ = (client.set_nodelay(true), server.set_nodelay(true));
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            let turn = Turn::default();
            let up = pass_up(&link, &turn, from_client, to_server);
            let down = pass_down(&link, &turn, from_server, to_client);
            tokio::select! {
                // Set first, so that no cut is missed.
                biased;
                () = link.cut.notified() => {}
                () = async { tokio::join!(up, down); } => {}
                () = turn.over() => {}
            }
        });
    }
}

/// Whose bytes came last, and what became of the connection.
#[derive(Debug, Default)]
struct Turn {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    client_spoke_last: bool,
    answers: Answers,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Answers {
    #[default]
    Pass,
    /// The next one is lost, and the connection with it.
    CutNext,
    Lost,
    /// The connection is over.
    Over,
}

impl Turn {
    fn update<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let outcome = change(&mut self.state.lock().expect("no code panics while it holds the lock"));
        self.changed.notify_one();
        outcome
    }

    fn answers(&self) -> Answers {
        self.state.lock().expect("no code panics while it holds the lock").answers
    }

    async fn over(&self) {
        while self.answers() != Answers::Over {
            self.changed.notified().await;
        }
    }
}

async fn pass_up(link: &Link, turn: &Turn, from: OwnedReadHalf, to: OwnedWriteHalf) {
    pass(link.delay, from, to, |bytes| {
        let begins = turn.update(|state| !std::mem::replace(&mut state.client_spoke_last, true));
        if begins {
            link.flights.fetch_add(1, Ordering::SeqCst);
        }
        let verdict = (link.judge)(bytes);
        turn.update(|state| match verdict {
            Verdict::Pass => state.answers != Answers::Lost,
            Verdict::CutBefore => {
                state.answers = Answers::Over;
                false
            }
            Verdict::CutAnswer => {
                state.answers = Answers::CutNext;
                true
            }
            Verdict::Swallow => {
                state.answers = Answers::Lost;
                false
            }
        })
    })
    .await;
}

async fn pass_down(link: &Link, turn: &Turn, from: OwnedReadHalf, to: OwnedWriteHalf) {
    pass(link.delay, from, to, |_| {
        turn.update(|state| {
            state.client_spoke_last = false;
            if state.answers == Answers::CutNext {
                state.answers = Answers::Over;
            }
            state.answers == Answers::Pass
        })
    })
    .await;
}

/// Passes pieces on, each so much later than it came; `passes` tells which, when they come.
async fn pass(delay: Duration, mut from: OwnedReadHalf, mut to: OwnedWriteHalf, passes: impl Fn(&[u8]) -> bool) {
    // Bounded by what both sides have in flight during one delay.
    let mut kept: VecDeque<(Instant, Vec<u8>)> = VecDeque::new();
    let mut open = true;
    let mut room = vec![0; 64 * 1024];
    while open || !kept.is_empty() {
        let due = kept.front().map(|(due, _)| *due);
        tokio::select! {
            read = from.read(&mut room), if open => match read {
                Ok(count) if count > 0 => {
                    let piece = &room[..count];
                    if passes(piece) {
                        kept.push_back((Instant::now() + delay, piece.to_vec()));
                    }
                }
                Ok(_) | Err(_) => open = false,
            },
            () = at(due) => {
                if let Some((_, piece)) = kept.pop_front()
                    && to.write_all(&piece).await.is_err()
                {
                    return;
                }
            }
        }
    }
    // The other side hears that this one has said all.
    let _ = to.shutdown().await;
}

async fn at(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => pending().await,
    }
}
