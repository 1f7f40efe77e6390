//! A way to a server that breaks once.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Passes connections on to a server. The first that is about to carry certain bytes to it is broken instead.
pub(crate) struct Relay {
    uri: String,
    task: JoinHandle<()>,
}

impl Relay {
    pub(crate) async fn start(server: &str, breaks_at: &'static [u8]) -> Self {
        let (_, server) = server.split_once("://").unwrap();
        let server = if server.contains(':') { server.to_owned() } else { format!("{server}:7687") };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("bolt://{}", listener.local_addr().unwrap());
        let task = tokio::spawn(async move {
            let mut breaks_at = Some(breaks_at);
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let server = TcpStream::connect(&server).await.unwrap();
                pass_on(client, server, &mut breaks_at).await;
            }
        });
        Self { uri, task }
    }

    pub(crate) fn uri(&self) -> &str {
        &self.uri
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Returns when one side has closed, or after the break.
async fn pass_on(client: TcpStream, server: TcpStream, breaks_at: &mut Option<&[u8]>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = async { tokio::io::copy(&mut from_server, &mut to_client).await.map(drop) };
    let requests = async {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            let count = from_client.read(&mut bytes).await?;
            if count == 0 {
                return Ok(());
            }
            let sent = &bytes[..count];
            if breaks_at.is_some_and(|mark| sent.windows(mark.len()).any(|part| part == mark)) {
                *breaks_at = None;
                return Ok(());
            }
            to_server.write_all(sent).await?;
        }
    };
    let _: std::io::Result<()> = tokio::select! { end = answers => end, end = requests => end };
}
