//! How bytes reach a client in few packets, though its messages are written one by one.
//!
//! The protocol layer writes and flushes every message alone. A record per packet would cost a system call per row, so
//! the bytes are kept until the layer has nothing left to read (it then waits for the client, who waits for them) or
//! until there are many.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes kept before they are written whatever the reader does.
const ENOUGH: usize = 64 * 1024;

/// A stream whose writes wait for its next read.
#[derive(Debug)]
pub(super) struct Wire<S> {
    stream: S,
    inbound: BytesMut,
    /// Never more than `ENOUGH` and one message.
    outbound: BytesMut,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, inbound: BytesMut::with_capacity(4096), outbound: BytesMut::new() }
    }
}

impl<S: AsyncWrite + Unpin> Wire<S> {
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.outbound.has_remaining() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.outbound))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.outbound.advance(written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Wire<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.inbound.is_empty() {
            // A write that cannot go on must not keep the reader from what the client sends meanwhile.
            if let Poll::Ready(Err(error)) = this.poll_drain(cx) {
                return Poll::Ready(Err(error));
            }
            let mut block = [0; 8192];
            let mut fresh = ReadBuf::new(&mut block);
            ready!(Pin::new(&mut this.stream).poll_read(cx, &mut fresh))?;
            this.inbound.extend_from_slice(fresh.filled());
        }
        let length = this.inbound.len().min(buf.remaining());
        buf.put_slice(&this.inbound.split_to(length));
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.outbound.len() >= ENOUGH {
            ready!(this.poll_drain(cx))?;
        }
        this.outbound.extend_from_slice(data);
        Poll::Ready(Ok(data.len()))
    }

    /// Does nothing: the next read sends what is kept.
    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_drain(cx))?;
        Pin::new(&mut this.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    #[tokio::test]
    async fn written_bytes_leave_with_the_next_read() {
        let (near, mut far) = duplex(1 << 20);
        let mut wire = Wire::new(near);
        wire.write_all(b"one").await.expect("kept");
        wire.flush().await.expect("kept");
        wire.write_all(b"two").await.expect("kept");
        far.write_all(b"ask").await.expect("the pipe is open");
        let mut asked = [0; 3];
        wire.read_exact(&mut asked).await.expect("the question arrives");
        let mut answer = [0; 6];
        far.read_exact(&mut answer).await.expect("both writes arrive");
        assert_eq!((&asked, &answer), (b"ask", b"onetwo"));
    }

    #[tokio::test]
    async fn many_bytes_leave_without_a_read() {
        let (near, mut far) = duplex(1 << 20);
        let mut wire = Wire::new(near);
        wire.write_all(&vec![7; ENOUGH]).await.expect("kept");
        wire.write_all(&[7]).await.expect("the first part left");
        let mut first = vec![0; ENOUGH];
        far.read_exact(&mut first).await.expect("it arrives");
        assert!(first.iter().all(|byte| *byte == 7));
    }

    #[tokio::test]
    async fn shutdown_sends_what_is_kept() {
        let (near, mut far) = duplex(64);
        let mut wire = Wire::new(near);
        wire.write_all(b"bye").await.expect("kept");
        wire.shutdown().await.expect("sent");
        let mut all = Vec::new();
        far.read_to_end(&mut all).await.expect("the end arrives");
        assert_eq!(all, b"bye");
    }
}
