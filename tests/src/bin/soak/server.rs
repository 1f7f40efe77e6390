//! The server under the tasks, which can be killed and started again on what it has written.

use std::process::Command;
use std::time::Duration;

use graph_core::AuthToken;
use graph_embedded::EmbeddedServer;

use crate::Error;

/// The server under test.
pub(crate) struct Server {
    pub(crate) address: String,
    pub(crate) auth: AuthToken,
    kind: Kind,
}

enum Kind {
    /// Of this process, with its graph in a file of this folder.
    Embedded { server: Option<EmbeddedServer>, folder: tempfile::TempDir },
    /// Whatever the command kills and starts.
    Real { crash: Option<String> },
}

/// How long the embedded server stays away.
const AWAY: Duration = Duration::from_secs(1);

impl Server {
    /// Finds the server that the environment names, or starts one.
    pub(crate) async fn start(crash: Option<String>) -> Result<Self, Error> {
        let Ok(uri) = std::env::var("NEO4J_URI") else {
            let folder = tempfile::tempdir()?;
            let server = EmbeddedServer::builder().file(folder.path().join("soak.graph")).start().await?;
            let address = format!("127.0.0.1:{}", server.port());
            let kind = Kind::Embedded { server: Some(server), folder };
            return Ok(Self { address, auth: AuthToken::none(), kind });
        };
        let variable = |name| std::env::var(name).map_err(|_| format!("{name} is not set, and NEO4J_URI is"));
        let auth = AuthToken::basic(variable("NEO4J_USER")?, variable("NEO4J_PASSWORD")?);
        let address = uri.split_once("://").map_or(&*uri, |(_, authority)| authority).to_owned();
        Ok(Self { address, auth, kind: Kind::Real { crash } })
    }

    /// Kills the server in the midst of its work and starts it again; tells whether it could be.
    pub(crate) async fn crash(&mut self) -> Result<bool, Error> {
        match &mut self.kind {
            Kind::Embedded { server, folder } => {
                let port = server.as_ref().map_or(0, EmbeddedServer::port);
                // Ends its connections without a word.
                drop(server.take());
                tokio::time::sleep(AWAY).await;
                let again = EmbeddedServer::builder().file(folder.path().join("soak.graph")).port(port);
                *server = Some(again.start().await?);
                Ok(true)
            }
            Kind::Real { crash: Some(command) } => {
                let mut shell = Command::new("sh");
                shell.args(["-c", command]);
                let status = tokio::task::spawn_blocking(move || shell.status()).await??;
                if !status.success() {
                    return Err(format!("`{command}` ended with {status}").into());
                }
                Ok(true)
            }
            Kind::Real { crash: None } => Ok(false),
        }
    }

    pub(crate) async fn close(self) {
        if let Kind::Embedded { server: Some(server), .. } = self.kind {
            server.close().await;
        }
    }
}
