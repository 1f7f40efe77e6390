//! Notices that a server has stopped answering.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

/// A timer that runs while a connection waits, and is set anew whenever it goes on.
#[derive(Debug, Default)]
pub(super) struct Stall {
    /// Made at the first wait and used again; `None` for connections that never wait with a limit.
    timer: Option<Pin<Box<Sleep>>>,
    running: bool,
}

impl Stall {
    /// Notes that the connection went on.
    #[inline]
    pub(super) const fn went_on(&mut self) {
        self.running = false;
    }

    /// Notes that the connection waits; ready once it has waited for `limit`.
    pub(super) fn poll_waited(&mut self, cx: &mut Context<'_>, limit: Duration) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        if !self.running {
            timer.as_mut().reset(Instant::now() + limit);
            self.running = true;
        }
        timer.as_mut().poll(cx)
    }
}
