//! Moves bytes between the stream and the machine.

use std::future::poll_fn;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Weak};
use std::task::{Context as TaskContext, Poll, ready};
use std::time::Duration;

use tokio::time::Instant;

use super::stall::Stall;
use super::tally::Counted;
use super::{Closing, Context, Said, ServerInfo, Used, Watch};
use crate::bolt::machine::{Event, Machine, ProtocolBreach};
use crate::bolt::message::{AccessMode, AuthToken, Meta, ServerFailure};
use crate::bolt::state::{Outcome, RequestKind};
use crate::error::Error;
use crate::mapping::{DecodeError, FromRecord, Keys, Plan, Row};
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
    /// Who it acts as once the answers that are due are read.
    pub(super) token: AuthToken,
    /// How often its pool had let all logons expire when it logged on.
    logged_on_after: u64,
    pub(super) hints: Hints,
    write_timeout: Option<Duration>,
    /// Whether the stream may hold back bytes that it took; encryption does when the socket is full.
    unflushed: bool,
    stall: Stall,
    /// Who learns of refusals and breaks; it holds the pool that this connection may lie in.
    watch: Option<Weak<dyn Watch>>,
    /// What it is used for, while it is.
    context: Option<Context>,
    closing: Option<Arc<dyn Closing>>,
    opened: Instant,
    used: Instant,
    /// Whether it has been idle since it was opened.
    rested: bool,
    /// The connection's share of the driver's count.
    pub(super) counted: Option<Counted>,
    /// The column names of the last result; the next one mostly has the same.
    keys: Keys,
    /// The edition of RUN's answer that they were learnt from.
    keys_of: u64,
    /// What the server said of a result that has the connection for itself, where somebody will ask.
    said: Said,
}

/// What the server asked of its clients in answer to HELLO.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints {
    /// After how long without an answer the connection is dead.
    pub(crate) receive_timeout: Option<Duration>,
    /// Whether it wants to know which API is used.
    pub(crate) telemetry: bool,
    /// Whether it routes queries to their database's leader by itself.
    pub(crate) server_side_routing: bool,
}

impl Connection {
    pub(super) fn new(
        stream: Stream,
        machine: Machine,
        address: Address,
        token: AuthToken,
        write_timeout: Option<Duration>,
    ) -> Self {
        let info = Arc::new(ServerInfo::new(address, "", machine.version(), ""));
        let now = Instant::now();
        Self {
            stream,
            machine,
            info,
            token,
            logged_on_after: 0,
            hints: Hints::default(),
            write_timeout,
            unflushed: false,
            stall: Stall::default(),
            watch: None,
            context: None,
            closing: None,
            opened: now,
            used: now,
            rested: false,
            counted: None,
            keys: Keys::default(),
            keys_of: 0,
            said: Said::default(),
        }
    }

    pub(super) fn introduce(&mut self, agent: &str, connection_id: &str) {
        let info = ServerInfo::new(self.info.address().clone(), agent, self.machine.version(), connection_id);
        self.info = Arc::new(info);
    }

    pub(crate) const fn info(&self) -> &Arc<ServerInfo> {
        &self.info
    }

    pub(crate) const fn hints(&self) -> &Hints {
        &self.hints
    }

    /// Returns when the connection was opened.
    pub(crate) const fn opened(&self) -> Instant {
        self.opened
    }

    /// Returns when the connection became idle.
    pub(crate) const fn used(&self) -> Instant {
        self.used
    }

    /// Tells whether the connection was just opened, so that its server is known to answer.
    pub(crate) const fn is_new(&self) -> bool {
        !self.rested
    }

    pub(crate) const fn token(&self) -> &AuthToken {
        &self.token
    }

    /// Returns how often its pool had let all logons expire when it logged on.
    pub(crate) const fn logged_on_after(&self) -> u64 {
        self.logged_on_after
    }

    /// Says how often its pool had let all logons expire when it was opened.
    pub(crate) const fn logs_on_after(&mut self, expiries: u64) {
        self.logged_on_after = expiries;
    }

    pub(crate) const fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Says who is to learn that the connection was closed.
    pub(crate) fn tells_closing(&mut self, closing: Arc<dyn Closing>) {
        self.closing = Some(closing);
    }

    /// Says who is to learn of refusals and breaks.
    pub(crate) fn watched_by(&mut self, watch: Weak<dyn Watch>) {
        self.watch = Some(watch);
    }

    /// Returns who learns of refusals and breaks, as long as somebody else knows them.
    pub(crate) fn watcher(&self) -> Option<Arc<dyn Watch>> {
        self.watch.as_ref()?.upgrade()
    }

    /// Says what it is used for from now on.
    #[inline]
    pub(crate) fn used_for(&mut self, context: Context) {
        self.context = Some(context);
    }

    /// Makes the connection's end its own affair: it says nothing of the server, nor of work that is over.
    pub(crate) fn unwatched(&mut self) {
        self.context = None;
    }

    /// Gives back what an idle connection does not need.
    #[inline]
    pub(crate) fn rest(&mut self, now: Instant) {
        self.machine.shrink();
        self.context = None;
        self.used = now;
        self.rested = true;
    }

    /// Tells whether an idle connection is still open, as far as the system knows; nothing is awaited.
    #[inline]
    pub(crate) fn is_open(&mut self) -> bool {
        match self.stream.read_at_hand(self.machine.spare()) {
            None if self.machine.is_drained() => return true,
            None => {}
            Some(Ok(count)) if count > 0 => self.machine.received(count),
            Some(_) => return false,
        }
        // Empty chunks mean nothing. Whatever else a server says now, begins to say or has said after its last answer was
        // not asked for, and would be taken for the answer to what is asked next.
        matches!(self.machine.next_event(), Ok(None)) && self.machine.is_drained()
    }

    /// Learns the column names that the last answer, a RUN's success, told, and returns them.
    #[inline]
    pub(crate) fn learn_keys(&mut self) -> Result<&Keys, Error> {
        let edition = self.machine.run_edition();
        if self.keys_of != edition {
            match self.machine.fields() {
                Some(fields) if self.keys.are_at(fields) => {}
                Some(mut fields) => self.keys = Keys::read(&mut fields).map_err(DecodeError::from)?,
                None => self.keys = Keys::default(),
            }
            self.keys_of = edition;
        }
        Ok(&self.keys)
    }

    /// Returns the column names that were learnt last.
    pub(crate) const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Reads the record at a place; its columns are those learnt last.
    #[inline]
    pub(crate) fn record<T: for<'r> FromRecord<'r>>(&self, place: Range<usize>, plan: &Plan) -> Result<T, Error> {
        let row = Row::new(self.machine.bytes(place), &self.keys, self.machine.dialect())?;
        Ok(T::from_row(row, plan)?)
    }

    /// Reads the next record if it was read from the stream already; its columns are those learnt last.
    #[inline]
    pub(crate) fn record_at_hand<T: for<'r> FromRecord<'r>>(&mut self, plan: &Plan) -> Option<Result<T, Error>> {
        let dialect = self.machine.dialect();
        let fields = self.machine.next_fields()?;
        let read = |fields| Ok(T::from_row(Row::new(fields, &self.keys, dialect)?, plan)?);
        Some(read(fields))
    }

    /// Keeps what the RUN's answer at a place says.
    pub(crate) fn keep_said_of_run(&mut self, place: Range<usize>) {
        self.said = Said::of_run(self.machine.meta(place));
    }

    /// Keeps what the last PULL's answer at a place says as well.
    pub(crate) fn keep_said_at_end(&mut self, place: Range<usize>) {
        self.said.ended(self.machine.bytes(place));
    }

    /// Returns what was kept of what the server said.
    pub(crate) const fn said(&self) -> &Said {
        &self.said
    }

    /// Takes what was kept of what the server said.
    pub(crate) fn take_said(&mut self) -> Said {
        std::mem::take(&mut self.said)
    }

    /// Writes what is queued.
    #[inline]
    pub(crate) fn poll_flush(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        while !self.machine.unsent().is_empty() {
            match self.stream.poll_write(cx, self.machine.unsent()) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(self.broke(io::ErrorKind::WriteZero.into()))),
                Poll::Ready(Ok(count)) => {
                    self.machine.sent(count);
                    self.unflushed = true;
                    self.stall.went_on();
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(self.broke(error))),
                Poll::Pending => return self.poll_stalled(cx, self.write_timeout).map(Err),
            }
        }
        match self.stream.poll_flush(cx) {
            Poll::Ready(Ok(())) => {
                if std::mem::take(&mut self.unflushed) {
                    self.stall.went_on();
                }
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(self.broke(error))),
            Poll::Pending => self.poll_stalled(cx, self.write_timeout).map(Err),
        }
    }

    /// Returns the place of the next record's fields if it was read from the stream already.
    #[inline]
    pub(crate) fn next_record(&mut self) -> Option<Range<usize>> {
        self.machine.next_record()
    }

    /// Returns the next record's fields if it was read from the stream already.
    #[inline]
    pub(crate) fn next_fields(&mut self) -> Option<&[u8]> {
        self.machine.next_fields()
    }

    /// Returns what the next answer says, and the place of its metadata, if it was read already and is a success.
    #[inline]
    pub(crate) fn next_success(&mut self) -> Option<(Outcome, Range<usize>)> {
        self.machine.next_success()
    }

    /// Returns the next answer that somebody waits for, writing what is queued meanwhile.
    pub(crate) fn poll_event(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<Event, Error>> {
        loop {
            if let Some(event) = ready!(self.poll_answer(cx))? {
                return Poll::Ready(Ok(event));
            }
        }
    }

    /// Reads the next answer; none for one that nobody waits for: re-authentication and telemetry.
    fn poll_answer(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<Option<Event>, Error>> {
        loop {
            match self.machine.next_event() {
                Ok(Some(event)) if aside(&event) => {
                    return Poll::Ready(match self.aside_refused(&event) {
                        Some(error) => Err(error),
                        None => Ok(None),
                    });
                }
                Ok(Some(event)) => return Poll::Ready(Ok(Some(event))),
                Ok(None) => {}
                Err(breach) => return Poll::Ready(Err(self.breached(breach))),
            }
            ready!(self.poll_receive(cx))?;
        }
    }

    /// Waits until more bytes were received, writing what is queued meanwhile.
    #[inline]
    pub(crate) fn poll_receive(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<(), Error>> {
        // A server that is busy sending does not read; so a write that blocks must not keep us from reading.
        if (self.unflushed || !self.machine.unsent().is_empty())
            && let Poll::Ready(Err(error)) = self.poll_flush(cx)
        {
            return Poll::Ready(Err(error));
        }
        match self.stream.poll_read(cx, self.machine.spare()) {
            Poll::Ready(Ok(0)) => Poll::Ready(Err(self.broke(io::ErrorKind::UnexpectedEof.into()))),
            Poll::Ready(Ok(count)) => {
                self.machine.received(count);
                self.stall.went_on();
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(self.broke(error))),
            Poll::Pending => self.poll_stalled(cx, self.hints.receive_timeout).map(Err),
        }
    }

    fn poll_stalled(&mut self, cx: &mut TaskContext<'_>, limit: Option<Duration>) -> Poll<Error> {
        match limit {
            Some(limit) => {
                ready!(self.stall.poll_waited(cx, limit));
                let silent = format!("the server neither read nor answered for {limit:?}");
                Poll::Ready(self.broke(io::Error::new(io::ErrorKind::TimedOut, silent)))
            }
            None => Poll::Pending,
        }
    }

    /// Waits for the next answer that is no record and returns its metadata.
    pub(crate) async fn success(&mut self) -> Result<Meta<'_>, Error> {
        let place = poll_fn(|cx| self.poll_success(cx)).await?;
        Ok(self.machine.meta(place))
    }

    /// Returns the place of the next success's metadata; records before it are dropped.
    #[inline]
    pub(crate) fn poll_success(&mut self, cx: &mut TaskContext<'_>) -> Poll<Result<Range<usize>, Error>> {
        loop {
            if self.machine.is_drained() {
                ready!(self.poll_receive(cx))?;
            }
            if let Some((_, place)) = self.machine.next_success() {
                return Poll::Ready(Ok(place));
            }
            match ready!(self.poll_event(cx))? {
                Event::Record(_) => {}
                Event::Success(_, _, place) => return Poll::Ready(Ok(place)),
                refused => return Poll::Ready(Err(self.refusal(&refused))),
            }
        }
    }

    /// Waits for the answer to COMMIT, with which so many bytes were queued. Where something may have been written, a
    /// connection that breaks meanwhile leaves the outcome unknown.
    #[inline]
    pub(crate) fn poll_committed(
        &mut self,
        queued: usize,
        mode: AccessMode,
        cx: &mut TaskContext<'_>,
    ) -> Poll<Result<(), Error>> {
        Poll::Ready(match ready!(self.poll_success(cx)) {
            Ok(_) => Ok(()),
            // The server lets nothing be written in this mode, or not one byte of the commit left this side.
            Err(error) if mode == AccessMode::Read || self.machine.unsent().len() == queued => Err(error),
            Err(error) => Err(error.after_commit()),
        })
    }

    /// Waits until everything was written and every answer that is due was read, and drops the answers; but a server
    /// that refuses to reset the connection will not use it again.
    pub(crate) async fn drain(&mut self) -> Result<(), Error> {
        // Reading writes as well: a server that is still answering may not read before its answers are taken.
        while self.machine.due() > 0 {
            let answer = poll_fn(|cx| self.poll_answer(cx)).await?;
            if let Some(refused @ Event::Failure(RequestKind::Reset, _)) = answer {
                return Err(self.refusal(&refused));
            }
        }
        poll_fn(|cx| self.poll_flush(cx)).await
    }

    /// Turns an answer that is no success into the error that it means.
    #[cold]
    pub(crate) fn refusal(&mut self, event: &Event) -> Error {
        let Event::Failure(_, place) = event else { return Error::transaction_closed() };
        let meta = self.machine.meta(place.clone());
        let error = Error::of_server(ServerFailure::read(meta, self.machine.dialect()));
        match self.watching() {
            Some((watch, used)) => watch.refused(error, used),
            None => error,
        }
    }

    /// Returns the error of an answer that nobody waits for, if it is one.
    fn aside_refused(&mut self, event: &Event) -> Option<Error> {
        match event {
            Event::Failure(..) => Some(self.refusal(event)),
            Event::Success(..) | Event::Ignored(_) | Event::Record(_) => None,
        }
    }

    #[cold]
    fn broke(&mut self, error: io::Error) -> Error {
        self.machine.condemn();
        // Whoever holds the connection may keep it for a while; its server shall not wait for that.
        self.stream.close();
        self.tell_broke();
        Error::connection_lost(self.info.address(), error)
    }

    /// Ends the connection to a server that broke the protocol.
    #[cold]
    pub(crate) fn breached(&mut self, breach: ProtocolBreach) -> Error {
        self.machine.condemn();
        self.stream.close();
        self.tell_broke();
        Error::protocol(self.info.address(), breach)
    }

    fn tell_broke(&self) {
        if let Some((watch, used)) = self.watching() {
            watch.broke(used.address);
        }
    }

    /// Returns who is to learn what happens to the connection while it is used, and how.
    fn watching(&self) -> Option<(Arc<dyn Watch>, Used<'_>)> {
        let context = self.context.as_ref()?;
        let watch = self.watcher()?;
        Some((watch, Used { address: self.info.address(), token: &self.token, context }))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(closing) = &self.closing {
            closing.closed();
        }
    }
}

/// Tells whether nobody waits for the answer.
#[inline]
const fn aside(event: &Event) -> bool {
    matches!(
        event,
        Event::Success(RequestKind::Logoff | RequestKind::Logon | RequestKind::Telemetry, ..)
            | Event::Failure(RequestKind::Logoff | RequestKind::Logon | RequestKind::Telemetry, _)
            | Event::Ignored(RequestKind::Logoff | RequestKind::Logon | RequestKind::Telemetry)
    )
}

#[cfg(test)]
mod tests;
