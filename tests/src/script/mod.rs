//! Servers that follow a script in plain text: what each client says, and what it is answered.
//!
//! ```text
//! # Comments go from here to the end of the line.
//! bolt 5.8                      # the version; 5.4 without it
//! auto HELLO LOGON RESET        # answered as usual where the script does not expect them
//!
//! server router                 # a scenario has one server, or several with names
//!     C ROUTE {address: $router} [] {db: "films"}       # the client says exactly this
//!     S TABLE {db: "films", ttl: 300, route: [$router], read: [$reader], write: [$leader]}
//!
//! server reader
//!   connection                  # the first connection; the next one is for the second
//!     C BEGIN {mode: "r", ..}   # and other entries
//!     S SUCCESS {}
//!     C RUN "RETURN 1 AS n" ..  # and other fields
//!     C PULL {n: _}             # and any value
//!     S SUCCESS {fields: ["n"]}
//!     S RECORD [1]
//!     S SUCCESS {has_more: false}
//!     C COMMIT
//!     S WAIT 3s                 # of the test's clock
//!     S CLOSE                   # the server ends the connection
//!   connection *                # all further connections, if there are any
//!     S CLOSE                   # before the client says anything
//!
//! server leader refuses         # nobody listens there
//! ```
//!
//! Further statements: `C? NAME …` for what a client may also leave out, `C HANGUP` for a client that ends the connection without a GOODBYE,
//! `repeat` for turns that come again and again from there on, `handshake` with an answer to the client's proposals of versions, `S NOOP`, `S RAW <00 01>` for any bytes, `S SILENCE` for a server that says nothing
//! more. Values are `null`, `true`, `1`, `1.5`, `"text"`, `<00 FF>` for bytes, `$name` for a server's address, `[…]` and `{key: …}`, over several
//! lines if need be.

mod pattern;
mod play;
mod read;
mod token;

use std::sync::Arc;
use std::time::Duration;

use graph_core::{Driver, DriverBuilder};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::line::serve;
use crate::message::Message;
use play::{Course, Player, State};
use read::{Addresses, Server};

/// How long [`Scenario::done`] waits for what is still to come.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long servers live, in the test's time: a client that waits for nothing but them does not wait for ever.
const LIFETIME: Duration = Duration::from_secs(24 * 3600);

/// Servers that play their parts of a script; they end when it is dropped.
#[derive(Debug)]
pub struct Scenario {
    servers: Vec<Arc<Server>>,
    addresses: Addresses,
    course: Arc<Course>,
    _accepting: JoinSet<()>,
}

impl Scenario {
    /// Starts a script's servers, on any free ports of this machine.
    ///
    /// # Panics
    /// When the script has a mistake, naming its line, or when there is no free port.
    pub async fn start(script: &str) -> Self {
        let names = read::names(script).unwrap_or_else(|fault| panic!("{fault}"));
        let mut addresses = Addresses::new();
        let mut listeners = Vec::new();
        for name in names {
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
            addresses.insert(name, listener.local_addr().expect("it is bound").to_string());
            listeners.push(listener);
        }
        let servers = read::scenario(script, &addresses).unwrap_or_else(|fault| panic!("{fault}"));
        let servers: Vec<_> = servers.into_iter().map(Arc::new).collect();
        let course = Arc::new(Course::default());
        let mut accepting = JoinSet::new();
        for (listener, server) in listeners.into_iter().zip(&servers) {
            if !server.refuses {
                let serving = accept(listener, Arc::clone(server), Arc::clone(&course));
                accepting.spawn(async { tokio::time::timeout(LIFETIME, serving).await.unwrap_or_default() });
            }
        }
        Self { servers, addresses, course, _accepting: accepting }
    }

    /// Returns the address of a server, `host:port`.
    ///
    /// # Panics
    /// When the script has no such server.
    pub fn address(&self, server: &str) -> &str {
        self.addresses.get(server).unwrap_or_else(|| panic!("there is no server `{server}`"))
    }

    /// Begins a driver for the script's first server; `scheme` is `bolt` or `neo4j`.
    ///
    /// # Panics
    /// When the script has no server.
    pub fn driver(&self, scheme: &str) -> DriverBuilder {
        let first = self.servers.first().expect("a script has a server");
        Driver::builder(&format!("{scheme}://{}", self.address(&first.name)))
    }

    /// Returns how many connections a server accepted so far.
    pub fn connections(&self, server: &str) -> usize {
        self.course.with(|state| state.connections.iter().filter(|it| it.server == server).count())
    }

    /// Returns the messages of this name that a server got so far, whatever their connection.
    pub fn messages(&self, server: &str, name: &str) -> Vec<Message> {
        self.course.with(|state| {
            let connections = state.connections.iter().filter(|it| it.server == server);
            connections.flat_map(|it| &it.messages).filter(|it| it.name() == name).cloned().collect()
        })
    }

    /// Waits until all that the script expects has come, and nothing else.
    ///
    /// # Panics
    /// When a client did what nobody expected, or did not do what was expected within five minutes of the test's clock.
    pub async fn done(&self) {
        let all_came = async {
            loop {
                let changed = self.course.changed.notified();
                if self.course.with(|state| !state.faults.is_empty() || self.open_ends(state).is_empty()) {
                    return;
                }
                changed.await;
            }
        };
        _ = tokio::time::timeout(PATIENCE, all_came).await;
        let wrong = self.course.with(|state| [self.open_ends(state), std::mem::take(&mut state.faults)].concat());
        assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    }

    /// Returns what is expected and has not come.
    fn open_ends(&self, state: &State) -> Vec<String> {
        let open = state.connections.iter().filter_map(|connection| {
            connection.awaits.as_ref().map(|awaits| format!("{} awaits {awaits}", connection.server))
        });
        let missing = self.servers.iter().flat_map(|server| {
            let opened = state.connections.iter().filter(|it| it.server == server.name).count();
            let expected = server.blocks.iter().filter(|block| !block.is_for_all);
            expected.skip(opened).map(|block| format!("{} awaits the connection of line {}", server.name, block.line))
        });
        open.chain(missing).collect()
    }
}

async fn accept(listener: TcpListener, server: Arc<Server>, course: Arc<Course>) {
    let mut connections = JoinSet::new();
    for number in 0.. {
        let Ok((stream, _)) = listener.accept().await else { return };
        _ = stream.set_nodelay(true);
        let last = server.blocks.len().saturating_sub(1);
        let block =
            if server.blocks.get(last).is_some_and(|block| block.is_for_all) { number.min(last) } else { number };
        if block >= server.blocks.len() {
            course.fault(format!("{} got connection {}, which nobody expected", server.name, number + 1));
            continue;
        }
        let mut player = Player::new(Arc::clone(&server), block, Arc::clone(&course));
        let version = server.version;
        connections.spawn(async move { serve(stream, version, &mut player).await });
    }
}

#[cfg(test)]
mod tests;
