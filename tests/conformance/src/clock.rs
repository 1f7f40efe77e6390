//! The clock that the suite sets: tokio's own, paused on the runtime of one connection.

use std::sync::mpsc;
use std::time::Duration;

/// The clock while the suite sets it; dropped, time passes again.
#[derive(Debug)]
pub(crate) struct Clock {
    /// Ends the task that keeps the clock from jumping ahead.
    _stop: mpsc::Sender<()>,
}

impl Clock {
    /// Stops the clock.
    pub(crate) fn stop() -> Self {
        tokio::time::pause();
        // tokio sets a paused clock forward whenever nothing can run, and waiting for a socket counts as that; not while
        // a blocking task runs.
        let (stop, stopped) = mpsc::channel();
        tokio::task::spawn_blocking(move || stopped.recv().is_ok());
        Self { _stop: stop }
    }

    /// Sets the clock forward.
    pub(crate) async fn tick(&self, time: Duration) {
        tokio::time::advance(time).await;
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        tokio::time::resume();
    }
}
