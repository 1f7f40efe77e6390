//! A TCP proxy that delays, counts and breaks what goes through it.

mod fault;
mod line;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub use fault::{Fault, Plan, Way};
use line::Line;

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

/// Plans the fault of a connection, which are counted from 0.
type Planner = dyn Fn(usize) -> Option<Plan> + Send + Sync;

/// A proxy in front of a server; ends when it is dropped, and its connections with it.
///
/// ```no_run
/// # async fn example() -> std::io::Result<()> {
/// use std::time::Duration;
/// use graph_tests::proxy::{Fault, Proxy, Way};
///
/// // The first connection is cut after 100 bytes of the server's; the others are slow.
/// let plan = |connection| (connection == 0).then(|| Fault::Cut.after(100, Way::Down));
/// let proxy = Proxy::to("127.0.0.1:7687").delayed(Duration::from_millis(20)).planned(plan).start().await?;
/// let uri = proxy.uri();
/// // … a driver works …
/// assert_eq!(proxy.flights(), 3);
/// proxy.strike(Fault::Reset);
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
    planner: Arc<Planner>,
}

struct Link {
    target: String,
    delay: Duration,
    judge: Arc<Judge>,
    planner: Arc<Planner>,
    flights: AtomicUsize,
    accepted: AtomicUsize,
    /// Planned faults that happened.
    faults: AtomicUsize,
    up: AtomicU64,
    down: AtomicU64,
    /// The open connections by their numbers.
    lines: Mutex<BTreeMap<usize, Arc<Line>>>,
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

    /// Lets `planner` give connections a fault each; it gets their numbers, which begin at 0.
    pub fn planned(mut self, planner: impl Fn(usize) -> Option<Plan> + Send + Sync + 'static) -> Self {
        self.planner = Arc::new(planner);
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
            planner: self.planner,
            flights: AtomicUsize::new(0),
            accepted: AtomicUsize::new(0),
            faults: AtomicUsize::new(0),
            up: AtomicU64::new(0),
            down: AtomicU64::new(0),
            lines: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&link)));
        Ok(Proxy { address, link, accepting })
    }
}

impl Proxy {
    /// Begins a proxy to a server at `host:port`, or at the authority of a URI.
    pub fn to(target: &str) -> ProxyBuilder {
        let target = target.split_once("://").map_or(target, |(_, authority)| authority).to_owned();
        ProxyBuilder { target, delay: Duration::ZERO, judge: Arc::new(|_| Verdict::Pass), planner: Arc::new(|_| None) }
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

    /// Returns how many bytes have travelled this way, on all connections.
    pub fn traffic(&self, way: Way) -> u64 {
        self.link.passed(way).load(Ordering::SeqCst)
    }

    /// Returns how many planned faults have happened.
    pub fn faults(&self) -> usize {
        self.link.faults.load(Ordering::SeqCst)
    }

    /// Breaks all connections that are open; new ones are accepted.
    pub fn cut(&self) {
        self.strike(Fault::Cut);
    }

    /// Lets a fault happen to all connections that are open, in both ways; returns how many they are.
    pub fn strike(&self, fault: Fault) -> usize {
        let lines = self.link.lines();
        lines.values().for_each(|line| line.strike(fault));
        lines.len()
    }

    /// Lets a fault happen to one connection of those that are open, which `choice` picks; returns its number if there
    /// was one.
    pub fn strike_one(&self, choice: usize, fault: Fault) -> Option<usize> {
        let lines = self.link.lines();
        let (number, line) = choice.checked_rem(lines.len()).and_then(|at| lines.iter().nth(at))?;
        line.strike(fault);
        Some(*number)
    }

    /// Lets a fault happen to the connection of a number, if it is still open.
    pub fn strike_again(&self, number: usize, fault: Fault) {
        if let Some(line) = self.link.lines().get(&number) {
            line.strike(fault);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Link {
    fn passed(&self, way: Way) -> &AtomicU64 {
        match way {
            Way::Up => &self.up,
            Way::Down => &self.down,
        }
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<usize, Arc<Line>>> {
        self.lines.lock().expect("no code panics while it holds the lock")
    }
}

async fn accept(listener: TcpListener, link: Arc<Link>) {
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let number = link.accepted.fetch_add(1, Ordering::SeqCst);
        let link = Arc::clone(&link);
        connections.spawn(async move {
            // A connection that cannot be made or that breaks is simply over.
            let Ok(server) = TcpStream::connect(&link.target).await else { return };
            let line = Arc::new(Line::new(&link, (link.planner)(number)));
            link.lines().insert(number, Arc::clone(&line));
            line.run(&link, client, server).await;
            link.lines().remove(&number);
        });
        // Takes the ended ones off the set, which otherwise grows for ever.
        while connections.try_join_next().is_some() {}
    }
}

#[cfg(test)]
mod tests;
