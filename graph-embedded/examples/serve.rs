//! Serves an empty graph on the port given, or on any free one, until standard input ends.
//!
//! `cargo run -p graph-embedded --example serve 7687`, then connect any driver or tool to the address that it prints.

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
