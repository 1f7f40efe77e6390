//! Starts a server and keeps it until standard input ends.
use graph_embedded::EmbeddedServer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse())?;
    let server = EmbeddedServer::builder().port(port).start().await?;
    println!("{}", server.uri());
    std::io::read_to_string(std::io::stdin())?;
    server.close().await;
    Ok(())
}
