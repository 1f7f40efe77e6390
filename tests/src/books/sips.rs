//! A stream that is read in sips.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// How much a sip is; the last one of a message is less.
const SIP: usize = 64 * 1024;

/// Reads a few bytes at a time, and lets others do something between.
pub(super) struct Sips<S> {
    stream: S,
    rested: bool,
}

impl<S> Sips<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, rested: false }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Sips<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, room: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.rested = !self.rested;
        if self.rested {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut sip = vec![0; SIP.min(room.remaining())];
        let mut sip = ReadBuf::new(&mut sip);
        // Waiting for bytes is rest enough.
        let outcome = Pin::new(&mut self.stream).poll_read(cx, &mut sip);
        self.rested = outcome.is_pending();
        ready!(outcome)?;
        room.put_slice(sip.filled());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Sips<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
