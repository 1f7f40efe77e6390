//! How the driver behaves towards servers that are slow, gone, refusing or hostile, each a few lines of script.

#![cfg(feature = "driver")]

mod auth;
mod logs;
mod peer;
mod pool;
mod routing;
mod transactions;

use std::time::Duration;

/// How long a test may take; a hang is a failure.
const TEST_TIME: Duration = Duration::from_secs(30);

/// Runs the driver's and the server's half of a test side by side.
async fn both<C, S>(client: impl Future<Output = C>, server: impl Future<Output = S>) -> (C, S) {
    tokio::time::timeout(TEST_TIME, async { tokio::join!(client, server) }).await.expect("neither side hangs")
}
