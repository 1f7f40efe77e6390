//! Moves bytes between the stream and the machine.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use super::ServerInfo;
use crate::bolt::machine::{Event, Machine};
use crate::bolt::message::{Meta, ServerFailure};
use crate::bolt::state::{Outcome, RequestKind};
use crate::error::Error;
use crate::net::{Address, Stream};

/// A connection that is open and authenticated.
///
/// Whatever future drives it may be dropped at any await: what is half written or still to be read stands in the
/// machine, and the next use goes on from there.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: Stream,
    pub(super) machine: Machine,
    info: Arc<ServerInfo>,
    opened: Instant,
}

impl Connection {
    pub(super) fn new(stream: Stream, machine: Machine, address: Address) -> Self {
        let info = Arc::new(ServerInfo::new(address, "", machine.version(), ""));
        Self { stream, machine, info, opened: Instant::now() }
    }

    pub(super) fn introduce(&mut self, agent: &str, connection_id: &str) {
        let info = ServerInfo::new(self.info.address().clone(), agent, self.machine.version(), connection_id);
        self.info = Arc::new(info);
    }

    pub(crate) const fn info(&self) -> &Arc<ServerInfo> {
        &self.info
    }

    pub(crate) const fn opened(&self) -> Instant {
        self.opened
    }

    pub(crate) const fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(crate) fn shrink(&mut self) {
        self.machine.shrink();
    }

    /// Writes what is queued.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        while !self.machine.unsent().is_empty() {
            match ready!(self.stream.poll_write(cx, self.machine.unsent())) {
                Ok(0) => return Poll::Ready(Err(self.broke(io::ErrorKind::WriteZero.into()))),
                Ok(count) => self.machine.sent(count),
                Err(error) => return Poll::Ready(Err(self.broke(error))),
            }
        }
        match ready!(self.stream.poll_flush(cx)) {
            Ok(()) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(self.broke(error))),
        }
    }

    /// Returns the next answer, writing what is queued meanwhile.
    #[inline]
    pub(crate) fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Result<Event, Error>> {
        loop {
            match self.machine.next_event() {
                Ok(Some(event)) => return Poll::Ready(Ok(event)),
                Ok(None) => {}
                Err(breach) => return Poll::Ready(Err(Error::protocol(self.info.address(), breach))),
            }
            // A server that is busy sending does not read; so a write that blocks must not keep us from reading.
            if !self.machine.unsent().is_empty()
                && let Poll::Ready(Err(error)) = self.poll_flush(cx)
            {
                return Poll::Ready(Err(error));
            }
            match ready!(self.stream.poll_read(cx, self.machine.spare())) {
                Ok(0) => return Poll::Ready(Err(self.broke(io::ErrorKind::UnexpectedEof.into()))),
                Ok(count) => self.machine.received(count),
                Err(error) => return Poll::Ready(Err(self.broke(error))),
            }
        }
    }

    /// Waits for the next answer that is no record and returns its metadata.
    pub(crate) async fn success(&mut self) -> Result<(RequestKind, Outcome, Meta<'_>), Error> {
        loop {
            match poll_fn(|cx| self.poll_event(cx)).await? {
                Event::Record(_) => {}
                Event::Success(request, outcome, place) => return Ok((request, outcome, self.machine.meta(place))),
                refused => return Err(self.refusal(&refused)),
            }
        }
    }

    /// Waits until every answer that is due was read, and drops them.
    pub(crate) async fn drain(&mut self) -> Result<(), Error> {
        poll_fn(|cx| self.poll_flush(cx)).await?;
        while self.machine.due() > 0 {
            poll_fn(|cx| self.poll_event(cx)).await?;
        }
        Ok(())
    }

    /// Turns an answer that is no success into the error that it means.
    #[cold]
    pub(crate) fn refusal(&self, event: &Event) -> Error {
        match event {
            Event::Failure(_, place) => {
                let meta = self.machine.meta(place.clone());
                Error::of_server(ServerFailure::read(meta, self.machine.dialect()))
            }
            Event::Ignored(_) | Event::Record(_) | Event::Success(..) => Error::transaction_closed(),
        }
    }

    #[cold]
    fn broke(&mut self, error: io::Error) -> Error {
        self.machine.condemn();
        Error::connection_lost(self.info.address(), error)
    }
}
