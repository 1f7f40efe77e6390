//! Why a server could not be started.

use std::io;
use std::path::PathBuf;

/// Explains why an embedded server could not be started.
///
/// A query that fails is not one of these: its error travels over Bolt, with the code that Neo4j would send.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use graph_embedded::{EmbeddedServer, Error};
///
/// let first = EmbeddedServer::start().await?;
/// let taken = EmbeddedServer::builder().port(first.port()).start().await;
/// assert!(matches!(taken, Err(Error::Listen { .. })));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The port is taken, or this process may not listen on it.
    #[error("cannot listen on 127.0.0.1:{port}")]
    #[non_exhaustive]
    Listen {
        /// The port that was asked for; 0 is "any free one".
        port: u16,
        /// What the operating system answered.
        source: io::Error,
    },

    /// The directory for an in-memory database cannot be made.
    #[error("cannot make a temporary directory for the database")]
    TemporaryDirectory(#[source] io::Error),

    /// The thread that serves connections cannot be started.
    #[error("cannot start the thread that serves connections")]
    Thread(#[source] io::Error),

    /// The engine in this build stores its graph otherwise than this server expects.
    #[error("the embedded engine is not the expected one: {reason}")]
    #[non_exhaustive]
    Engine {
        /// What is not as expected.
        reason: String,
    },

    /// The file is not a database of this server, or cannot be read and written.
    #[error("cannot open the database {}: {reason}", path.display())]
    #[non_exhaustive]
    Open {
        /// The file that was asked for.
        path: PathBuf,
        /// What the engine answered.
        reason: String,
    },

    /// The graph cannot be copied for members that are left behind.
    #[error("cannot copy the graph for a member that is left behind: {reason}")]
    #[non_exhaustive]
    Copy {
        /// What the engine answered.
        reason: String,
    },
}
