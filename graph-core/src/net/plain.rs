//! A TCP stream without encryption, by the shortest way to the system.

use std::io::{self, Read as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use socket2::SockRef;
use tokio::io::{AsyncRead as _, AsyncWrite as _, Interest, ReadBuf};
use tokio::net::TcpStream;

/// A connected TCP stream.
#[derive(Debug)]
pub(crate) struct Plain {
    tcp: TcpStream,
    /// Whether the last read found nothing and had its task give way.
    waited: bool,
}

impl Plain {
    pub(super) const fn new(tcp: TcpStream) -> Self {
        Self { tcp, waited: false }
    }

    /// Reads into `room` and returns how many bytes came; 0 at the end of the stream.
    #[inline]
    pub(super) fn poll_read(&mut self, cx: &mut Context<'_>, room: &mut [u8]) -> Poll<io::Result<usize>> {
        // A task that gave way since its last read was fair to the others already: it may read without asking the runtime.
        if std::mem::take(&mut self.waited)
            && let Some(outcome) = self.read_what_came(room)
        {
            return Poll::Ready(outcome);
        }
        let mut buffer = ReadBuf::new(room);
        let outcome = Pin::new(&mut self.tcp).poll_read(cx, &mut buffer);
        self.waited = outcome.is_pending();
        outcome.map_ok(|()| buffer.filled().len())
    }

    /// Reads what came since the last read; none where that is nothing, or not known without a further call of the system.
    ///
    /// A read that leaves room has taken everything. The runtime is told so, as it tells itself in its own way of reading:
    /// only what comes later makes the stream ready again, and no call is made in vain before. That holds where readiness
    /// is told by its edges.
    #[inline]
    fn read_what_came(&self, room: &mut [u8]) -> Option<io::Result<usize>> {
        if cfg!(not(any(target_os = "linux", target_os = "android"))) {
            return None;
        }
        let mut all = None;
        let outcome = self.tcp.try_io(Interest::READABLE, || {
            let count = (&*SockRef::from(&self.tcp)).read(room)?;
            if count == 0 || count == room.len() {
                return Ok(count);
            }
            all = Some(Ok(count));
            Err(io::ErrorKind::WouldBlock.into())
        });
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => all,
            outcome => Some(outcome),
        }
    }

    /// Reads what is here already into `room`; none where that is nothing. Nobody is woken for what comes later.
    #[inline]
    pub(super) fn read_at_hand(&self, room: &mut [u8]) -> Option<io::Result<usize>> {
        match self.tcp.try_read(room) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
            outcome => Some(outcome),
        }
    }

    /// Writes some of `bytes` and returns how many.
    #[inline]
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        // Most writes find room: only one that does not has to be woken.
        match self.tcp.try_write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Pin::new(&mut self.tcp).poll_write(cx, bytes),
            outcome => Poll::Ready(outcome),
        }
    }
}
