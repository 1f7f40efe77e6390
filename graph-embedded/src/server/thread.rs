//! The thread that servers run on: how it is started and ended.

use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::serve::{self, Settings};
use crate::error::Error;

/// A thread that serves; dropping it ends it and waits for it.
#[derive(Debug)]
pub(crate) struct Thread {
    stop: Option<oneshot::Sender<()>>,
    stopped: Option<oneshot::Receiver<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Thread {
    /// Starts to serve.
    pub(crate) async fn start(settings: Settings) -> Result<Self, Error> {
        let (stop, stop_asked) = oneshot::channel();
        let (ready, is_ready) = oneshot::channel();
        let (ended, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("graph-embedded".into())
            .spawn(move || {
                serve::run(settings, ready, stop_asked);
                // Nobody may be waiting for the end.
                let _ = ended.send(());
            })
            .map_err(Error::Thread)?;
        let thread = Self { stop: Some(stop), stopped: Some(stopped), thread: Some(thread) };
        match is_ready.await {
            Ok(Ok(())) => Ok(thread),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::Thread(std::io::Error::other("the thread ended early"))),
        }
    }

    /// Ends the thread and waits for it.
    pub(crate) async fn close(mut self) {
        self.stop.take();
        if let Some(stopped) = self.stopped.take() {
            // An error means that the thread is gone already.
            let _ = stopped.await;
        }
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        // The receiver takes a dropped sender for the wish to stop.
        self.stop.take();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread of the embedded server panicked");
        }
    }
}
