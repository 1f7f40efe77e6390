//! A server that keeps books: what it was asked to write is there once it was committed, and only then.
//!
//! It understands four queries, each of which tells in its records whose answer it is: `WRITE` of `$id` adds it to the
//! transaction and returns it; `READ` returns `$count` records of `$id` and a number from 0 on; `WHO` returns the user; any
//! other one fails. A request that the protocol does not allow at its place is noted as a breach.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use graph_core::bolt::Version;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

use crate::line::serve;

mod desk;
mod sips;

use desk::Desk;
use sips::Sips;

/// A server that keeps books; ends when it is dropped, and its connections with it.
#[derive(Debug)]
pub struct Books {
    address: SocketAddr,
    ledger: Arc<Ledger>,
    accepting: JoinHandle<()>,
}

/// How the server takes what clients send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appetite {
    /// As it comes.
    Any,
    /// A few bytes at a time into small buffers, so that clients cannot write a long message at once.
    Sips,
}

/// What is true of the server.
#[derive(Debug, Default)]
struct Ledger {
    /// How often each id was committed.
    committed: Mutex<HashMap<i64, usize>>,
    breaches: Mutex<Vec<String>>,
    /// How many transactions are open.
    open: watch::Sender<usize>,
    /// How many connections are served.
    connections: watch::Sender<usize>,
}

/// A connection that is served, for as long as this lives.
struct Served(Arc<Ledger>);

/// What a socket of a server that takes sips holds, as far as the system does as it is told.
const SMALL_BUFFER: usize = 4 * 1024;

impl Books {
    /// Starts a server.
    ///
    /// # Errors
    /// When there is no free port.
    pub async fn start(version: Version, appetite: Appetite) -> io::Result<Self> {
        let socket = tokio::net::TcpSocket::new_v4()?;
        if appetite == Appetite::Sips {
            socket.set_recv_buffer_size(SMALL_BUFFER as u32)?;
        }
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let listener = socket.listen(1024)?;
        let address = listener.local_addr()?;
        let ledger = Arc::new(Ledger::default());
        let accepting = tokio::spawn(accept(listener, version, appetite, Arc::clone(&ledger)));
        Ok(Self { address, ledger, accepting })
    }

    /// Returns the server's host and port.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Returns how often something was written and committed.
    pub fn times(&self, id: i64) -> usize {
        self.ledger.committed().get(&id).copied().unwrap_or_default()
    }

    /// Waits until no transaction is open.
    pub async fn settled(&self) {
        let mut open = self.ledger.open.subscribe();
        open.wait_for(|open| *open == 0).await.expect("the ledger holds its own sender");
    }

    /// Waits until only so many connections are left, so that all that was sent over the others has been read.
    pub async fn left_with(&self, connections: usize) {
        let mut served = self.ledger.connections.subscribe();
        served.wait_for(|served| *served <= connections).await.expect("the ledger holds its own sender");
    }

    /// Returns how many transactions are open.
    pub fn open(&self) -> usize {
        *self.ledger.open.borrow()
    }

    /// Returns the requests that the protocol does not allow at their place.
    pub fn breaches(&self) -> Vec<String> {
        self.ledger.breaches.lock().expect("no code panics while it holds the lock").clone()
    }
}

impl Drop for Books {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Ledger {
    fn committed(&self) -> MutexGuard<'_, HashMap<i64, usize>> {
        self.committed.lock().expect("no code panics while it holds the lock")
    }

    fn breach(&self, what: String) {
        self.breaches.lock().expect("no code panics while it holds the lock").push(what);
    }
}

impl Served {
    fn new(ledger: &Arc<Ledger>) -> Self {
        ledger.connections.send_modify(|served| *served += 1);
        Self(Arc::clone(ledger))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.0.connections.send_modify(|served| *served -= 1);
    }
}

async fn accept(listener: TcpListener, version: Version, appetite: Appetite, ledger: Arc<Ledger>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let mut desk = Desk::new(Arc::clone(&ledger));
        let served = Served::new(&ledger);
        connections.spawn(async move {
            let _served = served;
            _ = stream.set_nodelay(true);
            // A connection that breaks is over, and what was open on it is undone.
            _ = match appetite {
                Appetite::Any => serve(stream, version, &mut desk).await,
                Appetite::Sips => serve(Sips::new(stream), version, &mut desk).await,
            };
        });
        while connections.try_join_next().is_some() {}
    }
}
