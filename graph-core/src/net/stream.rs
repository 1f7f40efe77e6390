//! One byte stream, plain or encrypted.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio_rustls::client::TlsStream;

use super::plain::Plain;
use super::{Address, NetError, Socket, TlsClient};

/// A connected byte stream.
#[derive(Debug)]
pub(crate) enum Stream {
    Plain(Plain),
    Encrypted(Box<TlsStream<TcpStream>>),
    #[cfg(unix)]
    Unix(UnixStream),
    /// A pipe as narrow as a test makes it.
    #[cfg(test)]
    Piped(tokio::io::DuplexStream),
    /// It is over; reading and writing fail.
    Closed,
}

impl Stream {
    /// Wraps a connection to an address, encrypted where a TLS client is given; a Unix socket never is.
    pub(crate) async fn over(socket: Socket, address: &Address, tls: Option<&TlsClient>) -> Result<Self, NetError> {
        Ok(match (socket, tls) {
            (Socket::Tcp(tcp), None) => Self::Plain(Plain::new(tcp)),
            (Socket::Tcp(tcp), Some(client)) => Self::Encrypted(Box::new(client.connect(tcp, address).await?)),
            #[cfg(unix)]
            (Socket::Unix(unix), _) => Self::Unix(unix),
        })
    }

    /// Reads into `room` and returns how many bytes came; 0 at the end of the stream.
    #[inline]
    pub(crate) fn poll_read(&mut self, cx: &mut Context<'_>, room: &mut [u8]) -> Poll<io::Result<usize>> {
        if let Self::Plain(stream) = self {
            return stream.poll_read(cx, room);
        }
        let mut buffer = ReadBuf::new(room);
        let outcome = match self {
            Self::Encrypted(stream) => Pin::new(stream).poll_read(cx, &mut buffer),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_read(cx, &mut buffer),
            #[cfg(test)]
            Self::Piped(pipe) => Pin::new(pipe).poll_read(cx, &mut buffer),
            Self::Plain(_) | Self::Closed => return Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        };
        outcome.map_ok(|()| buffer.filled().len())
    }

    /// Reads what is here already into `room`; none where that is nothing. Nobody is woken for what comes later.
    #[inline]
    pub(crate) fn read_at_hand(&mut self, room: &mut [u8]) -> Option<io::Result<usize>> {
        if let Self::Plain(stream) = self {
            return stream.read_at_hand(room);
        }
        match self.poll_read(&mut Context::from_waker(Waker::noop()), room) {
            Poll::Ready(outcome) => Some(outcome),
            Poll::Pending => None,
        }
    }

    /// Writes some of `bytes` and returns how many.
    #[inline]
    pub(crate) fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self {
            Self::Plain(stream) => stream.poll_write(cx, bytes),
            Self::Encrypted(stream) => Pin::new(stream).poll_write(cx, bytes),
            #[cfg(unix)]
            Self::Unix(stream) => Pin::new(stream).poll_write(cx, bytes),
            #[cfg(test)]
            Self::Piped(pipe) => Pin::new(pipe).poll_write(cx, bytes),
            Self::Closed => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    /// Pushes out what the encryption still holds.
    #[inline]
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Plain(_) | Self::Closed => Poll::Ready(Ok(())),
            #[cfg(unix)]
            Self::Unix(_) => Poll::Ready(Ok(())),
            Self::Encrypted(stream) => Pin::new(stream).poll_flush(cx),
            #[cfg(test)]
            Self::Piped(pipe) => Pin::new(pipe).poll_flush(cx),
        }
    }

    /// Closes the stream at once, whatever is on the way.
    pub(crate) fn close(&mut self) {
        *self = Self::Closed;
    }
}
